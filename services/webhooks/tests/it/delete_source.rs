//! DeleteSource: it is gone for everybody, and nothing is taken from it.

use redress_contracts::redress::webhooks::v1 as pb;
use tonic::Code;

use crate::others::Others;
use crate::refused::refused;
use crate::sources::{NUMBER, signed, way};
use crate::world::everywhere;

#[tokio::test]
async fn a_deleted_source_is_not_found_and_says_nothing_more() {
    everywhere(async |world, _| {
        let made = world.source(pb::Provider::SeventeenTrack).await;
        let body = way(NUMBER, &[("InTransit_PickedUp", "2026-05-04T07:00:00Z")]);
        // Nobody is there to be told yet.
        let before = world.tell(&made, &body).await;
        assert_eq!(before.state(), pb::NoticeState::Pending);
        let request = pb::DeleteSourceRequest {
            request_id: "away".to_owned(),
            source_id: made.source_id.clone(),
            etag: made.etag.clone(),
        };
        let stale = pb::DeleteSourceRequest {
            request_id: String::new(),
            etag: "another".to_owned(),
            ..request.clone()
        };
        let mut operator = world.operator();
        assert_eq!(refused(operator.delete_source(stale).await).1, "STALE_ETAG");
        let gone = operator
            .delete_source(request.clone())
            .await
            .unwrap()
            .into_inner();
        assert_eq!(gone.state(), pb::SourceState::Deleted);
        let again = operator
            .delete_source(request.clone())
            .await
            .unwrap()
            .into_inner();
        assert_eq!(again, gone);
        let twice = pb::DeleteSourceRequest {
            request_id: "twice".to_owned(),
            ..request
        };
        assert_eq!(refused(operator.delete_source(twice).await).0, Code::NotFound);
        let more = world.door().receive_notice(signed(&made, &body)).await;
        assert_eq!(refused(more).1, "NOTICE_UNPROVEN");
        // What it had told before is still passed on.
        let others = Others::default();
        others.book().numbers.insert(NUMBER.to_owned());
        others.join(world);
        world.after(chrono::TimeDelta::hours(1)).await;
        assert_eq!(
            world.notice(&before.notice_id).await.state(),
            pb::NoticeState::Applied
        );
    })
    .await;
}
