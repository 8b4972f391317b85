//! What findings say to people: the pack's own sentences, and times as a clock at the shop's place shows them.
//!
//! Written digit by digit: the formatting machinery would cost more than the rest of a decision.

use crate::Text;
use crate::time::{Deadline, Zone};
use crate::words::Event;
use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use std::borrow::Cow;

/// A pack's own sentence.
pub(super) fn own(text: &Text) -> Cow<'static, str> {
    Cow::Owned(String::from(&**text))
}

/// One of two sentences: ours where a rule held, the pack's where it did not.
pub(super) fn said(held: bool, yes: &'static str, no: &Text) -> Cow<'static, str> {
    if held { Cow::Borrowed(yes) } else { own(no) }
}

/// A window that waits for an event.
pub(super) fn waits_for(event: Event) -> Cow<'static, str> {
    Cow::Owned(
        [
            "The window is not open yet: it counts from ",
            words_for(event),
            ", which is not on record.",
        ]
        .concat(),
    )
}

/// A window that opens later.
pub(super) fn opens(at: DateTime<Utc>, zone: Zone) -> Cow<'static, str> {
    Cow::Owned(sentence(
        "The window opens",
        " on ",
        |text| push_time(text, at, zone),
        zone,
    ))
}

/// Something that ended: `what` by a day or, for hours, by the minute.
pub(super) fn ended(what: &str, close: Option<&Deadline>, zone: Zone) -> Cow<'static, str> {
    match close {
        Some(Deadline {
            last_day: Some(day), ..
        }) => Cow::Owned(sentence(
            what,
            " with the end of ",
            |text| push_date(text, *day),
            zone,
        )),
        Some(close) => Cow::Owned(sentence(
            what,
            " on ",
            |text| push_time(text, close.due, zone),
            zone,
        )),
        None => Cow::Borrowed("It counts from the delivery, which is not on record."),
    }
}

fn sentence(what: &str, link: &str, push: impl FnOnce(&mut String), zone: Zone) -> String {
    let mut text = String::with_capacity(80);
    text.push_str(what);
    text.push_str(link);
    push(&mut text);
    text.push_str(" (");
    text.push_str(zone.name());
    text.push_str(").");
    text
}

/// `2026-03-03 at 09:00`
fn push_time(text: &mut String, at: DateTime<Utc>, zone: Zone) {
    let local = zone.local_time(at);
    push_date(text, local.date());
    text.push_str(" at ");
    push_digits(text, local.hour(), 2);
    text.push(':');
    push_digits(text, local.minute(), 2);
}

/// `2026-03-03`
fn push_date(text: &mut String, day: NaiveDate) {
    push_digits(text, day.year().unsigned_abs(), 4);
    text.push('-');
    push_digits(text, day.month(), 2);
    text.push('-');
    push_digits(text, day.day(), 2);
}

fn push_digits(text: &mut String, number: u32, width: u32) {
    for place in (0..width).rev() {
        text.push(char::from(b'0' + (number / 10_u32.pow(place) % 10) as u8));
    }
}

/// An event in words for people.
fn words_for(event: Event) -> &'static str {
    match event {
        Event::Placed => "the order",
        Event::PaymentConfirmed => "the payment's confirmation",
        Event::ProcessingDue => "the end of the processing time",
        Event::Shipped => "the shipping",
        Event::Delivered => "the delivery",
        Event::Requested => "the request",
        Event::Approved => "the approval",
        Event::RmaIssued => "the return number",
        Event::Intervened => "the platform's stepping in",
        Event::DeliveryExpected => "the expected delivery",
        Event::TrackingMoved => "the last tracking update",
        Event::ReturnReceived => "the return of the goods",
        Event::Asked => "the question",
        Event::Ruled => "the ruling",
    }
}
