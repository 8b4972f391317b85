//! What happens by itself: unfinished uploads are given up, evidence whose time is over is erased, closed cases start its time.

use chrono::TimeDelta;
use redress_contracts::redress::evidence::v1::{EvidenceState, UploadState};
use redress_contracts::redress::orders::v1::{Cancellation, CancellationState, OrderChanged};
use redress_contracts::redress::returns::v1::{Return, ReturnChanged};
use redress_evidence::Config;

use crate::media::{jpeg, picture};
use crate::owners::{ORDER, RETURN};
use crate::world::{agent, buyer, everywhere, reason, start, with_config};

fn short_retention() -> Config {
    Config {
        retention_days: 10,
        ..Config::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unfinished_upload_is_given_up_after_a_day() {
    everywhere(async |world| {
        let bytes = jpeg(&picture(1, 64, 48));
        let asked = world.declaration(RETURN, "product_photo", "a.jpg", &bytes);
        let upload = world.open(buyer(), asked).await.unwrap();
        let chunks = vec![(0, bytes[..100].to_vec())];
        world.send(buyer(), &upload.upload_id, chunks).await.unwrap();
        world.clock.advance(TimeDelta::hours(23));
        world.rest().await;
        assert_eq!(world.files("parts").len(), 1);
        world.clock.advance(TimeDelta::hours(1));
        world.rest().await;
        assert!(world.files("parts").is_empty());
        let upload = crate::get_upload::get(world, buyer(), &upload.upload_id)
            .await
            .unwrap();
        assert_eq!(upload.state(), UploadState::Abandoned);
        let refused = world.finish(buyer(), &upload.upload_id).await.unwrap_err();
        assert_eq!(reason(&refused), "ILLEGAL_TRANSITION");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_of_what_never_closes_is_erased_when_its_time_is_over() {
    with_config(short_retention(), async |world| {
        let about = (ORDER, "product_photo", "a.jpg");
        let bytes = jpeg(&picture(1, 64, 48));
        let piece = world.bring(buyer(), about, &bytes).await.unwrap();
        let until = piece.retain_until_time.unwrap().seconds;
        assert_eq!(until, start().timestamp() + 10 * 86_400);
        world.clock.advance(TimeDelta::days(10));
        world.rest().await;
        let erased = world.get(agent(), &piece.evidence_id).await.unwrap();
        assert_eq!(erased.state(), EvidenceState::Erased);
        assert!(world.files("originals").is_empty());
        let record = world.records_of(ORDER).await.pop().unwrap();
        assert_eq!(
            (record.action.as_str(), record.actor.as_str()),
            ("erased", "kakaclo/service/evidence")
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_of_an_open_case_stays() {
    with_config(short_retention(), async |world| {
        let piece = world.photo(&jpeg(&picture(1, 64, 48))).await;
        world.clock.advance(TimeDelta::days(10));
        world.rest().await;
        let kept = world.get(agent(), &piece.evidence_id).await.unwrap();
        assert_eq!(kept.state(), EvidenceState::Added);
        assert_eq!(
            kept.retain_until_time.unwrap().seconds,
            start().timestamp() + 20 * 86_400
        );
        world.owners.close(RETURN);
        world.clock.advance(TimeDelta::days(10));
        world.rest().await;
        let erased = world.get(agent(), &piece.evidence_id).await.unwrap();
        assert_eq!(erased.state(), EvidenceState::Erased);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_runs_from_when_the_case_closed() {
    with_config(short_retention(), async |world| {
        let of_return = world.photo(&jpeg(&picture(1, 64, 48))).await;
        let about = ("can_1", "product_photo", "a.jpg");
        let bytes = jpeg(&picture(2, 64, 48));
        let of_cancellation = world.bring(buyer(), about, &bytes).await.unwrap();
        world.clock.advance(TimeDelta::days(5));
        let closed = ReturnChanged {
            return_case: Some(Return {
                return_id: RETURN.to_owned(),
                is_closed: true,
                ..Default::default()
            }),
            ..Default::default()
        };
        let withdrawn = OrderChanged {
            cancellation: Some(Cancellation {
                cancellation_id: "can_1".to_owned(),
                state: CancellationState::Withdrawn.into(),
                ..Default::default()
            }),
            ..Default::default()
        };
        world.owners.close(RETURN);
        world.owners.close("can_1");
        world.tell("returns.return_changed", RETURN, &closed).await;
        world.tell("orders.order_changed", ORDER, &withdrawn).await;
        let pieces = [of_return, of_cancellation];
        for piece in &pieces {
            let kept = world.get(agent(), &piece.evidence_id).await.unwrap();
            assert_eq!(
                kept.retain_until_time.unwrap().seconds,
                start().timestamp() + 15 * 86_400
            );
        }
        world.clock.advance(TimeDelta::days(9));
        world.rest().await;
        assert_eq!(world.files("originals").len(), 2);
        world.clock.advance(TimeDelta::days(1));
        world.rest().await;
        for piece in &pieces {
            let erased = world.get(agent(), &piece.evidence_id).await.unwrap();
            assert_eq!(erased.state(), EvidenceState::Erased);
        }
        assert!(world.files("originals").is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_cases_event_moves_nothing() {
    with_config(short_retention(), async |world| {
        let piece = world.photo(&jpeg(&picture(1, 64, 48))).await;
        world.clock.advance(TimeDelta::days(5));
        let open = ReturnChanged {
            return_case: Some(Return {
                return_id: RETURN.to_owned(),
                ..Default::default()
            }),
            ..Default::default()
        };
        world.tell("returns.return_changed", RETURN, &open).await;
        let kept = world.get(agent(), &piece.evidence_id).await.unwrap();
        assert_eq!(kept.retain_until_time, piece.retain_until_time);
    })
    .await;
}
