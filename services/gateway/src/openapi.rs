//! The operations as an OpenAPI 3.1 document: every comment, every field, every error, and an example of each message.

use http::Method;
use prost_reflect::{FieldDescriptor, Kind as FieldKind};
use redress_rpc::Reason;
use serde_json::{Map, Value, json};

use crate::answers::problem::PROBLEM_JSON;
use crate::contract::{Comments, Contract, Kind, Operation, Payload};
use crate::form::{self, Form};
use crate::incoming::{ETAG, JSON, LINES, REQUEST_ID};

mod examples;
mod schemas;

use schemas::Schemas;

/// The statuses that any operation may answer with, and what each says.
const ANY: [(&str, &str); 9] = [
    (
        "400",
        "Something in the request is bad; `errors` names each field.",
    ),
    ("401", "Nothing readable says who calls."),
    ("403", "The caller may not do this."),
    (
        "409",
        "The state of things does not allow this; `reason` says why.",
    ),
    ("413", "The body is too large."),
    ("429", "Too many requests; `Retry-After` says when to come again."),
    ("500", "A failure inside; quote `request_id`."),
    ("503", "Not now; `Retry-After` says when to come again."),
    (
        "504",
        "The answer took too long; the call may still have taken effect.",
    ),
];

/// The document.
pub fn document((contract, form): (&Contract, &Form), comments: &Comments) -> Value {
    let mut schemas = Schemas::new(comments);
    let mut paths: Map<String, Value> = Map::new();
    for operation in contract.operations() {
        let names = (
            contract.method_name(&operation.method),
            contract.service_name(operation.method.parent_service()),
        );
        let described = describe(operation, names, (comments, &mut schemas));
        let path = paths
            .entry(operation.template.text().to_owned())
            .or_insert_with(|| json!({}));
        path[operation.verb.as_str().to_lowercase()] = described;
    }
    let tag = contract.service_name(form.start.method.parent_service());
    let named = ("AddEvidence".to_owned(), tag);
    paths[form::PATH]["post"] = describe_form(form, named, (comments, &mut schemas));
    let tags: Vec<Value> = contract
        .services()
        .map(|service| {
            let text = comments.at(service.parent_file().name(), service.path());
            json!({"name": contract.service_name(&service), "description": text})
        })
        .collect();
    let mut components = schemas.finish();
    components.insert("Problem".to_owned(), problem_schema());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Redress",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "After-sales by the shop's own policy: cancellations, returns, evidence, tracking, refunds, disputes.",
            "description": "Fields are named as in the contracts, in snake_case. Money is `google.type.Money`: whole units and nanos, never a float. Times are RFC 3339 in UTC. Errors are problem details (RFC 9457) with a registered `reason`.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": tags,
        "security": [{"bearer": []}, {}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A key, as `Authorization: Bearer …`. On a development machine, where the server listens on loopback only and is told so, calls without one are the local operator's.",
                },
            },
            "responses": problems(),
        },
    })
}

