//! `ListTimeline`: each event one entry, once, in pages, to each caller what is theirs.

use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::status::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::events::{moved, ordered, refunded, returned, sent, shown};
use crate::world::{ORDER, World, at, code, everywhere, list};

/// An event of every context; what is told late happened early.
async fn live(world: &World) {
    let events = [
        ordered("evt_1", "placed", 0, &[]),
        ordered("evt_2", "shipped", 2, &["1"]),
        moved("evt_3", "tracking_corrected", 3),
        returned("evt_4", "return_requested", 4),
        shown("evt_5", "added", "ret_1", 5),
        returned("evt_6", "return_approved", 6),
        sent("evt_7", Party::Buyer, true, 6),
        sent("evt_8", Party::Buyer, false, 6),
        sent("evt_9", Party::Seller, true, 6),
        refunded("evt_10", "succeeded", 7),
        moved("evt_11", "moved", 1),
    ];
    for event in events {
        for _ in 0..2 {
            world.hear(event.clone()).await;
        }
    }
}

fn row(source: &str, change: &str, case_id: &str) -> (String, String, String) {
    (source.to_owned(), change.to_owned(), case_id.to_owned())
}

#[tokio::test]
async fn every_event_is_one_entry_in_the_order_of_what_happened() {
    everywhere(async |world| {
        live(world).await;
        let expected = [
            row("orders", "placed", ""),
            row("logistics", "moved", "prc_1"),
            row("orders", "shipped", ""),
            row("logistics", "tracking_corrected", "prc_1"),
            row("returns", "return_requested", "ret_1"),
            row("evidence", "added", "ret_1"),
            row("returns", "return_approved", "ret_1"),
            row("notifications", "message_sent", "ret_1"),
            row("refunds", "succeeded", "ref_1"),
        ];
        assert_eq!(world.timeline(world.agent()).await, expected);
        let listed = world.agent().list_timeline(list()).await.unwrap().into_inner();
        let [.., corrected, _, _, _, _, refund] = listed.entries.as_slice() else {
            panic!("nine entries")
        };
        assert_eq!(
            (corrected.text.as_str(), corrected.actor(), corrected.entry_time),
            ("Tracking number 1Z1 was corrected to 1Z2.", Party::System, at(3))
        );
        assert_eq!(corrected.clause_ids, ["KC-13"]);
        assert_eq!(refund.text, "A refund was paid.");
        assert_eq!(refund.amount.as_ref().unwrap().units, 40);
        assert!(
            listed
                .entries
                .iter()
                .all(|entry| entry.entry_id.starts_with("tle_"))
        );
        assert!(listed.entries.iter().all(|entry| !entry.text.contains('@')));
    })
    .await;
}

#[tokio::test]
async fn a_timeline_is_paged_and_filtered_by_case() {
    everywhere(async |world| {
        live(world).await;
        let mut all = Vec::new();
        let mut request = pb::ListTimelineRequest {
            page_size: 4,
            ..list()
        };
        loop {
            let page = world
                .agent()
                .list_timeline(request.clone())
                .await
                .unwrap()
                .into_inner();
            all.extend(page.entries);
            if page.next_page_token.is_empty() {
                break;
            }
            request.page_token = page.next_page_token;
        }
        let whole = world.agent().list_timeline(list()).await.unwrap().into_inner();
        assert_eq!(all, whole.entries);
        let of_case = pb::ListTimelineRequest {
            case_id: "ret_1".to_owned(),
            ..list()
        };
        let listed = world
            .agent()
            .list_timeline(of_case.clone())
            .await
            .unwrap()
            .into_inner();
        assert_eq!(listed.entries.len(), 4);
        let other = pb::ListTimelineRequest {
            page_token: request.page_token,
            ..of_case
        };
        for bad in [
            other,
            pb::ListTimelineRequest {
                page_token: "1".to_owned(),
                ..list()
            },
        ] {
            assert_eq!(
                code(world.agent().list_timeline(bad).await),
                (Code::InvalidArgument, "INVALID_PAGE_TOKEN".to_owned())
            );
        }
        let negative = pb::ListTimelineRequest {
            page_size: -1,
            ..list()
        };
        assert_eq!(
            code(world.agent().list_timeline(negative).await).0,
            Code::InvalidArgument
        );
        let nameless = pb::ListTimelineRequest::default();
        assert_eq!(
            code(world.agent().list_timeline(nameless).await).0,
            Code::InvalidArgument
        );
    })
    .await;
}

#[tokio::test]
async fn a_seller_sees_what_concerns_them_and_a_stranger_nothing() {
    everywhere(async |world| {
        live(world).await;
        let ana = world.timeline(world.bound("kwoking", Role::Seller, "ana")).await;
        assert_eq!(
            ana,
            [
                row("orders", "placed", ""),
                row("logistics", "moved", "prc_1"),
                row("orders", "shipped", ""),
                row("logistics", "tracking_corrected", "prc_1"),
                row("refunds", "succeeded", "ref_1"),
            ]
        );
        let ben = world.timeline(world.bound("kwoking", Role::Seller, "ben")).await;
        assert_eq!(
            ben,
            [
                row("orders", "placed", ""),
                row("returns", "return_requested", "ret_1"),
                row("evidence", "added", "ret_1"),
                row("returns", "return_approved", "ret_1"),
                row("notifications", "message_sent", "ret_1"),
            ]
        );
        assert_eq!(
            world
                .timeline(world.bound("kwoking", Role::Buyer, "bo"))
                .await
                .len(),
            9
        );
        for mut stranger in [
            world.bound("kwoking", Role::Buyer, "otto"),
            world.bound("kwoking", Role::Seller, "zoe"),
            world.bound("kajet", Role::Auditor, "al"),
        ] {
            let outcome = stranger.list_timeline(list()).await;
            assert_eq!(code(outcome), (Code::NotFound, "NOT_FOUND".to_owned()));
        }
        let unknown = pb::ListTimelineRequest {
            order_id: format!("{ORDER}x"),
            ..list()
        };
        assert_eq!(code(world.agent().list_timeline(unknown).await).0, Code::NotFound);
    })
    .await;
}
