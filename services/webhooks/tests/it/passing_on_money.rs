//! What Stripe says of money reaches orders and refunds, and what comes back is on record.

use chrono::TimeDelta;
use redress_contracts::google::r#type::Money;
use redress_contracts::redress::orders::v1::{Order, Payment};
use redress_contracts::redress::refunds::v1::{Refund, RefundState, Resolution};
use redress_contracts::redress::webhooks::v1 as pb;
use redress_rpc::convert::time_to_wire;
use serde_json::{Value, json};

use crate::others::Others;
use crate::sources::{SECRET, request};
use crate::world::{World, everywhere, start};

/// An event as Stripe signs it.
async fn stripe(world: &World, source: &pb::Source, event: Value) -> pb::Notice {
    use hmac::Mac as _;
    let (body, time) = (event.to_string(), start().timestamp());
    let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(format!("{time}.{body}").as_bytes());
    let hex: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let headers = [("Stripe-Signature", &*format!("t={time},v1={hex}"))];
    let taken = world
        .door()
        .receive_notice(request(&source.source_id, &body, &headers))
        .await;
    world.rest().await;
    world.notice(&taken.unwrap().into_inner().notice_id).await
}

fn event(id: &str, kind: &str, object: Value) -> Value {
    let created = (start() - TimeDelta::minutes(1)).timestamp();
    json!({"id": id, "object": "event", "type": kind, "created": created, "pending_webhooks": 1, "data": {"object": object}})
}

fn intent(amount: i64, currency: &str, metadata: Value) -> Value {
    json!({"id": "pi_1", "object": "payment_intent", "amount_received": amount, "currency": currency, "metadata": metadata})
}

fn money(currency: &str, units: i64) -> Option<Money> {
    Some(Money {
        currency_code: currency.to_owned(),
        units,
        nanos: 0,
    })
}

fn order(payments: Vec<Payment>) -> Order {
    Order {
        order_id: "ord_1".to_owned(),
        place_time: Some(time_to_wire(start() - TimeDelta::hours(1))),
        payments,
        ..Order::default()
    }
}

fn payment(id: &str, reference: &str, amount: Option<Money>) -> Payment {
    Payment {
        payment_id: id.to_owned(),
        reference: reference.to_owned(),
        amount,
        ..Payment::default()
    }
}

