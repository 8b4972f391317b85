//! How an event is sent: until it is taken, for three days, and never to where it is told to go instead.

use chrono::TimeDelta;
use redress_contracts::redress::webhooks::v1 as pb;
use redress_rpc::convert::time_to_wire;
use redress_webhooks::Config;

use crate::events::return_changed;
use crate::receiver::Receiver;
use crate::world::{World, everywhere, local, start};

#[tokio::test]
async fn what_is_not_taken_is_sent_again_for_three_days_under_one_id() {
    everywhere(async |world, receiver| {
        let made = world.endpoint(&receiver.url(), "").await;
        (0..10).for_each(|_| receiver.answer("500 Oops"));
        let first = world.test_event(&made).await;
        let waits = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
        for (index, seconds) in waits.into_iter().enumerate() {
            world
                .after(TimeDelta::seconds(seconds) - TimeDelta::microseconds(1))
                .await;
            assert_eq!(receiver.received().len(), index + 1, "before {seconds} s");
            world.after(TimeDelta::microseconds(1)).await;
            assert_eq!(receiver.received().len(), index + 2, "after {seconds} s");
        }
        world.after(TimeDelta::days(30)).await;
        let received = receiver.received();
        assert_eq!(received.len(), 10);
        let ended = world.delivery(&first).await;
        assert_eq!(
            (ended.state(), ended.attempts.len()),
            (pb::DeliveryState::Failed, 10)
        );
        assert_eq!(ended.next_attempt_time, None);
        for (attempt, each) in ended.attempts.iter().zip(&received) {
            assert_eq!(each.headers["webhook-id"], first.event_id);
            assert_eq!(each.body, received[0].body);
            let seconds = attempt.start_time.unwrap().seconds;
            assert_eq!(each.headers["webhook-timestamp"], seconds.to_string());
        }
        let failing = world.reread(&made).await;
        assert_eq!(failing.failing_since_time, Some(time_to_wire(start())));
        assert_eq!(failing.etag, made.etag, "a failure is no change of the endpoint");
        world.test_event(&made).await;
        assert_eq!(world.reread(&made).await.failing_since_time, None);
    })
    .await;
}

#[tokio::test]
async fn an_endpoint_that_only_fails_for_days_is_disabled() {
    everywhere(async |world, receiver| {
        let made = world.endpoint(&receiver.url(), "").await;
        (0..20).for_each(|_| receiver.answer("404 Not Found"));
        world.test_event(&made).await;
        world.after(TimeDelta::days(5) - TimeDelta::seconds(1)).await;
        let late = world.test_event(&made).await;
        assert_eq!(world.reread(&made).await.state(), pb::EndpointState::Active);
        world.after(TimeDelta::seconds(5)).await;
        let disabled = world.reread(&made).await;
        assert_eq!(disabled.state(), pb::EndpointState::Disabled);
        assert_eq!(disabled.disable_reason(), pb::DisableReason::Failing);
        let cancelled = world.delivery(&late).await;
        assert_eq!(
            (cancelled.state(), cancelled.attempts.len()),
            (pb::DeliveryState::Cancelled, 2)
        );
        world.hear(return_changed("evt_a", "return_approved")).await;
        let count = receiver.received().len();
        world.after(TimeDelta::days(3)).await;
        assert_eq!(receiver.received().len(), count);
    })
    .await;
}

#[tokio::test]
async fn gone_is_gone() {
    everywhere(async |world, receiver| {
        let made = world.endpoint(&receiver.url(), "").await;
        receiver.answer("410 Gone");
        let told = world.test_event(&made).await;
        assert_eq!(told.state(), pb::DeliveryState::Failed);
        assert_eq!(told.attempts[0].failure, "gone");
        let disabled = world.reread(&made).await;
        assert_eq!(disabled.disable_reason(), pb::DisableReason::Gone);
    })
    .await;
}

