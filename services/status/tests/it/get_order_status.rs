//! `GetOrderStatus`: one view from the records of all contexts, every question answered, to whoever may see the order.

use redress_contracts::google::r#type::Money;
use redress_contracts::redress::logistics::v1 as logistics;
use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::policies::v1::{Decision, Outcome, Party, Topic};
use redress_contracts::redress::refunds::v1 as refunds;
use redress_contracts::redress::returns::v1 as returns;
use redress_contracts::redress::status::v1 as pb;
use redress_contracts::redress::status::v1::StatusQuestion as Question;
use redress_rpc::Role;
use tonic::Code;

use crate::world::{ORDER, World, at, code, everywhere, start};

fn request(order_id: &str) -> pb::GetOrderStatusRequest {
    pb::GetOrderStatusRequest {
        order_id: order_id.to_owned(),
    }
}

fn deadline(kind: &str, hours: i64, party: Party) -> orders::OpenDeadline {
    orders::OpenDeadline {
        kind: kind.to_owned(),
        due_time: at(hours),
        party: party.into(),
        clause_ids: Vec::new(),
    }
}

fn eur(units: i64) -> Option<Money> {
    Some(Money {
        currency_code: "EUR".to_owned(),
        units,
        nanos: 0,
    })
}

/// Three parcels out, a return that waits for its goods, and a refund under way.
fn fill(world: &World) {
    let mut known = world.upstream.known();
    let shipment = |number: i32| logistics::Shipment {
        shipment_id: format!("shp_{number}"),
        purpose: logistics::ShipmentPurpose::Outbound.into(),
        estimated_delivery_time: at(72),
        parcels: vec![logistics::Parcel {
            parcel_id: format!("prc_{number}"),
            carrier: "ups".to_owned(),
            tracking_number: format!("1Z{number}"),
            status: logistics::TrackingStatus::DeliveryAttemptFailed.into(),
            failed_attempt_count: 1,
            deadlines: vec![deadline("stall", 1, Party::Seller)],
            ..Default::default()
        }],
        ..Default::default()
    };
    known.shipments = vec![shipment(3), shipment(2), shipment(1)];
    known.returns = vec![returns::Return {
        return_id: "ret_1".to_owned(),
        topic: Topic::Return.into(),
        state: returns::ReturnState::AwaitingParcel.into(),
        request_time: at(5),
        deadlines: vec![deadline("return_parcel", 20, Party::Buyer)],
        ..Default::default()
    }];
    known.refunds = vec![refunds::Refund {
        refund_id: "ref_1".to_owned(),
        state: refunds::RefundState::Pending.into(),
        amount: eur(40),
        due_time: at(30),
        create_time: at(2),
        debtor: Party::Seller.into(),
        ..Default::default()
    }];
}

#[tokio::test]
async fn the_view_is_put_together_from_every_context() {
    everywhere(async |world| {
        fill(world);
        let view = world.view().await;
        assert_eq!(
            (view.order_id.as_str(), view.marketplace_id.as_str()),
            (ORDER, "kwoking")
        );
        assert_eq!(view.read_time, Some(redress_rpc::convert::time_to_wire(start())));
        let parcels: Vec<_> = view
            .parcels
            .iter()
            .map(|parcel| {
                (
                    parcel.parcel_id.as_str(),
                    parcel.purpose.as_str(),
                    parcel.status.as_str(),
                )
            })
            .collect();
        assert_eq!(
            parcels,
            [
                ("prc_3", "outbound", "delivery_attempt_failed"),
                ("prc_2", "outbound", "delivery_attempt_failed"),
                ("prc_1", "outbound", "delivery_attempt_failed")
            ]
        );
        let cases: Vec<_> = view
            .cases
            .iter()
            .map(|case| (case.case_id.as_str(), case.kind.as_str(), case.state.as_str()))
            .collect();
        assert_eq!(
            cases,
            [
                ("ret_1", "return", "awaiting_parcel"),
                ("ref_1", "refund", "pending")
            ]
        );
        assert_eq!(view.cases[1].amount, eur(40));
        // A clock that only watches a parcel is nobody's deadline.
        let next = view.next_deadline.clone().unwrap();
        assert_eq!(
            (next.kind.as_str(), next.due_time, view.turn()),
            ("return_parcel", at(20), Party::Buyer)
        );
    })
    .await;
}

#[tokio::test]
async fn every_question_is_answered_from_records_that_are_named() {
    everywhere(async |world| {
        fill(world);
        let view = world.view().await;
        let questions: Vec<i32> = view.answers.iter().map(|answer| answer.question).collect();
        assert_eq!(questions, (1..=13).collect::<Vec<_>>());
        assert!(view.answers.iter().all(|answer| answer.text.ends_with('.')));
        let answer = |question: Question| {
            view.answers
                .iter()
                .find(|answer| answer.question() == question)
                .unwrap()
        };
        let split = answer(Question::SplitIntoParcels);
        assert!(split.applies);
        assert_eq!(split.record_ids, [ORDER, "prc_3", "prc_2", "prc_1"]);
        assert_eq!(split.clause_ids, ["KW-17"]);
        assert!(answer(Question::NobodyAtHome).applies && answer(Question::MayChange).applies);
        let refund = answer(Question::WhenRefund);
        assert_eq!(
            (refund.applies, refund.relevant_time, refund.amount.clone()),
            (true, at(30), eur(40))
        );
        assert!(!answer(Question::ReturnReceived).applies && !answer(Question::CustomsRefused).applies);
    })
    .await;
}

#[tokio::test]
async fn without_a_deadline_the_newest_case_says_whose_turn_it_is() {
    everywhere(async |world| {
        assert_eq!(
            (world.view().await.next_deadline, world.view().await.turn()),
            (None, Party::Seller)
        );
        let reviewed = |outcome: Outcome| returns::Return {
            return_id: "ret_1".to_owned(),
            state: returns::ReturnState::UnderReview.into(),
            decision: Some(Decision {
                outcome: outcome.into(),
                ..Default::default()
            }),
            ..Default::default()
        };
        for (outcome, turn) in [
            (Outcome::NeedsPlatform, Party::Platform),
            (Outcome::NeedsSeller, Party::Seller),
        ] {
            world.upstream.known().returns = vec![reviewed(outcome)];
            assert_eq!(world.view().await.turn(), turn);
        }
        world.upstream.known().returns.clear();
        world.upstream.known().orders[0].state = orders::OrderState::Delivered.into();
        assert_eq!(world.view().await.turn(), Party::Unspecified);
    })
    .await;
}

#[tokio::test]
async fn a_foreign_order_does_not_exist_and_a_context_that_is_away_is_said_so() {
    everywhere(async |world| {
        for mut stranger in [
            world.bound("kwoking", Role::Buyer, "otto"),
            world.bound("kajet", Role::Agent, "al"),
        ] {
            let outcome = stranger.get_order_status(request(ORDER)).await;
            assert_eq!(code(outcome), (Code::NotFound, "NOT_FOUND".to_owned()));
        }
        let mut buyer = world.bound("kwoking", Role::Buyer, "bo");
        buyer.get_order_status(request(ORDER)).await.unwrap();
        assert_eq!(
            code(buyer.get_order_status(request("")).await).0,
            Code::InvalidArgument
        );
        world.upstream.known().is_refunds_down = true;
        assert_eq!(
            code(buyer.get_order_status(request(ORDER)).await).0,
            Code::Unavailable
        );
    })
    .await;
}
