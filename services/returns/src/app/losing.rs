//! Returns that are lost on their way back.

use redress_policy::{Decision, Facts, Ground, Party, RefusalReason, Topic, decide};

use super::deciding::review;
use super::work::Work;
use crate::domain::approval::Decided;
use crate::domain::words::ReturnState;
use crate::error::Error;

/// Goods are lost on their way back. Where the policy puts that risk on the buyer the return ends without a refund, resting on a
/// decision of its own; else the platform looks at it.
pub(crate) fn lose_return(work: &mut Work<'_>) -> Result<(), Error> {
    let is_awaited = matches!(
        work.case.state,
        ReturnState::InTransit | ReturnState::AwaitingParcel
    );
    if !is_awaited {
        return Ok(());
    }
    let pack = work.bound.layers.marketplace.clone();
    let bears_loss = pack.rma.as_ref().is_some_and(|rma| rma.buyer_bears_loss);
    if bears_loss {
        let mut facts = work.record.facts.clone();
        facts.topic = Topic::Delivery;
        facts.ground = Ground::ReturnLost;
        facts.now = work.now;
        let decision = decide(&work.bound.layers, &facts)?;
        if decision.refusal == Some(RefusalReason::ConditionFailed) {
            return end_lost(work, (facts, decision));
        }
    }
    work.case.review_again();
    review(work, Party::Platform)
}

fn end_lost(work: &mut Work<'_>, (facts, decision): (Facts, Decision)) -> Result<(), Error> {
    let failed = decision.findings.iter().find(|finding| !finding.held);
    let reason = failed.map_or_else(String::new, |finding| finding.message.to_string());
    let record = work.keep((facts, decision))?;
    let decided = Decided {
        by: Party::System,
        time: work.now,
        reason: reason.clone(),
    };
    work.case.expire(decided);
    work.case.rest_on(record.decision.clauses.iter());
    let change = work
        .change("return_expired", Party::System, &[Party::Buyer, Party::Seller])
        .citing(&work.case.clauses)
        .saying(&reason);
    work.tell(change);
    Ok(())
}
