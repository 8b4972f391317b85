//! Claims that a parcel's status opens, and what becomes known of the parcel of one.

use redress_db::{Apply, Tx, nothing_to_do};
use redress_policy::pack::Delivery;
use redress_policy::{Decision, Facts, Ground, Outcome, Party, Topic, decide, delivery_rule};
use redress_policybook::Bound;
use redress_rpc::Caller;

use super::App;
use super::deciding::{Occasion, judge, reconsider};
use super::work::Work;
use crate::domain::asking::{AskedLine, Asking};
use crate::domain::decision::DecisionRecord;
use crate::domain::line::{BookLine, LineQuantity};
use crate::domain::order::{OrderSight, claimed};
use crate::domain::return_case::{Asked, Contact, Return};
use crate::domain::words::ReturnState;
use crate::error::Error;
use crate::facts::{Question, of_question};
use crate::store;

/// A claim that a parcel's status may open for one seller's lines.
struct Opening {
    order: OrderSight,
    seller_id: String,
    parcel_id: String,
    lines: Vec<LineQuantity>,
    rule: Delivery,
    bound: Bound,
}

impl App {
    /// Plans the claims that a parcel's status opens: one per seller of what is in it, where the pack names the status, and once
    /// per parcel and ground.
    pub(crate) async fn plan_claims(
        &self,
        (order_id, parcel_id): (&str, &str),
        lines: Vec<LineQuantity>,
        status: &str,
    ) -> Result<Apply, Error> {
        let order = self.order_sight(&Caller::service(crate::NAME), order_id).await?;
        let sent = order.parcels.iter().find(|parcel| parcel.parcel_id == parcel_id);
        let lines = match sent {
            Some(sent) if lines.is_empty() => sent.lines.clone(),
            _ => lines,
        };
        let mut openings = Vec::new();
        for seller_id in order.seller_ids() {
            let is_own = |unit: &&LineQuantity| {
                order
                    .line(&unit.line_id)
                    .is_some_and(|line| line.seller_id == seller_id)
            };
            let own: Vec<LineQuantity> = lines.iter().filter(is_own).cloned().collect();
            if own.is_empty() {
                continue;
            }
            let of = (
                order.marketplace_id.as_str(),
                order.buyer_country.as_str(),
                seller_id.as_str(),
            );
            let bound = self.bound(of, (order.place_time, self.now())).await?;
            if let Some(rule) = delivery_rule(&bound.layers.marketplace, status).cloned() {
                openings.push(Opening {
                    order: order.clone(),
                    seller_id,
                    parcel_id: parcel_id.to_owned(),
                    lines: own,
                    rule,
                    bound,
                });
            }
        }
        Ok(Box::new(move |tx| {
            for opening in openings {
                open_claim(tx, opening)?;
            }
            Ok(())
        }))
    }

    /// Plans what a delivery, or its proof, does to a claim about the parcel: it is decided again.
    pub(crate) async fn plan_arrival(
        &self,
        (order_id, parcel_id): (&str, &str),
        is_proven: bool,
    ) -> Result<Apply, Error> {
        let ground = if is_proven {
            Ground::NotReceived
        } else {
            Ground::TrackingStalled
        };
        let Some(id) = self.claim_about(order_id, parcel_id, ground).await? else {
            return Ok(nothing_to_do());
        };
        self.plan_change(&id, move |work| {
            if !work.case.is_undecided() {
                return Ok(());
            }
            reconsider(work, Occasion::Addition, |facts| {
                facts.order.is_delivery_proven |= is_proven;
                for line in &mut facts.lines {
                    line.delivered_quantity = line.shipped_quantity;
                }
            })
        })
        .await
    }

    /// Plans what a corrected number does to the claim that it was wrong: nothing is left of it.
    pub(crate) async fn plan_correction(&self, order_id: &str, parcel_id: &str) -> Result<Apply, Error> {
        let Some(id) = self
            .claim_about(order_id, parcel_id, Ground::InvalidTracking)
            .await?
        else {
            return Ok(nothing_to_do());
        };
        let close = |work: &mut Work<'_>| {
            if work.case.state == ReturnState::Approved {
                work.case.conclude();
                let change = work
                    .change("return_closed", Party::System, &[Party::Buyer, Party::Seller])
                    .citing(&work.case.clauses);
                work.tell(change);
            }
            Ok(())
        };
        self.plan_change(&id, close).await
    }

    /// The open claim about a parcel on a ground.
    async fn claim_about(
        &self,
        order_id: &str,
        parcel_id: &str,
        ground: Ground,
    ) -> Result<Option<String>, Error> {
        let id = order_id.to_owned();
        let all = self
            .db
            .read(move |conn| store::return_list_by_order(conn, &id))
            .await?;
        let is_it = |case: &&Return| {
            case.asked.ground == ground && case.origin.claimed_parcel_id == parcel_id && !case.is_closed()
        };
        Ok(all.iter().find(is_it).map(|case| case.return_id.clone()))
    }
}

