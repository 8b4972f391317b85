//! What a decision makes of a return: it waits for its asker or for a person, or is approved or refused at once. And deciding
//! again when something was added.

use redress_documents::rma::RmaNumber;
use redress_policy::{
    DeadlineKind, Facts, Outcome, Party, Remedy, deadlines_on_approval, decide, nearest_warehouse,
};

use super::settling;
use super::work::Work;
use crate::convert::inspection::Wanted;
use crate::domain::approval::{Approval, Decided, Destination, OF_WAY_BACK, RmaIssue};
use crate::domain::deadline::OpenDeadline;
use crate::domain::rejection::Rejection;
use crate::domain::remedy::is_money;
use crate::domain::words::ReturnState;
use crate::error::Error;
use crate::store;

/// An approval: whose, with what, and by which right.
#[derive(Clone, Debug)]
pub(crate) struct Approving {
    pub by: Party,
    pub reason: String,
    /// The buyer's wish, else the first that is offered, when absent.
    pub remedy: Option<Remedy>,
    /// The goods need not come back, whatever the policy says.
    pub waives_goods: bool,
    /// The clauses of a grant that settles whatever the policy says.
    pub granted_by: Option<Vec<String>>,
}

impl Approving {
    /// By a party, in the policy's own way.
    pub(crate) fn by(by: Party, reason: &str) -> Self {
        Self {
            by,
            reason: reason.to_owned(),
            remedy: None,
            waives_goods: false,
            granted_by: None,
        }
    }
}

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

/// Decides again on what the return has now, at the time it was asked for. Nothing happens when nothing changed that the policy
/// looks at.
pub(crate) fn reconsider(work: &mut Work<'_>, occasion: Occasion, is_proven: bool) -> Result<(), Error> {
    let mut facts = work.record.facts.clone();
    facts.evidence = work.case.evidence_facts();
    facts.fields = work.case.asked.fields();
    facts.order.is_delivery_proven |= is_proven || work.case.is_delivery_proven();
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

/// Approves a return: its number is issued, its destination named, and the clocks of the way back start. Where nothing has to come
/// back, money is given at once.
pub(crate) fn approve(work: &mut Work<'_>, approving: Approving) -> Result<(), Error> {
    let remedy = pick_remedy(work, &approving)?;
    let plan = work.plan();
    let keeps = approving.waives_goods || remedy == Some(Remedy::KeepItem);
    let goods_first = plan.goods_first && !keeps;
    let known = work
        .case
        .approval
        .as_ref()
        .and_then(|approval| approval.rma.clone());
    let rma = match known {
        None if goods_first && plan.rma.is_some() => Some(issue_number(work)?),
        known => known,
    };
    let issue_time = rma.as_ref().map(|rma| rma.issue_time);
    let mut clocks = Vec::new();
    if goods_first {
        let mut facts = facts_now(work);
        facts.order.rma_issue_time = issue_time;
        let sets = deadlines_on_approval(&work.bound.layers, &facts, work.now)?;
        let of_way_back = sets.iter().filter(|set| OF_WAY_BACK.contains(&set.kind));
        clocks.extend(of_way_back.map(OpenDeadline::of));
    }
    let expiry = clocks.iter().find(|clock| clock.kind == DeadlineKind::RmaExpiry);
    let is_new_number = rma.is_some() && work.case.rma_number().is_none();
    let approval = Approval {
        remedy,
        goods_first,
        return_payer: plan.return_payer.filter(|_| goods_first),
        rma: rma.map(|rma| RmaIssue {
            expire_time: expiry.map(|clock| clock.due_time),
            ..rma
        }),
        destination: destination(work, goods_first),
        time: work.now,
        granted_by: approving.granted_by.clone(),
    };
    let decided = Decided {
        by: approving.by,
        time: work.now,
        reason: approving.reason.clone(),
    };
    let clauses = work.decision().clauses.clone();
    work.case.approve((approval, &plan), clocks, decided);
    work.case.cite(clauses.iter());
    tell_approved(work, &approving, is_new_number);
    match remedy {
        Some(remedy) if work.case.state == ReturnState::Approved && is_money(remedy) => {
            settling::apply(work, &Wanted::of(remedy), Party::System)
        }
        _ => Ok(()),
    }
}

fn tell_approved(work: &mut Work<'_>, approving: &Approving, is_new_number: bool) {
    let change = work
        .change("return_approved", approving.by, &[Party::Buyer, Party::Seller])
        .citing(&work.case.clauses)
        .saying(&approving.reason);
    work.tell(change);
    if is_new_number {
        let change = work
            .change("rma_issued", Party::System, &[Party::Buyer])
            .citing(&work.case.clauses);
        work.tell(change);
    }
}

/// The remedy that is agreed on. Whoever names one that is offered only when a replacement is in stock, or only when none is,
/// says so with it.
fn pick_remedy(work: &mut Work<'_>, approving: &Approving) -> Result<Option<Remedy>, Error> {
    let offered = &work.decision().remedies;
    let Some(named) = approving.remedy else {
        let agreed = work.case.approval.as_ref().and_then(|approval| approval.remedy);
        let wish = work.case.asked.wish.filter(|wish| offered.contains(wish));
        return Ok(agreed.or(wish).or(offered.first().copied()));
    };
    if offered.contains(&named) || approving.granted_by.is_some() {
        return Ok(Some(named));
    }
    let mut facts = work.record.facts.clone();
    facts.order.is_replacement_in_stock = !facts.order.is_replacement_in_stock;
    let decision = decide(&work.bound.layers, &facts)?;
    if decision.is_open() && decision.remedies.contains(&named) {
        work.decide_again((facts, decision))?;
        return Ok(Some(named));
    }
    let open: Vec<&str> = work
        .decision()
        .remedies
        .iter()
        .map(|remedy| remedy.as_str())
        .collect();
    Err(Rejection::field("remedy", format!("is not offered; open is: {}", open.join(", "))).into())
}

/// A return number that the marketplace has not given out.
fn issue_number(work: &mut Work<'_>) -> Result<RmaIssue, Error> {
    loop {
        let entropy = work.tx.ids().text("rma", work.now);
        let number = RmaNumber::from_entropy(entropy.as_bytes()).to_string();
        if !store::rma_number_exists(work.tx.conn(), &work.case.marketplace_id, &number)? {
            return Ok(RmaIssue {
                number,
                issue_time: work.now,
                expire_time: None,
            });
        }
    }
}

/// The nearest warehouse for the buyer's address, where goods come back.
fn destination(work: &Work<'_>, goods_first: bool) -> Option<Destination> {
    let origin = &work.case.origin;
    let region = Some(origin.buyer_region.as_str()).filter(|region| !region.is_empty());
    let pack = &work.bound.layers.marketplace;
    let nearest = nearest_warehouse(pack, &origin.buyer_country, region).filter(|_| goods_first)?;
    Some(Destination {
        warehouse_id: nearest.id.to_string(),
        country: nearest.country.to_string(),
        address: nearest.address.to_string(),
        clauses: nearest.clauses.iter().map(ToString::to_string).collect(),
    })
}

/// The facts of the request with the special periods known today.
pub(crate) fn facts_now(work: &Work<'_>) -> Facts {
    Facts {
        special_periods: work.bound.special_periods.clone(),
        ..work.record.facts.clone()
    }
}
