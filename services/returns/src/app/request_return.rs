//! RequestReturn: lines of an order are to be returned, or their parcel is claimed, as far as the policy allows.

use redress_contracts::redress::returns::v1 as pb;
use redress_db::Tx;
use redress_policy::{Decision, Outcome, Topic, decide, governing_case};
use redress_policybook::Bound;
use redress_rpc::Caller;

use super::deciding::{Occasion, judge};
use super::work::Work;
use super::{App, Call, ReturnReply, codec};
use crate::domain::asking::{Asking, topic_of};
use crate::domain::decision::DecisionRecord;
use crate::domain::line::{BookLine, LineQuantity};
use crate::domain::order::OrderSight;
use crate::domain::rejection::Rejection;
use crate::domain::return_case::Return;
use crate::error::Error;
use crate::facts::{Question, concerned, of_question};
use crate::store;

/// A request that is about to be decided.
pub(super) struct Request {
    pub order: OrderSight,
    pub seller_id: String,
    pub asking: Asking,
    pub bound: Bound,
}

impl App {
    /// Asks for a return. What the policy leaves to a person waits, what lacks evidence waits for it; what it refuses opens
    /// nothing, and the error explains the decision, which is stored all the same.
    ///
    /// # Errors
    ///
    /// Units that are not there to be claimed, fields that the policy asks for, or the policy's refusal.
    pub(crate) async fn request_return(&self, call: Call, order_id: &str, asking: Asking) -> ReturnReply {
        let request = self.prepare(&call.caller, order_id, asking).await?;
        let caller = call.caller;
        let done = self.db.command(call.key, codec::<pb::Return>(), move |tx| {
            let book = store::book_lock(tx.conn(), &request.order)?;
            let (units, record) = decided(tx, &request, &book)?;
            open(tx, caller, request, (&units, record))
        });
        match done.await {
            Ok(done) => Ok(done.reply),
            Err(error) => Err(self.keep_refusal(error).await?),
        }
    }

    /// What a request is decided on, save what is claimed of the order already.
    pub(super) async fn prepare(
        &self,
        caller: &Caller,
        order_id: &str,
        asking: Asking,
    ) -> Result<Request, Error> {
        let order = self.order_sight(caller, order_id).await?;
        let seller_id = order.seller_of(&asking.lines, caller.seller.as_deref())?;
        let of = (
            order.marketplace_id.as_str(),
            order.buyer_country.as_str(),
            seller_id.as_str(),
        );
        let bound = self.bound(of, (order.place_time, self.now())).await?;
        Ok(Request {
            order,
            seller_id,
            asking,
            bound,
        })
    }

    /// Stores the decision of a refusal, which the refused transaction could not.
    async fn keep_refusal(&self, error: Error) -> Result<Error, Error> {
        if let Error::Rejection(rejected) = &error
            && let Rejection::Policy(record) = rejected.rejection()
        {
            let record = record.clone();
            self.db
                .write(move |tx| store::decision_insert(tx.conn(), &record))
                .await?;
        }
        Ok(error)
    }
}

/// What the policy says of a request.
pub(super) fn question_decided(
    request: &Request,
    book: &[BookLine],
    evidence_kinds: &[String],
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(Vec<LineQuantity>, redress_policy::Facts, Decision), Error> {
    let topic = topic_of(request.asking.asked.ground);
    let lines = (request.asking.lines.as_slice(), request.seller_id.as_str());
    let units = request.order.asked_lines(book, lines, topic)?;
    let question = Question {
        order: &request.order,
        book,
        asking: &request.asking,
        units: &units,
        topic,
        party: request.asking.asked.requested_by,
    };
    let evidence = evidence_kinds.iter().map(|kind| redress_policy::EvidenceFact {
        kind: kind.as_str().into(),
        is_refused: false,
    });
    let facts = of_question(
        &question,
        evidence.collect(),
        request.bound.special_periods.clone(),
        now,
    );
    let decision = decide(&request.bound.layers, &facts)?;
    Ok((units, facts, decision))
}

fn decided(
    tx: &mut Tx,
    request: &Request,
    book: &[BookLine],
) -> Result<(Vec<LineQuantity>, DecisionRecord), Error> {
    let (units, facts, decision) = question_decided(request, book, &[], tx.now())?;
    let is_refused = decision.outcome == Outcome::Refused || !decision.missing_fields.is_empty();
    let is_sent_enough = is_sent_enough(&request.bound, &decision);
    let record = DecisionRecord {
        decision_id: tx.ids().text("dec", tx.now()),
        return_id: if is_refused {
            String::new()
        } else {
            tx.ids().text("ret", tx.now())
        },
        order_id: request.order.order_id.clone(),
        marketplace_id: request.order.marketplace_id.clone(),
        buyer_id: request.order.buyer_id.clone(),
        seller_id: request.seller_id.clone(),
        facts,
        decision,
    };
    if is_refused {
        return Err(Rejection::Policy(Box::new(record)).into());
    }
    request.order.check_there(book, &units, is_sent_enough)?;
    Ok((units, record))
}

/// Whether it is enough that the units were sent: for claims, and where the policy lets it be asked before delivery.
fn is_sent_enough(bound: &Bound, decision: &Decision) -> bool {
    let case = governing_case(&bound.layers, decision);
    decision.topic == Topic::Delivery
        || case.is_some_and(|(_, case)| case.windows.iter().any(|window| window.open_before_event))
}

/// Opens the return of a decision that does not refuse.
fn open(
    tx: &mut Tx,
    caller: Caller,
    request: Request,
    (units, record): (&[LineQuantity], DecisionRecord),
) -> Result<pb::Return, Error> {
    let parcel_id = claimed_parcel(&request, units, record.facts.topic);
    let asking = Asking {
        claimed_parcel_id: parcel_id,
        ..request.asking
    };
    store::decision_insert(tx.conn(), &record)?;
    let case = Return::open(&request.order, asking, (units, &record), tx.now());
    let mut work = Work::open(tx, caller, (case, record), request.bound);
    judge(&mut work, Occasion::Request)?;
    let reply = work.reply();
    work.finish()?;
    Ok(reply)
}

/// The one parcel that a claim is about; empty for several.
fn claimed_parcel(request: &Request, units: &[LineQuantity], topic: Topic) -> String {
    if topic != Topic::Delivery {
        return String::new();
    }
    let question = Question {
        order: &request.order,
        book: &[],
        asking: &request.asking,
        units,
        topic,
        party: request.asking.asked.requested_by,
    };
    match concerned(&question).as_slice() {
        [only] => only.parcel_id.clone(),
        _ => String::new(),
    }
}
