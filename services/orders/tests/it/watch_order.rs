//! `WatchOrder` through the contract, on every database.

use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::{Ground, Party};
use redress_rpc::Role;
use tonic::Code;

use crate::draft::Draft;
use crate::world::{ask, everywhere};

#[tokio::test]
async fn a_watcher_sees_the_order_now_and_after_each_change() {
    everywhere(async |mut world| {
        let running = world.start();
        let order = world.place(Draft::kwoking()).await;
        let request = pb::WatchOrderRequest {
            order_id: order.order_id.clone(),
        };
        let mut states = world.operator().watch_order(request).await.unwrap().into_inner();
        assert_eq!(
            states.message().await.unwrap().unwrap().state(),
            pb::OrderState::Placed
        );
        world.pay(&order).await;
        assert_eq!(
            states.message().await.unwrap().unwrap().state(),
            pb::OrderState::Paid
        );
        world.ship(&order, &[("1", 1)]).await.unwrap();
        world
            .cancel(ask(&order, Party::Buyer, Ground::ChangeOfMind, &[("1", 1)]))
            .await
            .unwrap();
        loop {
            let state = states.message().await.unwrap().unwrap();
            if state.lines[0].cancelled_quantity == 1 {
                assert_eq!(state.cancellations.len(), 1);
                break;
            }
        }
        drop(states);
        running.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_foreign_order_cannot_be_watched() {
    everywhere(async |world| {
        let order = world.place(Draft::kwoking()).await;
        let request = pb::WatchOrderRequest {
            order_id: order.order_id,
        };
        let mut stranger = world.bound("kwoking", Role::Buyer, "byr_otto");
        let mut states = stranger.watch_order(request).await.unwrap().into_inner();
        assert_eq!(states.message().await.unwrap_err().code(), Code::NotFound);
    })
    .await;
}
