//! What a return waits for while nobody has decided it.

use redress_policy::{DeadlineKind, Party};

use super::return_case::Return;
use super::words::ReturnState;

/// The clocks of a decision that somebody owes.
pub(crate) const OF_REVIEW: [DeadlineKind; 2] =
    [DeadlineKind::PlatformDecision, DeadlineKind::SellerResponse];

impl Return {
    /// It waits for fields or evidence of whoever asks. Whether that is news.
    pub(crate) fn await_asker(&mut self, lacks_fields: bool) -> bool {
        self.stop_clocks(&OF_REVIEW);
        self.awaits = None;
        let before = self.state;
        self.state = if lacks_fields {
            ReturnState::Requested
        } else {
            ReturnState::AwaitingEvidence
        };
        before != self.state
    }

    /// It waits for the decision of a party. Whether that is news.
    pub(crate) fn await_party(&mut self, party: Party) -> bool {
        self.stop_clocks(&[DeadlineKind::Evidence]);
        let was_awaited = self.state == ReturnState::UnderReview && self.awaits == Some(party);
        self.state = ReturnState::UnderReview;
        self.awaits = Some(party);
        !was_awaited
    }

    /// The platform has to look at it again, although it was approved.
    pub(crate) fn review_again(&mut self) {
        self.state = ReturnState::UnderReview;
        self.awaits = Some(Party::Platform);
        self.is_escalated = true;
    }
}
