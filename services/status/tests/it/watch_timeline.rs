//! `WatchTimeline`: the entries there are, then each new one, also one that happened earlier.

use redress_contracts::redress::status::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::events::{moved, ordered, returned};
use crate::world::{ORDER, everywhere};

fn request() -> pb::WatchTimelineRequest {
    pb::WatchTimelineRequest {
        order_id: ORDER.to_owned(),
    }
}

#[tokio::test]
async fn a_watcher_sees_each_entry_once() {
    everywhere(async |world| {
        world.hear(ordered("evt_1", "placed", 0, &[])).await;
        world.hear(ordered("evt_2", "shipped", 5, &[])).await;
        let mut entries = world
            .agent()
            .watch_timeline(request())
            .await
            .unwrap()
            .into_inner();
        let mut next = async || entries.message().await.unwrap().unwrap().change;
        assert_eq!(
            (next().await, next().await),
            ("placed".to_owned(), "shipped".to_owned())
        );
        world.hear(moved("evt_3", "moved", 3)).await;
        assert_eq!(next().await, "moved");
        world.hear(ordered("evt_2", "shipped", 5, &[])).await;
        world.hear(returned("evt_4", "return_requested", 9)).await;
        assert_eq!(next().await, "return_requested");
    })
    .await;
}

#[tokio::test]
async fn a_foreign_order_cannot_be_watched() {
    everywhere(async |world| {
        let mut stranger = world.bound("kwoking", Role::Buyer, "otto");
        let mut entries = stranger.watch_timeline(request()).await.unwrap().into_inner();
        assert_eq!(entries.message().await.unwrap_err().code(), Code::NotFound);
        let nameless = pb::WatchTimelineRequest::default();
        let refused = stranger.watch_timeline(nameless).await;
        assert_eq!(refused.unwrap_err().code(), Code::InvalidArgument);
    })
    .await;
}
