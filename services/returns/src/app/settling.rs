//! Settling: what a remedy comes to, by the one call that previewing and applying share, and what follows once it is applied.

use redress_policy::{
    DeadlineKind, DeadlineSet, ExchangeItem, Party, Remedy, Settlement, SettlementFacts,
    deadlines_on_approval, settle,
};
use redress_policybook::Bound;

use super::approving::facts_now;
use super::work::Work;
use crate::convert::inspection::Wanted;
use crate::domain::deadline::OpenDeadline;
use crate::domain::debt::Debt;
use crate::domain::decision::DecisionRecord;
use crate::domain::rejection::Rejection;
use crate::domain::remedy::is_money;
use crate::domain::return_case::Return;
use crate::error::Error;

impl Wanted {
    /// A remedy without more.
    pub(crate) fn of(remedy: Remedy) -> Self {
        Self {
            remedy: Some(remedy),
            exchange_sku: String::new(),
            exchange_price: None,
            reason: String::new(),
        }
    }
}

/// What a remedy would come to now.
///
/// # Errors
///
/// No remedy was agreed or named, it is not offered, or an exchange lacks its item.
pub(crate) fn settled(
    case: &Return,
    record: &DecisionRecord,
    bound: &Bound,
    wanted: &Wanted,
) -> Result<Settlement, Error> {
    let agreed = case.approval.as_ref().and_then(|approval| approval.remedy);
    let Some(remedy) = wanted.remedy.or(agreed) else {
        return Err(Rejection::field("remedy", "is required: none was agreed").into());
    };
    let after: SettlementFacts = case.settlement_facts(remedy, exchange_item(case, wanted)?);
    Ok(case.as_agreed(settle(&bound.layers, &record.facts, &after)?))
}

fn exchange_item(case: &Return, wanted: &Wanted) -> Result<Option<ExchangeItem>, Rejection> {
    let Some(price) = wanted.exchange_price else {
        return Ok(None);
    };
    if price.currency != case.origin.currency {
        let reason = format!("must be in {}, like the order", case.origin.currency);
        return Err(Rejection::field("exchange_price", reason));
    }
    let text = if wanted.exchange_sku.is_empty() {
        "The item given in exchange.".to_owned()
    } else {
        format!("Given in exchange: {}.", wanted.exchange_sku)
    };
    Ok(Some(ExchangeItem {
        price_minor: price.minor,
        text: text.into(),
    }))
}

/// Applies a remedy.
pub(crate) fn apply(work: &mut Work<'_>, wanted: &Wanted, by: Party) -> Result<(), Error> {
    let has_checklist = work.plan().checklist.is_some();
    work.case.check_apply(has_checklist)?;
    let settlement = settled(&work.case, &work.record, &work.bound, wanted)?;
    if settlement.is_refused {
        return Err(work
            .case
            .obstacle("is refused by what was found; nothing can be given")
            .into());
    }
    give(work, &settlement, wanted, by)
}

/// Gives what was settled: what is refunded is owed, what is sent is waited for.
pub(crate) fn give(
    work: &mut Work<'_>,
    settlement: &Settlement,
    wanted: &Wanted,
    by: Party,
) -> Result<(), Error> {
    let refund = settlement
        .breakdown
        .clone()
        .filter(|refund| refund.amount_minor > 0);
    let due = match &refund {
        Some(_) => refund_due(work)?,
        None => None,
    };
    let due_time = due.as_ref().map(|due| due.due_time);
    work.case
        .apply(settlement, (wanted.exchange_sku.clone(), due_time), work.now);
    if let Some(breakdown) = refund {
        work.owe(&Debt {
            breakdown,
            method: settlement.method.clone(),
            due_time,
            debtor: due.as_ref().map_or(Party::Platform, |due| due.party),
            clauses: due
                .map(|due| due.clauses.iter().map(ToString::to_string).collect())
                .unwrap_or_default(),
        });
    }
    if settlement.remedy == Remedy::Repair {
        let start = work.case.receive_time.unwrap_or(work.now);
        if let Some(set) = work.deadline(DeadlineKind::Repair, start)? {
            work.case.start_clock(OpenDeadline::of(&set));
        }
    }
    let change = work
        .change("remedy_applied", by, &[Party::Buyer, Party::Seller])
        .citing(settlement.clauses.iter())
        .saying(&wanted.reason);
    work.tell(change);
    close_when_done(work);
    Ok(())
}

/// When a refund is due: counted from the approval, or from the receipt of the goods where they had to come back.
fn refund_due(work: &Work<'_>) -> Result<Option<DeadlineSet>, Error> {
    let mut facts = facts_now(work);
    facts.order.return_receive_time = work.case.receive_time;
    let approve_time = work
        .case
        .approval
        .as_ref()
        .map_or(work.now, |approval| approval.time);
    let sets = deadlines_on_approval(&work.bound.layers, &facts, approve_time)?;
    let own = sets.into_iter().find(|set| set.kind == DeadlineKind::RefundDue);
    match own {
        Some(set) => Ok(Some(set)),
        None => work.deadline(
            DeadlineKind::RefundDue,
            work.case.receive_time.unwrap_or(work.now),
        ),
    }
}

/// The clock of the refund that is due after the goods are back, where money was agreed on.
pub(crate) fn start_refund_clock(work: &mut Work<'_>) -> Result<(), Error> {
    let agreed = work.case.approval.as_ref().and_then(|approval| approval.remedy);
    if !agreed.is_none_or(is_money) {
        return Ok(());
    }
    if let Some(set) = refund_due(work)? {
        work.case.start_clock(OpenDeadline::of(&set));
    }
    Ok(())
}

/// Closes a return of which nothing is left to do.
pub(crate) fn close_when_done(work: &mut Work<'_>) {
    if work.case.close_when_done() {
        let change = work
            .change("return_closed", Party::System, &[Party::Buyer, Party::Seller])
            .citing(&work.case.clauses);
        work.tell(change);
    }
}
