//! Fields in a query: `name=value`, with dots into messages, repeated for lists; values as in JSON, texts without quotes.

use percent_encoding::percent_decode_str;
use prost_reflect::{
    Cardinality, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, ReflectMessage as _, Value,
};
use redress_rpc::Problem;
use tonic_types::FieldViolation;

use super::json;

/// How many parameters a query may have.
const MAX_PARAMETERS: usize = 1_000;

/// Reads a message.
pub fn read(descriptor: &MessageDescriptor, query: Option<&str>) -> Result<DynamicMessage, Problem> {
    set_all(descriptor, parameters(query))
}

/// A message with these fields; what is `None` was not UTF-8.
pub fn set_all(
    descriptor: &MessageDescriptor,
    parameters: impl Iterator<Item = (Option<String>, Option<String>)>,
) -> Result<DynamicMessage, Problem> {
    let mut message = DynamicMessage::new(descriptor.clone());
    let mut bad = Vec::new();
    for (number, (name, value)) in parameters.enumerate() {
        if number >= MAX_PARAMETERS {
            return Err(Problem::invalid_field(
                "query",
                format!("has more than {MAX_PARAMETERS} parameters"),
            ));
        }
        let result = match (name, value) {
            (Some(name), Some(value)) => set(&mut message, &name, &value).map_err(|why| (name, why)),
            (name, _) => Err((
                name.unwrap_or_else(|| "query".to_owned()),
                "is not UTF-8".to_owned(),
            )),
        };
        if let Err((name, why)) = result {
            bad.push(FieldViolation::new(
                name.chars().take(100).collect::<String>(),
                why,
            ));
        }
    }
    if bad.is_empty() {
        Ok(message)
    } else {
        Err(Problem::invalid(bad))
    }
}

/// Refuses parameters where everything comes in the body.
pub fn refuse_any(query: Option<&str>) -> Result<(), Problem> {
    let names = parameters(query).map(|(name, _)| name.unwrap_or_else(|| "query".to_owned()));
    let bad: Vec<_> = names
        .take(MAX_PARAMETERS)
        .map(|name| FieldViolation::new(name, "belongs into the body"))
        .collect();
    if bad.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(bad))
    }
}

fn parameters(query: Option<&str>) -> impl Iterator<Item = (Option<String>, Option<String>)> {
    let pairs = query
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty());
    pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name), decode(value))
    })
}

fn decode(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8().ok()?;
    Some(decoded.into_owned())
}

fn find(descriptor: &MessageDescriptor, name: &str) -> Option<FieldDescriptor> {
    descriptor
        .get_field_by_name(name)
        .or_else(|| descriptor.get_field_by_json_name(name))
}

fn set(message: &mut DynamicMessage, name: &str, text: &str) -> Result<(), String> {
    let (first, rest) = name
        .split_once('.')
        .map_or((name, None), |(first, rest)| (first, Some(rest)));
    let field = find(&message.descriptor(), first).ok_or("is no field of this request")?;
    if let Some(rest) = rest {
        if field.is_list() || field.is_map() || !matches!(field.kind(), Kind::Message(_)) {
            return Err("is no field of this request".to_owned());
        }
        return match message.get_field_mut(&field) {
            Value::Message(inner) => set(inner, rest, text),
            _ => Err("is no field of this request".to_owned()),
        };
    }
    if field.is_map() {
        return Err("cannot be given in a query".to_owned());
    }
    let value = value(&field, text)?;
    if field.cardinality() == Cardinality::Repeated {
        if let Value::List(list) = message.get_field_mut(&field) {
            list.push(value);
        }
        return Ok(());
    }
    if message.has_field(&field) {
        return Err("is given more than once".to_owned());
    }
    message.set_field(&field, value);
    Ok(())
}

fn value(field: &FieldDescriptor, text: &str) -> Result<Value, String> {
    let number = |_| "must be a whole number".to_owned();
    Ok(match field.kind() {
        Kind::String => Value::String(text.to_owned()),
        Kind::Bool => Value::Bool(text.parse().map_err(|_| "must be true or false".to_owned())?),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(text.parse().map_err(number)?),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(text.parse().map_err(number)?),
        Kind::Uint32 | Kind::Fixed32 => Value::U32(text.parse().map_err(number)?),
        Kind::Uint64 | Kind::Fixed64 => Value::U64(text.parse().map_err(number)?),
        Kind::Enum(of) => {
            let named = of.get_value_by_name(text).map(|value| value.number());
            // Whether there is such a number is for the service to say, as over gRPC.
            let numbered = || text.parse().ok();
            Value::EnumNumber(named.or_else(numbered).ok_or("is none of the enum's values")?)
        }
        // Times and the like are texts in JSON.
        Kind::Message(of) if of.full_name().starts_with("google.protobuf.") => {
            Value::Message(text_message(&of, text)?)
        }
        Kind::Message(_) | Kind::Bytes | Kind::Double | Kind::Float => {
            return Err("cannot be given in a query".to_owned());
        }
    })
}

fn text_message(of: &MessageDescriptor, text: &str) -> Result<DynamicMessage, String> {
    let quoted = serde_json::Value::String(text.to_owned()).to_string();
    let read = json::read(of, quoted.as_bytes());
    let wrong = || match of.name() {
        "Timestamp" => "must be a time as in 2026-01-31T12:00:00Z",
        _ => "has a value of another type",
    };
    read.map_err(|_| wrong().to_owned())
}
