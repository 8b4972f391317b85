//! What a client streams over HTTP: messages, one a line, or a file's bytes. Both have one body, so that what is wrong with a
//! message is told of the whole request.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use prost_reflect::{DynamicMessage, Kind, MethodDescriptor, ReflectMessage as _};
use redress_rpc::Reason;

use super::raw::{IDS, MEDIA_TYPES, NO_OBJECTS, Raw, Told};
use super::route::{LONGEST, Place, json};

const LINES: &str = "application/x-ndjson";
const BYTES: &str = "application/octet-stream";

/// Offsets that are none.
const OFFSETS: [&str; 14] = [
    "-1",
    "1.5",
    "1e3",
    "x",
    "0x10",
    "NaN",
    "null",
    "true",
    "9223372036854775808",
    "-9223372036854775809",
    "99999999999999999999999999",
    "0, 0",
    "0 1",
    "\"0\"",
];

/// What one chunk may have: the gateway cuts a longer body into several.
const CHUNK: usize = 1024 * 1024;

/// A message as it is streamed: media type, address and body; `None` when HTTP cannot say it.
pub fn request(place: &Place, message: &DynamicMessage) -> Option<(&'static str, String, Vec<u8>)> {
    let Some(begin) = place.template.find('{') else {
        return Some((LINES, place.template.clone(), json(message)?.into_bytes()));
    };
    let id = message.get_field_by_name("upload_id")?.as_str()?.to_owned();
    let offset = message.get_field_by_name("offset")?.as_i64()?;
    if id.is_empty() {
        return None;
    }
    let data = message
        .descriptor()
        .fields()
        .find(|field| field.kind() == Kind::Bytes)?;
    let data = message.get_field(&data).as_bytes()?.to_vec();
    let path = format!(
        "{}{}?offset={offset}",
        &place.template[..begin],
        utf8_percent_encode(&id, NON_ALPHANUMERIC)
    );
    (data.len() <= CHUNK && path.len() <= LONGEST).then_some((BYTES, path, data))
}

/// What only HTTP can say.
pub fn faults(method: &MethodDescriptor, place: &Place, good: &DynamicMessage) -> Vec<Raw> {
    let Some((media_type, path, body)) = request(place, good) else {
        return Vec::new();
    };
    let raw = |what: String, told| Raw {
        what,
        verb: place.verb.clone(),
        path: path.clone(),
        headers: vec![("content-type", media_type.to_owned())],
        body: body.clone(),
        told,
    };
    if media_type == BYTES {
        let prefix = path.split('?').next().unwrap_or_default();
        let stem = prefix.rsplit_once('/').map_or("", |(stem, _)| stem);
        let ids = IDS.map(|id| Raw {
            path: format!("{stem}/{id}"),
            ..raw(format!("an id {id}"), Told::Anything)
        });
        let offsets = OFFSETS.map(|offset| {
            let mut raw = raw(
                format!("the offset {offset}"),
                Told::Field("Upload-Offset".to_owned()),
            );
            prefix.clone_into(&mut raw.path);
            raw.headers.push(("upload-offset", offset.to_owned()));
            raw
        });
        return ids.into_iter().chain(offsets).collect();
    }
    let lines = NO_OBJECTS.map(|(what, line)| Raw {
        body: [line, b"\n"].concat(),
        ..raw(format!("a line: {what}"), Told::Anything)
    });
    let types = MEDIA_TYPES.map(|media_type| Raw {
        headers: vec![("content-type", media_type.to_owned())],
        ..raw(
            format!("lines as {media_type}"),
            Told::Reason(Reason::UnsupportedMediaType),
        )
    });
    let unknown = ["nothing", "constructor", "requestId2", "", "a.b"].map(|name| Raw {
        body: format!("{{{name:?}: 1}}\n").into_bytes(),
        ..raw(format!("a field {name:?}"), Told::Anything)
    });
    let input = method.input();
    let mistyped = input.fields().map(|field| Raw {
        body: format!("{{\"{}\": [[{{}}]]}}\n", field.name()).into_bytes(),
        ..raw(format!("{} as lists", field.name()), Told::Anything)
    });
    let all = lines.into_iter().chain(types).chain(unknown);
    all.chain(mistyped).collect()
}
