//! The operations as one page for people: no script, nothing from elsewhere, readable on a phone and without a network.

use std::fmt::Write as _;

use prost_reflect::{Kind as FieldKind, MessageDescriptor};
use redress_rpc::Reason;

use crate::contract::{Comments, Contract, Kind, Operation, Payload};
use crate::form::{self, Form};

const STYLE: &str = "
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem}
h1{margin:.2em 0}h2{border-bottom:1px solid #8886;margin-top:2em}
code,.path{font-family:ui-monospace,monospace;overflow-wrap:anywhere}
nav ul{columns:18rem;padding-left:1.2em}
details{border:1px solid #8884;border-radius:.4rem;margin:.5rem 0;padding:.3rem .7rem}
summary{cursor:pointer}
.verb{display:inline-block;font-weight:700;min-width:4.2em}
table{border-collapse:collapse;display:block;overflow-x:auto}
td,th{border-top:1px solid #8884;padding:.2rem .6rem .2rem 0;text-align:left;vertical-align:top}
";

/// The page.
pub fn page((contract, form): (&Contract, &Form), comments: &Comments) -> String {
    let mut html = String::from("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    html.push_str("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>Redress: the API</title>");
    let _ = write!(html, "<style>{STYLE}</style></head><body><h1>Redress</h1>");
    html.push_str("<p>After-sales by the shop's own policy. The same operations as over gRPC, as HTTP and JSON; <a href=\"/openapi.json\">openapi.json</a> describes them to programs. Errors are problem details (RFC 9457); <a href=\"#reasons\">every reason</a> is listed below.</p><nav><ul>");
    for service in contract.services() {
        let name = contract.service_name(&service);
        let _ = write!(html, "<li><a href=\"#{name}\">{name}</a></li>");
    }
    html.push_str("<li><a href=\"#reasons\">Reasons</a></li></ul></nav>");
    for service in contract.services() {
        let text = escape(comments.at(service.parent_file().name(), service.path()));
        let _ = write!(
            html,
            "<h2 id=\"{0}\">{0}</h2><p>{text}</p>",
            contract.service_name(&service)
        );
        let own = contract.operations().iter();
        for operation in own.filter(|operation| *operation.method.parent_service() == service) {
            let name = contract.method_name(&operation.method);
            write_operation(&mut html, &name, operation, comments);
        }
        if *form.start.method.parent_service() == service {
            write_form(&mut html, form, comments);
        }
    }
    html.push_str("<h2 id=\"reasons\">Reasons</h2><table>");
    for reason in Reason::ALL {
        let (name, text) = (reason.as_str(), escape(reason.description()));
        let _ = write!(
            html,
            "<tr id=\"{name}\"><td><code>{name}</code></td><td>{text}</td></tr>"
        );
    }
    html.push_str("</table></body></html>");
    html
}

fn write_operation(html: &mut String, name: &str, operation: &Operation, comments: &Comments) {
    let method = &operation.method;
    let _ = write!(
        html,
        "<details id=\"{0}\"><summary><span class=\"verb\">{1}</span> <span class=\"path\">{2}</span> {0}</summary><p>{3}</p>",
        name,
        operation.verb,
        escape(operation.template.text()),
        escape(comments.method(method)),
    );
    let comes = match &operation.payload {
        Payload::None => "Comes in path and query:",
        Payload::Message => "Comes in the body as JSON, but for what the path names:",
        Payload::Bytes(_) => "The body is the bytes; the other fields come in path and query:",
        Payload::Raw(_) => "The body is passed on as it came, with the headers:",
        Payload::Lines => "The body is one JSON object a line:",
    };
    write_fields(html, comes, &method.input(), comments);
    let goes = match operation.kind {
        Kind::Call | Kind::Upload | Kind::Stream => "Answers with",
        Kind::Watch => "Answers with server-sent events, each with",
        Kind::Download => "Answers with the bytes, whole or by range, which gRPC sends in parts of",
    };
    let goes = format!("{goes} {}:", method.output().name());
    write_fields(html, &goes, &method.output(), comments);
    html.push_str("</details>");
}

fn write_form(html: &mut String, form: &Form, comments: &Comments) {
    let _ = write!(
        html,
        "<details id=\"AddEvidence\"><summary><span class=\"verb\">POST</span> <span class=\"path\">{}</span> AddEvidence</summary><p>Adds evidence by a form: the file, in the part <code>{}</code>, and what is said of it in one request.</p>",
        form::PATH,
        form::FILE,
    );
    let comes = format!(
        "Comes as {}; the file's length and SHA-256 need not be said:",
        form::MEDIA_TYPE
    );
    write_fields(html, &comes, &form.start.method.input(), comments);
    let goes = format!("Answers with {}:", form.finish.method.output().name());
    write_fields(html, &goes, &form.finish.method.output(), comments);
    html.push_str("</details>");
}

fn write_fields(html: &mut String, title: &str, message: &MessageDescriptor, comments: &Comments) {
    let _ = write!(html, "<p>{}</p><table>", escape(title));
    for field in message.fields() {
        let kind = match field.kind() {
            FieldKind::Message(of) => of.name().to_owned(),
            FieldKind::Enum(of) => of
                .values()
                .skip(1)
                .map(|value| value.name().to_owned())
                .collect::<Vec<_>>()
                .join(", "),
            kind => format!("{kind:?}").to_lowercase(),
        };
        let list = if field.is_list() { "list of " } else { "" };
        let _ = write!(
            html,
            "<tr><td><code>{}</code></td><td>{list}{}</td><td>{}</td></tr>",
            field.name(),
            escape(&kind),
            escape(comments.field(&field)),
        );
    }
    html.push_str("</table>");
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
