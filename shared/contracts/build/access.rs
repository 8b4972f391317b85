//! The rule of every RPC, read from its `redress.access.v1.rule`; what states none, or a contradictory one, fails the build by name.
//!
//! Used by the build script and by its test.

use std::fmt::Write as _;

use protox::prost_reflect::{DescriptorPool, DynamicMessage, Kind, MethodDescriptor, Value};

/// The name of the option.
const RULE: &str = "redress.access.v1.rule";

/// Rust source with the rules of all RPCs of `redress.*`, sorted by their path.
///
/// # Errors
///
/// Every RPC whose rule is missing or wrong, a line each.
pub fn table(pool: &DescriptorPool) -> Result<String, String> {
    let mut methods: Vec<MethodDescriptor> = pool
        .services()
        .filter(|service| service.package_name().starts_with("redress."))
        .flat_map(|service| service.methods().collect::<Vec<_>>())
        .collect();
    methods.sort_by_key(path);
    let mut source = String::from("&[\n");
    let mut broken = Vec::new();
    for method in &methods {
        match rule(pool, method) {
            Ok(Rule {
                roles,
                scope,
                proven_by_signature,
            }) => {
                let roles: Vec<String> = roles.iter().map(|role| format!("Role::{role}")).collect();
                let _ = writeln!(
                    source,
                    "MethodAccess {{ path: {:?}, roles: &[{}], scope: {scope:?}, \
                     proven_by_signature: {proven_by_signature} }},",
                    path(method),
                    roles.join(", ")
                );
            }
            Err(why) => broken.push(format!("{}: {why}", method.full_name())),
        }
    }
    source.push(']');
    if broken.is_empty() {
        Ok(source)
    } else {
        Err(broken.join("\n"))
    }
}

/// The method as it stands in the path of a call, without the first slash.
fn path(method: &MethodDescriptor) -> String {
    format!("{}/{}", method.parent_service().full_name(), method.name())
}

/// What an RPC states.
struct Rule {
    /// By their names in Rust.
    roles: Vec<String>,
    scope: String,
    proven_by_signature: bool,
}

fn rule(pool: &DescriptorPool, method: &MethodDescriptor) -> Result<Rule, String> {
    let missing = || format!("states no access rule: option ({RULE}) = {{roles: [...] scope: \"...\"}}");
    let extension = pool.get_extension_by_name(RULE).ok_or_else(missing)?;
    let options = method.options();
    if !options.has_extension(&extension) {
        return Err(missing());
    }
    let rule = options.get_extension(&extension);
    let rule = rule.as_message().ok_or_else(missing)?;
    let roles = roles(pool, rule)?;
    let scope = field(rule, "scope")
        .and_then(|scope| scope.as_str().map(str::to_owned))
        .unwrap_or_default();
    let (context, verb) = scope.split_once(':').unwrap_or_default();
    if method.parent_service().package_name() != format!("redress.{context}.v1") {
        return Err(format!("its scope is not <its context>:<verb>, but {scope:?}"));
    }
    if verb.is_empty() || !verb.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Err(format!("its scope names no verb: {scope:?}"));
    }
    if verb != "read" && roles.iter().any(|role| role == "Auditor") {
        return Err("lets an auditor change something".to_owned());
    }
    let proven_by_signature = field(rule, "proven_by_signature").and_then(|stated| stated.as_bool());
    let proven_by_signature = proven_by_signature.unwrap_or_default();
    if proven_by_signature && !carries_what_came(method) {
        return Err(
            "is proven by a signature, but its request has no bytes `body` with `headers`".to_owned(),
        );
    }
    Ok(Rule {
        roles,
        scope,
        proven_by_signature,
    })
}

/// Whether the request has room for a body and headers as they came.
fn carries_what_came(method: &MethodDescriptor) -> bool {
    let input = method.input();
    let body = input.get_field_by_name("body");
    let headers = input.get_field_by_name("headers");
    body.is_some_and(|field| field.kind() == Kind::Bytes)
        && headers.is_some_and(|field| field.is_list() && matches!(field.kind(), Kind::Message(_)))
}

fn roles(pool: &DescriptorPool, rule: &DynamicMessage) -> Result<Vec<String>, String> {
    let of = pool
        .get_enum_by_name("redress.access.v1.Role")
        .ok_or("there is no redress.access.v1.Role")?;
    let stated = field(rule, "roles").unwrap_or(Value::List(Vec::new()));
    let mut roles = Vec::new();
    for number in stated.as_list().into_iter().flatten() {
        let number = number.as_enum_number().unwrap_or_default();
        let value = of
            .get_value(number)
            .filter(|_| number != 0)
            .ok_or("names a role that is none")?;
        let role = camel_case(value.name().trim_start_matches("ROLE_"));
        if roles.contains(&role) {
            return Err(format!("names the role {role} twice"));
        }
        roles.push(role);
    }
    let has = |role: &str| roles.iter().any(|stated| stated == role);
    match () {
        () if roles.is_empty() => Err("names no role".to_owned()),
        () if has("Seller") && !has("SellerAdmin") => {
            Err("lets in a seller's staff, but not the seller's admin".to_owned())
        }
        () => Ok(roles),
    }
}

fn field(rule: &DynamicMessage, name: &str) -> Option<Value> {
    rule.get_field_by_name(name).map(std::borrow::Cow::into_owned)
}

/// `SELLER_ADMIN` becomes `SellerAdmin`, as the generated enum has it.
fn camel_case(name: &str) -> String {
    let words = name.split('_').filter_map(|word| {
        let (first, rest) = word.split_at_checked(1)?;
        Some(format!("{first}{}", rest.to_lowercase()))
    });
    words.collect()
}
