//! The rules that every contract keeps, checked on the descriptor set, so that a new file or RPC is checked unasked.
//!
//! Names and comments in general are `buf lint`'s; here is what buf cannot know: paging, request ids, HTTP routes, the
//! shared types. Each test lists everything that breaks its rule, by full name.

use std::collections::BTreeMap;

use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, FileDescriptor, Kind, MessageDescriptor,
    MethodDescriptor,
};

/// POST because their questions are too large for a query, or name a person; they change nothing, so they need no request id.
const QUESTIONS: [&str; 13] = [
    "redress.evidence.v1.PersonalDataService.ExportPersonalData",
    "redress.logistics.v1.PersonalDataService.ExportPersonalData",
    "redress.notifications.v1.PersonalDataService.ExportPersonalData",
    "redress.orders.v1.OrderService.PreviewCancellation",
    "redress.orders.v1.PersonalDataService.ExportPersonalData",
    "redress.policies.v1.PolicyService.Decide",
    "redress.policies.v1.PolicyService.LintPolicy",
    "redress.refunds.v1.PersonalDataService.ExportPersonalData",
    "redress.returns.v1.PersonalDataService.ExportPersonalData",
    "redress.returns.v1.ReturnService.PreviewReturn",
    "redress.returns.v1.ReturnService.PreviewRemedy",
    "redress.status.v1.PersonalDataService.ExportPersonalData",
    "redress.webhooks.v1.PersonalDataService.ExportPersonalData",
];

/// Comes from outside as it is, and is told from its repetition by what it says.
const PROVEN_BY_SIGNATURE: [&str; 1] = ["redress.webhooks.v1.SourceService.ReceiveNotice"];

/// Scripts the sandbox provider for tests and demos; nothing of the shop's is behind it.
const SANDBOX: &str = "redress.refunds.v1.SandboxProviderService";

fn pool() -> DescriptorPool {
    DescriptorPool::decode(redress_contracts::FILE_DESCRIPTOR_SET)
        .expect("invariant: the build wrote a valid set")
}

fn is_ours(package: &str) -> bool {
    package.starts_with("redress.")
}

fn files(pool: &DescriptorPool) -> impl Iterator<Item = FileDescriptor> {
    pool.files().filter(|file| is_ours(file.package_name()))
}

fn messages(pool: &DescriptorPool) -> impl Iterator<Item = MessageDescriptor> {
    pool.all_messages()
        .filter(|message| is_ours(message.package_name()) && !message.is_map_entry())
}

fn fields(pool: &DescriptorPool) -> impl Iterator<Item = FieldDescriptor> {
    messages(pool).flat_map(|message| message.fields().collect::<Vec<_>>())
}

fn methods(pool: &DescriptorPool) -> impl Iterator<Item = MethodDescriptor> {
    pool.services()
        .filter(|service| is_ours(service.package_name()))
        .flat_map(|service| service.methods().collect::<Vec<_>>())
}

