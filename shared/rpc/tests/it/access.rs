//! Who may call what: held against the method's rule before its service is reached, over the network as in process.

use redress_rpc::access::rule_of;
use redress_rpc::{AccessMode, Caller, Channel, Role, ServerConfig};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::probe::{PROBE, Probe, Running, call};

async fn ask(channel: &Channel, method: &str, role: Role) -> Result<String, Status> {
    let caller = Caller::new(Some("m"), role, "somebody");
    let answer = call(channel.clone(), method, caller.request(String::new())).await;
    answer.map(tonic::Response::into_inner)
}

#[tokio::test]
async fn only_roles_that_the_rule_names_reach_the_service() {
    let probe = Probe::new();
    let running = Running::start(&probe, ServerConfig::default()).await;
    let inside = Channel::in_process(probe.services(), AccessMode::Required);
    for channel in [&running.channel, &inside] {
        for role in Role::ALL {
            let answer = ask(channel, "Settle", role).await;
            if [Role::SellerAdmin, Role::Finance].contains(&role) {
                assert_eq!(answer.unwrap(), format!("m/{role}/somebody"));
                continue;
            }
            let refused = answer.unwrap_err();
            assert_eq!(refused.code(), Code::PermissionDenied, "{role}");
            let info = refused.get_details_error_info().unwrap();
            assert_eq!(
                (info.reason.as_str(), info.metadata["allowed_roles"].as_str()),
                ("CALLER_FORBIDDEN", "seller_admin, finance")
            );
        }
    }
    running.stop().await.unwrap().unwrap();
}

#[tokio::test]
async fn a_method_without_a_rule_is_served_to_nobody() {
    let inside = Channel::in_process(Probe::new().services(), AccessMode::Required);
    for role in Role::ALL {
        let refused = ask(&inside, "Unruled", role).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unimplemented, "{role}");
        assert_eq!(refused.get_details_error_info().unwrap().reason, "UNIMPLEMENTED");
    }
    assert!(rule_of(&format!("{PROBE}/Echo")).is_none());
}

#[test]
fn every_rule_of_the_contracts_is_found_by_its_path() {
    assert!(redress_contracts::ACCESS.len() > 100);
    for rule in redress_contracts::ACCESS {
        assert_eq!(rule_of(rule.path), Some(rule));
    }
    assert!(rule_of("redress.orders.v1.OrderService/Unruled").is_none());
}
