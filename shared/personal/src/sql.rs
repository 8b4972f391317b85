//! Statements made of a map: pieces of SQL with named values, for either database.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Nullable, Text};
use redress_db::{Conn, Error, on_conn};

/// What is bound to the names in braces.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Values<'a> {
    pub order: &'a str,
    pub marketplace: &'a str,
    pub buyer: &'a str,
    pub pseudonym: &'a str,
    pub key: &'a str,
    pub content: &'a str,
    /// As both databases write a time.
    pub stale: &'a str,
}

/// A row of any table, as two texts.
#[derive(Debug, QueryableByName)]
pub(crate) struct Row {
    #[diesel(sql_type = Text)]
    pub key: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub content: Option<String>,
}

/// The rows of a query for `key` and `content`.
pub(crate) fn rows(conn: &mut Conn, sql: &str, values: Values<'_>) -> Result<Vec<Row>, Error> {
    let (sql, bound) = rendered(conn, sql, values);
    on_conn!(conn, |c| {
        let query = sql_query(&sql).into_boxed();
        let query = bound
            .iter()
            .fold(query, |query, text| query.bind::<Text, _>(*text));
        query.load(c)
    })
}

/// Runs a change; how many rows it had.
pub(crate) fn change(conn: &mut Conn, sql: &str, values: Values<'_>) -> Result<usize, Error> {
    let (sql, bound) = rendered(conn, sql, values);
    on_conn!(conn, |c| {
        let query = sql_query(&sql).into_boxed();
        let query = bound
            .iter()
            .fold(query, |query, text| query.bind::<Text, _>(*text));
        query.execute(c)
    })
}

/// An expression for a row as a JSON object.
pub(crate) fn object<'a>(conn: &Conn, columns: impl Iterator<Item = &'a str>) -> String {
    let members: Vec<String> = columns.map(|name| format!("'{name}', \"{name}\"")).collect();
    let members = members.join(", ");
    match conn {
        Conn::Pg(_) => format!("CAST(json_build_object({members}) AS TEXT)"),
        Conn::Sqlite(_) => format!("json_object({members})"),
    }
}

/// A text as a literal.
pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The statement with the database's own placeholders, and what is bound to them, each value once.
fn rendered<'a>(conn: &Conn, sql: &str, values: Values<'a>) -> (String, Vec<&'a str>) {
    let sign = match conn {
        Conn::Pg(_) => '$',
        Conn::Sqlite(_) => '?',
    };
    place(sign, sql, values)
}

fn place<'a>(sign: char, sql: &str, values: Values<'a>) -> (String, Vec<&'a str>) {
    let mut names: Vec<&str> = Vec::new();
    let mut text = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').expect("invariant: a map closes its braces");
        let at = names.iter().position(|known| *known == name).unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        });
        text.push_str(before);
        text.push(sign);
        text.push_str(&(at + 1).to_string());
        rest = after;
    }
    text.push_str(rest);
    (text, names.into_iter().map(|name| values.named(name)).collect())
}

impl<'a> Values<'a> {
    fn named(self, name: &str) -> &'a str {
        match name {
            "order" => self.order,
            "marketplace" => self.marketplace,
            "buyer" => self.buyer,
            "pseudonym" => self.pseudonym,
            "key" => self.key,
            "content" => self.content,
            "stale" => self.stale,
            name => unreachable!("invariant: a map names no value {name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_bound_once_in_the_order_of_its_names() {
        let values = Values {
            order: "o",
            buyer: "b",
            ..Values::default()
        };
        let (sql, bound) = place('$', "SET x = {buyer} WHERE y = {order} AND z = {buyer}", values);
        assert_eq!(sql, "SET x = $1 WHERE y = $2 AND z = $1");
        assert_eq!(bound, ["b", "o"]);
        assert_eq!(literal("it's"), "'it''s'");
    }
}
