//! WatchReturn: the state now, and again after each change.

use futures::StreamExt as _;
use redress_contracts::redress::policies::v1::{Ground, Remedy};
use redress_contracts::redress::returns::v1 as pb;

use crate::world::{ask, camera, everywhere};

#[tokio::test]
async fn it_shows_the_state_now_and_after_each_change() {
    everywhere(async |mut world| {
        let running = world.start();
        world.neighbours.keep_order(camera("ord_1"));
        let asked = world.asked(ask("ord_1", Ground::ChangeOfMind, &[("1", 1)])).await;
        let request = pb::WatchReturnRequest {
            return_id: asked.return_id.clone(),
        };
        let mut states = world.operator().watch_return(request).await.unwrap().into_inner();
        let now = states.next().await.unwrap().unwrap();
        assert_eq!(now.state(), pb::ReturnState::UnderReview);
        world.approve(&asked, Remedy::PartialRefund).await;
        let next = states.next().await.unwrap().unwrap();
        assert_eq!(next.state(), pb::ReturnState::AwaitingParcel);
        let unknown = pb::WatchReturnRequest {
            return_id: "ret_none".to_owned(),
        };
        let mut none = world.operator().watch_return(unknown).await.unwrap().into_inner();
        assert_eq!(
            none.next().await.unwrap().unwrap_err().code(),
            tonic::Code::NotFound
        );
        assert!(none.next().await.is_none());
        drop(states);
        running.stop().await;
    })
    .await;
}
