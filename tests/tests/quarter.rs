//! A short quarter is lived through twice with the same summary, and each checker finds a figure that was falsified.

use redress::quarter::{Plan, check, live};
use redress_contracts::google::r#type::Money;
use redress_contracts::redress::orders::v1::{Line, OpenDeadline, Order};
use redress_contracts::redress::policies::v1::{Breakdown, BreakdownLine, Decision, Outcome};
use redress_contracts::redress::refunds::v1::{
    Effect, GetTrialBalanceResponse, PaymentFacts, Posting, Refund, RefundState,
};
use redress_contracts::redress::returns::v1::{AppliedRemedy, Return, ReturnLine};
use redress_rpc::convert::time_to_wire;

const SMALL: Plan = Plan {
    days: 20,
    orders: 60,
    seed: 7,
};

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_gives_the_same_summary_and_nothing_breaks() -> anyhow::Result<()> {
    let first = live(&SMALL, |_| ()).await?;
    let second = live(&SMALL, |_| ()).await?;
    assert_eq!(first.table(), second.table());
    assert_eq!(first.json(), second.json());
    assert!(first.is_sound(), "{}", first.table());
    assert!(first.table().contains("every invariant held on every day"));
    Ok(())
}

fn eur(minor: i64) -> Option<Money> {
    Some(Money {
        currency_code: "EUR".to_owned(),
        units: minor / 100,
        nanos: i32::try_from(minor % 100).unwrap_or_default() * 10_000_000,
    })
}

fn refund() -> Refund {
    let line = BreakdownLine {
        line_id: "1".to_owned(),
        amount: eur(1_000),
        clause_ids: vec!["KW-08".to_owned()],
        ..BreakdownLine::default()
    };
    Refund {
        refund_id: "ref_1".to_owned(),
        payment_id: "p1".to_owned(),
        state: RefundState::Succeeded.into(),
        breakdown: Some(Breakdown {
            lines: vec![line],
            amount: eur(1_000),
        }),
        amount: eur(1_000),
        ..Refund::default()
    }
}

fn payment() -> PaymentFacts {
    PaymentFacts {
        payment_id: "p1".to_owned(),
        captured: eur(1_500),
        held: eur(0),
        refunded: eur(1_000),
        remaining: eur(500),
        ..PaymentFacts::default()
    }
}

fn effect() -> Effect {
    Effect {
        idempotency_key: "refund-ref_1".to_owned(),
        amount: eur(1_000),
        ..Effect::default()
    }
}

/// A checker finds nothing in what is true, and something in each falsified version of it.
fn finds<T: Clone>(what: &str, truth: &T, falsify: &[fn(&mut T)], check: impl Fn(&T) -> Vec<String>) {
    assert_eq!(check(truth), Vec::<String>::new(), "{what}");
    for (place, falsify) in falsify.iter().enumerate() {
        let mut falsified = truth.clone();
        falsify(&mut falsified);
        assert!(
            !check(&falsified).is_empty(),
            "{what}: falsehood {place} was not found"
        );
    }
}

#[test]
fn a_falsified_ledger_is_found() {
    let posting = |minor| Posting {
        account: "buyer_funds".to_owned(),
        amount: eur(minor),
    };
    let ledger = GetTrialBalanceResponse {
        balances: vec![posting(1_000), posting(-1_000)],
        is_balanced: true,
    };
    finds(
        "the ledger",
        &ledger,
        &[
            |ledger| ledger.balances[0].amount = eur(1_001),
            |ledger| ledger.is_balanced = false,
        ],
        check::trial_balance,
    );
}

#[test]
fn a_falsified_refund_is_found() {
    finds(
        "the refund",
        &refund(),
        &[
            |refund| refund.amount = eur(1_001),
            |refund| refund.breakdown = None,
            |refund| {
                for line in refund.breakdown.iter_mut().flat_map(|all| &mut all.lines) {
                    line.clause_ids.clear();
                }
            },
        ],
        check::breakdown,
    );
}

