//! ListNotices: newest first, in pages, by source, state and subject.

use redress_contracts::redress::webhooks::v1 as pb;
use redress_rpc::{Caller, Role};

use crate::others::Others;
use crate::refused::bad_fields;
use crate::sources::{NUMBER, way};
use crate::world::everywhere;

#[tokio::test]
async fn notices_are_listed_newest_first_in_pages() {
    everywhere(async |world, _| {
        let others = Others::default();
        others.book().numbers.insert(NUMBER.to_owned());
        others.join(world);
        let source = world.source(pb::Provider::SeventeenTrack).await;
        let other = world.source(pb::Provider::SeventeenTrack).await;
        let mut told = Vec::new();
        for (source, number, status) in [
            (&source, NUMBER, "InTransit_PickedUp"),
            (&source, "1z 999 aa1 01 2345 6784", "OutForDelivery_Other"),
            (&other, "1Z999AA10123456785", "InTransit_PickedUp"),
        ] {
            told.insert(
                0,
                world
                    .tell(source, &way(number, &[(status, "2026-05-04T07:00:00Z")]))
                    .await,
            );
        }
        let mut operator = world.operator();
        let mut list = pb::ListNoticesRequest {
            page_size: 2,
            ..Default::default()
        };
        let first = operator.list_notices(list.clone()).await.unwrap().into_inner();
        list.page_token = first.next_page_token.clone();
        let second = operator.list_notices(list).await.unwrap().into_inner();
        assert_eq!([first.notices, second.notices].concat(), told);
        let of = async |list: pb::ListNoticesRequest| {
            let listed = world.operator().list_notices(list).await.unwrap();
            listed.into_inner().notices
        };
        let by_source = pb::ListNoticesRequest {
            source_id: other.source_id.clone(),
            ..Default::default()
        };
        assert_eq!(of(by_source).await, told[..1]);
        let by_state = pb::ListNoticesRequest {
            state: pb::NoticeState::Applied.into(),
            ..Default::default()
        };
        assert_eq!(of(by_state).await, told[1..]);
        // However it was written, a number is one number.
        let by_subject = pb::ListNoticesRequest {
            subject: NUMBER.to_owned(),
            ..Default::default()
        };
        assert_eq!(of(by_subject).await, told[1..]);
        let elsewhere = Caller::new(Some("elsewhere"), Role::Operator, "somebody");
        let none = world
            .sources_of(elsewhere)
            .list_notices(pb::ListNoticesRequest::default())
            .await;
        assert!(none.unwrap().into_inner().notices.is_empty());
        let bad = pb::ListNoticesRequest {
            source_id: "whe_1".to_owned(),
            state: 9,
            subject: "two words".to_owned(),
            ..Default::default()
        };
        let bad = bad_fields(world.operator().list_notices(bad).await);
        assert_eq!(bad, ["source_id", "subject", "state"]);
    })
    .await;
}
