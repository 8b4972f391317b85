//! `ErasePersonalData` through the contract, on every database.

use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::{Ground, Party};
use redress_contracts::redress::privacy::v1 as privacy;
use tonic::Code;

use crate::check_replay;
use crate::draft::Draft;
use crate::world::{World, ask, bad_fields, code, everywhere, hours, rest};

/// What takes the place of the buyer's id.
const PSEUDONYM: &str = "erased_01jz0000000000000000000000";

fn request(name: &str, order_ids: &[&str]) -> privacy::ErasePersonalDataRequest {
    privacy::ErasePersonalDataRequest {
        request_id: name.to_owned(),
        marketplace_id: String::new(),
        subject: Some(privacy::Subject {
            buyer_id: "byr_mara".to_owned(),
            pseudonym: PSEUDONYM.to_owned(),
            order_ids: order_ids.iter().map(|id| (*id).to_owned()).collect(),
        }),
        is_preview: false,
    }
}

/// An order that was cancelled before it shipped, with all that the world has heard of it.
async fn cancelled(world: &mut World) -> pb::Order {
    let running = world.start();
    let order = world.paid(Draft::kwoking()).await;
    let request = pb::CancelOrderRequest {
        explanation: "Too small for Mara.".to_owned(),
        ..ask(&order, Party::Buyer, Ground::ChangeOfMind, &[])
    };
    world.cancel(request).await.unwrap();
    rest(&running).await;
    running.stop().await;
    world.order(&order).await
}

#[tokio::test]
async fn what_is_personal_goes_and_what_was_sold_and_decided_stays() {
    everywhere(async |mut world| {
        let before = cancelled(&mut world).await;
        let done = check_replay!(
            world.personal("kwoking"),
            erase_personal_data,
            request("r1", &[&before.order_id]),
            request("r1", &[])
        );
        assert!(done.open_cases.is_empty(), "{done:?}");
        assert!(done.field_count > 5 && done.reply_count > 0, "{done:?}");
        let kept: Vec<_> = done.kept.iter().map(|kept| kept.record_kind()).collect();
        assert!(kept.contains(&privacy::RecordKind::Accounts));
        assert!(kept.contains(&privacy::RecordKind::Claims));

        let after = world.order(&before).await;
        let address = after.shipping_address.clone().unwrap();
        assert_eq!(
            (after.buyer_id.as_str(), after.buyer_email.as_str()),
            (PSEUDONYM, "")
        );
        assert!(!address.region_code.is_empty() && address.address_lines.is_empty());
        assert_eq!((&after.lines, &after.total), (&before.lines, &before.total));
        assert_eq!(after.payments, before.payments);
        assert_ne!(after.etag, before.etag);
        let found = after.cancellations.first().unwrap();
        assert!(found.explanation.is_empty(), "{found:?}");
        let events: Vec<pb::OrderChanged> = world.events("orders.order_changed").await;
        assert!(events.iter().all(|event| event.order.is_none()), "{events:?}");
    })
    .await;
}

#[tokio::test]
async fn erasing_again_finds_nothing_and_a_preview_changes_nothing() {
    everywhere(async |mut world| {
        let order = cancelled(&mut world).await;
        let mut client = world.personal("kwoking");
        let preview = privacy::ErasePersonalDataRequest {
            is_preview: true,
            ..request("p", &[&order.order_id])
        };
        let foretold = client.erase_personal_data(preview).await.unwrap().into_inner();
        assert_eq!(world.order(&order).await, order);
        let first = client
            .erase_personal_data(request("r1", &[&order.order_id]))
            .await;
        let first = first.unwrap().into_inner();
        assert_eq!(foretold, first);
        let second = client
            .erase_personal_data(request("r2", &[&order.order_id]))
            .await;
        let second = second.unwrap().into_inner();
        assert_eq!(
            (second.row_count, second.field_count, second.reply_count),
            (0, 0, 0)
        );
        assert_eq!(second.kept, first.kept);
    })
    .await;
}

#[tokio::test]
async fn an_open_order_and_one_whose_events_are_on_their_way_stay_as_they_are() {
    everywhere(async |world| {
        // No worker runs, so that nobody has heard of it.
        let order = world.paid(Draft::kwoking()).await;
        let mut client = world.personal("kwoking");
        let done = client
            .erase_personal_data(request("r1", &[&order.order_id]))
            .await;
        let done = done.unwrap().into_inner();
        let open: Vec<_> = done.open_cases.iter().map(|case| case.kind.as_str()).collect();
        assert_eq!(open, ["order", "event"]);
        assert_eq!((done.row_count, done.kept.len()), (0, 0));
        assert_eq!(world.order(&order).await.buyer_id, "byr_mara");
    })
    .await;
}

#[tokio::test]
async fn what_never_arrived_is_over_after_half_a_year() {
    everywhere(async |mut world| {
        let running = world.start();
        let order = world.paid(Draft::kwoking()).await;
        world.ship(&order, &[]).await.unwrap();
        rest(&running).await;
        running.stop().await;
        let mut open = Vec::new();
        for days in [179, 2] {
            world.clock.advance(hours(24 * days));
            let name = format!("after-{days}");
            let mut client = world.personal("kwoking");
            let done = client
                .erase_personal_data(request(&name, &[&order.order_id]))
                .await;
            open.push(done.unwrap().into_inner().open_cases.len());
        }
        assert_eq!(open, [1, 0]);
        assert_eq!(world.order(&order).await.buyer_id, PSEUDONYM);
    })
    .await;
}

#[tokio::test]
async fn orders_of_others_are_passed_over() {
    everywhere(async |mut world| {
        let order = cancelled(&mut world).await;
        let mut other = request("r1", &[&order.order_id]);
        other.subject.as_mut().unwrap().buyer_id = "byr_otto".to_owned();
        let mut clients = [
            (world.personal("kwoking"), other),
            (world.personal("kajet"), request("r1", &[&order.order_id])),
        ];
        for (client, request) in &mut clients {
            let done = client
                .erase_personal_data(request.clone())
                .await
                .unwrap()
                .into_inner();
            assert_eq!(done, privacy::PersonalDataErased::default());
        }
        let mut foreign = request("r2", &[&order.order_id]);
        foreign.marketplace_id = "kajet".to_owned();
        let refused = world.personal("kwoking").erase_personal_data(foreign).await;
        assert_eq!(code(refused), (Code::NotFound, "NOT_FOUND".to_owned()));
        assert_eq!(world.order(&order).await, order);
    })
    .await;
}

#[tokio::test]
async fn every_bad_field_is_named() {
    everywhere(async |world| {
        let mut bad = request("", &[""]);
        bad.subject = Some(privacy::Subject {
            buyer_id: String::new(),
            pseudonym: "byr_mara".to_owned(),
            order_ids: vec![String::new(); 201],
        });
        let mut named = bad_fields(world.personal("kwoking").erase_personal_data(bad).await);
        named.truncate(5);
        assert_eq!(
            named,
            [
                "request_id",
                "subject.buyer_id",
                "subject.pseudonym",
                "subject.order_ids",
                "subject.order_ids[0]"
            ]
        );
        let empty = privacy::ErasePersonalDataRequest {
            subject: None,
            ..request("r1", &[])
        };
        let named = bad_fields(world.personal("kwoking").erase_personal_data(empty).await);
        assert_eq!(named, ["subject"]);
    })
    .await;
}
