//! Personal members of JSON columns.

use serde_json::Value;

/// Whose id is replaced by what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names<'a> {
    pub buyer: &'a str,
    pub pseudonym: &'a str,
}

/// Empties the personal members. Returns how many had something in them.
pub(crate) fn empty(value: &mut Value, members: &[&str], names: Names<'_>) -> i64 {
    walk(value, members, names, &mut Vec::new())
}

fn walk(value: &mut Value, members: &[&str], names: Names<'_>, path: &mut Vec<String>) -> i64 {
    match value {
        Value::Object(map) => {
            let mut count = 0;
            for (name, inner) in map.iter_mut() {
                path.push(name.clone());
                count += if members.iter().any(|member| ends_with(path, member)) {
                    clear(inner)
                } else {
                    walk(inner, members, names, path)
                };
                path.pop();
            }
            count
        }
        Value::Array(items) => {
            let each = items.iter_mut();
            each.map(|inner| walk(inner, members, names, path)).sum()
        }
        Value::String(text) if text == names.buyer => {
            names.pseudonym.clone_into(text);
            1
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

fn ends_with(path: &[String], member: &str) -> bool {
    let mut own = path.iter().rev();
    member
        .rsplit('.')
        .all(|name| own.next().is_some_and(|own| own == name))
}

/// The emptiest value that can be read as what this one is.
fn clear(value: &mut Value) -> i64 {
    match value {
        Value::String(text) if !text.is_empty() => {
            text.clear();
            1
        }
        Value::Array(items) if !items.is_empty() => {
            items.clear();
            1
        }
        Value::Object(map) => map.values_mut().map(clear).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_are_emptied_by_name_and_parents() {
        let mut value = json!({
            "buyer_id": "byr_1",
            "contact": {"name": "Mara", "phone": ""},
            "points": [{"name": "clean", "note": "as Mara said"}],
            "lines": [["1 rue"], "byr_1"],
            "address_lines": ["1 rue"],
            "amount": 7,
        });
        let names = Names {
            buyer: "byr_1",
            pseudonym: "erased_1",
        };
        let count = empty(
            &mut value,
            &["contact.name", "phone", "note", "address_lines"],
            names,
        );
        assert_eq!(count, 5);
        assert_eq!(
            value,
            json!({
                "buyer_id": "erased_1",
                "contact": {"name": "", "phone": ""},
                "points": [{"name": "clean", "note": ""}],
                "lines": [["1 rue"], "erased_1"],
                "address_lines": [],
                "amount": 7,
            })
        );
        assert_eq!(
            empty(&mut value, &["contact.name", "note", "address_lines"], names),
            0
        );
    }
}
