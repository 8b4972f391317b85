//! An example of every message, made from its fields' names and types: the same each time, and of the right shape.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value, json};

/// How deep messages are shown in messages.
const DEPTH: usize = 3;
/// A time in examples.
const TIME: &str = "2026-11-25T09:30:00Z";
/// What ids begin with, by the name of their field without `_id`.
const PREFIXES: [(&str, &str); 14] = [
    ("order", "ord"),
    ("return", "ret"),
    ("refund", "ref"),
    ("cancellation", "can"),
    ("evidence", "evd"),
    ("upload", "upl"),
    ("shipment", "shp"),
    ("parcel", "prc"),
    ("decision", "dec"),
    ("dispute", "dsp"),
    ("proposal", "prp"),
    ("buyer", "byr"),
    ("seller", "sel"),
    ("message", "msg"),
];

/// An example of a message, without some of its fields.
pub fn message(of: &MessageDescriptor, left_out: &[&str]) -> Value {
    nested(of, left_out, DEPTH)
}

/// An example of a text, by its field's name.
pub fn text(name: &str) -> String {
    let singular = name.strip_suffix("_ids").or_else(|| name.strip_suffix("_id"));
    let prefix = PREFIXES.into_iter().find(|(kind, _)| Some(*kind) == singular);
    match (name, prefix) {
        (_, Some((_, prefix))) => format!("{prefix}_01kjpwd6m0frhb98r451p4fh48"),
        ("marketplace_id" | "policy_id", _) => "kwoking".to_owned(),
        ("request_id", _) => "6f1c2a9e-1".to_owned(),
        ("etag", _) => "3".to_owned(),
        ("page_token" | "next_page_token", _) => String::new(),
        ("clause_id" | "clause_ids", _) => "KW-08".to_owned(),
        ("currency_code", _) => "EUR".to_owned(),
        ("region_code" | "country", _) => "FR".to_owned(),
        ("language_code", _) => "fr".to_owned(),
        ("rma_number", _) => "RMA-7K2Q-9XWM-8".to_owned(),
        ("tracking_number", _) => "1Z999AA10123456784".to_owned(),
        ("carrier", _) => "ups".to_owned(),
        ("line_id", _) => "1".to_owned(),
        ("media_type", _) => "image/jpeg".to_owned(),
        _ if name.ends_with("email") => "mara@example.test".to_owned(),
        _ if name.ends_with("sha256") => {
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".to_owned()
        }
        _ => "text".to_owned(),
    }
}

fn nested(of: &MessageDescriptor, left_out: &[&str], depth: usize) -> Value {
    match of.full_name() {
        "google.protobuf.Timestamp" => return json!(TIME),
        "google.protobuf.Duration" => return json!("3600s"),
        "google.protobuf.FieldMask" => return json!(""),
        "google.type.Money" => return json!({"currency_code": "EUR", "units": "25", "nanos": 500_000_000}),
        _ => {}
    }
    let mut shown = Map::new();
    for field in of.fields().filter(|field| !left_out.contains(&field.name())) {
        let is_second_choice = field.containing_oneof().is_some_and(|oneof| {
            oneof
                .fields()
                .next()
                .is_some_and(|first| first.number() != field.number())
        });
        if field.is_map() || is_second_choice {
            continue;
        }
        if let Some(value) = value(&field, depth) {
            let value = if field.is_list() { json!([value]) } else { value };
            shown.insert(field.name().to_owned(), value);
        }
    }
    Value::Object(shown)
}

fn value(field: &FieldDescriptor, depth: usize) -> Option<Value> {
    Some(match field.kind() {
        Kind::Bool => json!(false),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 | Kind::Uint32 | Kind::Fixed32 => json!(1),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 | Kind::Uint64 | Kind::Fixed64 => json!("1"),
        Kind::Double | Kind::Float => json!(1.0),
        Kind::String => json!(text(field.name())),
        Kind::Bytes => json!("AAAA"),
        Kind::Enum(of) => {
            let values: Vec<_> = of.values().collect();
            json!(values.get(1).or(values.first())?.name())
        }
        Kind::Message(_) if depth == 0 => return None,
        Kind::Message(of) => nested(&of, &[], depth - 1),
    })
}
