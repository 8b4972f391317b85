//! What happened in an order, for those who have to be told. It becomes `orders.order_changed`.

use chrono::{DateTime, Utc};
use redress_policy::pack::Pack;
use redress_policy::{Decision, Party};

use super::cancellation::Cancellation;
use super::deadline::OpenDeadline;
use super::dispute::Dispute;
use super::intervention::Intervention;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    /// The change's word in the contract, such as `cancellation_approved`.
    pub what: &'static str,
    pub actor: Party,
    pub audience: Vec<Party>,
    pub clauses: Vec<String>,
    pub notify_due_time: Option<DateTime<Utc>>,
    pub line_ids: Vec<String>,
    /// What the actor said of it.
    pub explanation: String,
    pub deadline: Option<OpenDeadline>,
    /// The pack in force for it, and its version.
    pub policy: (String, i32),
}

impl Change {
    /// A change that `audience` is told of.
    pub(crate) fn new(what: &'static str, actor: Party, audience: &[Party], policy: (String, i32)) -> Self {
        Self {
            what,
            actor,
            audience: audience.to_vec(),
            clauses: Vec::new(),
            notify_due_time: None,
            line_ids: Vec::new(),
            explanation: String::new(),
            deadline: None,
            policy,
        }
    }

    /// Resting on these clauses too.
    pub(crate) fn citing<T: AsRef<str>>(mut self, clauses: impl IntoIterator<Item = T>) -> Self {
        for clause in clauses {
            if !self.clauses.iter().any(|known| known == clause.as_ref()) {
                self.clauses.push(clause.as_ref().to_owned());
            }
        }
        self
    }

    /// About these lines.
    pub(crate) fn about<'a>(mut self, line_ids: impl IntoIterator<Item = &'a str>) -> Self {
        self.line_ids.extend(line_ids.into_iter().map(str::to_owned));
        self
    }

    /// In the actor's words.
    pub(crate) fn saying(mut self, explanation: &str) -> Self {
        explanation.clone_into(&mut self.explanation);
        self
    }

    /// With the clock concerned.
    pub(crate) fn with_deadline(self, deadline: &OpenDeadline) -> Self {
        let mut change = self.citing(&deadline.clauses);
        change.deadline = Some(deadline.clone());
        change
    }

    /// With the latest that the audience has to be told.
    pub(crate) fn told_by(mut self, time: Option<DateTime<Utc>>) -> Self {
        self.notify_due_time = time;
        self
    }

    /// With whom the pack wants told of it besides.
    pub(crate) fn noticed_by(mut self, pack: &Pack) -> Self {
        let Some(notice) = pack.notice(self.what) else {
            return self;
        };
        for party in &notice.to {
            if !self.audience.contains(party) {
                self.audience.push(*party);
            }
        }
        self.citing(notice.clauses.iter())
    }
}

/// What a change is about, beside the order, as it is after it.
#[derive(Clone, Debug, Default)]
pub(crate) struct About {
    /// With its decision, where that is at hand.
    pub cancellation: Option<(Cancellation, Option<Decision>)>,
    pub dispute: Option<Dispute>,
    pub intervention: Option<Intervention>,
}
