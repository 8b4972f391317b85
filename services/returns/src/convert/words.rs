//! The words of returns on the wire.

use redress_contracts::redress::returns::v1 as pb;
use redress_policy::InspectionOutcome;

use crate::domain::words::{ParcelPurpose, ReturnState};

pub(crate) fn state_to_wire(state: ReturnState) -> pb::ReturnState {
    match state {
        ReturnState::Requested => pb::ReturnState::Requested,
        ReturnState::AwaitingEvidence => pb::ReturnState::AwaitingEvidence,
        ReturnState::UnderReview => pb::ReturnState::UnderReview,
        ReturnState::Approved => pb::ReturnState::Approved,
        ReturnState::Refused => pb::ReturnState::Refused,
        ReturnState::AwaitingParcel => pb::ReturnState::AwaitingParcel,
        ReturnState::InTransit => pb::ReturnState::InTransit,
        ReturnState::PartlyReceived => pb::ReturnState::PartlyReceived,
        ReturnState::Received => pb::ReturnState::Received,
        ReturnState::Inspected => pb::ReturnState::Inspected,
        ReturnState::Remedied => pb::ReturnState::Remedied,
        ReturnState::Closed => pb::ReturnState::Closed,
        ReturnState::Withdrawn => pb::ReturnState::Withdrawn,
        ReturnState::Expired => pb::ReturnState::Expired,
        ReturnState::Disputed => pb::ReturnState::Disputed,
    }
}

/// `None` for the unspecified state.
pub(crate) fn state_from_wire(state: pb::ReturnState) -> Option<ReturnState> {
    ReturnState::ALL
        .iter()
        .copied()
        .find(|word| state_to_wire(*word) == state)
}

pub(crate) fn purpose_to_wire(purpose: ParcelPurpose) -> pb::ParcelPurpose {
    match purpose {
        ParcelPurpose::Return => pb::ParcelPurpose::Return,
        ParcelPurpose::Replacement => pb::ParcelPurpose::Replacement,
        ParcelPurpose::Exchange => pb::ParcelPurpose::Exchange,
        ParcelPurpose::Repair => pb::ParcelPurpose::Repair,
        ParcelPurpose::Resend => pb::ParcelPurpose::Resend,
        ParcelPurpose::GoodsBack => pb::ParcelPurpose::GoodsBack,
    }
}

pub(crate) fn outcome_to_wire(outcome: InspectionOutcome) -> pb::InspectionOutcome {
    match outcome {
        InspectionOutcome::Passed => pb::InspectionOutcome::Passed,
        InspectionOutcome::Reduced => pb::InspectionOutcome::Reduced,
        InspectionOutcome::Refused => pb::InspectionOutcome::Refused,
        InspectionOutcome::Incomplete => pb::InspectionOutcome::Incomplete,
    }
}