fn describe(
    operation: &Operation,
    (name, tag): (String, String),
    (comments, schemas): (&Comments, &mut Schemas<'_>),
) -> Value {
    let method = &operation.method;
    let comment = comments.method(method);
    let (summary, rest) = comment.split_once(". ").unwrap_or((comment, ""));
    let mut described = json!({
        "operationId": name,
        "tags": [tag],
        "summary": summary.trim_end_matches('.'),
        "parameters": parameters(operation, comments, schemas),
        "responses": responses(operation, schemas),
    });
    if !rest.is_empty() {
        described["description"] = json!(rest);
    }
    if let Some(body) = body(operation, schemas) {
        described["requestBody"] = body;
    }
    if operation.is_proven_by_signature() {
        described["security"] = json!([]);
    }
    described
}

/// Evidence as a form: described by the RPCs that it is made of.
fn describe_form(
    form: &Form,
    named: (String, String),
    (comments, schemas): (&Comments, &mut Schemas<'_>),
) -> Value {
    let mut described = describe(&form.start, named, (comments, schemas));
    described["summary"] = json!("Adds evidence by a form: the file and what is said of it in one request");
    described["description"] = json!(
        "For files of moderate size; large ones go in by `StartUpload`, and can be resumed. A repeated form goes on where it broke off."
    );
    described["responses"] = responses(&form.finish, schemas);
    let mut schema = schemas.request(&form.start.method.input(), &[REQUEST_ID]);
    schema["properties"][form::FILE] =
        json!({"type": "string", "contentMediaType": "application/octet-stream", "description": "The file."});
    schema["required"] = json!([form::FILE]);
    if let Some(fields) = schema.as_object_mut() {
        fields.remove("example");
    }
    described["requestBody"] = json!({"required": true, "content": {form::MEDIA_TYPE: {"schema": schema}}});
    described
}

fn parameters(operation: &Operation, comments: &Comments, schemas: &mut Schemas<'_>) -> Vec<Value> {
    let mut all = Vec::new();
    for name in operation.template.variables() {
        let text = operation
            .input(name)
            .map(|field| comments.field(&field).to_owned());
        all.push(json!({
            "name": name, "in": "path", "required": true,
            "description": text.unwrap_or_default(),
            "schema": {"type": "string", "minLength": 1},
            "example": examples::text(name),
        }));
    }
    if !matches!(
        operation.payload,
        Payload::Message | Payload::Raw(_) | Payload::Lines
    ) {
        for field in operation.method.input().fields() {
            let is_path = operation.template.variables().any(|name| name == field.name());
            if !is_path && field.kind() != FieldKind::Bytes {
                query(&mut all, "", &field, (comments, schemas));
            }
        }
    }
    if operation.input(REQUEST_ID).is_some() {
        all.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "Stands for the body's `request_id`: a repeated key returns the stored answer, another body under it is refused.",
            "schema": {"type": "string", "pattern": "^[!-~]{1,128}$"},
        }));
    }
    if operation.input(ETAG).is_some() {
        all.push(json!({
            "name": "If-Match", "in": "header", "required": false,
            "description": "Stands for the body's `etag`: the change is refused with 412 when the resource has changed since.",
            "schema": {"type": "string", "pattern": "^(\\*|\"[!#-~]+\")$"},
        }));
    }
    if operation.kind == Kind::Download {
        all.push(json!({
            "name": "Range", "in": "header", "required": false,
            "description": "One range of bytes, such as `bytes=0-1023`.",
            "schema": {"type": "string", "pattern": "^bytes=([0-9]+-[0-9]*|-[0-9]+)$"},
        }));
    }
    all
}

