//! Quantities of lines and parcels, both ways.

use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Fields;
use redress_rpc::convert::{money_to_wire, time_to_wire};

use super::requests::MAX_ID;
use super::words::purpose_to_wire;
use crate::domain::line::LineQuantity;
use crate::domain::parcel::ReturnParcel;

/// The most units that a request may name of a line.
pub(crate) const MAX_QUANTITY: i32 = 1_000_000;
/// The most lines that a request may name.
pub(crate) const MAX_LINES: usize = 1_000;

/// Quantities that another context told.
pub(crate) fn quantities_of(lines: &[orders::LineQuantity]) -> Vec<LineQuantity> {
    let quantity = |line: &orders::LineQuantity| LineQuantity {
        line_id: line.line_id.clone(),
        quantity: line.quantity.into(),
    };
    lines.iter().map(quantity).collect()
}

/// Quantities of a request, each line once.
pub(crate) fn quantities_from_wire(
    fields: &mut Fields,
    path: &str,
    lines: &[orders::LineQuantity],
) -> Vec<LineQuantity> {
    if lines.len() > MAX_LINES {
        fields.refuse(path, format_args!("must have at most {MAX_LINES} entries"));
        return Vec::new();
    }
    let mut checked: Vec<LineQuantity> = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        let line_id = fields.non_empty(format_args!("{path}[{index}].line_id"), &line.line_id, MAX_ID);
        let quantity = fields.within(
            format_args!("{path}[{index}].quantity"),
            line.quantity,
            1..=MAX_QUANTITY,
        );
        if checked.iter().any(|other| other.line_id == line.line_id) {
            fields.refuse(
                format_args!("{path}[{index}].line_id"),
                "names a line for the second time",
            );
        }
        if let (Some(line_id), Some(quantity)) = (line_id, quantity) {
            checked.push(LineQuantity {
                line_id,
                quantity: quantity.into(),
            });
        }
    }
    checked
}

/// Quantities on the wire. None is above a million, so that they fit.
pub(crate) fn quantities_to_wire(lines: &[LineQuantity]) -> Vec<orders::LineQuantity> {
    let quantity = |line: &LineQuantity| orders::LineQuantity {
        line_id: line.line_id.clone(),
        quantity: line.quantity as i32,
    };
    lines.iter().map(quantity).collect()
}

pub(crate) fn parcel_to_wire(parcel: &ReturnParcel) -> pb::ReturnParcel {
    pb::ReturnParcel {
        parcel_id: parcel.parcel_id.clone(),
        purpose: purpose_to_wire(parcel.purpose).into(),
        carrier: parcel.carrier.clone(),
        tracking_number: parcel.tracking_number.clone(),
        tracking_site: parcel.tracking_site.clone(),
        insured_value: parcel.insured_value.map(money_to_wire),
        lines: quantities_to_wire(&parcel.lines),
        ship_time: Some(time_to_wire(parcel.ship_time)),
        status: parcel.status.clone(),
        receive_time: parcel.receive_time.map(time_to_wire),
        receipt_evidence_id: parcel.receipt_evidence_id.clone(),
        is_number_wrong: parcel.is_number_wrong,
        earlier_numbers: parcel.earlier_numbers.clone(),
        is_unannounced: parcel.is_unannounced,
        estimated_delivery_time: parcel.estimated_delivery_time.map(time_to_wire),
    }
}
