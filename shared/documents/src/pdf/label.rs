//! The label for the outside of a return parcel: A6, which any label printer and any office printer takes.

use super::barcode::code128;
use super::canvas::{Canvas, Sheet};
use super::text::Style;
use crate::rma::RmaNumber;

const A6: Sheet = Sheet {
    width: 297.64,
    height: 419.53,
    margin: 20.0,
};

const SHOP: Style = Style::bold(11.0);
const CAPTION: Style = Style::regular(8.0);
const NOTE: Style = Style::bold(9.5);
const ADDRESS: Style = Style::bold(11.0);
const DETAIL: Style = Style::regular(9.5);

/// The size of the number unless its letters are too wide for that.
const NUMBER_SIZE: f32 = 27.0;

const BARCODE_HEIGHT: f32 = 54.0;

/// The lines that a sender without a known address gets to write on.
const BLANK_LINES: usize = 3;

/// What is on the label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelContent {
    /// The number that the parcel is known by: as large text and as a barcode of the same characters.
    pub rma: RmaNumber,
    /// The shop that takes the goods back.
    pub shop_name: String,
    /// The order's number, as its buyer knows it.
    pub order_number: String,
    /// Where the parcel goes, line by line.
    pub return_address: Vec<String>,
    /// Who sends it, line by line; when there is none, lines to write on.
    pub sender: Vec<String>,
    /// Who carries it, if that is known.
    pub carrier: Option<String>,
    /// The carrier's number, if that is known.
    pub tracking_number: Option<String>,
    /// The shop asks for the number on the outside of the parcel, so the label says so.
    pub marked_outside: bool,
}

/// The label as PDF: one page of A6 unless its texts take more.
pub fn label(content: &LabelContent) -> Vec<u8> {
    let rma = content.rma.to_string();
    let mut canvas = Canvas::new(A6, format!("Return label {rma}"), format!("Return label {rma}"));
    canvas.paragraph(SHOP, &content.shop_name);
    canvas.rule();
    number(&mut canvas, &rma, content.marked_outside);
    canvas.rule();
    block(&mut canvas, "Return to", ADDRESS, &content.return_address);
    canvas.rule();
    details(&mut canvas, content);
    canvas.rule();
    if content.sender.is_empty() {
        blank_sender(&mut canvas);
    } else {
        block(&mut canvas, "From", DETAIL, &content.sender);
    }
    canvas.finish()
}

fn number(canvas: &mut Canvas, rma: &str, marked_outside: bool) {
    canvas.gap(4.0);
    canvas.paragraph(CAPTION, "RMA number");
    // The number is never wrapped: a line break in it would be read as its end.
    let size = NUMBER_SIZE.min(0.99 * canvas.room() / Style::bold(1.0).width(rma));
    canvas.paragraph(Style::bold(size), rma);
    canvas.gap(4.0);
    let widths = code128(rma).expect("invariant: an RMA number is ASCII");
    canvas.barcode(&widths, BARCODE_HEIGHT);
    canvas.gap(5.0);
    if marked_outside {
        canvas.paragraph(
            NOTE,
            "Fix this label, or write this number, clearly on the outside of the parcel.",
        );
        canvas.gap(3.0);
    }
}

fn block(canvas: &mut Canvas, caption: &str, style: Style, lines: &[String]) {
    canvas.gap(4.0);
    canvas.keep(CAPTION.leading() + style.leading());
    canvas.paragraph(CAPTION, caption);
    for line in lines {
        canvas.paragraph(style, line);
    }
    canvas.gap(4.0);
}

fn details(canvas: &mut Canvas, content: &LabelContent) {
    canvas.gap(4.0);
    canvas.paragraph(DETAIL, &format!("Order number: {}", content.order_number));
    let carriage = [
        ("Carrier", &content.carrier),
        ("Tracking number", &content.tracking_number),
    ];
    for (caption, value) in carriage {
        if let Some(value) = value {
            canvas.paragraph(DETAIL, &format!("{caption}: {value}"));
        }
    }
    canvas.gap(4.0);
}

fn blank_sender(canvas: &mut Canvas) {
    let line = 18.0;
    canvas.gap(4.0);
    canvas.keep(CAPTION.leading() + 3.0 * line);
    canvas.paragraph(CAPTION, "From");
    for _ in 0..BLANK_LINES {
        canvas.gap(line - 1.0);
        canvas.rule();
    }
}

#[cfg(test)]
mod tests;
