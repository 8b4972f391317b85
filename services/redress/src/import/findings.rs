//! What an order book holds that somebody should look at: orders that are late, parcels that have stalled, and what could
//! be cancelled, by a policy and as of a date.
//!
//! The orders are read back page by page from the order book, and seen as they stood on the date: what happened later is
//! left out. The order book knows of no tracking, so a parcel last moved when it shipped. Deciding is the policy core's.

mod ask;
mod seen;
mod terms;

pub use terms::Terms;

use super::book::Book;
use chrono::{DateTime, SecondsFormat, Utc};
use redress_policy::{Ground, Outcome, Text};
use seen::SeenOrder;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;

/// What is asked of the order book.
pub struct Question {
    /// The policy.
    pub terms: Terms,
    /// The date.
    pub as_of: DateTime<Utc>,
    /// How many ids of each kind are listed.
    pub list: usize,
}

/// Everything that was found.
#[derive(Debug, Serialize)]
pub struct Findings {
    /// The policy.
    pub policy_id: String,
    /// Its edition.
    pub edition: String,
    /// As of when.
    pub as_of: DateTime<Utc>,
    /// Orders that had been placed by then.
    pub orders: usize,
    /// What was found, kind by kind.
    pub kinds: Vec<Found>,
}

/// One kind of what was found.
#[derive(Debug, Serialize)]
pub struct Found {
    /// `late`, `stalled` or `cancellable`.
    pub group: &'static str,
    /// Which of that group, such as `not_shipped`.
    pub kind: String,
    /// In words.
    pub text: String,
    /// What is counted: `orders` or `parcels`.
    pub unit: &'static str,
    /// How many.
    pub count: usize,
    /// The clauses that the policy's answers rest on.
    pub clauses: BTreeSet<String>,
    /// The first of them.
    pub first: Vec<Case>,
}

/// An order or a parcel of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Case {
    /// The order's id in the order book.
    pub order_id: String,
    /// The shop's id of it.
    pub external_reference: String,
    /// The parcel; absent where it is the order as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parcel_id: Option<String>,
}

/// What the times alone tell, without a policy.
const LATE: [(&str, &str, &str); 4] = [
    (
        "not_shipped",
        "paid, not shipped, and the processing time has run out",
        "orders",
    ),
    (
        "shipped_late",
        "shipped after the processing time had run out",
        "orders",
    ),
    (
        "not_delivered",
        "shipped, not delivered, and the estimate has passed",
        "parcels",
    ),
    ("delivered_late", "delivered after the estimate", "parcels"),
];

/// What the policy says of parcels under way.
const STALLED: [(Ground, &str); 2] = [
    (
        Ground::TrackingStalled,
        "no movement for so long that the policy gives a claim",
    ),
    (
        Ground::NotReceived,
        "so far beyond the estimate that the policy gives a claim",
    ),
];

/// The group of what may be cancelled. Its kinds are listed as they are found, after the others.
const CANCELLABLE: &str = "cancellable";

/// Asks the question of every order of the book.
///
/// # Errors
///
/// The suite cannot be reached, or the policy's calendar does not cover a day that matters.
pub async fn find(book: &Book, question: &Question) -> anyhow::Result<Findings> {
    let mut findings = question.empty();
    let mut token = Some(String::new());
    while let Some(page_token) = token {
        let (orders, next) = book.page(page_token).await?;
        for order in orders {
            let Some(seen) = SeenOrder::at(order, question.as_of)? else {
                continue;
            };
            findings.orders += 1;
            question.look(&seen, &mut findings)?;
        }
        token = next;
    }
    Ok(findings)
}

impl Question {
    fn empty(&self) -> Findings {
        let header = &self.terms.pack().pack;
        let late = LATE
            .iter()
            .map(|(kind, text, unit)| Found::none("late", kind, text, unit));
        let stalled = STALLED
            .iter()
            .map(|(ground, text)| Found::none("stalled", ground.as_str(), text, "parcels"));
        Findings {
            policy_id: header.id.to_string(),
            edition: header.edition.to_string(),
            as_of: self.as_of,
            orders: 0,
            kinds: late.chain(stalled).collect(),
        }
    }

