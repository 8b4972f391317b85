//! Why the domain says no. Data only: what a caller is told is made of it in `error.rs`.

use redress_core::Money;
use redress_policy::Party;

use super::decision::DecisionRecord;
use super::intervention::InterventionKind;

/// A refusal by the rules of returns or by the policy.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Rejection {
    /// Request fields that do not fit, each by its path.
    Fields(Vec<(String, String)>),
    /// There is no such thing for this caller.
    NotFound { kind: &'static str, id: String },
    /// The resource's state does not allow it.
    IllegalState {
        kind: &'static str,
        id: String,
        state: &'static str,
        allowed: Vec<&'static str>,
    },
    /// It changed since it was read.
    StaleEtag,
    /// The policy's answer is no.
    Policy(Box<DecisionRecord>),
    /// Something else that must hold does not.
    Precondition {
        /// What stands in the way, such as `line 2`.
        subject: String,
        message: String,
    },
    /// This party may not do it.
    WrongParty { allowed: Vec<Party> },
    /// More money than there is to give.
    Exceeds { most: Money },
    /// The pack says nothing of disputes.
    DisputesNotOffered,
    /// The pack does not give the platform this power.
    InterventionNotAllowed {
        kind: InterventionKind,
        clauses: Vec<String>,
    },
}

impl Rejection {
    /// One bad field.
    pub(crate) fn field(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Fields(vec![(path.into(), reason.into())])
    }

    /// There is no such return for this caller.
    pub(crate) fn no_return(id: &str) -> Self {
        Self::NotFound {
            kind: "return",
            id: id.to_owned(),
        }
    }
}
