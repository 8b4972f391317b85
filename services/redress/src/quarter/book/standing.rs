//! Where a case stands, as far as it matters for what is done next; and whether it is over.

use redress_contracts::redress::orders::v1::{Cancellation, CancellationState, Dispute, DisputeState};
use redress_contracts::redress::refunds::v1::{Refund, RefundState};
use redress_contracts::redress::returns::v1::{Return, ReturnDispute, ReturnDisputeState, ReturnState};

/// What every case has.
pub trait Standing {
    /// Where it stands, in a word; another word when it is somebody's turn anew.
    fn stance(&self) -> String;
    /// Nothing happens to it any more by itself.
    fn is_over(&self) -> bool;
}

impl Standing for Cancellation {
    fn stance(&self) -> String {
        format!("{:?} {}", self.state(), self.is_escalated)
    }

    fn is_over(&self) -> bool {
        let owes_nothing = self.refund.as_ref().is_none_or(|refund| refund.lines.is_empty());
        match self.state() {
            CancellationState::Refunded | CancellationState::Withdrawn | CancellationState::Refused => true,
            CancellationState::Approved => owes_nothing,
            _ => false,
        }
    }
}

impl Standing for Dispute {
    fn stance(&self) -> String {
        format!(
            "{:?} {} {}",
            self.state(),
            self.proposals.len(),
            self.is_escalated
        )
    }

    fn is_over(&self) -> bool {
        self.state() != DisputeState::Open
    }
}

impl Standing for Refund {
    fn stance(&self) -> String {
        format!("{:?}", self.state())
    }

    fn is_over(&self) -> bool {
        matches!(
            self.state(),
            RefundState::Succeeded | RefundState::Failed | RefundState::Reversed
        )
    }
}

impl Standing for Return {
    fn stance(&self) -> String {
        let received: i32 = self.lines.iter().map(|line| line.received_quantity).sum();
        format!(
            "{:?} {} {} {received} {} {}",
            self.state(),
            self.evidence.len(),
            self.parcels.len(),
            self.remedy.is_some(),
            self.is_escalated
        )
    }

    fn is_over(&self) -> bool {
        self.is_closed
            || matches!(
                self.state(),
                ReturnState::Closed | ReturnState::Withdrawn | ReturnState::Expired
            )
    }
}

impl Standing for ReturnDispute {
    fn stance(&self) -> String {
        format!(
            "{:?} {} {}",
            self.state(),
            self.proposals.len(),
            self.is_escalated
        )
    }

    fn is_over(&self) -> bool {
        matches!(
            self.state(),
            ReturnDisputeState::Settled | ReturnDisputeState::Closed
        )
    }
}
