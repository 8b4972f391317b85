//! JSON bodies, by the canonical mapping of protobuf. An error names the path at which the body stopped making sense.

use prost_reflect::{DeserializeOptions, DynamicMessage, MessageDescriptor};
use redress_rpc::{Problem, Reason};
use serde::de::DeserializeSeed;
use serde_path_to_error::{Path, Segment, Track};
use tonic::Code;

mod once;

/// Reads a message.
pub fn read(descriptor: &MessageDescriptor, bytes: &[u8]) -> Result<DynamicMessage, Problem> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let mut track = Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut deserializer, &mut track);
    let read = Seed(descriptor.clone()).deserialize(tracked);
    let message = read.map_err(|error| {
        let mut path = path_text(&track.path());
        if let Some(name) = unknown_name(&error.to_string()) {
            push_name(&mut path, name);
        }
        problem(&error, &path)
    })?;
    deserializer.end().map_err(|error| problem(&error, ""))?;
    match once::repeated(descriptor, bytes) {
        Some(path) => Err(Problem::invalid_field(path, "is given more than once")),
        None => Ok(message),
    }
}

struct Seed(MessageDescriptor);

impl<'de> DeserializeSeed<'de> for Seed {
    type Value = DynamicMessage;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<DynamicMessage, D::Error> {
        DynamicMessage::deserialize_with_options(self.0, deserializer, &DeserializeOptions::new())
    }
}

/// What is no JSON is malformed; what is JSON of another shape has a bad field.
fn problem(error: &serde_json::Error, path: &str) -> Problem {
    if !error.is_data() || path.is_empty() {
        let text = format!("the body is no JSON object of this request: {}", place(error));
        return Problem::new(Code::InvalidArgument, Reason::MalformedMessage, text);
    }
    Problem::invalid_field(path, place(error))
}

/// What serde says, without the quotes of the body that it likes to give: they may be personal.
fn place(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    let what = match error.classify() {
        serde_json::error::Category::Syntax => "is not well-formed JSON",
        serde_json::error::Category::Eof => "ends too early",
        serde_json::error::Category::Io => "cannot be read",
        serde_json::error::Category::Data => shape(&error.to_string()),
    };
    format!("{what} (line {line}, column {column})")
}

fn shape(text: &str) -> &'static str {
    let known = [
        ("unrecognized field name", "is no field of this request"),
        ("unrecognized enum value", "is none of the enum's values"),
        (
            "multiple fields provided for oneof",
            "goes together with no other field of its choice",
        ),
        ("invalid base64", "must be base64"),
        ("timestamp", "must be a time as in 2026-01-31T12:00:00Z"),
    ];
    let found = known.into_iter().find(|(begin, _)| text.contains(begin));
    found.map_or("has a value of another type", |(_, says)| says)
}

/// A path as the field errors of gRPC write it: `lines[0].price`.
fn path_text(path: &Path) -> String {
    let mut text = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => text.push_str(&format!("[{index}]")),
            Segment::Map { key } => push_name(&mut text, key),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    text
}

fn push_name(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(&snake(name));
}

/// The name that is no field's, as the mapping's error quotes it.
fn unknown_name(text: &str) -> Option<&str> {
    let rest = text.split_once("unrecognized field name '")?.1;
    Some(rest.rsplit_once('\'').map_or(rest, |(name, _)| name))
}

/// A JSON name as the contracts write it. Names come from the caller, so they are cut.
fn snake(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars().take(64) {
        if letter.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}
