//! When something may be asked for: the windows of a case for one line, and how they combine.

use super::record::{Considered, Record};
use crate::Text;
use crate::calendar::Calendar;
use crate::decision::FactValue;
use crate::facts::{Facts, LineFacts};
use crate::pack::{Case, Pack, Term, WindowMode, WindowRule};
use crate::time::{Deadline, Reckoning, Span, Suspension, TimeError};
use crate::words::{Event, Ground, Layer, RefusalReason};
use chrono::{DateTime, Utc};
use std::borrow::Cow;

/// How the windows of a case stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    /// Why it cannot be asked for now; none when it can.
    pub refusal: Option<RefusalReason>,
    /// When it closes or closed; absent where there is no end.
    pub close_time: Option<DateTime<Utc>>,
}

/// One line, seen by one pack.
#[derive(Clone, Copy)]
pub(super) struct Sight<'a> {
    pub pack: &'a Pack,
    pub layer: Layer,
    pub facts: &'a Facts,
    pub line: &'a LineFacts,
}

/// A span that a seller or an order sets in place of the pack's, and the layer it comes from.
pub(super) type OwnSpan<'a> = Option<(Span, Layer, Option<&'a crate::pack::ClauseIds>)>;

impl<'a> Sight<'a> {
    /// When an event happened for this line; absent when it has not.
    pub fn event(&self, event: Event) -> Option<DateTime<Utc>> {
        let order = &self.facts.order;
        match event {
            Event::Placed => Some(order.place_time),
            Event::PaymentConfirmed => order.payment_confirm_time,
            Event::ProcessingDue => order.processing_due_time,
            Event::Shipped => self.line.ship_time,
            Event::Delivered => self.line.deliver_time,
            Event::Requested | Event::Asked => Some(self.facts.now),
            Event::RmaIssued => order.rma_issue_time,
            Event::DeliveryExpected => order.delivery_expected_time,
            Event::TrackingMoved => order.tracking_move_time,
            Event::ReturnReceived => order.return_receive_time,
            Event::Approved | Event::Intervened | Event::Ruled => None,
        }
    }

    /// Whether something that names categories and classes is for this line.
    pub fn is_for(&self, categories: &[Text], classes: &[Text]) -> bool {
        (categories.is_empty() || categories.contains(&self.line.category))
            && (classes.is_empty() || classes.contains(&self.line.product_class))
    }

    /// Counts a span from a start by this pack's time.
    pub fn count(&self, start: DateTime<Utc>, span: Span, suspendable: bool) -> Result<Deadline, TimeError> {
        let header = &self.pack.pack;
        let suspensions =
            if suspendable { suspensions(self.facts, &header.countries) } else { Vec::new() };
        Reckoning {
            zone: header.time_zone,
            calendar: Calendar::of(&header.calendar),
            suspensions: &suspensions,
            roll_to_working_day: header.roll_to_working_day,
        }
        .deadline(start, span)
    }

    /// How the windows of a case stand; open when it has none for this line.
    pub fn windows<R: Record>(
        &self,
        case: &'a Case,
        own: OwnSpan<'a>,
        record: &mut R,
    ) -> Result<Standing, TimeError> {
        let mut combined: Option<Standing> = None;
        for rule in case.windows.iter().filter(|rule| self.is_for(&rule.categories, &rule.product_classes)) {
            let standing = self.window(case, rule, own, record)?;
            combined = Some(combined.map_or(standing, |before| combine(before, standing, case.window_mode)));
        }
        if self.facts.ground == Ground::Warranty && case.grounds.contains(&Ground::Warranty) {
            for standing in self.warranties(case, record)? {
                combined = Some(combined.map_or(standing, |before| combine(before, standing, WindowMode::Later)));
            }
        }
        Ok(combined.unwrap_or(Standing { refusal: None, close_time: None }))
    }

    fn window<R: Record>(
        &self,
        case: &'a Case,
        rule: &'a WindowRule,
        own: OwnSpan<'a>,
        record: &mut R,
    ) -> Result<Standing, TimeError> {
        let now = self.facts.now;
        let (mut open_time, mut is_waiting) = (None, false);
        if let Some(opens) = &rule.opens {
            match (self.event(opens.after), opens.span) {
                (Some(at), Some(span)) => open_time = Some(self.count(at, span, rule.suspendable)?.due),
                (Some(at), None) => open_time = Some(at),
                (None, _) => is_waiting = true,
            }
        }
        let mut close = None;
        if let Some(closes) = &rule.closes {
            let span = own.map_or(closes.span, |(span, ..)| span);
            match self.event(closes.after) {
                Some(at) => close = Some(self.count(at, span, rule.suspendable)?),
                None => is_waiting |= !rule.open_before_event,
            }
        }
        let close_time = close.as_ref().map(|close| close.due);
        let refusal = if is_waiting || open_time.is_some_and(|opens| now < opens) {
            Some(RefusalReason::WindowNotOpen)
        } else if close_time.is_some_and(|closes| now >= closes) {
            Some(RefusalReason::WindowClosed)
        } else {
            None
        };
        let mut basis = rule.basis();
        let layer = own.filter(|_| rule.closes.is_some()).map_or(self.layer, |(_, layer, clauses)| {
            basis.clauses = clauses.unwrap_or(basis.clauses);
            layer
        });
        let considered =
            Considered { rule: &case.id, basis, layer, held: refusal.is_none(), line_id: Some(&self.line.line_id) };
        record.finding(
            considered,
            || window_message(refusal, close.as_ref(), rule),
            || {
                [
                    ("request.time", FactValue::Time(now)),
                    ("window.open_time", time_or_unknown(open_time)),
                    ("window.close_time", time_or_unknown(close_time)),
                ]
            },
        );
        Ok(Standing { refusal, close_time })
    }

