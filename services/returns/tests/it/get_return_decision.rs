//! GetReturnDecision: a stored decision and the same answer run again.

use redress_contracts::redress::policies::v1::Ground;
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;

use crate::world::{ask, camera, code, everywhere};

#[tokio::test]
async fn it_is_the_decision_as_made_and_comes_out_the_same_again() {
    everywhere(async |world| {
        world.neighbours.keep_order(camera("ord_1"));
        let asked = world.asked(ask("ord_1", Ground::ChangeOfMind, &[])).await;
        let decision = asked.decision.unwrap();
        let request = pb::GetReturnDecisionRequest {
            decision_id: decision.decision_id.clone(),
        };
        let mut seller = world.bound("kwoking", Role::Seller, "kwoking");
        let kept = seller
            .get_return_decision(request.clone())
            .await
            .unwrap()
            .into_inner();
        assert!(kept.is_reproduced);
        assert_eq!(kept.decision, Some(decision));
        assert!(kept.facts_json.contains("change_of_mind"));
        let foreign = world
            .bound("kwoking", Role::Seller, "sel_other")
            .get_return_decision(request)
            .await;
        assert_eq!(code(foreign).1, "NOT_FOUND");
    })
    .await;
}
