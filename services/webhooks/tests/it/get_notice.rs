//! GetNotice: what became of it, for the marketplace's own people.

use redress_contracts::redress::webhooks::v1 as pb;
use redress_rpc::{Caller, Role};
use tonic::Code;

use crate::others::Others;
use crate::refused::{bad_fields, refused};
use crate::sources::{NUMBER, way};
use crate::world::everywhere;

#[tokio::test]
async fn a_notice_is_seen_by_its_marketplace_only() {
    everywhere(async |world, _| {
        let others = Others::default();
        others.book().numbers.insert(NUMBER.to_owned());
        others.join(world);
        let source = world.source(pb::Provider::SeventeenTrack).await;
        let body = way(NUMBER, &[("Delivered_Other", "2026-05-04T07:00:00Z")]);
        let told = world.tell(&source, &body).await;
        assert_eq!(told.state(), pb::NoticeState::Applied);
        assert_eq!(told.detail, "1 events recorded, 0 known before");
        assert_eq!(
            (told.subject.as_str(), told.event_type.as_str()),
            (NUMBER, "TRACKING_UPDATED")
        );
        assert_eq!(
            told.body_size_bytes,
            i64::try_from(body.to_string().len()).unwrap()
        );
        assert!(told.body_sha256.starts_with("sha256:") && !told.is_kept);
        let request = pb::GetNoticeRequest {
            notice_id: told.notice_id.clone(),
        };
        let elsewhere = Caller::new(Some("elsewhere"), Role::Operator, "somebody");
        let foreign = world.sources_of(elsewhere).get_notice(request.clone()).await;
        assert_eq!(refused(foreign).0, Code::NotFound);
        let seller = world.sources(Role::Seller).get_notice(request).await;
        assert_eq!(refused(seller).1, "CALLER_FORBIDDEN");
        let bad = pb::GetNoticeRequest::default();
        assert_eq!(bad_fields(world.operator().get_notice(bad).await), ["notice_id"]);
    })
    .await;
}
