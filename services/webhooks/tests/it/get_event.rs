//! GetEvent: an owner reads what they were told, and what others were told does not exist.

use redress_contracts::redress::webhooks::v1 as pb;
use tonic::Code;

use crate::events::{ORDER, return_changed};
use crate::refused::{bad_fields, refused};
use crate::world::everywhere;

#[tokio::test]
async fn an_event_is_read_by_its_owner_and_the_platform() {
    everywhere(async |world, _| {
        world.hear(return_changed("evt_a", "return_approved")).await;
        let event = world.events("ana").await.pop().unwrap();
        let request = || pb::GetEventRequest {
            event_id: event.event_id.clone(),
        };
        assert_eq!(
            (event.r#type.as_str(), event.order_id.as_str()),
            ("return.approved", ORDER)
        );
        let read = world
            .seller("ana")
            .get_event(request())
            .await
            .unwrap()
            .into_inner();
        assert_eq!(read, event);
        assert_eq!(
            world.agent().get_event(request()).await.unwrap().into_inner(),
            event
        );
        let unknown = (Code::NotFound, "NOT_FOUND".to_owned());
        assert_eq!(refused(world.seller("ben").get_event(request()).await), unknown);
        let whole = world.events("").await.pop().unwrap();
        let whole = pb::GetEventRequest {
            event_id: whole.event_id,
        };
        assert_eq!(refused(world.seller("ana").get_event(whole).await), unknown);
        let nonsense = pb::GetEventRequest {
            event_id: "1".to_owned(),
        };
        assert_eq!(bad_fields(world.agent().get_event(nonsense).await), ["event_id"]);
    })
    .await;
}
