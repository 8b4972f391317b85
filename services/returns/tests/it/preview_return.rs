//! PreviewReturn: what RequestReturn would answer, and nothing changes.

use redress_contracts::redress::policies::v1::{Ground, Outcome, Party};
use redress_contracts::redress::returns::v1 as pb;

use crate::world::{camera, code, everywhere, minor};

#[tokio::test]
async fn it_answers_without_leaving_anything_behind() {
    everywhere(async |world| {
        world.neighbours.keep_order(camera("ord_1"));
        let mut request = pb::PreviewReturnRequest {
            order_id: "ord_1".to_owned(),
            requested_by: Party::Buyer.into(),
            ground: Ground::Defective.into(),
            ..pb::PreviewReturnRequest::default()
        };
        let without = world
            .operator()
            .preview_return(request.clone())
            .await
            .unwrap()
            .into_inner();
        assert_eq!(without.outcome(), Outcome::Incomplete);
        request.evidence_kinds = vec!["product_photo".to_owned()];
        let with = world
            .operator()
            .preview_return(request.clone())
            .await
            .unwrap()
            .into_inner();
        assert_eq!(with.outcome(), Outcome::NeedsPlatform);
        assert_eq!(minor(&with.breakdown.unwrap().amount), 19_900 + 2 * 899);
        assert!(with.decision_id.is_empty());
        request.order_id = "ord_2".to_owned();
        assert_eq!(
            code(world.operator().preview_return(request).await).1,
            "NOT_FOUND"
        );
        assert_eq!(world.changes().await, []);
    })
    .await;
}
