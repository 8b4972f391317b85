//! What can be wrong with a request over HTTP alone: in its address, its headers, and its body as text. Made from the contract
//! and a good request; each says what has to be told, where that is one thing.

use prost_reflect::{DynamicMessage, ReflectMessage as _};
use redress_rpc::Reason;
use tonic::codegen::http::Method;

use super::route::Place;
use super::{queries, shapes};

/// A request, with something wrong.
pub struct Raw {
    pub what: String,
    pub verb: Method,
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    pub told: Told,
}

impl Raw {
    /// Whatever is in the body or the headers, nobody signed it.
    pub fn expect_no_proof(&mut self) {
        let is_read = matches!(self.told, Told::Field(_))
            || matches!(self.told, Told::Reason(reason) if reason != Reason::MethodNotAllowed);
        if is_read {
            self.told = Told::Reason(Reason::NoticeUnproven);
        }
    }
}

/// What has to be told.
#[derive(Clone)]
pub enum Told {
    /// That this field is bad, perhaps beside others.
    Field(String),
    /// This.
    Reason(Reason),
    /// Anything that is registered, or an answer.
    Anything,
}

/// Ids as they stand in a path.
pub const IDS: [&str; 12] = [
    "%00",
    "%ff%fe",
    "%0d%0ax-injected:1",
    "%20",
    "..%2f..%2fetc",
    "%2e%2e",
    "a%2fb",
    "%f0%9f%92%a5",
    "%7border_id%7d",
    "*",
    "a%3acancel",
    "%e2%80%ae",
];

/// Bodies that are no JSON object.
pub const NO_OBJECTS: [(&str, &[u8]); 13] = [
    ("half of an object", b"{"),
    ("no quotes", b"{order_id: 1}"),
    ("a list", b"[]"),
    ("a text", b"\"text\""),
    ("a number", b"7"),
    ("nothing, said", b"null"),
    ("not a number", b"NaN"),
    ("two objects", b"{} {}"),
    ("a comma too many", b"{,}"),
    ("single quotes", b"{'a': 1}"),
    ("no UTF-8", b"{\"\xff\xfe\": 1}"),
    ("a byte order mark", b"\xef\xbb\xbf{}"),
    ("protobuf", b"\x0a\x03abc"),
];

/// Media types that no message comes in.
pub const MEDIA_TYPES: [&str; 5] = [
    "text/plain",
    "application/jsonp",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/grpc",
];

/// Headers that come along and are wrong.
const HEADERS: [(&str, &str); 6] = [
    ("accept", "image/nothing"),
    ("accept-encoding", "nothing;q=7"),
    ("range", "bytes=9-1"),
    ("if-none-match", "\""),
    ("x-request-id", "a b\tc"),
    ("traceparent", "00-zz-zz-zz"),
];

/// Everything that can be wrong with a request to a method.
pub fn faults(place: &Place, good: &DynamicMessage) -> Vec<Raw> {
    let Some((path, body)) = place.request(good.clone()) else {
        return Vec::new();
    };
    let start = Start { place, path, body };
    let mut all = start.addresses();
    all.extend(start.headers(good));
    if place.verb == Method::GET {
        let queries = queries::faults(&good.descriptor(), &place.template);
        all.extend(queries.into_iter().map(|(query, told)| start.query(&query, told)));
    } else {
        all.extend(start.bodies());
        let shapes = shapes::faults(good, &start.body);
        all.extend(shapes.into_iter().map(|shape| start.json(shape)));
    }
    all
}

/// A good request.
struct Start<'a> {
    place: &'a Place,
    path: String,
    body: String,
}

