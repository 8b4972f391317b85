//! PreviewRemedy: what ApplyRemedy would do, and nothing changes.

use redress_contracts::redress::policies::v1::Remedy;
use redress_contracts::redress::returns::v1 as pb;

use crate::world::{bad_fields, everywhere, minor};

#[tokio::test]
async fn it_says_what_is_refunded_and_what_stands_in_the_way() {
    everywhere(async |world| {
        let approved = world.approved().await;
        let request = pb::PreviewRemedyRequest {
            return_id: approved.return_id.clone(),
            ..pb::PreviewRemedyRequest::default()
        };
        let early = world
            .operator()
            .preview_remedy(request.clone())
            .await
            .unwrap()
            .into_inner();
        assert_eq!(early.obstacle, "the goods have to come back first");
        assert_eq!(early.remedy(), Remedy::PartialRefund);
        assert_eq!(minor(&early.refund.unwrap().amount), 19_900);
        let inspected = world.inspected().await;
        let request = pb::PreviewRemedyRequest {
            return_id: inspected.return_id.clone(),
            ..request
        };
        let ready = world
            .operator()
            .preview_remedy(request.clone())
            .await
            .unwrap()
            .into_inner();
        assert_eq!(ready.obstacle, "");
        let wrong = pb::PreviewRemedyRequest {
            remedy: Remedy::Replacement.into(),
            ..request.clone()
        };
        assert_eq!(
            bad_fields(world.operator().preview_remedy(wrong).await),
            ["remedy"]
        );
        let apply = pb::ApplyRemedyRequest {
            return_id: inspected.return_id.clone(),
            ..pb::ApplyRemedyRequest::default()
        };
        let applied = world.operator().apply_remedy(apply).await.unwrap().into_inner();
        assert_eq!(applied.remedy.unwrap().refund, ready.refund);
        let late = world
            .operator()
            .preview_remedy(request)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(late.obstacle, "is remedied");
    })
    .await;
}
