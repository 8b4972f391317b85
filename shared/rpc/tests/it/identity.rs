//! Who calls: read from metadata, refused when unreadable, passed on when said.

use redress_rpc::{AccessMode, Caller, Channel, Role};
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;

use crate::probe::{Probe, ask, call, in_process};

/// Metadata of one call.
type Pairs<'a> = &'a [(&'static str, &'a str)];

fn with(pairs: Pairs<'_>) -> Request<String> {
    let mut request = Request::new(String::new());
    for (key, value) in pairs {
        request.metadata_mut().append(*key, value.parse().unwrap());
    }
    request
}

async fn whoami(channel: &Channel, pairs: Pairs<'_>) -> Result<String, Status> {
    call(channel.clone(), "Whoami", with(pairs))
        .await
        .map(|answer| answer.into_inner())
}

#[tokio::test]
async fn a_caller_is_who_the_metadata_says() {
    let open = in_process(&Probe::new());
    let required = Channel::in_process(Probe::new().services(), AccessMode::Required);
    let buyer = [
        ("redress-marketplace", "lazada-ph"),
        ("redress-role", "buyer"),
        ("redress-principal", "buy_1"),
    ];
    for channel in [&open, &required] {
        assert_eq!(whoami(channel, &buyer).await.unwrap(), "lazada-ph/buyer/buy_1");
    }
    assert_eq!(whoami(&open, &[]).await.unwrap(), "*/operator/local");
    assert_eq!(
        whoami(&open, &[("redress-marketplace", "anker")]).await.unwrap(),
        "anker/operator/local"
    );
}

#[tokio::test]
async fn metadata_that_cannot_be_read_is_refused_by_its_key() {
    let open = in_process(&Probe::new());
    let required = Channel::in_process(Probe::new().services(), AccessMode::Required);
    let marketplace = ("redress-marketplace", "m");
    let agent = ("redress-role", "agent");
    let buyer = ("redress-role", "buyer");
    let ann = ("redress-principal", "ann");
    let order = ("redress-order", "ord_1");
    let long = "x".repeat(129);
    let cases: &[(&Channel, Pairs<'_>, &str)] = &[
        (&required, &[], "redress-role"),
        (&required, &[marketplace, agent], "redress-principal"),
        (&open, &[agent, ann], "redress-marketplace"),
        (&open, &[marketplace, agent], "redress-principal"),
        (
            &open,
            &[marketplace, ("redress-role", "emperor"), ann],
            "redress-role",
        ),
        (&open, &[marketplace, agent, agent, ann], "redress-role"),
        (
            &open,
            &[marketplace, agent, ("redress-principal", "a b")],
            "redress-principal",
        ),
        (
            &open,
            &[("redress-marketplace", &long), agent, ann],
            "redress-marketplace",
        ),
        (&open, &[marketplace, agent, ann, order], "redress-order"),
        // An order alone makes nobody the local operator.
        (&open, &[order], "redress-order"),
        (
            &open,
            &[marketplace, buyer, ann, ("redress-order", "")],
            "redress-order",
        ),
    ];
    for (channel, pairs, key) in cases {
        let refused = whoami(channel, pairs).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unauthenticated, "{pairs:?}");
        let info = refused.get_details_error_info().unwrap();
        assert_eq!(
            (info.reason.as_str(), info.metadata["key"].as_str()),
            ("CALLER_UNKNOWN", *key),
            "{pairs:?}"
        );
    }
}

#[tokio::test]
async fn a_channel_acts_in_the_name_it_was_given_unless_the_call_names_its_own() {
    let channel = Channel::in_process(Probe::new().services(), AccessMode::Required)
        .acting_as(Caller::service("orders"));
    assert_eq!(ask(&channel, "Whoami").await.unwrap(), "*/service/orders");
    let agent = Caller::new(Some("aaw"), Role::Agent, "ann");
    let answer = call(channel, "Whoami", agent.request(String::new()))
        .await
        .unwrap();
    assert_eq!(answer.into_inner(), "aaw/agent/ann");
}

#[test]
fn buyers_and_sellers_see_theirs_and_the_platform_sees_its_marketplace() {
    let sees = |caller: &Caller| caller.may_see_case("m", "sel_1", "buy_1");
    assert!(sees(&Caller::new(Some("m"), Role::Buyer, "buy_1")));
    assert!(!sees(&Caller::new(Some("m"), Role::Buyer, "buy_2")));
    assert!(sees(&Caller::new(Some("m"), Role::Seller, "sel_1")));
    assert!(!sees(&Caller::new(Some("m"), Role::Seller, "buy_1")));
    assert!(sees(&Caller::new(Some("m"), Role::SellerAdmin, "sel_1")));
    assert!(!sees(&Caller::new(Some("m"), Role::SellerAdmin, "sel_2")));
    assert!(sees(&Caller::new(Some("m"), Role::Auditor, "eve")));
    assert!(!sees(&Caller::new(Some("other"), Role::Agent, "ann")));
    assert!(sees(&Caller::local_operator()));
}

#[tokio::test]
async fn a_buyer_who_came_by_a_link_is_bound_to_its_order_wherever_the_call_goes() {
    let buyer = Caller::new(Some("m"), Role::Buyer, "buy_1");
    let linked = buyer.clone().for_order("ord_1");
    assert!(linked.may_see_order("ord_1") && !linked.may_see_order("ord_2"));
    assert!(buyer.may_see_order("ord_2"));
    let channel = Channel::in_process(Probe::new().services(), AccessMode::Required);
    let answer = call(channel.clone(), "Whoami", linked.request(String::new())).await;
    assert_eq!(answer.unwrap().into_inner(), "m/buyer/buy_1/ord_1");
    // Whoever speaks next on the same metadata is not bound by what was said before.
    let mut again = linked.request(String::new());
    buyer.into_metadata(again.metadata_mut());
    let answer = call(channel, "Whoami", again).await;
    assert_eq!(answer.unwrap().into_inner(), "m/buyer/buy_1");
}

#[test]
fn a_foreign_marketplace_reads_like_one_that_does_not_exist() {
    let agent = Caller::new(Some("m"), Role::Agent, "ann");
    assert_eq!(agent.marketplace_for("marketplace_id", "").unwrap(), "m");
    assert_eq!(
        agent
            .marketplace_for("marketplace_id", "other")
            .unwrap_err()
            .code(),
        Code::NotFound
    );
    let operator = Caller::local_operator();
    assert_eq!(operator.marketplace_for("marketplace_id", "any").unwrap(), "any");
    assert_eq!(
        operator.marketplace_for("marketplace_id", "").unwrap_err().code(),
        Code::InvalidArgument
    );
    assert!(agent.require(&[Role::Agent, Role::Finance]).is_ok());
    assert_eq!(
        agent.require(&[Role::Finance]).unwrap_err().code(),
        Code::PermissionDenied
    );
}
