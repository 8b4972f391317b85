//! What happened in a return, for those who have to be told. It becomes `returns.return_changed`.

use chrono::{DateTime, Utc};
use redress_policy::Party;
use redress_policy::pack::Pack;

use super::deadline::OpenDeadline;
use super::dispute::Dispute;
use super::intervention::Intervention;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    /// The change's word in the contract, such as `return_approved`.
    pub what: &'static str,
    pub actor: Party,
    pub audience: Vec<Party>,
    pub clauses: Vec<String>,
    pub notify_due_time: Option<DateTime<Utc>>,
    /// What the actor said of it.
    pub explanation: String,
    pub deadline: Option<OpenDeadline>,
    /// The pack in force for it, and its version.
    pub policy: (String, i32),
    /// The dispute concerned, as it is after it.
    pub dispute: Option<Dispute>,
    /// The intervention that it is.
    pub intervention: Option<Intervention>,
}

impl Change {
    /// A change that `audience` is told of.
    pub(crate) fn new(what: &'static str, actor: Party, audience: &[Party], policy: (String, i32)) -> Self {
        let mut once = Vec::with_capacity(audience.len());
        for party in audience {
            if !once.contains(party) {
                once.push(*party);
            }
        }
        Self {
            what,
            actor,
            audience: once,
            clauses: Vec::new(),
            notify_due_time: None,
            explanation: String::new(),
            deadline: None,
            policy,
            dispute: None,
            intervention: None,
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

    /// In this dispute, on its clauses.
    pub(crate) fn in_dispute(self, dispute: &Dispute) -> Self {
        let mut change = self.citing(&dispute.clauses);
        change.dispute = Some(dispute.clone());
        change
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