/// Opens a claim, unless it was opened before, its units are claimed already, or the policy refuses it.
fn open_claim(tx: &mut Tx, opening: Opening) -> Result<(), Error> {
    let ground = opening.rule.ground;
    let opened_for = format!("{}/{ground}/{}", opening.parcel_id, opening.seller_id);
    let book = store::book_lock(tx.conn(), &opening.order)?;
    let units = unclaimed(&opening, &book);
    if units.is_empty() || store::return_exists_for(tx.conn(), &opened_for)? {
        return Ok(());
    }
    let asking = asking_of(&opening, &units);
    let (facts, decision) = claim_decided(tx, &opening, &book, (&asking, &units))?;
    if decision.outcome == Outcome::Refused {
        tracing::info!(
            order_id = opening.order.order_id,
            ground = ground.as_str(),
            "a parcel's status opens no claim by the policy"
        );
        return Ok(());
    }
    let record = DecisionRecord {
        decision_id: tx.ids().text("dec", tx.now()),
        return_id: tx.ids().text("ret", tx.now()),
        order_id: opening.order.order_id.clone(),
        marketplace_id: opening.order.marketplace_id.clone(),
        buyer_id: opening.order.buyer_id.clone(),
        seller_id: opening.seller_id,
        facts,
        decision,
    };
    store::decision_insert(tx.conn(), &record)?;
    let mut case = Return::open(&opening.order, asking, (&units, &record), tx.now());
    case.cite(opening.rule.clauses.iter());
    let caller = Caller::service(crate::NAME);
    let mut work = Work::open(tx, caller, (case, record), opening.bound).opened_for(opened_for);
    judge(&mut work, Occasion::Request)?;
    work.case.cite(opening.rule.clauses.iter());
    work.finish()
}

fn claim_decided(
    tx: &Tx,
    opening: &Opening,
    book: &[BookLine],
    (asking, units): (&Asking, &[LineQuantity]),
) -> Result<(Facts, Decision), Error> {
    let question = Question {
        order: &opening.order,
        book,
        asking,
        units,
        // A parcel's status is about the parcel, whatever the ground that the pack has for it.
        topic: Topic::Delivery,
        party: claimant(opening),
    };
    let facts = of_question(
        &question,
        Vec::new(),
        opening.bound.special_periods.clone(),
        tx.now(),
    );
    let decision = decide(&opening.bound.layers, &facts)?;
    Ok((facts, decision))
}

/// In whose place the claim is made: the buyer's, where the pack lets them claim.
fn claimant(opening: &Opening) -> Party {
    let cases = opening.bound.layers.marketplace.cases.iter();
    let mut parties = cases
        .filter(|case| case.topic == Topic::Delivery && case.grounds.contains(&opening.rule.ground))
        .flat_map(|case| &case.parties)
        .copied();
    let first = parties.next().unwrap_or(Party::Buyer);
    if first == Party::Buyer || parties.any(|party| party == Party::Buyer) {
        Party::Buyer
    } else {
        first
    }
}

/// What is in the parcel and not claimed already.
fn unclaimed(opening: &Opening, book: &[BookLine]) -> Vec<LineQuantity> {
    let left = |unit: &LineQuantity| {
        let line = opening.order.line(&unit.line_id)?;
        let left = line.shipped_quantity - claimed(book, &unit.line_id).0;
        let quantity = unit.quantity.min(left);
        (quantity > 0).then(|| LineQuantity {
            line_id: unit.line_id.clone(),
            quantity,
        })
    };
    opening.lines.iter().filter_map(left).collect()
}

fn asking_of(opening: &Opening, units: &[LineQuantity]) -> Asking {
    let line = |unit: &LineQuantity| AskedLine {
        line_id: unit.line_id.clone(),
        quantity: unit.quantity,
        serial_number: String::new(),
    };
    Asking {
        asked: Asked {
            ground: opening.rule.ground,
            requested_by: Party::System,
            explanation: opening.rule.text.to_string(),
            wish: None,
            contact: Contact::default(),
            invoice: String::new(),
            payout: None,
            is_accepted_without_reservation: false,
        },
        lines: units.iter().map(line).collect(),
        maker_warranty: None,
        claimed_parcel_id: opening.parcel_id.clone(),
    }
}
