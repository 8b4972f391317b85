//! Requests for a return, and amendments of one.

use redress_contracts::redress::returns::v1 as pb;
use redress_policy::time::Span;
use redress_policy::{Ground, Party};
use redress_policybook::convert::word;
use redress_rpc::{Caller, Fields};

use super::parcel::{MAX_LINES, MAX_QUANTITY};
use super::party::party_from_wire;
use super::requests::{MAX_ID, MAX_TEXT, about_return, optional_remedy, payout_from_wire, resource_id};
use crate::domain::amending::Amendment;
use crate::domain::asking::{AskedLine, Asking};
use crate::domain::return_case::{Asked, Contact};

const MAX_NAME: usize = 256;
/// The longest warranty of a maker, in months.
const MAX_WARRANTY: i32 = 1_200;

/// What is asked for; `is_binding` asks for what only a real request needs.
pub(crate) fn asking_from_wire(
    fields: &mut Fields,
    request: pb::RequestReturnRequest,
    caller: &Caller,
    is_binding: bool,
) -> Option<Asking> {
    resource_id(fields, "order_id", &request.order_id);
    fields.request_id("request_id", &request.request_id);
    let requested_by = party_from_wire(fields, "requested_by", request.requested_by, caller);
    let ground = word::<Ground>(fields, "ground", request.ground);
    let lines = lines_from_wire(fields, &request.lines);
    let must_explain = is_binding && matches!(requested_by, Some(Party::Seller | Party::Platform));
    let explanation = if must_explain {
        fields.non_empty("explanation", &request.explanation, MAX_TEXT)
    } else {
        fields.at_most("explanation", &request.explanation, MAX_TEXT)
    };
    let wish = optional_remedy(fields, "wished_remedy", request.wished_remedy);
    let contact = contact_from_wire(fields, request.contact);
    let invoice = fields.at_most("invoice", &request.invoice, MAX_ID);
    let payout = payout_from_wire(fields, request.payout);
    let maker_warranty = warranty_from_wire(fields, request.maker_warranty_months);
    Some(Asking {
        asked: Asked {
            ground: ground?,
            requested_by: requested_by?,
            explanation: explanation?,
            wish,
            contact: contact?,
            invoice: invoice?,
            payout,
            is_accepted_without_reservation: request.is_accepted_without_reservation,
        },
        lines,
        maker_warranty,
        claimed_parcel_id: String::new(),
    })
}

fn lines_from_wire(fields: &mut Fields, lines: &[pb::ReturnLine]) -> Vec<AskedLine> {
    if lines.len() > MAX_LINES {
        fields.refuse("lines", format_args!("must have at most {MAX_LINES} entries"));
        return Vec::new();
    }
    let mut checked: Vec<AskedLine> = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        let line_id = fields.non_empty(format_args!("lines[{index}].line_id"), &line.line_id, MAX_ID);
        let quantity = fields.within(
            format_args!("lines[{index}].quantity"),
            line.quantity,
            1..=MAX_QUANTITY,
        );
        let serial_number = fields.at_most(
            format_args!("lines[{index}].serial_number"),
            &line.serial_number,
            MAX_ID,
        );
        if checked.iter().any(|other| other.line_id == line.line_id) {
            fields.refuse(
                format_args!("lines[{index}].line_id"),
                "names a line for the second time",
            );
        }
        if let (Some(line_id), Some(quantity), Some(serial_number)) = (line_id, quantity, serial_number) {
            checked.push(AskedLine {
                line_id,
                quantity: quantity.into(),
                serial_number,
            });
        }
    }
    checked
}

fn warranty_from_wire(fields: &mut Fields, months: i32) -> Option<Span> {
    let months = fields.within("maker_warranty_months", months, 0..=MAX_WARRANTY)?;
    if months == 0 {
        return None;
    }
    fields.take("maker_warranty_months", Span::months(months.into()))
}

fn contact_from_wire(fields: &mut Fields, contact: Option<pb::Contact>) -> Option<Contact> {
    let contact = contact.unwrap_or_default();
    let name = fields.at_most("contact.name", contact.name.trim(), MAX_NAME);
    let email = fields.at_most("contact.email", contact.email.trim(), MAX_NAME);
    let phone = fields.at_most("contact.phone", contact.phone.trim(), MAX_NAME);
    if email
        .as_ref()
        .is_some_and(|email| !email.is_empty() && !email.contains('@'))
    {
        fields.refuse("contact.email", "must be an e-mail address");
    }
    Some(Contact {
        name: name?,
        email: email?,
        phone: phone?,
    })
}

/// What is filled in or changed.
pub(crate) fn amendment_from_wire(fields: &mut Fields, request: pb::AmendReturnRequest) -> Option<Amendment> {
    about_return(fields, &request.return_id, &request.request_id);
    let contact = contact_from_wire(fields, request.contact);
    let explanation = fields.at_most("explanation", &request.explanation, MAX_TEXT);
    let invoice = fields.at_most("invoice", &request.invoice, MAX_ID);
    let wish = optional_remedy(fields, "wished_remedy", request.wished_remedy);
    let payout = payout_from_wire(fields, request.payout);
    Some(Amendment {
        contact: contact?,
        explanation: explanation?,
        invoice: invoice?,
        wish,
        payout,
    })
}
