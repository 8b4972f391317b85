//! Where an RPC is found over HTTP, and how a message of it is said there.

use anyhow::Context as _;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use prost_reflect::{
    DescriptorPool, DynamicMessage, Kind, MethodDescriptor, ReflectMessage as _, SerializeOptions, Value,
};
use tonic::codegen::http::Method;

/// The longest address that is sent, in bytes.
pub const LONGEST: usize = 16_000;

/// Where a method is found over HTTP.
pub struct Place {
    pub verb: Method,
    pub template: String,
}

impl Place {
    pub fn of(pool: &DescriptorPool, method: &MethodDescriptor) -> anyhow::Result<Place> {
        let annotation = pool
            .get_extension_by_name("google.api.http")
            .context("no annotations")?;
        let rule = method.options().get_extension(&annotation).into_owned();
        let rule = rule.as_message().context("no annotation")?.clone();
        let verbs = [
            ("get", Method::GET),
            ("post", Method::POST),
            ("patch", Method::PATCH),
        ];
        let found = verbs.into_iter().find_map(|(name, verb)| {
            let template = rule.get_field_by_name(name)?.as_str()?.to_owned();
            (!template.is_empty()).then_some(Place { verb, template })
        });
        found.with_context(|| format!("{} has no route", method.full_name()))
    }

    /// The path and the body of a message; `None` when it cannot be said over HTTP.
    pub fn request(&self, mut message: DynamicMessage) -> Option<(String, String)> {
        let mut path = self.template.clone();
        while let Some(begin) = path.find('{') {
            let end = begin + path[begin..].find('}')?;
            let name = path[begin + 1..end].to_owned();
            let value = message.get_field_by_name(&name)?.as_str()?.to_owned();
            // An empty id is another path.
            if value.is_empty() {
                return None;
            }
            message.clear_field_by_name(&name);
            path.replace_range(
                begin..=end,
                &utf8_percent_encode(&value, NON_ALPHANUMERIC).to_string(),
            );
        }
        if self.verb == Method::GET {
            let mut pairs = Vec::new();
            query("", &message, &mut pairs)?;
            let query = if pairs.is_empty() {
                String::new()
            } else {
                format!("?{}", pairs.join("&"))
            };
            return within((format!("{path}{query}"), String::new()));
        }
        within((path, json(&message)?))
    }
}

/// A request whose address can be sent.
fn within(request: (String, String)) -> Option<(String, String)> {
    (request.0.len() <= LONGEST).then_some(request)
}

/// A message as JSON; `None` for what JSON cannot say, such as a time out of range.
pub fn json(message: &DynamicMessage) -> Option<String> {
    let mut bytes = Vec::new();
    let options = SerializeOptions::new().use_proto_field_name(true);
    let mut serializer = serde_json::Serializer::new(&mut bytes);
    message.serialize_with_options(&mut serializer, &options).ok()?;
    String::from_utf8(bytes).ok()
}

fn query(prefix: &str, message: &DynamicMessage, pairs: &mut Vec<String>) -> Option<()> {
    for (field, value) in message.fields() {
        let name = format!("{prefix}{}", field.name());
        let mut add = |text: String| {
            pairs.push(format!("{name}={}", utf8_percent_encode(&text, NON_ALPHANUMERIC)));
        };
        let one = |value: &Value| -> Option<String> {
            Some(match value {
                Value::String(text) => text.clone(),
                Value::Bool(yes) => yes.to_string(),
                Value::I32(number) | Value::EnumNumber(number) => number.to_string(),
                Value::I64(number) => number.to_string(),
                Value::Message(inner) if inner.descriptor().full_name().starts_with("google.protobuf.") => {
                    json(inner)?.trim_matches('"').to_owned()
                }
                _ => return None,
            })
        };
        match (value, field.kind()) {
            (Value::List(list), _) => {
                for value in list {
                    add(one(value)?);
                }
            }
            (Value::Message(inner), Kind::Message(of)) if !of.full_name().starts_with("google.protobuf.") => {
                query(&format!("{name}."), inner, pairs)?;
            }
            (value, _) => add(one(value)?),
        }
    }
    Some(())
}
