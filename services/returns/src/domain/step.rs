//! What can be done to a return, and in which states: the one table of it.

use super::rejection::Rejection;
use super::return_case::Return;
use super::words::ReturnState::{
    self, Approved, AwaitingEvidence, AwaitingParcel, InTransit, Inspected, PartlyReceived, Received,
    Refused, Remedied, Requested, UnderReview,
};

/// Something that people do to a return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Amend,
    Decide,
    Withdraw,
    Announce,
    CorrectTracking,
    Receive,
    Inspect,
    Apply,
    RecordRepair,
    Send,
}

impl Step {
    /// Every step.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 10] = [
        Self::Amend,
        Self::Decide,
        Self::Withdraw,
        Self::Announce,
        Self::CorrectTracking,
        Self::Receive,
        Self::Inspect,
        Self::Apply,
        Self::RecordRepair,
        Self::Send,
    ];

    /// The states in which it can be done. A return that is reviewed again after it was approved can still be received, and
    /// cannot be amended any more.
    pub(crate) const fn allowed(self) -> &'static [ReturnState] {
        match self {
            Self::Amend | Self::Decide => &[Requested, AwaitingEvidence, UnderReview],
            Self::Withdraw => &[
                Requested,
                AwaitingEvidence,
                UnderReview,
                Approved,
                AwaitingParcel,
                InTransit,
            ],
            Self::Announce => &[AwaitingParcel, InTransit, PartlyReceived],
            Self::CorrectTracking => &[InTransit, PartlyReceived, UnderReview, Remedied, Refused],
            Self::Receive => &[AwaitingParcel, InTransit, PartlyReceived, UnderReview],
            Self::Inspect => &[PartlyReceived, Received, Inspected],
            Self::Apply => &[Approved, PartlyReceived, Received, Inspected],
            Self::RecordRepair => &[Remedied],
            Self::Send => &[Remedied, Refused],
        }
    }
}

impl Return {
    /// That its state allows a step.
    pub(crate) fn check_step(&self, step: Step) -> Result<(), Rejection> {
        let is_reviewed_again = self.state == UnderReview && self.approval.is_some();
        let fits = match step {
            Step::Amend => !is_reviewed_again,
            Step::Receive => self.state != UnderReview || is_reviewed_again,
            _ => true,
        };
        if fits && step.allowed().contains(&self.state) {
            Ok(())
        } else {
            Err(self.illegal_state(step.allowed()))
        }
    }

    /// That its state does not allow something, and which states do.
    pub(crate) fn illegal_state(&self, allowed: &[ReturnState]) -> Rejection {
        let allowed = allowed.iter().filter(|state| **state != self.state);
        Rejection::IllegalState {
            kind: "return",
            id: self.return_id.clone(),
            state: self.state.as_str(),
            allowed: allowed.map(|state| state.as_str()).collect(),
        }
    }
}
