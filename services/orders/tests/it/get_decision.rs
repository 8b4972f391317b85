//! `GetDecision` through the contract, on every database.

use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::{Ground, Party};
use redress_rpc::Role;
use tonic::Code;

use crate::draft::Draft;
use crate::world::{ask, everywhere, hours, start};

#[tokio::test]
async fn a_stored_decision_is_run_again_with_the_same_answer() {
    everywhere(async |world| {
        let order = world.paid(Draft::kajet()).await;
        let cancelled = world
            .cancel(ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]))
            .await
            .unwrap();
        let decision = cancelled.decision.unwrap();
        world.clock.advance(hours(1_000));
        let source = redress_policy::packs::SHOPS
            .iter()
            .find(|(file, _)| *file == "kajet.toml")
            .unwrap()
            .1;
        world
            .shelf
            .publish(&source.replace("hours = 24", "hours = 1"), start());
        let request = pb::GetDecisionRequest {
            decision_id: decision.decision_id.clone(),
        };
        let stored = world
            .operator()
            .get_decision(request.clone())
            .await
            .unwrap()
            .into_inner();
        assert!(stored.is_reproduced);
        assert_eq!(stored.decision, Some(decision));
        assert!(stored.facts_json.contains("\"ground\":\"change_of_mind\""));
        let mut stranger = world.bound("kajet", Role::Buyer, "byr_otto");
        assert_eq!(
            stranger.get_decision(request.clone()).await.unwrap_err().code(),
            Code::NotFound
        );
        let mut one_seller = world.bound("kajet", Role::Seller, "sel_a");
        assert_eq!(
            one_seller.get_decision(request).await.unwrap_err().code(),
            Code::NotFound
        );
    })
    .await;
}
