//! An RPC without a good access rule does not build: the check of the build script, on contracts that break it.

use protox::Compiler;
use protox::file::{ChainFileResolver, File, FileResolver, GoogleFileResolver, IncludeFileResolver};

#[path = "../build/access.rs"]
mod access;

/// A contract that exists only here.
struct Given(String);

impl FileResolver for Given {
    fn open_file(&self, name: &str) -> Result<File, protox::Error> {
        if name == "given.proto" {
            File::from_source(name, &self.0)
        } else {
            Err(protox::Error::file_not_found(name))
        }
    }
}

/// What the build says of an RPC with these options.
fn table_of(options: &str) -> Result<String, String> {
    let source = format!(
        "syntax = \"proto3\"; package redress.given.v1; import \"redress/access/v1/access.proto\"; \
         message Nothing {{}} service GivenService {{ rpc Give(Nothing) returns (Nothing) {{ {options} }} }}"
    );
    let mut files = ChainFileResolver::new();
    files.add(Given(source));
    files.add(IncludeFileResolver::new("../../proto".into()));
    files.add(GoogleFileResolver::new());
    let mut compiler = Compiler::with_file_resolver(files);
    compiler
        .include_imports(true)
        .open_file("given.proto")
        .expect("the given contract is well-formed");
    access::table(&compiler.descriptor_pool())
}

#[test]
fn a_stated_rule_becomes_a_row() {
    let rule =
        "option (redress.access.v1.rule) = {roles: [ROLE_SELLER, ROLE_SELLER_ADMIN] scope: \"given:read\"};";
    let row = "MethodAccess { path: \"redress.given.v1.GivenService/Give\", \
               roles: &[Role::Seller, Role::SellerAdmin], scope: \"given:read\", proven_by_signature: false },";
    assert_eq!(table_of(rule).unwrap(), format!("&[\n{row}\n]"));
}

#[test]
fn an_rpc_without_a_good_rule_fails_the_build_by_its_name() {
    let cases = [
        ("", "states no access rule"),
        ("deprecated: true", "states no access rule"),
        ("scope: \"given:read\"", "names no role"),
        (
            "roles: [ROLE_UNSPECIFIED] scope: \"given:read\"",
            "a role that is none",
        ),
        (
            "roles: [ROLE_AGENT, ROLE_AGENT] scope: \"given:read\"",
            "the role Agent twice",
        ),
        (
            "roles: [ROLE_SELLER] scope: \"given:read\"",
            "not the seller's admin",
        ),
        (
            "roles: [ROLE_AUDITOR] scope: \"given:write\"",
            "lets an auditor change",
        ),
        ("roles: [ROLE_AGENT]", "its scope is not"),
        ("roles: [ROLE_AGENT] scope: \"orders:read\"", "its scope is not"),
        ("roles: [ROLE_AGENT] scope: \"given:\"", "names no verb"),
        ("roles: [ROLE_AGENT] scope: \"given:Read all\"", "names no verb"),
        (
            "roles: [ROLE_AGENT] scope: \"given:write\" proven_by_signature: true",
            "no bytes `body`",
        ),
    ];
    for (rule, why) in cases {
        let options = match rule {
            "" => String::new(),
            "deprecated: true" => "option deprecated = true;".to_owned(),
            rule => format!("option (redress.access.v1.rule) = {{{rule}}};"),
        };
        let refused = table_of(&options).unwrap_err();
        assert!(
            refused.starts_with("redress.given.v1.GivenService.Give: ") && refused.contains(why),
            "{rule}: {refused}"
        );
    }
}