/// Fails with everything that breaks the rule. `seen` keeps a rule from passing because it looked at nothing.
fn assert_all_keep(rule: &str, seen: usize, broken: &[String]) {
    assert!(seen > 0, "nothing was checked for: {rule}");
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

/// One `google.api.http` binding of a method.
struct Route {
    verb: &'static str,
    template: String,
    body: String,
}

/// The method's bindings: the main one and the additional ones; empty without an annotation.
fn routes(method: &MethodDescriptor) -> Vec<Route> {
    let http = method
        .parent_pool()
        .get_extension_by_name("google.api.http")
        .expect("invariant: the set holds google/api/annotations.proto");
    let options = method.options();
    if !options.has_extension(&http) {
        return Vec::new();
    }
    let rule = options.get_extension(&http);
    let rule = rule
        .as_message()
        .expect("invariant: google.api.http is a message");
    let mut rules = vec![rule.clone()];
    if let Some(more) = rule.get_field_by_name("additional_bindings") {
        let more = more.as_list().expect("invariant: the bindings are a list");
        rules.extend(more.iter().filter_map(|value| value.as_message().cloned()));
    }
    rules.iter().map(route).collect()
}

fn route(rule: &DynamicMessage) -> Route {
    let text = |name: &str| {
        rule.get_field_by_name(name)
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_default()
    };
    let (verb, template) = ["get", "put", "post", "delete", "patch"]
        .into_iter()
        .map(|verb| (verb, text(verb)))
        .find(|(_, template)| !template.is_empty())
        .unwrap_or_default();
    Route {
        verb,
        template,
        body: text("body"),
    }
}

/// The names in braces, in order.
fn path_variables(template: &str) -> Vec<&str> {
    template
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
        .collect()
}

/// Everything but reading: what a caller may have to send again and must not do twice. What a stream brings in is told from
/// its repetition item by item, by what each item is.
fn is_mutating(method: &MethodDescriptor) -> bool {
    routes(method).iter().any(|route| route.verb != "get")
        && !method.is_client_streaming()
        && !QUESTIONS.contains(&method.full_name())
        && !PROVEN_BY_SIGNATURE.contains(&method.full_name())
        && method.parent_service().full_name() != SANDBOX
}

#[test]
fn every_element_has_a_comment() {
    let pool = pool();
    let mut seen = 0;
    let mut broken = Vec::new();
    for file in files(&pool) {
        let source = file.file_descriptor_proto().source_code_info.as_ref();
        let comments: BTreeMap<&[i32], &str> = source
            .iter()
            .flat_map(|info| &info.location)
            .map(|location| (location.path.as_slice(), location.leading_comments()))
            .collect();
        let mut check = |path: &[i32], name: &str| {
            seen += 1;
            if comments.get(path).is_none_or(|comment| comment.trim().is_empty()) {
                broken.push(name.to_owned());
            }
        };
        let in_file = |parent: FileDescriptor| parent.name() == file.name();
        for message in messages(&pool).filter(|message| in_file(message.parent_file())) {
            check(message.path(), message.full_name());
            message
                .fields()
                .for_each(|field| check(field.path(), field.full_name()));
            for oneof in message.oneofs().filter(|oneof| !oneof.is_synthetic()) {
                check(oneof.path(), oneof.full_name());
            }
        }
        for declared in pool
            .all_enums()
            .filter(|declared| in_file(declared.parent_file()))
        {
            check(declared.path(), declared.full_name());
            declared
                .values()
                .for_each(|value| check(value.path(), value.full_name()));
        }
        for extension in pool
            .all_extensions()
            .filter(|extension| in_file(extension.parent_file()))
        {
            check(extension.path(), extension.full_name());
        }
        for service in file.services() {
            check(service.path(), service.full_name());
            service
                .methods()
                .for_each(|method| check(method.path(), method.full_name()));
        }
    }
    assert_all_keep("every element has a comment", seen, &broken);
}

#[test]
fn a_package_is_named_as_its_folder() {
    let pool = pool();
    let mut seen = 0;
    let mut broken = Vec::new();
    for file in files(&pool) {
        seen += 1;
        let folder = file.name().rsplit_once('/').map_or("", |(folder, _)| folder);
        let words: Vec<_> = file.package_name().split('.').collect();
        if folder != words.join("/") || !matches!(words[..], ["redress", _, "v1"]) {
            broken.push(format!("{} is package {}", file.name(), file.package_name()));
        }
    }
    assert_all_keep("a package is redress.<context>.v1 and its folder", seen, &broken);
}

#[test]
fn an_enum_starts_unspecified_and_prefixes_its_values() {
    let pool = pool();
    let mut seen = 0;
    let mut broken = Vec::new();
    for declared in pool
        .all_enums()
        .filter(|declared| is_ours(declared.package_name()))
    {
        let prefix = format!("{}_", screaming_snake(declared.name()));
        for value in declared.values() {
            seen += 1;
            let is_zero = value.number() == 0;
            let is_unspecified = value.name() == format!("{prefix}UNSPECIFIED");
            if is_zero != is_unspecified || !value.name().starts_with(&prefix) {
                broken.push(value.full_name().to_owned());
            }
        }
    }
    assert_all_keep("0 is <ENUM>_UNSPECIFIED, the others <ENUM>_…", seen, &broken);
}

/// `RefundState` becomes `REFUND_STATE`.
fn screaming_snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_uppercase());
    }
    snake
}

#[test]
fn every_list_is_paged() {
    let pool = pool();
    let mut seen = 0;
    let mut broken = Vec::new();
    let has = |message: &MessageDescriptor, name: &str, kind: Kind| {
        message
            .get_field_by_name(name)
            .is_some_and(|field| field.kind() == kind && !field.is_list())
    };
    for method in methods(&pool).filter(|method| method.name().starts_with("List")) {
        seen += 1;
        let is_paged = has(&method.input(), "page_size", Kind::Int32)
            && has(&method.input(), "page_token", Kind::String)
            && has(&method.output(), "next_page_token", Kind::String)
            && method.output().fields().filter(FieldDescriptor::is_list).count() == 1;
        if !is_paged {
            broken.push(method.full_name().to_owned());
        }
    }
    assert_all_keep(
        "a list has page_size, page_token, next_page_token and one repeated field",
        seen,
        &broken,
    );
}

#[test]
fn a_change_carries_its_request_id_first() {
    let pool = pool();
    let mut seen = 0;
    let mut broken = Vec::new();
    for method in methods(&pool).filter(is_mutating) {
        seen += 1;
        let first = method.input().get_field(1);
        if !first.is_some_and(|field| field.name() == "request_id" && field.kind() == Kind::String) {
            broken.push(method.full_name().to_owned());
        }
    }
    assert_all_keep("field 1 of a mutating RPC is string request_id", seen, &broken);

    let known: Vec<_> = methods(&pool)
        .map(|method| method.full_name().to_owned())
        .collect();
    for question in QUESTIONS {
        assert!(
            known.iter().any(|name| name == question),
            "{question} does not exist any more"
        );
    }
}

