//! A request, and how it goes on: a *pass* asks every context in turn about the orders that are free, then it is seen what is left.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use redress_policy::pack::RecordKind;
use serde::{Deserialize, Serialize};

use super::words::{Kind, State};

/// A request, without the buyer's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Request {
    pub data_request_id: String,
    pub marketplace_id: String,
    pub kind: Kind,
    pub state: State,
    pub pseudonym: String,
    /// Role and name.
    pub requested_by: String,
    pub orders: Vec<OrderPart>,
    pub steps: Vec<Step>,
    /// The pass under way.
    pub pass: Option<Pass>,
    /// How many passes there were.
    pub pass_count: u32,
    pub open: Vec<Open>,
    pub kept: Vec<Kept>,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
    pub end_time: Option<DateTime<Utc>>,
    pub next_try_time: Option<DateTime<Utc>>,
    pub revision: i64,
}

/// An order of the buyer's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OrderPart {
    pub order_id: String,
    /// Whose law says what is kept of it.
    pub country: String,
    /// When it last changed before it was erased; what is kept is counted from then.
    pub change_time: DateTime<Utc>,
    pub is_done: bool,
}

/// What the request came to in a context.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Step {
    pub context: String,
    pub records: i64,
    pub rows: i64,
    pub fields: i64,
    pub files: i64,
    pub replies: i64,
}

/// Contexts being asked about some orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pass {
    pub order_ids: Vec<String>,
    /// How many contexts have answered.
    pub answered: usize,
    /// Orders that a context could not erase, because something was opened meanwhile.
    pub refused: BTreeSet<String>,
}

/// Something that keeps an order waiting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Open {
    pub context: String,
    pub kind: String,
    pub case_id: String,
    pub state: String,
    pub order_id: String,
}

/// What stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub context: String,
    pub what: String,
    pub records: RecordKind,
    pub rows: i64,
    #[serde(default)]
    pub why: String,
    #[serde(default)]
    pub clauses: Vec<String>,
    #[serde(default)]
    pub until: Option<DateTime<Utc>>,
}

/// What a context answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    pub step: Step,
    pub kept: Vec<Kept>,
    pub open: Vec<Open>,
}

impl Request {
    /// The orders that are not done, each once.
    pub(crate) fn left(&self) -> Vec<String> {
        let left = self.orders.iter().filter(|order| !order.is_done);
        left.map(|order| order.order_id.clone()).collect()
    }

    /// Adds orders that were not known.
    pub(crate) fn add_orders(&mut self, found: Vec<OrderPart>) {
        for order in found {
            if !self.orders.iter().any(|known| known.order_id == order.order_id) {
                self.orders.push(order);
            }
        }
    }

    /// Begins a pass over the orders that are left and not open. Without one, the request waits or is done.
    pub(crate) fn begin(&mut self, open: Vec<Open>, now: DateTime<Utc>) {
        let is_open = |order_id: &String| open.iter().any(|case| case.order_id == *order_id);
        // Looking disturbs nobody.
        let waits = self.kind == Kind::Erasure;
        let mut order_ids = self.left();
        order_ids.retain(|order_id| !waits || !is_open(order_id));
        self.open = open;
        self.state = match (order_ids.is_empty(), self.left().is_empty()) {
            (false, _) => State::Running,
            (true, false) => State::Waiting,
            (true, true) => State::Done,
        };
        self.end_time = (self.state == State::Done).then_some(now);
        if !order_ids.is_empty() {
            self.pass_count += 1;
            self.pass = Some(Pass {
                order_ids,
                answered: 0,
                refused: BTreeSet::new(),
            });
        }
    }

    /// Records the next context's answer; the pass ends with the last of `contexts`.
    pub(crate) fn answered(&mut self, answer: Answer, contexts: usize) {
        let Some(mut pass) = self.pass.take() else {
            return;
        };
        pass.answered += 1;
        pass.refused
            .extend(answer.open.iter().map(|case| case.order_id.clone()));
        match self
            .steps
            .iter_mut()
            .find(|step| step.context == answer.step.context)
        {
            Some(step) => step.add(&answer.step),
            None => self.steps.push(answer.step),
        }
        for kept in answer.kept {
            self.keep(kept);
        }
        for case in answer.open {
            if !self.open.contains(&case) {
                self.open.push(case);
            }
        }
        if pass.answered < contexts {
            self.pass = Some(pass);
            return;
        }
        let is_refused = |order_id: &String| self.kind == Kind::Erasure && pass.refused.contains(order_id);
        let done: Vec<String> = pass.order_ids.into_iter().filter(|id| !is_refused(id)).collect();
        for order in &mut self.orders {
            order.is_done |= done.contains(&order.order_id);
        }
    }

    fn keep(&mut self, kept: Kept) {
        let same = |known: &&mut Kept| known.context == kept.context && known.what == kept.what;
        match self.kept.iter_mut().find(same) {
            Some(known) => known.rows += kept.rows,
            None => self.kept.push(kept),
        }
    }

    /// Whether all that is open ends by itself in a moment, such as a message that is being sent.
    pub(crate) fn ends_soon(&self) -> bool {
        self.open
            .iter()
            .all(|case| matches!(case.kind.as_str(), "event" | "message"))
    }

    /// Counts a change.
    pub(crate) fn changed(&mut self, now: DateTime<Utc>) {
        self.revision += 1;
        self.update_time = now;
    }
}

impl Answer {
    /// Takes in what the same context answered about other orders.
    pub(crate) fn add(&mut self, other: Self) {
        self.step.add(&other.step);
        self.kept.extend(other.kept);
        self.open.extend(other.open);
    }
}

impl Step {
    fn add(&mut self, other: &Step) {
        self.records += other.records;
        self.rows += other.rows;
        self.fields += other.fields;
        self.files += other.files;
        self.replies += other.replies;
    }
}
