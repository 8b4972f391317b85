//! What a decision makes of a return: it waits for its asker or for a person, or is approved or refused at once. And deciding
//! again when something was added.

use redress_policy::{DeadlineKind, Facts, Outcome, Party, decide};

use super::approving::{Approving, approve};
use super::work::Work;
use crate::domain::approval::Decided;
use crate::domain::deadline::OpenDeadline;
use crate::domain::words::ReturnState;
use crate::error::Error;

/// What happened that a return is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Occasion {
    /// It was asked for.
    Request,
    /// Something was added.
    Addition,
    /// A piece of evidence was refused or went away.
    Setback,
}

/// Decides again on what the return has now and on what was learned besides, at the time it was asked for. Nothing happens when
/// nothing changed that the policy looks at.
pub(crate) fn reconsider(
    work: &mut Work<'_>,
    occasion: Occasion,
    learned: impl FnOnce(&mut Facts),
) -> Result<(), Error> {
    let mut facts = work.record.facts.clone();
    facts.evidence = work.case.evidence_facts();
    facts.fields = work.case.asked.fields();
    facts.order.is_delivery_proven |= work.case.is_delivery_proven();
    learned(&mut facts);
    if facts == work.record.facts {
        return Ok(());
    }
    let decision = decide(&work.bound.layers, &facts)?;
    work.decide_again((facts, decision))?;
    judge(work, occasion)
}

/// Follows the decision of a return that nobody has decided.
pub(crate) fn judge(work: &mut Work<'_>, occasion: Occasion) -> Result<(), Error> {
    let asker = work.record.facts.requested_by;
    let clauses = work.decision().clauses.clone();
    work.case.rest_on(clauses.iter());
    if occasion == Occasion::Request {
        announce(work);
    }
    match work.decision().outcome {
        Outcome::Refused => {
            refuse_by_policy(work);
            Ok(())
        }
        Outcome::Allowed => approve(work, Approving::by(Party::System, "")),
        Outcome::NeedsPlatform if asker == Party::Platform => approve_own(work),
        Outcome::NeedsSeller if matches!(asker, Party::Seller | Party::Platform) => approve_own(work),
        Outcome::NeedsPlatform => {
            start_first_clocks(work, occasion);
            review(work, Party::Platform)
        }
        Outcome::NeedsSeller => {
            start_first_clocks(work, occasion);
            review(work, Party::Seller)
        }
        Outcome::Incomplete => {
            start_first_clocks(work, occasion);
            ask_for_more(work, occasion)
        }
    }
}

/// Who asks decides by themselves.
fn approve_own(work: &mut Work<'_>) -> Result<(), Error> {
    let (by, reason) = (
        work.record.facts.requested_by,
        work.case.asked.explanation.clone(),
    );
    approve(work, Approving::by(by, &reason))
}

/// Whoever is concerned hears of the request.
fn announce(work: &mut Work<'_>) {
    let asker = work.case.asked.requested_by;
    let other = if asker == Party::Buyer {
        Party::Seller
    } else {
        Party::Buyer
    };
    let mut audience = vec![other];
    if work.decision().outcome == Outcome::NeedsPlatform {
        audience.push(Party::Platform);
    }
    let change = work
        .change("return_requested", asker, &audience)
        .citing(&work.case.clauses)
        .saying(&work.case.asked.explanation);
    work.tell(change);
}

/// The clocks that run from the request itself.
fn start_first_clocks(work: &mut Work<'_>, occasion: Occasion) {
    if occasion != Occasion::Request {
        return;
    }
    let mut kinds = vec![DeadlineKind::Response];
    if !work.case.has_proof_of_delivery() {
        kinds.push(DeadlineKind::ProofOfDelivery);
    }
    for kind in kinds {
        if let Some(set) = work.decision().deadline(kind) {
            let clock = OpenDeadline::of(set);
            work.case.start_clock(clock);
        }
    }
}

/// A clock of the decision, or when that is over already or there is none, one that starts now.
fn start_clock(work: &mut Work<'_>, kind: DeadlineKind) -> Result<(), Error> {
    if work.case.has_clock(kind) {
        return Ok(());
    }
    let of_decision = work
        .decision()
        .deadline(kind)
        .filter(|set| set.due_time > work.now);
    let set = match of_decision {
        Some(set) => Some(set.clone()),
        None => work.deadline(kind, work.now)?,
    };
    if let Some(set) = set {
        work.case.start_clock(OpenDeadline::of(&set));
    }
    Ok(())
}

/// It waits for a person's decision.
pub(crate) fn review(work: &mut Work<'_>, party: Party) -> Result<(), Error> {
    let is_news = work.case.await_party(party);
    let kind = if party == Party::Seller {
        DeadlineKind::SellerResponse
    } else {
        DeadlineKind::PlatformDecision
    };
    start_clock(work, kind)?;
    if is_news {
        let change = work
            .change("return_under_review", Party::System, &[party, Party::Buyer])
            .citing(&work.case.clauses);
        work.tell(change);
    }
    Ok(())
}

/// It waits for evidence or fields. One that is reviewed goes back only when a piece was refused.
fn ask_for_more(work: &mut Work<'_>, occasion: Occasion) -> Result<(), Error> {
    if work.case.state == ReturnState::UnderReview && occasion != Occasion::Setback {
        return Ok(());
    }
    let lacks_fields = !work.decision().missing_fields.is_empty();
    let is_news = work.case.await_asker(lacks_fields);
    start_clock(work, DeadlineKind::Evidence)?;
    if is_news || occasion == Occasion::Setback {
        let needs = work.decision().evidence.iter().filter(|need| !need.satisfied);
        let asked: Vec<String> = needs.map(|need| need.text.to_string()).collect();
        let asker = match work.case.asked.requested_by {
            Party::Seller => Party::Seller,
            Party::Buyer | Party::Platform | Party::System => Party::Buyer,
        };
        let change = work
            .change("evidence_asked", Party::System, &[asker])
            .citing(&work.case.clauses)
            .saying(&asked.join(" "));
        work.tell(change);
    }
    Ok(())
}

fn refuse_by_policy(work: &mut Work<'_>) {
    let failed = work.decision().findings.iter().filter(|finding| !finding.held);
    let why = failed.map(|finding| finding.message.to_string()).next_back();
    let decided = Decided {
        by: Party::System,
        time: work.now,
        reason: why.unwrap_or_default(),
    };
    refuse(work, decided, Vec::new());
}

/// Refuses a return, resting on its decision and on these clauses.
pub(crate) fn refuse(work: &mut Work<'_>, decided: Decided, clauses: Vec<String>) {
    let (by, reason) = (decided.by, decided.reason.clone());
    work.case.refuse(decided);
    work.case.cite(clauses);
    let change = work
        .change("return_refused", by, &[Party::Buyer, Party::Seller])
        .citing(&work.case.clauses)
        .saying(&reason);
    work.tell(change);
}