impl Start<'_> {
    fn spoil(&self, what: impl Into<String>, told: Told) -> Raw {
        Raw {
            what: what.into(),
            verb: self.place.verb.clone(),
            path: self.path.clone(),
            headers: vec![("content-type", "application/json".to_owned())],
            body: self.body.clone().into_bytes(),
            told,
        }
    }

    fn addresses(&self) -> Vec<Raw> {
        let of_verb = |verb: Method| Raw {
            verb: verb.clone(),
            ..self.spoil(format!("by {verb}"), Told::Reason(Reason::MethodNotAllowed))
        };
        let mut all: Vec<Raw> = [Method::PUT, Method::DELETE].map(of_verb).into();
        if let Some(begin) = self.place.template.find('{') {
            // Up to the variable, the address is as its template.
            let end = begin
                + self.path[begin..]
                    .find(['/', ':', '?'])
                    .unwrap_or(self.path.len() - begin);
            let with = |what: String, id: &str| Raw {
                path: format!("{}{id}{}", &self.path[..begin], &self.path[end..]),
                ..self.spoil(what, Told::Anything)
            };
            all.extend(IDS.map(|id| with(format!("an id {id}"), id)));
            all.push(with("an overlong id".to_owned(), &"x".repeat(2_000)));
        }
        all
    }

    fn headers(&self, good: &DynamicMessage) -> Vec<Raw> {
        let with = |name: &'static str, value: &str, told: Told| {
            let mut raw = self.spoil(format!("{name}: {value:.20}"), told);
            raw.headers.push((name, value.to_owned()));
            raw
        };
        let mut all: Vec<Raw> = HEADERS
            .map(|(name, value)| with(name, value, Told::Anything))
            .into();
        for token in ["Bearer nothing", "Bearer ", "Bearer rdk_x", "Bearer a.b.c"] {
            all.push(with("authorization", token, Told::Reason(Reason::CallerUnknown)));
        }
        let descriptor = good.descriptor();
        if descriptor.get_field_by_name("request_id").is_some() && self.place.verb != Method::GET {
            let long = "x".repeat(200);
            for (key, told) in [
                ("a b", "request_id"),
                (long.as_str(), "request_id"),
                ("é", "idempotency-key"),
            ] {
                let mut raw = with("idempotency-key", key, Told::Field(told.to_owned()));
                raw.body = without(&self.body, "request_id");
                all.push(raw);
            }
        }
        if descriptor.get_field_by_name("etag").is_some() {
            let values = ["*", "W/\"x\"", "x", "\"a\", \"b\"", "\""];
            all.extend(values.map(|value| with("if-match", value, Told::Anything)));
        }
        all
    }

    fn query(&self, query: &str, told: Told) -> Raw {
        let joint = if self.path.contains('?') { '&' } else { '?' };
        Raw {
            path: format!("{}{joint}{query}", self.path),
            ..self.spoil(format!("?{query:.40}"), told)
        }
    }

    fn bodies(&self) -> Vec<Raw> {
        let of_text = |(what, text): (&str, &[u8])| Raw {
            body: text.to_vec(),
            ..self.spoil(
                format!("a body of {what}"),
                Told::Reason(Reason::MalformedMessage),
            )
        };
        let mut all: Vec<Raw> = NO_OBJECTS.map(of_text).into();
        all.push(of_text((
            "brackets without an end",
            "[".repeat(50_000).as_bytes(),
        )));
        for media_type in MEDIA_TYPES {
            all.push(Raw {
                headers: vec![("content-type", media_type.to_owned())],
                ..self.spoil(media_type, Told::Reason(Reason::UnsupportedMediaType))
            });
        }
        all.push(Raw {
            headers: Vec::new(),
            ..self.spoil("no media type", Told::Reason(Reason::UnsupportedMediaType))
        });
        all.push(self.query("no_such_field=1", Told::Field("no_such_field".to_owned())));
        all
    }

    fn json(&self, (what, body, told): (String, String, Told)) -> Raw {
        Raw {
            body: body.into_bytes(),
            ..self.spoil(what, told)
        }
    }
}

/// A body without one of its fields.
fn without(body: &str, field: &str) -> Vec<u8> {
    let mut value: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    if let Some(fields) = value.as_object_mut() {
        fields.remove(field);
    }
    value.to_string().into_bytes()
}
