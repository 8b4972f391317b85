//! What is printed for a return.

use redress_contracts::redress::orders::v1 as orders;
use redress_documents::pdf::{LabelContent, SlipContent, SlipField, SlipLine};
use redress_documents::rma::RmaNumber;
use redress_policy::pack::Rma;

use crate::domain::line::ReturnLine;
use crate::domain::parcel::ReturnParcel;
use crate::domain::return_case::Return;

/// The longest description of the problem that is printed, in characters.
const LONGEST_PROBLEM: usize = 1_000;

/// The label for the outside of the parcel. `order` is as the caller may see it.
pub(crate) fn label_of(
    case: &Return,
    (rma, terms, shop_name): (RmaNumber, &Rma, &str),
    order: &orders::Order,
) -> LabelContent {
    let destination = case
        .approval
        .as_ref()
        .and_then(|approval| approval.destination.as_ref());
    let address = destination.map(|place| place.address.clone());
    let parcel = case
        .parcels
        .iter()
        .rfind(|parcel| parcel.is_return() && parcel.is_under_way());
    let text = |of: fn(&ReturnParcel) -> &String| parcel.map(of).filter(|text| !text.is_empty()).cloned();
    LabelContent {
        rma,
        shop_name: shop_name.to_owned(),
        order_number: case.origin.order_number.clone(),
        return_address: std::iter::once(shop_name.to_owned()).chain(address).collect(),
        sender: sender_of(order),
        carrier: text(|parcel| &parcel.carrier),
        tracking_number: text(|parcel| &parcel.tracking_number),
        marked_outside: terms.marked_outside,
    }
}

/// The buyer's name and address.
fn sender_of(order: &orders::Order) -> Vec<String> {
    let Some(address) = &order.shipping_address else {
        return Vec::new();
    };
    let place = [
        &address.postal_code,
        &address.locality,
        &address.administrative_area,
    ];
    let place: Vec<&str> = place
        .into_iter()
        .map(String::as_str)
        .filter(|text| !text.is_empty())
        .collect();
    address
        .recipients
        .iter()
        .chain(&address.address_lines)
        .cloned()
        .chain([place.join(" "), address.region_code.clone()])
        .filter(|line| !line.is_empty())
        .collect()
}

/// The slip that goes into the parcel, with the fields that the pack asks for.
pub(crate) fn slip_of(case: &Return, rma: RmaNumber, terms: &Rma) -> SlipContent {
    let product = |line: &ReturnLine| {
        if line.sku.is_empty() {
            line.title.clone()
        } else {
            format!("{} ({})", line.title, line.sku)
        }
    };
    let line = |line: &ReturnLine| SlipLine {
        product: product(line),
        quantity: u32::try_from(line.quantity).unwrap_or(u32::MAX),
    };
    let problem = if case.asked.explanation.is_empty() {
        case.asked.ground.to_string().replace('_', " ")
    } else {
        case.asked.explanation.chars().take(LONGEST_PROBLEM).collect()
    };
    SlipContent {
        rma,
        order_number: case.origin.order_number.clone(),
        lines: case.lines.iter().filter(|line| !line.is_kept).map(line).collect(),
        problem,
        fields: terms.slip_fields.iter().map(slip_field).collect(),
    }
}

fn slip_field(word: &redress_policy::SlipField) -> SlipField {
    match word {
        redress_policy::SlipField::RmaNumber => SlipField::RmaNumber,
        redress_policy::SlipField::OrderNumber => SlipField::OrderNumber,
        redress_policy::SlipField::Product => SlipField::Product,
        redress_policy::SlipField::Quantity => SlipField::Quantity,
        redress_policy::SlipField::Problem => SlipField::Problem,
    }
}
