//! The slip for the inside of a return parcel: A4, with what the shop's policy wants on it and nothing else.

use super::canvas::{Canvas, Sheet};
use super::text::Style;
use crate::rma::RmaNumber;

const A4: Sheet = Sheet {
    width: 595.28,
    height: 841.89,
    margin: 56.7,
};

const HEADING: Style = Style::bold(20.0);
const CAPTION: Style = Style::regular(9.0);
const NUMBER: Style = Style::bold(18.0);
const BODY: Style = Style::regular(12.0);

/// The column of quantities.
const QUANTITY_WIDTH: f32 = 90.0;

/// What a policy may want on the slip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlipField {
    /// The return's number; it is on the slip in any case.
    RmaNumber,
    /// The order's number.
    OrderNumber,
    /// Each line's product.
    Product,
    /// How many of it come back.
    Quantity,
    /// What is wrong, in short.
    Problem,
}

/// What comes back of one order line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlipLine {
    /// The product's id or name.
    pub product: String,
    /// How many pieces.
    pub quantity: u32,
}

/// What the slip can say; of it, it says what `fields` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlipContent {
    /// The return's number.
    pub rma: RmaNumber,
    /// The order's number, as its buyer knows it.
    pub order_number: String,
    /// What comes back.
    pub lines: Vec<SlipLine>,
    /// A short description of the problem.
    pub problem: String,
    /// What the policy wants on the slip.
    pub fields: Vec<SlipField>,
}

impl SlipContent {
    fn has(&self, field: SlipField) -> bool {
        self.fields.contains(&field)
    }
}

/// The slip as PDF: one page of A4 unless its texts take more.
pub fn slip(content: &SlipContent) -> Vec<u8> {
    let rma = content.rma.to_string();
    let mut canvas = Canvas::new(A4, format!("Return slip {rma}"), format!("Return slip {rma}"));
    canvas.paragraph(HEADING, "Return slip");
    canvas.rule();
    item(&mut canvas, "RMA number", NUMBER, &rma);
    if content.has(SlipField::OrderNumber) {
        item(&mut canvas, "Order number", BODY, &content.order_number);
    }
    goods(&mut canvas, content);
    if content.has(SlipField::Problem) {
        item(&mut canvas, "Problem", BODY, &content.problem);
    }
    canvas.finish()
}

fn item(canvas: &mut Canvas, caption: &str, style: Style, value: &str) {
    canvas.gap(12.0);
    canvas.keep(CAPTION.leading() + style.leading());
    canvas.paragraph(CAPTION, caption);
    canvas.paragraph(style, value);
}

/// Products and quantities side by side, or one of the two alone.
fn goods(canvas: &mut Canvas, content: &SlipContent) {
    let (products, quantities) = (content.has(SlipField::Product), content.has(SlipField::Quantity));
    if content.lines.is_empty() || !(products || quantities) {
        return;
    }
    canvas.gap(12.0);
    let room = canvas.room() - QUANTITY_WIDTH;
    let mut row = |style: Style, product: &str, quantity: &str| match (products, quantities) {
        (true, true) => canvas.row(style, product, room, Some(quantity)),
        (true, false) => canvas.paragraph(style, product),
        _ => canvas.paragraph(style, quantity),
    };
    row(CAPTION, "Product", "Quantity");
    for line in &content.lines {
        row(BODY, &line.product, &line.quantity.to_string());
    }
}

#[cfg(test)]
mod tests;
