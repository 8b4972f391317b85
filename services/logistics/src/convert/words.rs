//! The words of logistics on the wire.

use redress_contracts::redress::logistics::v1 as pb;
use redress_rpc::Fields;

use crate::domain::words::{NumberState, Purpose, ShipmentState, Status};

pub(crate) fn purpose_to_wire(purpose: Purpose) -> pb::ShipmentPurpose {
    match purpose {
        Purpose::Outbound => pb::ShipmentPurpose::Outbound,
        Purpose::Return => pb::ShipmentPurpose::Return,
        Purpose::Replacement => pb::ShipmentPurpose::Replacement,
        Purpose::Exchange => pb::ShipmentPurpose::Exchange,
        Purpose::Repair => pb::ShipmentPurpose::Repair,
        Purpose::Resend => pb::ShipmentPurpose::Resend,
        Purpose::GoodsBack => pb::ShipmentPurpose::GoodsBack,
    }
}

pub(crate) fn state_to_wire(state: ShipmentState) -> pb::ShipmentState {
    match state {
        ShipmentState::Announced => pb::ShipmentState::Announced,
        ShipmentState::InTransit => pb::ShipmentState::InTransit,
        ShipmentState::PartlyDelivered => pb::ShipmentState::PartlyDelivered,
        ShipmentState::Delivered => pb::ShipmentState::Delivered,
        ShipmentState::Failed => pb::ShipmentState::Failed,
    }
}

pub(crate) fn number_state_to_wire(state: NumberState) -> pb::NumberState {
    match state {
        NumberState::None => pb::NumberState::Unspecified,
        NumberState::Valid => pb::NumberState::Valid,
        NumberState::Unverified => pb::NumberState::Unverified,
        NumberState::Invalid => pb::NumberState::Invalid,
        NumberState::Replaced => pb::NumberState::Replaced,
    }
}

pub(crate) fn status_to_wire(status: Status) -> pb::TrackingStatus {
    match status {
        Status::LabelCreated => pb::TrackingStatus::LabelCreated,
        Status::PickedUp => pb::TrackingStatus::PickedUp,
        Status::InTransit => pb::TrackingStatus::InTransit,
        Status::ArrivedAtFacility => pb::TrackingStatus::ArrivedAtFacility,
        Status::AtCustoms => pb::TrackingStatus::AtCustoms,
        Status::CustomsCleared => pb::TrackingStatus::CustomsCleared,
        Status::Delayed => pb::TrackingStatus::Delayed,
        Status::Exception => pb::TrackingStatus::Exception,
        Status::OutForDelivery => pb::TrackingStatus::OutForDelivery,
        Status::DeliveryAttemptFailed => pb::TrackingStatus::DeliveryAttemptFailed,
        Status::AvailableForPickup => pb::TrackingStatus::AvailableForPickup,
        Status::Damaged => pb::TrackingStatus::Damaged,
        Status::RefusedByRecipient => pb::TrackingStatus::RefusedByRecipient,
        Status::RefusedAtCustoms => pb::TrackingStatus::RefusedAtCustoms,
        Status::Returning => pb::TrackingStatus::Returning,
        Status::Lost => pb::TrackingStatus::Lost,
        Status::ReturnedToSender => pb::TrackingStatus::ReturnedToSender,
        Status::Delivered => pb::TrackingStatus::Delivered,
    }
}

/// A purpose that must be given.
pub(crate) fn purpose(fields: &mut Fields, path: &str, number: i32) -> Option<Purpose> {
    let wire = fields.one_of::<pb::ShipmentPurpose>(path, number)?;
    find(Purpose::ALL, |word| purpose_to_wire(word) == wire)
}

/// A purpose that may be left out.
pub(crate) fn optional_purpose(fields: &mut Fields, path: &str, number: i32) -> Option<Purpose> {
    (number != 0).then(|| purpose(fields, path, number)).flatten()
}

/// A state that may be left out.
pub(crate) fn optional_state(fields: &mut Fields, path: &str, number: i32) -> Option<ShipmentState> {
    if number == 0 {
        return None;
    }
    let wire = fields.one_of::<pb::ShipmentState>(path, number)?;
    find(ShipmentState::ALL, |word| state_to_wire(word) == wire)
}

/// A status that may be left out.
pub(crate) fn optional_status(fields: &mut Fields, path: &str, number: i32) -> Option<Status> {
    if number == 0 {
        return None;
    }
    let wire = fields.one_of::<pb::TrackingStatus>(path, number)?;
    find(Status::ALL, |word| status_to_wire(word) == wire)
}

fn find<T: Copy>(words: &[T], is: impl Fn(T) -> bool) -> Option<T> {
    words.iter().copied().find(|word| is(*word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_the_same_on_the_wire() {
        let wire = |name: &str, prefix: &str| name.strip_prefix(prefix).unwrap().to_lowercase();
        for status in Status::ALL {
            let name = status_to_wire(*status).as_str_name();
            assert_eq!(wire(name, "TRACKING_STATUS_"), status.as_str());
        }
        for purpose in Purpose::ALL {
            let name = purpose_to_wire(*purpose).as_str_name();
            assert_eq!(wire(name, "SHIPMENT_PURPOSE_"), purpose.as_str());
        }
        for state in ShipmentState::ALL {
            let name = state_to_wire(*state).as_str_name();
            assert_eq!(wire(name, "SHIPMENT_STATE_"), state.as_str());
        }
        assert_eq!(Status::ALL.len(), 18);
    }
}