#[tokio::test]
async fn an_endpoint_that_asks_for_time_gets_it() {
    everywhere(async |world, receiver| {
        let made = world.endpoint(&receiver.url(), "").await;
        let now = start();
        let date = (now + TimeDelta::hours(1)).format("%a, %d %b %Y %H:%M:%S GMT");
        let cases = [
            ("429 Slow\r\nretry-after: 120".to_owned(), 120),
            (format!("503 Busy\r\nretry-after: {date}"), 3_600),
            ("503 Busy\r\nretry-after: 1000000".to_owned(), 86_400),
            ("429 Slow\r\nretry-after: soon".to_owned(), 5),
            ("500 Oops\r\nretry-after: 120".to_owned(), 5),
        ];
        for (head, seconds) in cases {
            receiver.answer(&head);
            let tried = world.test_event(&made).await;
            let next = now + TimeDelta::seconds(seconds);
            assert_eq!(tried.next_attempt_time, Some(time_to_wire(next)), "{head}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_redirect_is_a_failure_and_is_not_followed() {
    everywhere(async |world, receiver| {
        let elsewhere = Receiver::start().await;
        let made = world.endpoint(&receiver.url(), "").await;
        for status in ["301", "302", "303", "307", "308"] {
            receiver.answer(&format!("{status} Elsewhere\r\nlocation: {}", elsewhere.url()));
            let tried = world.test_event(&made).await;
            assert_eq!(tried.attempts[0].failure, "redirected", "{status}");
            assert_eq!(tried.state(), pb::DeliveryState::Pending);
        }
        assert_eq!(elsewhere.connections(), 0);
    })
    .await;
}

#[tokio::test]
async fn silence_nonsense_and_nobody_there_are_told_apart() {
    for backend in redress_db::testing::backends() {
        let receiver = Receiver::start().await;
        let config = Config {
            time_limit_ms: 200,
            ..local()
        };
        let mut world = World::new(backend, config, start()).await;
        let made = world.endpoint(&receiver.url(), "").await;
        receiver.answer("hang");
        assert_eq!(world.test_event(&made).await.attempts[0].failure, "timed_out");
        receiver.answer("nonsense");
        assert_eq!(world.test_event(&made).await.attempts[0].failure, "broken_answer");
        let closed = Receiver::start().await;
        let nobody = world.endpoint(&closed.url(), "").await;
        drop(closed);
        tokio::task::yield_now().await;
        assert_eq!(world.test_event(&nobody).await.attempts[0].failure, "unreachable");
        world.stop().await;
    }
}

#[tokio::test]
async fn what_was_queued_before_a_stop_is_sent_after_it() {
    everywhere(async |world, receiver| {
        let made = world.endpoint(&receiver.url(), "").await;
        receiver.answer("500 Oops");
        let first = world.test_event(&made).await;
        world.stop().await;
        world.clock.advance(TimeDelta::days(1));
        world.start();
        world.rest().await;
        let received = receiver.received();
        assert_eq!(received.len(), 2);
        assert_eq!(
            received[0].headers["webhook-id"],
            received[1].headers["webhook-id"]
        );
        assert_eq!(world.delivery(&first).await.state(), pb::DeliveryState::Succeeded);
    })
    .await;
}

#[tokio::test]
async fn a_slow_endpoint_does_not_hold_up_the_others() {
    for backend in redress_db::testing::backends() {
        let (slow, quick) = (Receiver::start().await, Receiver::start().await);
        let config = Config {
            max_in_flight: 1,
            time_limit_ms: 1_500,
            ..local()
        };
        let mut world = World::new(backend, config, start()).await;
        (0..4).for_each(|_| slow.answer("hang"));
        world.endpoint(&slow.url(), "ana").await;
        world.endpoint(&quick.url(), "").await;
        for index in 0..4 {
            let event = return_changed(&format!("evt_{index}"), "return_approved");
            redress_bus::Bus::publish(&*world.bus(), event).await.unwrap();
        }
        quick.arrived().await;
        world.rest().await;
        assert_eq!(quick.received().len(), 4);
        assert!(slow.received().len() < 4, "more than one call was in flight");
        world.stop().await;
    }
}
