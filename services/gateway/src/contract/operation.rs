//! One RPC as an HTTP operation.

use http::Method;
use http::uri::PathAndQuery;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind as FieldKind, MethodDescriptor};
use redress_rpc::access::rule_of;

use super::Template;

/// What a request's body is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    /// There is none: every field that the path does not name comes by the query.
    None,
    /// The whole message as JSON, but for what the path names.
    Message,
    /// One field, as bytes; the others come by the query.
    Bytes(FieldDescriptor),
    /// One field, as bytes that are passed on as they came, with the headers that came along.
    Raw(FieldDescriptor),
    /// Many messages as JSON, one a line.
    Lines,
}

/// What goes back and forth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One message, one answer.
    Call,
    /// Answers until the reader goes away, as server-sent events.
    Watch,
    /// Bytes in parts, as a body with ranges.
    Download,
    /// Parts of a body, one answer.
    Upload,
    /// Messages, one answer.
    Stream,
}

/// One RPC as an HTTP operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The HTTP verb.
    pub verb: Method,
    /// The path.
    pub template: Template,
    /// The body.
    pub payload: Payload,
    /// What goes back and forth.
    pub kind: Kind,
    /// The RPC.
    pub method: MethodDescriptor,
    /// The RPC's path.
    pub rpc: PathAndQuery,
}

impl Operation {
    /// Reads one binding of an annotation.
    pub(super) fn read(method: MethodDescriptor, rule: &DynamicMessage) -> Result<Self, String> {
        let (verb, template) = verb_of(rule).ok_or("the annotation has no verb")?;
        let template = Template::parse(&template)?;
        for name in template.variables() {
            let field = method.input().get_field_by_name(name);
            if !field.is_some_and(|field| field.kind() == FieldKind::String && !field.is_list()) {
                return Err(format!("{name} in the path is no text field of the request"));
            }
        }
        let kind = kind_of(&method)?;
        let payload = payload_of(&method, kind, &text(rule, "body"))?;
        let service = method.parent_service();
        let rpc = PathAndQuery::try_from(format!("/{}/{}", service.full_name(), method.name()));
        Ok(Self {
            verb,
            template,
            payload,
            kind,
            rpc: rpc.map_err(|error| error.to_string())?,
            method,
        })
    }

    /// The request's field of this name.
    pub fn input(&self, name: &str) -> Option<FieldDescriptor> {
        self.method.input().get_field_by_name(name)
    }

    /// The answer's text field of this name.
    pub fn output_text(&self, name: &str) -> Option<FieldDescriptor> {
        let field = self.method.output().get_field_by_name(name)?;
        (field.kind() == FieldKind::String && !field.is_list()).then_some(field)
    }

    /// The answer's field with a document's bytes, when it is a document: it says its media type.
    pub fn document(&self) -> Option<FieldDescriptor> {
        self.output_text("media_type")?;
        let output = self.method.output();
        output.fields().find(|field| field.kind() == FieldKind::Bytes)
    }

    /// Whether its caller needs no key, since the service checks a signature of what is sent.
    pub fn is_proven_by_signature(&self) -> bool {
        let rule = rule_of(self.rpc.path().trim_start_matches('/'));
        rule.is_some_and(|rule| rule.proven_by_signature)
    }

    /// Whether the operation only reads.
    pub fn is_reading(&self) -> bool {
        self.verb == Method::GET
    }
}

fn text(rule: &DynamicMessage, name: &str) -> String {
    let value = rule.get_field_by_name(name);
    value
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn verb_of(rule: &DynamicMessage) -> Option<(Method, String)> {
    let verbs = [
        ("get", Method::GET),
        ("put", Method::PUT),
        ("post", Method::POST),
        ("delete", Method::DELETE),
        ("patch", Method::PATCH),
    ];
    verbs
        .into_iter()
        .map(|(name, verb)| (verb, text(rule, name)))
        .find(|(_, template)| !template.is_empty())
}

/// As the suite's servers tell transfers from watches: by the method's name.
fn kind_of(method: &MethodDescriptor) -> Result<Kind, String> {
    let name = method.name();
    match (method.is_client_streaming(), method.is_server_streaming()) {
        (false, false) => Ok(Kind::Call),
        (false, true) if name.starts_with("Watch") => Ok(Kind::Watch),
        (false, true) if name.starts_with("Download") => Ok(Kind::Download),
        (true, false) if name.starts_with("Upload") => Ok(Kind::Upload),
        (true, false) => Ok(Kind::Stream),
        (_, true) => Err(
            "there is no HTTP for streams both ways, or from the server other than Watch and Download"
                .to_owned(),
        ),
    }
}

fn payload_of(method: &MethodDescriptor, kind: Kind, body: &str) -> Result<Payload, String> {
    match (kind, body) {
        (Kind::Stream, "*") => Ok(Payload::Lines),
        (Kind::Upload, name) => match method.input().get_field_by_name(name) {
            Some(field) if field.kind() == FieldKind::Bytes => Ok(Payload::Bytes(field)),
            _ => Err(format!(
                "the body of an upload must be its field of bytes, not {name:?}"
            )),
        },
        (Kind::Call, "*") => Ok(Payload::Message),
        (_, "") => Ok(Payload::None),
        (Kind::Call, name) => match method.input().get_field_by_name(name) {
            Some(field) if field.kind() == FieldKind::Bytes => Ok(Payload::Raw(field)),
            _ => Err(format!(
                "the body of a call must be its message or a field of bytes, not {name:?}"
            )),
        },
        (_, other) => Err(format!("the body {other:?} cannot be served")),
    }
}