    fn look(&self, order: &SeenOrder, findings: &mut Findings) -> anyhow::Result<()> {
        let late = order.late(self.as_of);
        let whole = |is_late: bool| is_late.then_some(None).into_iter().collect();
        let parcels = |ids: Vec<_>| ids.into_iter().map(Some).collect::<Vec<_>>();
        let found: [Vec<Option<&str>>; 4] = [
            whole(late.not_shipped),
            whole(late.shipped_late),
            parcels(late.not_delivered),
            parcels(late.delivered_late),
        ];
        for (kind, cases) in findings.kinds.iter_mut().zip(found) {
            for parcel_id in cases {
                kind.note(order.case(parcel_id), &[], self.list);
            }
        }
        for parcel in order.parcels_under_way() {
            for (kind, (ground, _)) in findings.kinds[LATE.len()..].iter_mut().zip(STALLED) {
                let decision = self.terms.parcel(order, parcel, ground, self.as_of)?;
                if decision.outcome != Outcome::Refused {
                    kind.note(order.case(Some(&parcel.parcel_id)), &decision.clauses, self.list);
                }
            }
        }
        for ground in self.terms.cancel_grounds() {
            let decision = self.terms.cancel(order, *ground, self.as_of)?;
            if let Some(decision) = decision.filter(|decision| decision.outcome != Outcome::Refused) {
                let kind = findings.cancellable(*ground, decision.outcome);
                kind.note(order.case(None), &decision.clauses, self.list);
            }
        }
        Ok(())
    }
}

impl Findings {
    /// What may be cancelled on this ground with this answer.
    fn cancellable(&mut self, ground: Ground, outcome: Outcome) -> &mut Found {
        let kind = format!("{ground}.{outcome}");
        let found = self
            .kinds
            .iter()
            .position(|found| found.group == CANCELLABLE && found.kind == kind);
        let at = found.unwrap_or_else(|| {
            let text = format!("if the buyer asks for {ground}: {outcome}");
            self.kinds.push(Found::none(CANCELLABLE, &kind, &text, "orders"));
            self.kinds.len() - 1
        });
        &mut self.kinds[at]
    }
}

impl Found {
    fn none(group: &'static str, kind: &str, text: &str, unit: &'static str) -> Self {
        Self {
            group,
            kind: kind.to_owned(),
            text: text.to_owned(),
            unit,
            count: 0,
            clauses: BTreeSet::new(),
            first: Vec::new(),
        }
    }

    fn note(&mut self, case: Case, clauses: &[Text], list: usize) {
        self.count += 1;
        self.clauses.extend(clauses.iter().map(ToString::to_string));
        if self.first.len() < list {
            self.first.push(case);
        }
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "found as of {} by {} ({}), among {} orders",
            self.as_of.to_rfc3339_opts(SecondsFormat::Secs, true),
            self.policy_id,
            self.edition,
            self.orders
        )?;
        for found in &self.kinds {
            write!(
                f,
                "\n  {:<11} {:>6} {:<7} {}",
                found.group, found.count, found.unit, found.text
            )?;
            if !found.clauses.is_empty() {
                let clauses: Vec<&str> = found.clauses.iter().map(String::as_str).collect();
                write!(f, " [{}]", clauses.join(", "))?;
            }
            for case in &found.first {
                write!(f, "\n                {case}")?;
            }
            if found.count > found.first.len() && !found.first.is_empty() {
                write!(
                    f,
                    "\n                and {} more",
                    found.count - found.first.len()
                )?;
            }
        }
        if !self.kinds.iter().any(|found| found.group == CANCELLABLE) {
            write!(f, "\n  {CANCELLABLE} {:>6} orders", 0)?;
        }
        Ok(())
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.order_id)?;
        if !self.external_reference.is_empty() {
            write!(f, " {}", self.external_reference)?;
        }
        match &self.parcel_id {
            Some(parcel_id) => write!(f, " parcel {parcel_id}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
