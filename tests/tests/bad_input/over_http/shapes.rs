//! Bodies that are JSON, but not of the request: values of another type in every place, names that there are not, and names
//! twice.

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, ReflectMessage as _};
use serde_json::{Map, Value, json};

use super::raw::Told;

/// How deep is gone into messages.
const DEPTH: usize = 3;

/// What was spoiled, the body, and what has to be told of it.
pub type Shape = (String, String, Told);

/// Everything that can be wrong with a body that is good.
pub fn faults(good: &DynamicMessage, body: &str) -> Vec<Shape> {
    let Ok(Value::Object(fields)) = serde_json::from_str(body) else {
        return Vec::new();
    };
    let mut places = Vec::new();
    walk(&good.descriptor(), &fields, "", DEPTH, &mut places);
    let mut all: Vec<Shape> = places
        .into_iter()
        .map(|(pointer, path, wrong)| {
            let mut body = Value::Object(fields.clone());
            let what = format!("{path} = {wrong}");
            if let Some(place) = body.pointer_mut(&pointer) {
                *place = wrong;
            }
            (what, body.to_string(), Told::Field(path))
        })
        .collect();
    let mut more = fields.clone();
    more.insert("noSuchField".to_owned(), json!({"a": [1]}));
    let unknown = Told::Field("no_such_field".to_owned());
    all.push((
        "a field that there is not".to_owned(),
        Value::Object(more).to_string(),
        unknown,
    ));
    if let Some((name, value)) = fields.iter().next() {
        let rest = body.trim_start_matches('{');
        let twice = format!("{{{}: {value}, {rest}", json!(name));
        all.push((format!("{name} twice"), twice, Told::Field(name.clone())));
    }
    all
}

/// A place in the body, its path as errors name it, and a value that it cannot have.
type Wrong = (String, String, Value);

fn walk(of: &MessageDescriptor, fields: &Map<String, Value>, at: &str, depth: usize, into: &mut Vec<Wrong>) {
    for (name, value) in fields {
        let Some(field) = of.get_field_by_name(name) else {
            continue;
        };
        let pointer = format!("{at}/{name}");
        let path = path_of(&pointer);
        let mut wrong = |pointer: &str, path: &str, values: Vec<Value>| {
            let places = values.into_iter();
            into.extend(places.map(|value| (pointer.to_owned(), path.to_owned(), value)));
        };
        if field.is_map() {
            wrong(&pointer, &path, vec![json!("text"), json!(7)]);
            continue;
        }
        let mut element = (pointer.clone(), value);
        if let Value::Array(elements) = value {
            wrong(&pointer, &path, vec![json!("text"), json!(7), json!({})]);
            let Some(first) = elements.first() else { continue };
            element = (format!("{pointer}/0"), first);
        }
        let (pointer, value) = element;
        wrong(&pointer, &path_of(&pointer), other_types(&field));
        if let (Kind::Message(inner), Value::Object(fields), 1..) = (field.kind(), value, depth) {
            walk(&inner, fields, &pointer, depth - 1, into);
        }
    }
}

/// `/lines/0/quantity` as errors write it: `lines[0].quantity`.
fn path_of(pointer: &str) -> String {
    let mut path = String::new();
    for part in pointer.split('/').skip(1) {
        if part.bytes().all(|byte| byte.is_ascii_digit()) {
            path.push_str(&format!("[{part}]"));
        } else {
            let dot = if path.is_empty() { "" } else { "." };
            path.push_str(&format!("{dot}{part}"));
        }
    }
    path
}

/// Values that a field of one value cannot have.
fn other_types(field: &FieldDescriptor) -> Vec<Value> {
    match field.kind() {
        Kind::String => vec![json!(7), json!(true), json!({}), json!(["a"])],
        Kind::Bytes => vec![json!("%%%"), json!("a b"), json!(7), json!({})],
        Kind::Bool => vec![json!("maybe"), json!(7), json!({})],
        Kind::Int32 => vec![
            json!("abc"),
            json!("NaN"),
            json!("Infinity"),
            json!(1.5),
            json!(99_999_999_999_i64),
            json!({}),
        ],
        Kind::Int64 => vec![
            json!("abc"),
            json!("-Infinity"),
            json!(1.5),
            json!("99999999999999999999"),
            json!({}),
        ],
        Kind::Enum(_) => vec![json!("NO_SUCH_VALUE"), json!(""), json!(1.5), json!({})],
        Kind::Message(of) if of.full_name() == "google.protobuf.Timestamp" => vec![
            json!("yesterday"),
            json!("2026-13-01T00:00:00Z"),
            json!("2026-01-31T25:00:00Z"),
            json!("10000-01-01T00:00:00Z"),
            json!("0000-12-31T00:00:00Z"),
            json!(7),
            json!({}),
        ],
        _ => vec![json!("text"), json!(7), json!(true), json!([])],
    }
}