#[test]
fn nothing_else_is_called_without_a_key() {
    let proven = redress_contracts::ACCESS
        .iter()
        .filter(|rule| rule.proven_by_signature);
    let proven: Vec<String> = proven.map(|rule| rule.path.replace('/', ".")).collect();
    assert_eq!(proven, PROVEN_BY_SIGNATURE);
}

#[test]
fn every_rpc_has_an_http_route_that_its_request_can_fill() {
    let pool = pool();
    let mut seen = 0;
    let mut broken = Vec::new();
    for method in methods(&pool) {
        let found = routes(&method);
        seen += found.len();
        if found.is_empty() {
            broken.push(format!(
                "{} has no google.api.http annotation",
                method.full_name()
            ));
        }
        for route in found {
            let name = format!("{} {} {}", method.full_name(), route.verb, route.template);
            // An upload is its file's bytes, which go on where they broke off.
            let is_upload = method.is_client_streaming() && method.name().starts_with("Upload");
            let body = match route.verb {
                "post" if PROVEN_BY_SIGNATURE.contains(&method.full_name()) => "body",
                "post" => "*",
                "patch" if is_upload => "data",
                _ => "",
            };
            if !route.template.starts_with("/v1/") || route.body != body {
                broken.push(format!("{name}: /v1/…, and body \"*\" for POST only"));
            }
            if !matches!(route.verb, "get" | "post") && !is_upload {
                broken.push(format!(
                    "{name}: reading is GET, everything else is a verb by POST"
                ));
            }
            for variable in path_variables(&route.template) {
                let field = method.input().get_field_by_name(variable);
                if !field.is_some_and(|field| field.kind() == Kind::String && !field.is_list()) {
                    broken.push(format!("{name}: {variable} is not a string field of the request"));
                }
            }
        }
    }
    assert_all_keep("every RPC has a well-formed HTTP route", seen, &broken);
}

#[test]
fn no_two_rpcs_share_an_http_route() {
    let pool = pool();
    let mut owners: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut variables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for method in methods(&pool) {
        for route in routes(&method) {
            let shape = route
                .template
                .split('{')
                .map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
            let shape = shape.collect::<Vec<_>>().join("{}");
            owners
                .entry(format!("{} {shape}", route.verb))
                .or_default()
                .push(method.full_name().to_owned());
            // Routers want one name for the variable after the same beginning.
            for (position, _) in route.template.match_indices('{') {
                let name = path_variables(&route.template[position..])[0].to_owned();
                let names = variables
                    .entry(route.template[..position].to_owned())
                    .or_default();
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
    }
    let crowded = |entries: &BTreeMap<String, Vec<String>>| -> Vec<String> {
        let several = entries.iter().filter(|(_, values)| values.len() > 1);
        several
            .map(|(key, values)| format!("{key}: {}", values.join(", ")))
            .collect()
    };
    assert_all_keep("a route leads to one RPC", owners.len(), &crowded(&owners));
    assert_all_keep(
        "a path variable has one name at its place",
        variables.len(),
        &crowded(&variables),
    );
}

#[test]
fn money_times_addresses_and_ids_use_the_shared_types() {
    let pool = pool();
    let mut seen = 0;
    let mut broken = Vec::new();
    for message in messages(&pool) {
        if [
            "Money",
            "Address",
            "PostalAddress",
            "Timestamp",
            "Duration",
            "Date",
        ]
        .contains(&message.name())
        {
            broken.push(format!("{} is home-made", message.full_name()));
        }
    }
    for field in fields(&pool) {
        seen += 1;
        let kind = match field.kind() {
            Kind::Message(message) => message.full_name().to_owned(),
            kind => format!("{kind:?}").to_lowercase(),
        };
        let name = field.name();
        let is_time = kind == "google.protobuf.Timestamp";
        let is_right = match () {
            () if matches!(field.kind(), Kind::Float | Kind::Double) => false,
            () if is_time || name.ends_with("_time") || name.ends_with("_at") => {
                is_time && name.ends_with("_time")
            }
            () if name == "amount" || name.ends_with("_amount") => kind == "google.type.Money",
            () if name == "address" || name.ends_with("_address") => kind == "google.type.PostalAddress",
            () if name.ends_with("_id") || name.ends_with("_ids") => kind == "string",
            () => true,
        };
        if !is_right {
            broken.push(format!("{} is {kind}", field.full_name()));
        }
    }
    assert_all_keep(
        "…_time is a Timestamp, …amount Money, …address PostalAddress, …_id a string, and nothing a float",
        seen,
        &broken,
    );
}
