//! Carriers and what is known of a number, as the contract has them.

use redress_contracts::redress::logistics::v1 as pb;

use super::words::number_state_to_wire;
use crate::carriers::{Assessment, Candidate, Carrier, Identified, NearNumber};

pub(crate) fn carrier_to_wire(carrier: &Carrier) -> pb::Carrier {
    pb::Carrier {
        carrier: carrier.code.clone(),
        display_name: carrier.name.clone(),
        aliases: carrier.aliases.clone(),
        countries: carrier.countries.clone(),
        formats: carrier.format_ids().map(str::to_owned).collect(),
    }
}

/// What is known of a number, and what would be recorded of it.
pub(crate) fn identified_to_wire(
    identified: &Identified,
    assessed: &Assessment,
) -> pb::IdentifyTrackingNumberResponse {
    let number = &identified.tracking_number;
    pb::IdentifyTrackingNumberResponse {
        tracking_number: number.clone(),
        candidates: identified
            .candidates
            .iter()
            .map(|candidate| candidate_to_wire(candidate, number))
            .collect(),
        is_probable_typo: identified.is_probable_typo,
        near_numbers: identified.near_numbers.iter().map(near_to_wire).collect(),
        number_state: number_state_to_wire(assessed.state).into(),
    }
}

fn candidate_to_wire(candidate: &Candidate, number: &str) -> pb::CarrierCandidate {
    pb::CarrierCandidate {
        carrier: candidate.carrier.code.clone(),
        display_name: candidate.carrier.name.clone(),
        format: candidate.format.clone(),
        confidence: candidate.confidence,
        has_check_digit: candidate.has_check_digit,
        is_check_digit_valid: candidate.is_check_digit_valid,
        tracking_site: candidate.carrier.site(number),
    }
}

fn near_to_wire(near: &NearNumber) -> pb::NearNumber {
    pb::NearNumber {
        tracking_number: near.tracking_number.clone(),
        slip: near.slip.as_str().to_owned(),
        position: i32::try_from(near.position + 1).unwrap_or(i32::MAX),
    }
}
