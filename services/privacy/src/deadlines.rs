//! Carrying a request out: each time its clock fires, one context is asked, and the answer is recorded with the next firing.
//!
//! Asking happens before the transaction. An answer that was not recorded is asked for again under the same request id, which
//! gives the same answer: what is asked was committed before.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use redress_contracts::redress::orders::v1::Order;
use redress_contracts::redress::privacy::v1 as pb;
use redress_db::{Apply, DeadlineRow, HandlerError, NewDeadline, OnDeadline, Tx, nothing_to_do};
use redress_rpc::convert::time_from_wire;

use crate::app::{App, subject};
use crate::contexts::Keeping;
use crate::convert::{answer_from_wire, open_from_wire};
use crate::domain::{Answer, Kind, Open, OrderPart, Pass, Request, State, Step};
use crate::error::Error;
use crate::retention;
use crate::store;

/// Orders that a context is asked about at once.
pub(crate) const BATCH: usize = 200;

/// The kind of the clock that carries a request on.
const RUN: &str = "run";

/// How soon it is looked again at what ends by itself.
const SOON: TimeDelta = TimeDelta::seconds(10);

/// The clock of a request.
pub(crate) fn run_at(data_request_id: &str, due_time: DateTime<Utc>) -> NewDeadline {
    NewDeadline {
        id: format!("{data_request_id}:{RUN}"),
        kind: RUN,
        aggregate: data_request_id.to_owned(),
        due_time,
        payload: "{}".to_owned(),
        calendar: None,
    }
}

#[async_trait]
impl OnDeadline for App {
    async fn plan(&self, deadline: &DeadlineRow) -> Result<Apply, HandlerError> {
        let id = deadline.aggregate.clone();
        let found = self.db.read(move |conn| store::request_fetch(conn, &id)).await?;
        // Without an id every order of the marketplace would be meant.
        let is_open =
            |(request, buyer_id): &(Request, String)| request.state != State::Done && !buyer_id.is_empty();
        let Some((request, buyer_id)) = found.filter(is_open) else {
            return Ok(nothing_to_do());
        };
        let next = self.carried_on(request, &buyer_id).await?;
        let recheck = self.config.recheck();
        Ok(Box::new(move |tx| Ok(record(tx, next, recheck)?)))
    }
}

impl App {
    /// The request after one more answer, or after it was looked at what is left.
    async fn carried_on(&self, mut request: Request, buyer_id: &str) -> Result<Request, Error> {
        if let Some(pass) = request.pass.clone()
            && let Some(context) = self.contexts.all.get(pass.answered)
        {
            let answer = ask(context, &request, buyer_id, &pass).await?;
            request.answered(answer, self.contexts.all.len());
            return Ok(request);
        }
        let now = self.db.environment().clock.now();
        let listed = self.contexts.orders_of(&request.marketplace_id, buyer_id).await;
        let listed = listed.map_err(upstream)?;
        request.add_orders(listed.iter().map(part).collect::<Result<_, _>>()?);
        let open = match request.kind {
            Kind::Erasure => self.open_cases(&request, buyer_id).await?,
            Kind::Export | Kind::Preview => request.open.clone(),
        };
        request.begin(open, now);
        retention::explain(&self.book, &mut request, now).await?;
        Ok(request)
    }

    /// What is open in any context, of the orders that are left.
    async fn open_cases(&self, request: &Request, buyer_id: &str) -> Result<Vec<Open>, Error> {
        let mut open = Vec::new();
        for context in &self.contexts.all {
            for (number, batch) in request.left().chunks(BATCH).enumerate() {
                let message = erasing(request, buyer_id, batch, (context.name, number), true);
                let answer = (context.erase)(message).await.map_err(upstream)?;
                open.extend(answer.open_cases.into_iter().map(open_from_wire));
            }
        }
        Ok(open)
    }
}

/// Asks a context about the orders of a pass.
async fn ask(context: &Keeping, request: &Request, buyer_id: &str, pass: &Pass) -> Result<Answer, Error> {
    let mut whole = Answer {
        step: Step {
            context: context.name.to_owned(),
            ..Step::default()
        },
        ..Answer::default()
    };
    for (number, batch) in pass.order_ids.chunks(BATCH).enumerate() {
        let part = match request.kind {
            Kind::Export => counted(context, request, buyer_id, batch).await?,
            Kind::Erasure | Kind::Preview => {
                let is_preview = request.kind == Kind::Preview;
                let message = erasing(request, buyer_id, batch, (context.name, number), is_preview);
                let done = (context.erase)(message).await.map_err(upstream)?;
                answer_from_wire(context.name, done)
            }
        };
        whole.add(part);
    }
    Ok(whole)
}

/// What a context has to tell.
async fn counted(
    context: &Keeping,
    request: &Request,
    buyer_id: &str,
    batch: &[String],
) -> Result<Answer, Error> {
    let message = pb::ExportPersonalDataRequest {
        marketplace_id: request.marketplace_id.clone(),
        subject: Some(subject(request, buyer_id, batch)),
        page_size: 1,
        page_token: String::new(),
    };
    let page = (context.export)(message).await.map_err(upstream)?;
    let step = Step {
        context: context.name.to_owned(),
        records: page.total_size,
        ..Step::default()
    };
    Ok(Answer {
        step,
        ..Answer::default()
    })
}

fn erasing(
    request: &Request,
    buyer_id: &str,
    batch: &[String],
    (context, number): (&str, usize),
    is_preview: bool,
) -> pb::ErasePersonalDataRequest {
    let (id, pass) = (&request.data_request_id, request.pass_count);
    pb::ErasePersonalDataRequest {
        request_id: format!("{id}.{context}.{pass}.{number}"),
        marketplace_id: request.marketplace_id.clone(),
        subject: Some(subject(request, buyer_id, batch)),
        is_preview,
    }
}

/// What is remembered of an order before it is erased.
fn part(order: &Order) -> Result<OrderPart, Error> {
    let changed = order.update_time.or(order.place_time).unwrap_or_default();
    let address = order.shipping_address.as_ref();
    Ok(OrderPart {
        order_id: order.order_id.clone(),
        country: address.map_or_else(String::new, |address| address.region_code.clone()),
        change_time: time_from_wire(&changed).map_err(redress_db::Error::corrupt)?,
        is_done: false,
    })
}

fn upstream(status: tonic::Status) -> Error {
    Error::Upstream(Box::new(status))
}

/// Writes the request, and when it goes on.
fn record(tx: &mut Tx, mut request: Request, recheck: TimeDelta) -> Result<(), Error> {
    let now = tx.now();
    let wait = if request.ends_soon() { SOON } else { recheck };
    request.next_try_time = match request.state {
        State::Accepted | State::Running => Some(now),
        State::Waiting => Some(now + wait),
        State::Done => None,
    };
    request.changed(now);
    if !store::request_update(tx.conn(), &request)? {
        return Err(Error::Conflict);
    }
    let waits = request.state == State::Waiting;
    let waiting: BTreeSet<String> = match waits {
        true => request.open.iter().map(|case| case.order_id.clone()).collect(),
        false => BTreeSet::new(),
    };
    store::waiting_replace(tx.conn(), &request.data_request_id, &waiting)?;
    if let Some(time) = request.next_try_time {
        tx.set_deadline(run_at(&request.data_request_id, time));
    }
    if request.state == State::Done && request.kind == Kind::Erasure {
        store::buyer_forget(tx.conn(), &request.pseudonym)?;
    }
    Ok(())
}