/// A field of a query; messages by their own fields, with dots.
fn query(
    all: &mut Vec<Value>,
    prefix: &str,
    field: &FieldDescriptor,
    (comments, schemas): (&Comments, &mut Schemas<'_>),
) {
    let name = format!("{prefix}{}", field.name());
    match field.kind() {
        FieldKind::Message(of) if !of.full_name().starts_with("google.protobuf.") => {
            if !field.is_list() && prefix.is_empty() {
                for inner in of.fields() {
                    query(all, &format!("{name}."), &inner, (comments, &mut *schemas));
                }
            }
        }
        _ => all.push(json!({
            "name": name, "in": "query", "required": false,
            "description": comments.field(field),
            "schema": schemas.field(field),
        })),
    }
}

fn body(operation: &Operation, schemas: &mut Schemas<'_>) -> Option<Value> {
    let input = operation.method.input();
    match operation.payload {
        Payload::None => None,
        Payload::Message => {
            let left_out: Vec<&str> = operation.template.variables().collect();
            Some(json!({
                "required": input.fields().len() > left_out.len(),
                "content": {JSON: {
                    "schema": schemas.request(&input, &left_out),
                    "example": examples::message(&input, &left_out),
                }},
            }))
        }
        Payload::Bytes(_) => Some(json!({
            "required": true,
            "content": {"application/octet-stream": {"schema": {}}},
        })),
        Payload::Raw(_) => Some(json!({
            "required": true,
            "description": "Of any media type; signed by its sender, as headers say.",
            "content": {"application/octet-stream": {"schema": {}}, JSON: {"schema": {}}},
        })),
        Payload::Lines => Some(json!({
            "required": true,
            "description": "One JSON object a line.",
            "content": {LINES: {"schema": {"type": "string"}}},
        })),
    }
}

fn responses(operation: &Operation, schemas: &mut Schemas<'_>) -> Value {
    let output = operation.method.output();
    let message = schemas.reference(&output);
    let mut all = Map::new();
    let (description, content) = match operation.kind {
        Kind::Watch => (
            "Server-sent events: each state as JSON, until the reader goes away or the watch has gone on for long.",
            json!({"text/event-stream": {"schema": event(message)}}),
        ),
        Kind::Download => ("The bytes.", json!({"*/*": {"schema": {}}})),
        Kind::Call if operation.document().is_some() => (
            "The document; as JSON when `Accept` asks for it.",
            json!({"application/pdf": {"schema": {}}, JSON: {"schema": message}}),
        ),
        Kind::Call | Kind::Upload | Kind::Stream => (
            "Done.",
            json!({JSON: {"schema": message, "example": examples::message(&output, &[])}}),
        ),
    };
    let mut done = json!({"description": description, "content": content});
    let mut headers =
        json!({"x-request-id": {"description": "The id of the request.", "schema": {"type": "string"}}});
    if operation.kind == Kind::Call && operation.output_text(ETAG).is_some() {
        headers["ETag"] = json!({"description": "The resource's version.", "schema": {"type": "string"}});
    }
    done["headers"] = headers;
    all.insert("200".to_owned(), done);
    let mut also = |status: &str, description: &str| {
        all.insert(status.to_owned(), json!({"description": description}));
    };
    if operation.kind == Kind::Download {
        also("206", "The range that was asked for.");
        also("416", "The range begins beyond the end.");
    }
    if operation.is_reading() && operation.kind == Kind::Call && operation.output_text(ETAG).is_some() {
        also("304", "Nothing has changed since the etag of `If-None-Match`.");
    }
    for (status, _) in ANY {
        refer(&mut all, status);
    }
    refer(&mut all, "404");
    if operation.input(ETAG).is_some() {
        refer(&mut all, "412");
    }
    if operation.verb != Method::GET {
        refer(&mut all, "415");
    }
    Value::Object(all)
}

/// An event of a watch, whose data are a message as JSON.
fn event(message: Value) -> Value {
    json!({
        "type": "object",
        "required": ["data"],
        "properties": {
            "event": {"type": "string", "description": "The message's name; `problem` when the watch ended with one."},
            "id": {"type": "string", "description": "The etag of the state."},
            "data": {
                "type": "string",
                "contentMediaType": JSON,
                "contentSchema": message,
                "description": "The state.",
            },
        },
    })
}

fn refer(all: &mut Map<String, Value>, status: &str) {
    let reference = format!("#/components/responses/{status}");
    all.insert(status.to_owned(), json!({"$ref": reference}));
}

fn problems() -> Map<String, Value> {
    let more = [
        ("404", "There is no such thing, or not for this caller."),
        ("412", "The resource has changed since it was read."),
        ("415", "The body is of another media type."),
    ];
    ANY.into_iter()
        .chain(more)
        .map(|(status, description)| {
            let response = json!({
                "description": description,
                "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            });
            (status.to_owned(), response)
        })
        .collect()
}

fn problem_schema() -> Value {
    let reasons: Vec<&str> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
    let meanings: Vec<String> = Reason::ALL
        .iter()
        .map(|reason| format!("- `{}`: {}", reason.as_str(), reason.description()))
        .collect();
    let text = |description: &str| json!({"type": "string", "description": description});
    json!({
        "type": "object",
        "description": "Problem details (RFC 9457).",
        "required": ["type", "title", "status", "detail", "reason", "code", "request_id"],
        "properties": {
            "type": text("Where the reason is explained."),
            "title": text("What the reason means."),
            "status": {"type": "integer", "description": "The HTTP status."},
            "detail": text("What is wrong this time."),
            "reason": {"type": "string", "enum": reasons, "description": meanings.join("\n")},
            "code": text("The gRPC code, by its name."),
            "request_id": text("The id of the request, to quote."),
            "errors": {
                "type": "array",
                "description": "Each bad field.",
                "items": {
                    "type": "object",
                    "required": ["field", "description"],
                    "properties": {
                        "field": text("Its path, such as `lines[0].quantity`."),
                        "description": text("What is wrong with it."),
                    },
                },
            },
            "preconditions": {
                "type": "array",
                "description": "What has to hold first.",
                "items": {
                    "type": "object",
                    "required": ["type", "subject", "description"],
                    "properties": {
                        "type": text("What kind of condition."),
                        "subject": text("Of what."),
                        "description": text("What is missing."),
                    },
                },
            },
            "metadata": {
                "type": "object",
                "description": "More for programs.",
                "additionalProperties": {"type": "string"},
            },
        },
    })
}
