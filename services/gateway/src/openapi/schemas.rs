//! Messages and enums as JSON Schema, by the canonical mapping of protobuf.

use std::collections::BTreeMap;

use prost_reflect::{EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value, json};

use super::examples;
use crate::contract::Comments;

/// The schemas that were asked for, and those that they need.
pub struct Schemas<'a> {
    comments: &'a Comments,
    done: BTreeMap<String, Value>,
}

impl<'a> Schemas<'a> {
    /// None yet.
    pub fn new(comments: &'a Comments) -> Self {
        Self {
            comments,
            done: BTreeMap::new(),
        }
    }

    /// All of them, by name.
    pub fn finish(self) -> Map<String, Value> {
        self.done.into_iter().collect()
    }

    /// A reference to a message's schema.
    pub fn reference(&mut self, message: &MessageDescriptor) -> Value {
        if let Some(known) = well_known(message.full_name()) {
            return known;
        }
        let name = name_of(message.full_name());
        if !self.done.contains_key(&name) {
            // Set first, so that a message that holds itself ends.
            self.done.insert(name.clone(), Value::Null);
            let schema = self.message(message, &[]);
            self.done.insert(name.clone(), schema);
        }
        json!({"$ref": format!("#/components/schemas/{name}")})
    }

    /// The schema of a request's body, without the fields that the path names.
    pub fn request(&mut self, message: &MessageDescriptor, left_out: &[&str]) -> Value {
        if left_out.is_empty() {
            return self.reference(message);
        }
        self.message(message, left_out)
    }

    /// The schema of a field's value.
    pub fn field(&mut self, field: &FieldDescriptor) -> Value {
        let one = self.value(&field.kind());
        if field.is_list() {
            json!({"type": "array", "items": one})
        } else {
            one
        }
    }

    fn message(&mut self, message: &MessageDescriptor, left_out: &[&str]) -> Value {
        let mut properties = Map::new();
        for field in message.fields().filter(|field| !left_out.contains(&field.name())) {
            let mut schema = match field.kind() {
                Kind::Message(entry) if field.is_map() => {
                    let value = self.value(&entry.map_entry_value_field().kind());
                    json!({"type": "object", "additionalProperties": value})
                }
                _ => self.field(&field),
            };
            let comment = self.comments.field(&field);
            if !comment.is_empty() {
                schema["description"] = json!(comment);
            }
            properties.insert(field.name().to_owned(), schema);
        }
        json!({
            "type": "object",
            "description": self.comments.message(message),
            "properties": properties,
            "additionalProperties": false,
            "example": examples::message(message, left_out),
        })
    }

    fn value(&mut self, kind: &Kind) -> Value {
        match kind {
            Kind::Bool => json!({"type": "boolean"}),
            Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => {
                json!({"type": "integer", "format": "int32", "minimum": i32::MIN, "maximum": i32::MAX})
            }
            Kind::Uint32 | Kind::Fixed32 => {
                json!({"type": "integer", "format": "int64", "minimum": 0, "maximum": u32::MAX})
            }
            Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => {
                json!({"type": "string", "format": "int64", "pattern": "^-?[0-9]{1,18}$"})
            }
            Kind::Uint64 | Kind::Fixed64 => {
                json!({"type": "string", "format": "uint64", "pattern": "^[0-9]{1,18}$"})
            }
            Kind::Double | Kind::Float => json!({"type": "number"}),
            Kind::String => json!({"type": "string"}),
            Kind::Bytes => json!({"type": "string", "contentEncoding": "base64"}),
            Kind::Enum(of) => self.enumeration(of),
            Kind::Message(of) => self.reference(of),
        }
    }

    fn enumeration(&mut self, of: &EnumDescriptor) -> Value {
        let name = name_of(of.full_name());
        if !self.done.contains_key(&name) {
            let values: Vec<String> = of.values().map(|value| value.name().to_owned()).collect();
            let meanings: Vec<String> = of
                .values()
                .map(|value| format!("- `{}`: {}", value.name(), self.comments.value(&value)))
                .collect();
            let schema = json!({"type": "string", "enum": values, "description": meanings.join("\n")});
            self.done.insert(name.clone(), schema);
        }
        json!({"$ref": format!("#/components/schemas/{name}")})
    }
}

/// A name that may stand in a reference: without the package's version, as in `orders.Order`.
fn name_of(full_name: &str) -> String {
    let short = full_name.strip_prefix("redress.").unwrap_or(full_name);
    short.replace(".v1.", ".")
}

/// What protobuf maps to something else than an object.
fn well_known(full_name: &str) -> Option<Value> {
    match full_name {
        "google.protobuf.Timestamp" => Some(json!({"type": "string", "format": "date-time"})),
        "google.protobuf.Duration" => Some(json!({"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?s$"})),
        "google.protobuf.FieldMask" => Some(json!({"type": "string"})),
        "google.protobuf.Struct" => Some(json!({"type": "object"})),
        "google.protobuf.Empty" => Some(json!({"type": "object"})),
        _ => None,
    }
}
