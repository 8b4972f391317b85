//! Many refunds of one payment at the same time: never more than was captured, and each request once.

use redress_contracts::redress::refunds::v1::{CreateRefundRequest, Refund, RefundState};
use redress_refunds::Config;
use tokio::task::JoinSet;
use tonic::{Code, Status};

use crate::world::{ORDER, World, create_request, finance, on_each_backend, reason, with_config};

/// How many storms a test goes through.
const ROUNDS: usize = 10;
/// How many refunds are asked for at the same time.
const CALLS: usize = 32;

async fn all_at_once(world: &World, requests: Vec<CreateRefundRequest>) -> Vec<Result<Refund, Status>> {
    let mut calls = JoinSet::new();
    for request in requests {
        let mut client = world.client(finance());
        calls.spawn(async move {
            client
                .create_refund(request)
                .await
                .map(|reply| reply.into_inner())
        });
    }
    calls.join_all().await
}

/// Each round asks for 32 times 3.00 of a payment of 60.00: twenty fit.
async fn storms(world: &mut World) {
    for round in 0..ROUNDS {
        let order_id = format!("ord_storm_{round}");
        world.pay(&order_id, "p1", &[("1", 6_000)], 0).await;
        let requests = (0..CALLS).map(|number| CreateRefundRequest {
            order_id: order_id.clone(),
            ..create_request(&format!("{round}-{number}"), 300)
        });
        let replies = all_at_once(world, requests.collect()).await;
        let (done, refused): (Vec<_>, Vec<_>) = replies.into_iter().partition(Result::is_ok);
        assert_eq!((done.len(), refused.len()), (20, CALLS - 20));
        for refused in refused {
            let status = refused.unwrap_err();
            assert_eq!(status.code(), Code::FailedPrecondition);
            assert_eq!(reason(&status), "AMOUNT_EXCEEDS_REFUNDABLE");
        }
        world.settle().await;
        let payment = world.payments_of(&order_id).await.remove(0);
        let facts = [&payment.held, &payment.refunded, &payment.remaining].map(crate::world::cents);
        assert_eq!(facts, [0, 6_000, 0]);
    }
    assert_eq!(world.effects().await.len(), 20 * ROUNDS);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_refunds_pays_what_was_captured_and_not_a_cent_more() {
    on_each_backend(storms).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_alone_holds_the_line() {
    with_config(
        Config {
            check_in_code: false,
            ..Config::default()
        },
        storms,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_sixty_four_times_at_once_is_one_refund() {
    on_each_backend(async |world| {
        let replies = all_at_once(world, vec![create_request("once", 1_000); 64]).await;
        let first = replies[0].as_ref().unwrap().clone();
        assert!(replies.into_iter().all(|reply| reply.unwrap() == first));
        world.settle().await;
        let refunds = world.refunds_of(ORDER).await;
        assert_eq!(refunds.len(), 1);
        assert_eq!(refunds[0].state(), RefundState::Succeeded);
        assert_eq!(world.effects().await.len(), 1);
        assert_eq!(world.held_and_refunded().await, (0, 1_000));
    })
    .await;
}
