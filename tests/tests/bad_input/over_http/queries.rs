//! Queries that say something wrong: a field that there is not, a value of another kind, texts that are none.

use prost_reflect::{Kind, MessageDescriptor};

use super::raw::Told;

/// More than a query may have.
const TOO_MANY: usize = 1_001;

/// Queries, and what has to be told of each.
pub fn faults(input: &MessageDescriptor, template: &str) -> Vec<(String, Told)> {
    let bad = |name: &str| Told::Field(name.to_owned());
    let mut all = vec![
        ("no_such_field=1".to_owned(), bad("no_such_field")),
        ("no_such.field=1".to_owned(), bad("no_such.field")),
        ("%ff=1".to_owned(), bad("query")),
        ("=1".to_owned(), Told::Anything),
        ("&&&".to_owned(), Told::Anything),
        (vec!["a=1"; TOO_MANY].join("&"), Told::Anything),
    ];
    for field in input.fields() {
        let name = field.name();
        if template.contains(&format!("{{{name}}}")) {
            all.push((format!("{name}=another"), Told::Anything));
            continue;
        }
        let values: &[&str] = match field.kind() {
            Kind::String => &["a%ff"],
            Kind::Int32 | Kind::Int64 => &[
                "abc",
                "1.5",
                "NaN",
                "Infinity",
                "99999999999999999999",
                "0x10",
                "%ff",
            ],
            Kind::Bool => &["maybe", "2", "%ff"],
            Kind::Enum(_) => &["NO_SUCH_VALUE", "1.5", "%ff"],
            Kind::Message(of) if of.full_name() == "google.protobuf.Timestamp" => {
                &["yesterday", "2026-13-01T00:00:00Z", "2026-01-31", "%ff"]
            }
            _ => &[],
        };
        all.extend(values.iter().map(|value| (format!("{name}={value}"), bad(name))));
    }
    all
}
