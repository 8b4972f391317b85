//! RetryNotice: what could not be applied is tried again, while what it said is kept.

use chrono::TimeDelta;
use redress_contracts::redress::webhooks::v1 as pb;
use redress_rpc::{Caller, Role};
use tonic::Code;

use crate::others::Others;
use crate::refused::refused;
use crate::sources::{NUMBER, way};
use crate::world::everywhere;

fn retry(notice: &pb::Notice, request_id: &str) -> pb::RetryNoticeRequest {
    pb::RetryNoticeRequest {
        request_id: request_id.to_owned(),
        notice_id: notice.notice_id.clone(),
    }
}

#[tokio::test]
async fn a_parcel_that_was_not_known_is_told_of_later() {
    everywhere(async |world, _| {
        let others = Others::default();
        others.join(world);
        let source = world.source(pb::Provider::SeventeenTrack).await;
        let body = way(NUMBER, &[("Delivered_Other", "2026-05-04T07:00:00Z")]);
        let told = world.tell(&source, &body).await;
        let early = world.operator().retry_notice(retry(&told, "early")).await;
        assert_eq!(refused(early).1, "ILLEGAL_TRANSITION");
        world.looked_for().await;
        let ignored = world.notice(&told.notice_id).await;
        assert_eq!(
            (ignored.state(), ignored.reason.as_str()),
            (pb::NoticeState::Ignored, "NOT_FOUND")
        );
        assert!(ignored.is_kept);
        others.book().numbers.insert(NUMBER.to_owned());
        let request = retry(&told, "again");
        let elsewhere = Caller::new(Some("elsewhere"), Role::Agent, "somebody");
        let foreign = world.sources_of(elsewhere).retry_notice(request.clone()).await;
        assert_eq!(refused(foreign).0, Code::NotFound);
        let mut agent = world.sources(Role::Agent);
        let queued = agent.retry_notice(request.clone()).await.unwrap().into_inner();
        assert_eq!(queued.state(), pb::NoticeState::Pending);
        world.rest().await;
        let applied = world.notice(&told.notice_id).await;
        assert_eq!(applied.state(), pb::NoticeState::Applied);
        let again = agent.retry_notice(request).await.unwrap().into_inner();
        assert_eq!(again, queued);
        let reused = agent.retry_notice(retry(&ignored_of(&told), "again")).await;
        assert_eq!(refused(reused).1, "REQUEST_ID_REUSED");
        let over = agent.retry_notice(retry(&told, "over")).await;
        assert_eq!(refused(over).1, "ILLEGAL_TRANSITION");
        assert_eq!(others.book().reports.len(), 1);
        // The clock that would have forgotten it does nothing any more.
        world.after(TimeDelta::days(9)).await;
    })
    .await;
}

/// Another notice, which there need not be.
fn ignored_of(notice: &pb::Notice) -> pb::Notice {
    pb::Notice {
        notice_id: notice.notice_id.replace("ntc_01", "ntc_00"),
        ..notice.clone()
    }
}

#[tokio::test]
async fn what_is_forgotten_cannot_be_tried_again() {
    everywhere(async |world, _| {
        let others = Others::default();
        others.join(world);
        let source = world.source(pb::Provider::SeventeenTrack).await;
        let body = way(NUMBER, &[("Delivered_Other", "2026-05-04T07:00:00Z")]);
        let told = world.tell(&source, &body).await;
        world.looked_for().await;
        world.after(TimeDelta::days(7)).await;
        let forgotten = world.notice(&told.notice_id).await;
        assert_eq!(
            (forgotten.state(), forgotten.is_kept),
            (pb::NoticeState::Ignored, false)
        );
        let late = world.operator().retry_notice(retry(&told, "late")).await;
        assert_eq!(refused(late).1, "PRECONDITION_FAILED");
    })
    .await;
}