#[test]
fn falsified_payments_are_found() {
    finds(
        "the payments",
        &(payment(), refund()),
        &[
            |(payment, _)| payment.captured = eur(999),
            |(payment, _)| payment.remaining = eur(501),
            |(payment, _)| payment.held = eur(1),
            |(_, refund)| refund.amount = eur(999),
            |(_, refund)| refund.set_state(RefundState::Pending),
        ],
        |(payment, refund)| check::payments(std::slice::from_ref(payment), std::iter::once(refund)),
    );
}

#[test]
fn falsified_effects_are_found() {
    finds(
        "the effects",
        &(vec![effect()], refund()),
        &[
            |(effects, _)| effects.clear(),
            |(effects, _)| effects.push(effect()),
            |(effects, _)| effects[0].amount = eur(1_001),
            |(effects, _)| effects[0].is_reversed = true,
            |(effects, _)| effects[0].idempotency_key = "refund-ref_2".to_owned(),
            |(_, refund)| refund.set_state(RefundState::Failed),
        ],
        |(effects, refund)| check::effects(effects, std::iter::once(refund)),
    );
}

#[test]
fn a_promise_that_was_not_kept_is_found() {
    finds(
        "the promise",
        &(refund().breakdown, refund().breakdown),
        &[
            |(promised, _)| *promised = None,
            |(_, applied)| *applied = None,
            |(_, applied)| {
                for refund in applied.iter_mut() {
                    refund.amount = eur(999);
                }
            },
        ],
        |(promised, applied)| check::promise(promised.as_ref(), applied.as_ref()),
    );
}

#[test]
fn falsified_quantities_are_found() {
    let order = Order {
        lines: vec![Line {
            line_id: "1".to_owned(),
            quantity: 3,
            shipped_quantity: 2,
            cancelled_quantity: 1,
            delivered_quantity: 2,
            ..Line::default()
        }],
        ..Order::default()
    };
    let returned = Return {
        lines: vec![ReturnLine {
            line_id: "1".to_owned(),
            quantity: 2,
            ..ReturnLine::default()
        }],
        remedy: Some(AppliedRemedy {
            refund: refund().breakdown,
            ..AppliedRemedy::default()
        }),
        ..Return::default()
    };
    finds(
        "the quantities",
        &(order, returned),
        &[
            |(order, _)| order.lines[0].cancelled_quantity = 2,
            |(order, _)| order.lines[0].delivered_quantity = 3,
            |(_, returned)| returned.lines[0].quantity = 3,
        ],
        |(order, returned)| check::quantities(order, std::iter::once(returned)),
    );
}

#[test]
fn a_clock_that_ran_out_a_case_that_is_stuck_and_a_decision_without_a_clause_are_found() -> anyhow::Result<()>
{
    let now = "2026-09-01T12:00:00Z".parse()?;
    let clock = OpenDeadline {
        due_time: Some(time_to_wire(now + chrono::TimeDelta::seconds(1))),
        ..OpenDeadline::default()
    };
    finds(
        "the clock",
        &(clock, now),
        &[
            |(_, now)| *now += chrono::TimeDelta::seconds(1),
            |(clock, _)| clock.due_time = None,
        ],
        |(clock, now)| check::deadline("case", clock, *now),
    );
    let running = check::Clock {
        is_running: true,
        is_escalated: false,
        still_for: chrono::TimeDelta::days(60),
    };
    finds(
        "the case",
        &running,
        &[|clock| clock.is_running = false],
        |clock| check::not_stuck("case", "open", *clock),
    );
    let decision = Decision {
        outcome: Outcome::Allowed.into(),
        clause_ids: vec!["KW-08".to_owned()],
        ..Decision::default()
    };
    finds(
        "the decision",
        &decision,
        &[
            |decision| decision.clause_ids.clear(),
            |decision| decision.outcome = 0,
        ],
        |decision| check::cited("case", Some(decision)),
    );
    Ok(())
}
