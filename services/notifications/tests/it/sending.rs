//! Sending: once, whatever is delivered twice or crashes in between; again, when it failed.

use chrono::TimeDelta;
use diesel::prelude::*;
use redress_bus::Bus as _;
use redress_contracts::redress::notifications::v1::MessageState;
use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::policies::v1::Party;
use redress_db::on_conn;
use redress_rpc::convert::time_to_wire;

use crate::events::{ORDER, changed, order, refund, refund_event};
use crate::world::{World, everywhere, start};

diesel::table! {
    messages (message_id) {
        message_id -> Text,
        state -> Text,
        create_time -> Timestamp,
        send_time -> Nullable<Timestamp>,
        next_attempt_time -> Nullable<Timestamp>,
    }
}

#[tokio::test]
async fn a_message_goes_out_as_one_mail_file_and_is_announced_without_its_text() {
    everywhere(async |world| {
        let due = time_to_wire(start() + TimeDelta::days(1));
        let message = orders::OrderChanged {
            notify_due_time: Some(due),
            ..changed("out_of_stock", &[Party::Buyer])
        };
        world.order("evt_1", &message).await;
        let stored = world.messages().await.remove(0);
        assert_eq!(
            (stored.state(), stored.send_time),
            (MessageState::Sent, Some(time_to_wire(start())))
        );
        assert_eq!(stored.notify_due_time, Some(due));
        let mail = world.mail();
        assert_eq!(mail.len(), 1);
        let (name, text) = &mail[0];
        assert_eq!(*name, format!("{}.eml", stored.message_id));
        for header in [
            "From: Kwoking <notices@kwoking.invalid>\r\n",
            "To: bo@example.com\r\n",
            "Date: Mon, 04 May 2026 08:00:00 +0000\r\n",
            "Content-Type: text/plain; charset=utf-8\r\n",
        ] {
            assert!(text.contains(header), "{header} in {text}");
        }
        let announced = world.announced();
        assert_eq!(announced.len(), 1);
        assert_eq!(
            (announced[0].message_id.as_str(), announced[0].body.as_str()),
            (stored.message_id.as_str(), "")
        );
        assert_eq!(
            (announced[0].change.as_str(), announced[0].send_time),
            ("out_of_stock", stored.send_time)
        );
    })
    .await;
}

#[tokio::test]
async fn an_event_that_is_delivered_again_sends_nothing_more() {
    everywhere(async |world| {
        for _ in 0..3 {
            world
                .order("evt_1", &changed("paid", &[Party::Buyer, Party::Platform]))
                .await;
        }
        assert_eq!(
            (
                world.messages().await.len(),
                world.mail().len(),
                world.announced().len()
            ),
            (2, 2, 2)
        );
    })
    .await;
}

/// Takes back the record that every message was sent, as if the crash had come before it.
pub async fn forget_sending(world: &World) {
    let forgetting = world.db.write(|tx| {
        on_conn!(tx.conn(), |c| diesel::update(messages::table)
            .set((
                messages::state.eq("sending"),
                messages::send_time.eq(None::<chrono::NaiveDateTime>),
                messages::next_attempt_time.eq(messages::create_time.nullable()),
            ))
            .execute(c))
    });
    forgetting.await.unwrap();
}

#[tokio::test]
async fn a_crash_between_writing_and_recording_does_not_send_twice() {
    everywhere(async |world| {
        world.order("evt_1", &changed("paid", &[Party::Buyer])).await;
        let mail = world.mail();
        let file = world.mail_folder().join(&mail[0].0);
        let written = std::fs::metadata(&file).unwrap().modified().unwrap();
        world.stop().await;
        forget_sending(world).await;
        world.clock.advance(TimeDelta::hours(1));
        world.start();
        world.rest().await;
        assert_eq!(world.mail(), mail);
        assert_eq!(
            std::fs::metadata(&file).unwrap().modified().unwrap(),
            written,
            "the file was not written again"
        );
        let stored = world.messages().await.remove(0);
        assert_eq!(
            (stored.state(), stored.send_time),
            (
                MessageState::Sent,
                Some(time_to_wire(start() + TimeDelta::hours(1)))
            )
        );
    })
    .await;
}

#[tokio::test]
async fn what_waits_at_a_stop_is_sent_after_the_start() {
    everywhere(async |world| {
        world.stop().await;
        world
            .bus
            .publish(crate::events::order_event(
                "evt_1",
                &changed("paid", &[Party::Buyer]),
            ))
            .await
            .unwrap();
        assert!(world.mail().is_empty());
        world.start();
        world.rest().await;
        assert_eq!((world.mail().len(), world.announced().len()), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn a_failed_message_says_why_and_is_tried_again_each_time_later() {
    everywhere(async |world| {
        // A file where the folder should be.
        std::fs::write(world.mail_folder(), "in the way").unwrap();
        world.order("evt_1", &changed("paid", &[Party::Buyer])).await;
        let failed = world.messages().await.remove(0);
        assert_eq!((failed.state(), failed.send_time), (MessageState::Failed, None));
        assert!(
            failed.failure.starts_with("the mail folder takes no file"),
            "{}",
            failed.failure
        );
        world.clock.advance(TimeDelta::seconds(30));
        world.rest().await;
        std::fs::remove_file(world.mail_folder()).unwrap();
        world.clock.advance(TimeDelta::seconds(59));
        world.rest().await;
        assert!(world.announced().is_empty(), "the second wait is a minute");
        world.clock.advance(TimeDelta::seconds(1));
        world.rest().await;
        let sent = world.messages().await.remove(0);
        assert_eq!((sent.state(), sent.failure.as_str()), (MessageState::Sent, ""));
        assert_eq!((world.mail().len(), world.announced().len()), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn without_an_address_a_message_is_undeliverable_and_says_so() {
    everywhere(async |world| {
        let nameless = orders::Order {
            buyer_email: String::new(),
            ..order()
        };
        let message = orders::OrderChanged {
            order: Some(nameless),
            ..changed("paid", &[Party::Buyer, Party::Platform])
        };
        world.order("evt_1", &message).await;
        let messages = world.messages().await;
        assert_eq!(
            (messages[0].state(), messages[0].recipient.as_str()),
            (MessageState::Undeliverable, "")
        );
        assert_eq!(
            messages[0].failure,
            "the order has no e-mail address of the buyer"
        );
        assert_eq!(messages[1].state(), MessageState::Sent);
        assert_eq!((world.mail().len(), world.announced().len()), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn a_refund_of_an_order_that_is_not_known_yet_waits_for_it() {
    everywhere(async |world| {
        let early = refund_event("evt_2", &refund("succeeded", &[Party::Buyer]));
        world.bus.publish(early.clone()).await.unwrap_err();
        assert!(world.messages().await.is_empty());
        world.order("evt_1", &changed("placed", &[])).await;
        world.bus.publish(early).await.unwrap();
        world.rest().await;
        let message = world.messages().await.remove(0);
        assert_eq!(
            (message.order_id.as_str(), message.recipient.as_str()),
            (ORDER, "bo@example.com")
        );
    })
    .await;
}
