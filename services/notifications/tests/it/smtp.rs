//! Sending through a mail server: taken, refused for now or for good, not reached, and left without an answer.

use chrono::TimeDelta;
use redress_contracts::redress::notifications::v1 as pb;
use redress_contracts::redress::notifications::v1::{MessageState, SendFault};
use redress_contracts::redress::policies::v1::Party;
use redress_notifications::{Encryption, SmtpConfig};
use redress_rpc::convert::time_to_wire;

use crate::events::{EVERYBODY, changed};
use crate::post_office::{Manner, PostOffice, closed_port, config};
use crate::world::{World, everywhere, start};

/// Starts the context anew with other settings.
async fn with(world: &mut World, config: redress_notifications::Config) {
    world.stop().await;
    world.config = config;
    world.start();
}

/// The buyer's message that says that the order is paid.
async fn told(world: &World) -> pb::Message {
    world.order("evt_1", &changed("paid", &[Party::Buyer])).await;
    message(world).await
}

async fn message(world: &World) -> pb::Message {
    world.messages().await.remove(0)
}

async fn advance(world: &World, time: TimeDelta) -> pb::Message {
    world.clock.advance(time);
    world.rest().await;
    message(world).await
}

#[tokio::test]
async fn what_the_server_takes_is_sent_and_what_nobody_can_get_stays_a_file() {
    everywhere(async |world| {
        let office = PostOffice::open(&[]).await;
        with(world, office.config()).await;
        world.order("evt_1", &changed("paid", &EVERYBODY)).await;
        let messages = world.messages().await;
        for message in &messages {
            assert_eq!(
                (message.state(), message.send_time, message.attempts),
                (MessageState::Sent, Some(time_to_wire(start())), 1)
            );
            assert_eq!(message.next_attempt_time, None);
        }
        let mails = office.mails();
        assert_eq!(mails.len(), 1, "sellers and the platform have no address");
        assert_eq!((world.mail().len(), world.announced().len()), (2, 3));
        let (mail, stored) = (&mails[0], &messages[0]);
        assert_eq!(
            (mail.from.as_str(), mail.to.as_str()),
            ("notices@shop.example", "bo@example.com")
        );
        assert_eq!(stored.provider_reference, "Q1");
        let headers = [
            ("From", "Kwoking <notices@shop.example>".to_owned()),
            ("To", "bo@example.com".to_owned()),
            ("Message-ID", format!("<{}@shop.example>", stored.message_id)),
            ("Content-Language", stored.language.clone()),
        ];
        for (name, value) in headers {
            assert_eq!(mail.header(name), value, "{name} in {}", mail.text);
        }
        assert!(mail.text.contains("Your payment is confirmed."), "{}", mail.text);
    })
    .await;
}

