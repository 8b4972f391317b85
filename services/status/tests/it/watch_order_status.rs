//! `WatchOrderStatus`: the view now, and again after each event that changed it.

use redress_contracts::redress::orders::v1::OrderState;
use redress_contracts::redress::status::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::events::ordered;
use crate::world::{ORDER, everywhere};

fn request() -> pb::WatchOrderStatusRequest {
    pb::WatchOrderStatusRequest {
        order_id: ORDER.to_owned(),
    }
}

#[tokio::test]
async fn a_watcher_sees_the_view_now_and_after_what_changed_it() {
    everywhere(async |world| {
        let mut views = world
            .agent()
            .watch_order_status(request())
            .await
            .unwrap()
            .into_inner();
        let mut next = async || views.message().await.unwrap().unwrap().state();
        assert_eq!(next().await, OrderState::Paid);
        // An event that changes nothing of the view is no news.
        world.hear(ordered("evt_1", "deadline_warning", 1, &[])).await;
        for (id, state) in [("evt_2", OrderState::Shipped), ("evt_3", OrderState::Delivered)] {
            world.upstream.known().orders[0].state = state.into();
            world.hear(ordered(id, "shipped", 2, &[])).await;
            assert_eq!(next().await, state);
        }
    })
    .await;
}

#[tokio::test]
async fn a_foreign_order_cannot_be_watched() {
    everywhere(async |world| {
        let mut stranger = world.bound("kajet", Role::Agent, "al");
        let mut views = stranger.watch_order_status(request()).await.unwrap().into_inner();
        assert_eq!(views.message().await.unwrap_err().code(), Code::NotFound);
    })
    .await;
}
