//! What the quarter knows of its orders: a file for each, with what was last read of it through the contracts.
//!
//! Nothing in a file is computed here but counted: every state and amount is a reply's. Files are independent, so that many
//! can be worked on at the same time without any of them seeing the difference.

mod case;
mod standing;

pub use case::Case;
pub use standing::Standing;

use super::check::Broken;
use super::fate::Fate;
use redress_contracts::redress::logistics::v1::Shipment;
use redress_contracts::redress::orders::v1::{Cancellation, Dispute, Order, OrderState};
use redress_contracts::redress::refunds::v1::{PaymentFacts, Refund};
use redress_contracts::redress::returns::v1::{Return, ReturnDispute};
use redress_rpc::Reason;
use std::collections::{BTreeMap, BTreeSet};
use tonic::{Response, Status};
use tonic_types::StatusExt as _;

/// Refusals that are a failure of the suite, or of whoever wrote the quarter, and never of the people in it.
const NEVER: &[Reason] = &[
    Reason::NotFound,
    Reason::StaleEtag,
    Reason::RequestIdReused,
    Reason::Conflict,
    Reason::NoPolicyInForce,
    Reason::CurrencyMismatch,
    Reason::InvalidPageToken,
    Reason::CallerForbidden,
    Reason::CallerUnknown,
    Reason::DeadlineExceeded,
    Reason::Overloaded,
    Reason::MessageTooLarge,
    Reason::ShuttingDown,
    Reason::Unavailable,
    Reason::Unimplemented,
    Reason::Internal,
];

/// What is known of one order.
#[derive(Debug)]
pub struct File {
    /// What it is meant to live through.
    pub fate: Fate,
    /// Today.
    pub day: u32,
    /// The order as last read; none before it is placed.
    pub order: Option<Order>,
    /// Something was done with it since the last sweep.
    pub is_touched: bool,
    /// Its cancellations.
    pub cancellations: Vec<Case<Cancellation>>,
    /// Disputes over them.
    pub disputes: Vec<Case<Dispute>>,
    /// Its returns and delivery claims.
    pub returns: Vec<Case<Return>>,
    /// The buyer's wishes that were asked for, by their place in the fate.
    pub asked: BTreeSet<usize>,
    /// Its shipments, both ways.
    pub shipments: Vec<Shipment>,
    /// Disputes over them.
    pub return_disputes: Vec<Case<ReturnDispute>>,
    /// Its refunds, by id.
    pub refunds: BTreeMap<String, Case<Refund>>,
    /// Its payments, as the refunds context sees them.
    pub payments: Vec<PaymentFacts>,
    /// Its money has moved since its payments were read.
    pub has_moved: bool,
    /// What was refused, by act and reason.
    pub refusals: BTreeMap<(&'static str, String), u32>,
    /// Invariants that did not hold.
    pub broken: Vec<Broken>,
    request_count: u32,
}

impl File {
    /// The file of an order that is not placed yet.
    pub fn new(fate: Fate) -> Self {
        Self {
            fate,
            day: 0,
            order: None,
            is_touched: false,
            cancellations: Vec::new(),
            disputes: Vec::new(),
            returns: Vec::new(),
            asked: BTreeSet::new(),
            shipments: Vec::new(),
            return_disputes: Vec::new(),
            refunds: BTreeMap::new(),
            payments: Vec::new(),
            has_moved: false,
            refusals: BTreeMap::new(),
            broken: Vec::new(),
            request_count: 0,
        }
    }

    /// How many days ago it was placed; none before that.
    pub fn age(&self) -> Option<u32> {
        self.order
            .as_ref()
            .map(|_| self.day.saturating_sub(self.fate.day))
    }

    /// The order's id; empty before it is placed.
    pub fn order_id(&self) -> String {
        self.order
            .as_ref()
            .map(|order| order.order_id.clone())
            .unwrap_or_default()
    }

    /// Where the order stands.
    pub fn state(&self) -> OrderState {
        self.order.as_ref().map(Order::state).unwrap_or_default()
    }

    /// A request id that no other call has.
    pub fn request_id(&mut self) -> String {
        self.request_count += 1;
        format!("q-{}-{}", self.fate.number, self.request_count)
    }

    /// Takes a reply. A refusal is counted when people can meet it; anything else that is no reply is a broken invariant.
    pub fn take<T>(&mut self, act: &'static str, result: Result<Response<T>, Status>) -> Option<T> {
        let status = match result {
            Ok(reply) => return Some(reply.into_inner()),
            Err(status) => status,
        };
        let details = status.get_error_details();
        let reason = details
            .error_info()
            .map(|info| info.reason.clone())
            .unwrap_or_default();
        let known = Reason::ALL.iter().find(|known| known.as_str() == reason);
        match known {
            Some(known) if !NEVER.contains(known) => {
                *self.refusals.entry((act, reason)).or_default() += 1;
            }
            _ => self.break_off(format!(
                "{act}: {:?} {reason}: {}",
                status.code(),
                status.message()
            )),
        }
        None
    }

    /// Notes an invariant that did not hold; the same one is noted once.
    pub fn break_off(&mut self, what: String) {
        if self.broken.iter().all(|known| known.what != what) {
            self.broken.push(Broken {
                day: self.day,
                subject: self.fate.name(),
                what,
            });
        }
    }

    /// Notes several.
    pub fn break_all(&mut self, found: Vec<String>) {
        for what in found {
            self.break_off(what);
        }
    }

    /// Notes an act's reply: the order, which is read again once all that follows from the act has happened.
    pub fn saw_order(&mut self, order: Order) {
        self.order = Some(order);
        self.is_touched = true;
    }

    /// Notes what was read of a refund.
    pub fn saw_refund(&mut self, refund: Refund) {
        let day = self.day;
        match self.refunds.get_mut(&refund.refund_id) {
            Some(case) => self.has_moved |= case.see(refund, day),
            None => {
                self.has_moved = true;
                self.refunds
                    .insert(refund.refund_id.clone(), Case::new(refund, day));
            }
        }
    }

    /// Notes what was read of a return; one that is new takes its place among those known.
    pub fn saw_return(&mut self, found: Return) {
        let day = self.day;
        match self
            .returns
            .iter_mut()
            .find(|case| case.now.return_id == found.return_id)
        {
            Some(case) => {
                case.see(found, day);
            }
            None => self.returns.push(Case::new(found, day)),
        }
    }
}