#[tokio::test]
async fn what_is_refused_for_now_is_tried_again_later_and_taken() {
    everywhere(async |world| {
        let manners = [
            Manner::Answers("451 4.7.1 <bo@example.com>: try later"),
            Manner::AnswersText("452 no room"),
        ];
        let office = PostOffice::open(&manners).await;
        with(world, office.config()).await;
        let failed = told(world).await;
        assert_eq!(
            (
                failed.state(),
                failed.last_error(),
                failed.last_error_code.as_str()
            ),
            (MessageState::Failed, SendFault::RefusedForNow, "4.7.1")
        );
        assert_eq!(failed.failure, "the mail server refused for now (4.7.1)");
        let next = start() + TimeDelta::seconds(30);
        assert_eq!(failed.next_attempt_time, Some(time_to_wire(next)));
        let failed = advance(world, TimeDelta::seconds(30)).await;
        assert_eq!((failed.attempts, failed.last_error_code.as_str()), (2, "452"));
        let waiting = advance(world, TimeDelta::seconds(59)).await;
        assert_eq!(waiting, failed, "the second wait is a minute");
        let sent = advance(world, TimeDelta::seconds(1)).await;
        assert_eq!(
            (
                sent.state(),
                sent.attempts,
                sent.last_error(),
                sent.failure.as_str()
            ),
            (MessageState::Sent, 3, SendFault::Unspecified, "")
        );
        assert_eq!((office.mails().len(), world.announced().len()), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn what_is_refused_for_good_has_bounced_and_keeps_the_code_alone() {
    everywhere(async |world| {
        let refusal = "550 5.1.1 <bo@example.com>: nobody of this name";
        for manner in [Manner::Answers(refusal), Manner::AnswersText(refusal)] {
            let office = PostOffice::open(&[manner]).await;
            with(world, office.config()).await;
            let before = world.messages().await.len();
            let event = format!("evt_{before}");
            world.order(&event, &changed("paid", &[Party::Buyer])).await;
            let bounced = world.messages().await.remove(before);
            let bounce = pb::Bounce {
                status_code: "5.1.1".to_owned(),
                bounce_time: Some(time_to_wire(start())),
                is_reported: false,
            };
            assert_eq!(
                (bounced.state(), bounced.last_error(), bounced.bounce),
                (MessageState::Bounced, SendFault::RefusedForGood, Some(bounce))
            );
            assert_eq!(bounced.failure, "the mail server refused for good (5.1.1)");
            assert_eq!((bounced.send_time, bounced.next_attempt_time), (None, None));
            assert!(office.mails().is_empty() && world.announced().is_empty());
        }
    })
    .await;
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_is_tried_over_hours_and_then_given_up() {
    everywhere(async |world| {
        let mut settings = config(closed_port().await);
        settings.retry_max = 3;
        with(world, settings).await;
        let failed = told(world).await;
        assert_eq!(
            (
                failed.state(),
                failed.last_error(),
                failed.last_error_code.as_str()
            ),
            (MessageState::Failed, SendFault::Connection, "")
        );
        advance(world, TimeDelta::seconds(30)).await;
        let given_up = advance(world, TimeDelta::seconds(60)).await;
        assert_eq!(
            (given_up.state(), given_up.attempts, given_up.next_attempt_time),
            (MessageState::GivenUp, 3, None)
        );
        let office = PostOffice::open(&[]).await;
        with(world, office.config()).await;
        assert_eq!(advance(world, TimeDelta::days(3)).await, given_up);
        assert!(office.said().is_empty());
    })
    .await;
}

#[tokio::test]
async fn without_an_answer_a_mail_is_sent_again_under_the_same_message_id() {
    everywhere(async |world| {
        let manners = [Manner::HangsUpAfterText, Manner::FallsSilentAfterText];
        let office = PostOffice::open(&manners).await;
        let mut settings = office.config();
        settings.smtp.timeout_ms = 200;
        with(world, settings).await;
        let unknown = told(world).await;
        assert_eq!(
            (unknown.state(), unknown.last_error()),
            (MessageState::Unknown, SendFault::NoAnswer)
        );
        assert!(world.announced().is_empty(), "nobody knows that it was taken");
        let unknown = advance(world, TimeDelta::seconds(30)).await;
        assert_eq!((unknown.state(), unknown.attempts), (MessageState::Unknown, 2));
        let sent = advance(world, TimeDelta::seconds(60)).await;
        assert_eq!((sent.state(), sent.attempts), (MessageState::Sent, 3));
        let ids: Vec<String> = office
            .mails()
            .iter()
            .map(|mail| mail.header("Message-ID").to_owned())
            .collect();
        assert_eq!(ids, vec![format!("<{}@shop.example>", sent.message_id); 3]);
        assert_eq!(world.announced().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_server_without_encryption_learns_neither_the_password_nor_the_mail() {
    everywhere(async |world| {
        let office = PostOffice::open(&[]).await;
        let mut settings = office.config();
        settings.smtp = SmtpConfig {
            tls: Encryption::Starttls,
            username: Some("notices".to_owned()),
            password: Some("open sesame".parse().unwrap()),
            ..settings.smtp
        };
        with(world, settings).await;
        let failed = told(world).await;
        assert_eq!(
            (failed.state(), failed.last_error()),
            (MessageState::Failed, SendFault::Encryption)
        );
        let said = office.said();
        assert!(
            !said.is_empty() && said.iter().all(|line| line.starts_with("EHLO ")),
            "{said:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn an_encrypted_server_is_signed_in_to_and_believed_by_its_certificate_only() {
    // With TLS from the first byte, a server that is not believed has never been connected to.
    for (encryption, fault) in [
        (Encryption::Starttls, SendFault::Encryption),
        (Encryption::Implicit, SendFault::Connection),
    ] {
        everywhere(async |world| {
            let office = PostOffice::open_encrypted(&[], encryption).await;
            let mut settings = office.config();
            settings.smtp.username = Some("notices".to_owned());
            settings.smtp.password = Some("open sesame".parse().unwrap());
            let trusting = settings.clone();
            settings.smtp.ca_file = None;
            with(world, settings).await;
            let failed = told(world).await;
            assert_eq!(
                (failed.state(), failed.last_error()),
                (MessageState::Failed, fault)
            );
            let is_harmless = |line: &String| line.starts_with("EHLO ") || line == "STARTTLS";
            assert!(office.said().iter().all(is_harmless), "{:?}", office.said());

            with(world, trusting).await;
            let sent = advance(world, TimeDelta::hours(1)).await;
            assert_eq!(sent.state(), MessageState::Sent);
            assert_eq!(office.mails().len(), 1);
            let said = office.said();
            let signed_in = said.iter().position(|line| line.starts_with("AUTH PLAIN "));
            let encrypted = said.iter().rposition(|line| line == "STARTTLS");
            assert!(signed_in > encrypted, "{said:?}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_server_that_wants_a_sign_in_first_is_no_bounce() {
    everywhere(async |world| {
        let office = PostOffice::open(&[Manner::Answers("530 5.7.0 Sign in first")]).await;
        with(world, office.config()).await;
        let failed = told(world).await;
        assert_eq!(
            (
                failed.state(),
                failed.last_error(),
                failed.last_error_code.as_str()
            ),
            (MessageState::Failed, SendFault::Credentials, "5.7.0")
        );
        let sent = advance(world, TimeDelta::seconds(30)).await;
        assert_eq!(sent.state(), MessageState::Sent);
    })
    .await;
}

#[tokio::test]
async fn a_message_whose_process_died_is_handed_over_again_once_its_time_is_over() {
    everywhere(async |world| {
        let office = PostOffice::open(&[]).await;
        with(world, office.config()).await;
        told(world).await;
        world.stop().await;
        crate::sending::forget_sending(world).await;
        world.clock.advance(TimeDelta::minutes(2));
        world.start();
        world.rest().await;
        let ids: Vec<String> = office
            .mails()
            .iter()
            .map(|mail| mail.header("Message-ID").to_owned())
            .collect();
        assert!(ids.len() == 2 && ids[0] == ids[1], "{ids:?}");
        assert_eq!(message(world).await.attempts, 2);
    })
    .await;
}
