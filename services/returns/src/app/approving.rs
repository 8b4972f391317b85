//! Approving a return: with which remedy, under which number, to where, and what follows at once.

use redress_documents::rma::RmaNumber;
use redress_policy::{DeadlineKind, Facts, Party, Remedy, deadlines_on_approval, decide, nearest_warehouse};

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
    let clocks = way_back_clocks(work, goods_first, rma.as_ref())?;
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

/// The clocks of the way back, where there is one.
fn way_back_clocks(
    work: &Work<'_>,
    goods_first: bool,
    rma: Option<&RmaIssue>,
) -> Result<Vec<OpenDeadline>, Error> {
    if !goods_first {
        return Ok(Vec::new());
    }
    let mut facts = facts_now(work);
    facts.order.rma_issue_time = rma.map(|rma| rma.issue_time);
    let sets = deadlines_on_approval(&work.bound.layers, &facts, work.now)?;
    let of_way_back = sets.iter().filter(|set| OF_WAY_BACK.contains(&set.kind));
    Ok(of_way_back.map(OpenDeadline::of).collect())
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