    fn warranties<R: Record>(&self, case: &'a Case, record: &mut R) -> Result<Vec<Standing>, TimeError> {
        let mut standings = Vec::new();
        for rule in self.pack.warranties.iter().filter(|w| self.is_for(&w.categories, &w.product_classes)) {
            let mut close = match self.event(Event::Delivered) {
                Some(at) => Some(self.count(at, rule.span, false)?),
                None => None,
            };
            if let (Some(at), Some(own), true) =
                (self.event(Event::Delivered), self.line.maker_warranty, rule.longer_maker_warranty_wins)
            {
                let makers = self.count(at, own, false)?;
                close = close.map(|legal| Deadline::later_of(legal, makers));
            }
            let close_time = close.as_ref().map(|close| close.due);
            let refusal = match close_time {
                None => Some(RefusalReason::WindowNotOpen),
                Some(due) if self.facts.now >= due => Some(RefusalReason::WindowClosed),
                Some(_) => None,
            };
            let considered = Considered {
                rule: &case.id,
                basis: rule.basis(),
                layer: self.layer,
                held: refusal.is_none(),
                line_id: Some(&self.line.line_id),
            };
            record.finding(
                considered,
                || match refusal {
                    None => Cow::Borrowed("The warranty runs."),
                    Some(_) => Cow::Borrowed("The warranty does not run."),
                },
                || {
                    [
                        ("line.deliver_time", time_or_unknown(self.line.deliver_time)),
                        ("line.product_class", FactValue::Text(self.line.product_class.clone())),
                        ("warranty.end_time", time_or_unknown(close_time)),
                    ]
                },
            );
            standings.push(Standing { refusal, close_time });
        }
        Ok(standings)
    }
}

/// The special periods that concern a pack, as suspensions: those everywhere, in the buyer's country or in the pack's.
pub(super) fn suspensions(facts: &Facts, countries: &[Text]) -> Vec<Suspension> {
    facts
        .special_periods
        .iter()
        .filter(|period| {
            period.region.is_empty()
                || period.region == facts.order.buyer_country
                || countries.contains(&period.region)
        })
        .map(|period| Suspension {
            id: period.special_period_id.to_string(),
            region: period.region.to_string(),
            from: period.start_time,
            to: period.end_time,
        })
        .collect()
}

/// The later end favours the buyer: open if either is. The earlier: open only if both are.
fn combine(a: Standing, b: Standing, mode: WindowMode) -> Standing {
    let pick_b = match (a.refusal, b.refusal, mode) {
        (Some(_), None, WindowMode::Later) | (None, Some(_), WindowMode::Earlier) => true,
        (None, Some(_), WindowMode::Later) | (Some(_), None, WindowMode::Earlier) => false,
        (_, _, WindowMode::Later) => match (a.close_time, b.close_time) {
            (Some(a), Some(b)) => b > a,
            (Some(_), None) => true,
            (None, _) => false,
        },
        (_, _, WindowMode::Earlier) => match (a.close_time, b.close_time) {
            (Some(a), Some(b)) => b < a,
            (None, Some(_)) => true,
            (_, None) => false,
        },
    };
    if pick_b { b } else { a }
}

fn window_message(
    refusal: Option<RefusalReason>,
    close: Option<&Deadline>,
    rule: &WindowRule,
) -> Cow<'static, str> {
    match (refusal, close) {
        (None, Some(_)) => Cow::Borrowed("The window is open."),
        (None, None) => Cow::Borrowed("The window is open; nothing has started its end yet."),
        (Some(RefusalReason::WindowClosed), Some(Deadline { last_day: Some(day), .. })) => {
            Cow::Owned(format!("The window closed with the end of {day}."))
        }
        (Some(RefusalReason::WindowClosed), Some(close)) => {
            Cow::Owned(format!("The window closed at {}.", FactValue::Time(close.due)))
        }
        (Some(_), _) => {
            let event = rule.opens.as_ref().map(|o| o.after).or(rule.closes.as_ref().map(|c| c.after));
            Cow::Owned(format!(
                "The window is not open yet: it counts from `{}`.",
                event.map_or("nothing", |event| event.as_str())
            ))
        }
    }
}

pub(super) fn time_or_unknown(time: Option<DateTime<Utc>>) -> FactValue {
    time.map_or(FactValue::Unknown, FactValue::Time)
}
