//! ReceiveNotice: durable before the reply, applied once, however often and however many at once it comes.

use chrono::TimeDelta;
use futures::future::join_all;
use redress_contracts::redress::webhooks::v1 as pb;
use serde_json::json;
use tonic::Code;

use crate::others::Others;
use crate::refused::refused;
use crate::sources::{NUMBER, SECRET, request, signed, signed_with, way};
use crate::world::everywhere;

#[tokio::test]
async fn a_repetition_is_acknowledged_and_does_nothing() {
    everywhere(async |world, _| {
        let others = Others::default();
        others.book().numbers.insert(NUMBER.to_owned());
        others.join(world);
        let source = world.source(pb::Provider::SeventeenTrack).await;
        let body = way(NUMBER, &[("InTransit_PickedUp", "2026-05-04T07:00:00Z")]);
        let first = world.tell(&source, &body).await;
        let mut counted = body.clone();
        counted["data"]["quota_left"] = json!(7);
        for again in [&body, &counted] {
            let taken = world.door().receive_notice(signed(&source, again)).await;
            let taken = taken.unwrap().into_inner();
            assert_eq!(
                (taken.notice_id.as_str(), taken.is_repetition),
                (&*first.notice_id, true)
            );
        }
        world.rest().await;
        let last = world.notice(&first.notice_id).await;
        assert_eq!((last.receive_count, last.attempt_count), (3, 1));
        assert_eq!(others.book().reports.len(), 1);
        // More of the way is another event.
        let further = [
            ("InTransit_PickedUp", "2026-05-04T07:00:00Z"),
            ("Delivered_Other", "2026-05-04T07:30:00Z"),
        ];
        let more = world.tell(&source, &way(NUMBER, &further)).await;
        assert_eq!(more.detail, "1 events recorded, 1 known before");
        assert_eq!(world.notices().await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn an_event_that_says_something_else_is_refused_and_seen() {
    everywhere(async |world, _| {
        let source = world.source(pb::Provider::Aftership).await;
        let body = |tag: &str| {
            json!({"event": "tracking_update", "event_id": "8c6d1e2a", "msg": {"tracking_number": NUMBER, "checkpoints": [
                {"tag": tag, "checkpoint_time": "2026-05-04T07:00:00Z"}]}})
            .to_string()
        };
        let first = world.door().receive_notice(by_aftership(&source, &body("InTransit"))).await;
        let first = first.unwrap().into_inner();
        let other = world.door().receive_notice(by_aftership(&source, &body("Delivered"))).await;
        assert_eq!(refused(other), (Code::FailedPrecondition, "NOTICE_CHANGED".to_owned()));
        let notice = world.notice(&first.notice_id).await;
        assert_eq!((notice.receive_count, notice.conflict_count), (1, 1));
        assert_eq!(notice.event_id, "8c6d1e2a");
        // Another source's event of the same id is another event.
        let second = world.source(pb::Provider::Aftership).await;
        let taken = world.door().receive_notice(by_aftership(&second, &body("Delivered"))).await;
        assert!(!taken.unwrap().into_inner().is_repetition);
    })
    .await;
}

fn by_aftership(source: &pb::Source, body: &str) -> pb::ReceiveNoticeRequest {
    use base64::Engine as _;
    use hmac::Mac as _;
    let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    let signature = base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
    request(&source.source_id, body, &[("aftership-hmac-sha256", &signature)])
}

#[tokio::test]
async fn of_many_copies_at_once_one_counts() {
    everywhere(async |world, _| {
        let others = Others::default();
        others.book().numbers.insert(NUMBER.to_owned());
        others.join(world);
        let source = world.source(pb::Provider::SeventeenTrack).await;
        let body = way(NUMBER, &[("Delivered_Other", "2026-05-04T07:00:00Z")]);
        let copies = (0..32).map(|_| {
            let (mut door, request) = (world.door(), signed(&source, &body));
            async move { door.receive_notice(request).await.unwrap().into_inner() }
        });
        let taken = join_all(copies).await;
        assert_eq!(taken.iter().filter(|taken| !taken.is_repetition).count(), 1);
        world.rest().await;
        let notices = world.notices().await;
        assert_eq!(notices.len(), 1);
        assert_eq!((notices[0].receive_count, notices[0].attempt_count), (32, 1));
        assert_eq!(others.book().reports.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_lost_or_done_twice_over_a_restart() {
    everywhere(async |world, _| {
        let source = world.source(pb::Provider::SeventeenTrack).await;
        let body = way(NUMBER, &[("Delivered_Other", "2026-05-04T07:00:00Z")]);
        // The context that it is for does not run, and this one ends after its reply.
        let taken = world.door().receive_notice(signed(&source, &body)).await;
        let id = taken.unwrap().into_inner().notice_id;
        world.stop().await;
        world.start();
        let others = Others::default();
        others.book().numbers.insert(NUMBER.to_owned());
        others.join(world);
        world.after(TimeDelta::seconds(5)).await;
        let applied = world.notice(&id).await;
        assert_eq!(applied.state(), pb::NoticeState::Applied);
        let again = world.tell(&source, &body).await;
        assert_eq!((again.notice_id.as_str(), again.receive_count), (&*id, 2));
        world.stop().await;
        world.start();
        others.join(world);
        world.after(TimeDelta::days(8)).await;
        assert_eq!(others.book().reports.len(), 1);
        assert_eq!(world.notice(&id).await.attempt_count, applied.attempt_count);
    })
    .await;
}

#[tokio::test]
async fn a_context_that_does_not_run_is_waited_for_until_it_is_given_up() {
    everywhere(async |world, _| {
        let source = world.source(pb::Provider::SeventeenTrack).await;
        let body = way(NUMBER, &[("Delivered_Other", "2026-05-04T07:00:00Z")]);
        let told = world.tell(&source, &body).await;
        assert_eq!(
            (told.state(), told.reason.as_str()),
            (pb::NoticeState::Pending, "UNAVAILABLE")
        );
        assert!(told.next_attempt_time.is_some());
        for _ in 0..9 {
            world.after(TimeDelta::hours(24)).await;
        }
        let over = world.notice(&told.notice_id).await;
        assert_eq!((over.state(), over.attempt_count), (pb::NoticeState::GivenUp, 10));
        assert!(over.is_kept, "it can be tried again for some days");
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_read_is_taken_and_ignored() {
    everywhere(async |world, _| {
        let source = world.source(pb::Provider::SeventeenTrack).await;
        let deep = "[".repeat(20_000);
        for body in [
            "",
            "no JSON",
            "[]",
            r#"{"event":1}"#,
            r#"{"event":"TRACKING_UPDATED"}"#,
            &deep,
        ] {
            let taken = world
                .door()
                .receive_notice(signed_with(&source, body, SECRET))
                .await;
            let notice = world.notice(&taken.unwrap().into_inner().notice_id).await;
            assert_eq!(notice.state(), pb::NoticeState::Ignored, "{notice:?}");
            assert!(!notice.detail.is_empty() && !notice.is_kept);
        }
    })
    .await;
}

#[tokio::test]
async fn a_body_of_a_mebibyte_is_taken_and_one_byte_more_is_not() {
    everywhere(async |world, _| {
        let source = world.source(pb::Provider::SeventeenTrack).await;
        let body = " ".repeat(1024 * 1024);
        world
            .door()
            .receive_notice(signed_with(&source, &body, SECRET))
            .await
            .unwrap();
        let larger = signed_with(&source, &format!("{body} "), SECRET);
        let answer = world.door().receive_notice(larger).await;
        assert_eq!(
            refused(answer),
            (Code::ResourceExhausted, "MESSAGE_TOO_LARGE".to_owned())
        );
    })
    .await;
}
