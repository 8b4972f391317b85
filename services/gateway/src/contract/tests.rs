//! That every RPC is served, and that paths are read as they were meant.

use super::*;

fn contract() -> Contract {
    Contract::read(redress_contracts::FILE_DESCRIPTOR_SET).expect("the contracts can be served")
}

#[test]
fn every_rpc_is_an_operation() {
    let contract = contract();
    let rpcs: usize = contract.services().map(|service| service.methods().count()).sum();
    assert!(rpcs > 100, "only {rpcs} RPCs");
    assert_eq!(contract.operations().len(), rpcs);
}

#[test]
fn a_path_is_found_with_its_variables_decoded() {
    let contract = contract();
    let found = |verb: Method, path: &str| match contract.find(&verb, path) {
        Found::Operation(operation, values) => format!("{} {values:?}", operation.method.name()),
        Found::OtherVerbs(verbs) => format!("{verbs:?}"),
        Found::Nothing => "nothing".to_owned(),
    };
    assert_eq!(found(Method::GET, "/v1/orders/ord_1"), "GetOrder [\"ord_1\"]");
    assert_eq!(
        found(Method::POST, "/v1/orders/ord_1:cancel"),
        "CancelOrder [\"ord_1\"]"
    );
    assert_eq!(found(Method::GET, "/v1/orders/a%2Fb%20c"), "GetOrder [\"a/b c\"]");
    assert_eq!(found(Method::GET, "/v1/orders/a:b"), "GetOrder [\"a:b\"]");
    assert_eq!(found(Method::GET, "/v1/evidence:watch"), "WatchEvidence []");
    assert_eq!(
        found(Method::GET, "/v1/orders/ord_1/timeline:watch"),
        "WatchTimeline [\"ord_1\"]"
    );
    assert_eq!(found(Method::DELETE, "/v1/orders/ord_1"), "[GET]");
    for nothing in [
        "/",
        "",
        "/v1",
        "/v1/orders/",
        "/v1//",
        "/v1/orders/%ff",
        "/v2/orders",
        "/v1/orders/x/y/z",
    ] {
        assert_eq!(found(Method::GET, nothing), "nothing", "{nothing}");
    }
}