#[tokio::test]
async fn a_payment_is_confirmed_once_if_it_is_what_was_to_be_paid() {
    everywhere(async |world, _| {
        let others = Others::default();
        others.join(world);
        let source = world.source(pb::Provider::Stripe).await;
        let ours = json!({"redress_order_id": "ord_1"});
        let known = order(vec![
            payment("p1", "gift-card", money("EUR", 10)),
            payment("p2", "pi_1", money("EUR", 90)),
        ]);
        others.book().order = Some(known.clone());
        let cases = [
            ("evt_1", intent(9_001, "eur", ours.clone()), "AMOUNT_MISMATCH"),
            ("evt_2", intent(9_000, "usd", ours.clone()), "CURRENCY_MISMATCH"),
            (
                "evt_3",
                intent(
                    9_000,
                    "eur",
                    json!({"redress_order_id": "ord_1", "redress_payment_id": "p9"}),
                ),
                "PRECONDITION_FAILED",
            ),
        ];
        for (id, object, reason) in cases {
            let notice = stripe(world, &source, event(id, "payment_intent.succeeded", object)).await;
            assert_eq!(
                (notice.state(), &*notice.reason),
                (pb::NoticeState::Refused, reason),
                "{id}"
            );
            assert!(!notice.detail.is_empty() && notice.subject == "ord_1");
        }
        assert!(others.book().confirmed.is_empty());
        let good = event(
            "evt_4",
            "payment_intent.succeeded",
            intent(9_000, "eur", ours.clone()),
        );
        let paid = stripe(world, &source, good).await;
        assert_eq!(paid.state(), pb::NoticeState::Applied, "{paid:?}");
        let confirmed = others.book().confirmed.clone();
        let [confirm] = confirmed.as_slice() else {
            panic!("{confirmed:?}")
        };
        assert_eq!((&*confirm.payment_id, &*confirm.reference), ("p2", "pi_1"));
        assert_eq!(confirm.request_id, paid.notice_id);
        assert_eq!(
            confirm.confirm_time,
            Some(time_to_wire(start() - TimeDelta::minutes(1)))
        );
        // The charge of the same payment says nothing new.
        let mut captured = known;
        captured.payments[1].captured = money("EUR", 90);
        others.book().order = Some(captured);
        let charge = json!({"id": "ch_1", "amount_captured": 9_000, "captured": true, "currency": "eur",
            "payment_intent": "pi_1", "metadata": ours});
        let again = stripe(world, &source, event("evt_5", "charge.succeeded", charge)).await;
        assert_eq!(again.state(), pb::NoticeState::Applied);
        assert_eq!(others.book().confirmed.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_stripe_tells_without_a_use_is_ignored_with_the_reason() {
    everywhere(async |world, _| {
        let others = Others::default();
        others.join(world);
        let source = world.source(pb::Provider::Stripe).await;
        let reserved = json!({"id": "ch_2", "amount_captured": 0, "captured": false, "currency": "eur",
            "payment_intent": null, "metadata": {"redress_order_id": "ord_1"}});
        let cases = [
            (event("evt_1", "customer.created", json!({})), "of no use"),
            (
                event("evt_2", "payment_intent.succeeded", intent(1, "eur", json!({}))),
                "redress_order_id",
            ),
            (event("evt_3", "charge.succeeded", reserved), "not captured"),
            (
                event("evt_4", "charge.dispute.created", json!({"charge": "ch_3"})),
                "chargeback",
            ),
            (
                event(
                    "evt_5",
                    "refund.updated",
                    json!({"id": "re_1", "amount": 5, "currency": "eur", "status": "pending",
                    "metadata": {"redress_refund_id": "ref_1"}}),
                ),
                "under way",
            ),
        ];
        for (event, why) in cases {
            let notice = stripe(world, &source, event).await;
            assert_eq!(notice.state(), pb::NoticeState::Ignored);
            assert!(notice.detail.contains(why), "{notice:?}");
        }
        // An order that is nowhere is looked for a while.
        let ours = json!({"redress_order_id": "ord_nowhere"});
        let early = event("evt_6", "payment_intent.succeeded", intent(1, "eur", ours));
        let notice = stripe(world, &source, early).await;
        assert_eq!(notice.state(), pb::NoticeState::Pending);
        world.looked_for().await;
        let notice = world.notice(&notice.notice_id).await;
        assert_eq!(
            (notice.state(), notice.attempt_count),
            (pb::NoticeState::Ignored, 4)
        );
    })
    .await;
}

#[tokio::test]
async fn a_refund_in_review_is_settled_by_the_providers_word() {
    everywhere(async |world, _| {
        let others = Others::default();
        others.join(world);
        let source = world.source(pb::Provider::Stripe).await;
        let told = |id: &str, amount: i64, status: &str| {
            let object = json!({"id": "re_1", "amount": amount, "currency": "jpy", "status": status,
                "metadata": {"redress_refund_id": "ref_1"}});
            event(id, "refund.updated", object)
        };
        let refund = |state: RefundState| {
            Some(Refund {
                refund_id: "ref_1".to_owned(),
                amount: money("JPY", 500),
                state: state.into(),
                etag: "e1".to_owned(),
                ..Refund::default()
            })
        };
        others.book().refund = refund(RefundState::ManualReview);
        let other = stripe(world, &source, told("evt_1", 50_000, "succeeded")).await;
        assert_eq!(
            (other.state(), &*other.reason),
            (pb::NoticeState::Refused, "AMOUNT_MISMATCH")
        );
        let paid = stripe(world, &source, told("evt_2", 500, "succeeded")).await;
        assert_eq!(paid.state(), pb::NoticeState::Applied, "{paid:?}");
        let failed = stripe(world, &source, told("evt_3", 500, "failed")).await;
        assert_eq!(failed.state(), pb::NoticeState::Applied, "{failed:?}");
        let resolved = others.book().resolved.clone();
        let words: Vec<Resolution> = resolved.iter().map(|resolve| resolve.resolution()).collect();
        assert_eq!(words, [Resolution::Paid, Resolution::NotPaid]);
        assert_eq!(
            (&*resolved[0].etag, &*resolved[0].request_id),
            ("e1", &*paid.notice_id)
        );
        for (id, state, status, expected) in [
            (
                "evt_4",
                RefundState::Pending,
                "succeeded",
                pb::NoticeState::Ignored,
            ),
            (
                "evt_5",
                RefundState::Succeeded,
                "succeeded",
                pb::NoticeState::Applied,
            ),
            (
                "evt_6",
                RefundState::Succeeded,
                "failed",
                pb::NoticeState::Ignored,
            ),
            (
                "evt_7",
                RefundState::AwaitingPayout,
                "succeeded",
                pb::NoticeState::Ignored,
            ),
        ] {
            others.book().refund = refund(state);
            let notice = stripe(world, &source, told(id, 500, status)).await;
            assert_eq!(notice.state(), expected, "{id}");
            assert!(!notice.detail.is_empty());
        }
        assert_eq!(others.book().resolved.len(), 2);
    })
    .await;
}
