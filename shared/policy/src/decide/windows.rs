//! When something may be asked for: the windows of a case for one line, and how they combine.

use super::messages;
use super::own_terms::Own;
use super::record::Record;
use crate::Text;
use crate::calendar::Calendar;
use crate::decision::FactValue;
use crate::facts::{Facts, LineFacts};
use crate::pack::{Case, Pack, Term, WindowMode, WindowRule};
use crate::time::{Deadline, Reckoning, Span, Suspension, TimeError, Unit};
use crate::words::{Event, Ground, Layer, Mark, RefusalReason};
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
        let suspensions = if suspendable {
            suspensions(self.facts, &self.pack.pack.countries)
        } else {
            Vec::new()
        };
        count(self.pack, start, span, &suspensions)
    }

    /// How the windows of a case stand; open when it has none for this line.
    pub fn windows<R: Record>(
        &self,
        case: &'a Case,
        own: Option<Own<'a, Span>>,
        record: &mut R,
    ) -> Result<Standing, TimeError> {
        let mut combined: Option<Standing> = None;
        for rule in case
            .windows
            .iter()
            .filter(|rule| self.is_for(&rule.categories, &rule.product_classes))
        {
            let standing = self.window(case, rule, own, record)?;
            combined = Some(combined.map_or(standing, |before| combine(before, standing, case.window_mode)));
        }
        if self.facts.ground == Ground::Warranty && !self.pack.warranties.is_empty() {
            if let Some(standing) = self.warranty(case, record)? {
                combined =
                    Some(combined.map_or(standing, |before| combine(before, standing, WindowMode::Later)));
            } else if combined.is_none() {
                combined = Some(self.without_warranty(case, record));
            }
        }
        Ok(combined.unwrap_or(Standing {
            refusal: None,
            close_time: None,
        }))
    }

    fn window<R: Record>(
        &self,
        case: &'a Case,
        rule: &'a WindowRule,
        own: Option<Own<'a, Span>>,
        record: &mut R,
    ) -> Result<Standing, TimeError> {
        let (now, zone) = (self.facts.now, self.pack.pack.time_zone);
        let own = own.filter(|_| rule.closes.is_some());
        let (mut open_time, mut waits_for) = (None, None);
        if let Some(opens) = &rule.opens {
            match (self.event(opens.after), opens.span) {
                (Some(at), Some(span)) => open_time = Some(self.count(at, span, rule.suspendable)?.due),
                (Some(at), None) => open_time = Some(at),
                (None, _) => waits_for = Some(opens.after),
            }
        }
        let mut close = None;
        if let Some(closes) = &rule.closes {
            let span = own.map_or(closes.span, |own| own.value);
            match self.event(closes.after) {
                Some(at) => close = Some(self.count(at, span, rule.suspendable)?),
                None if rule.open_before_event => {}
                None => waits_for = waits_for.or(Some(closes.after)),
            }
        }
        let close_time = close.as_ref().map(|close| close.due);
        let refusal = if waits_for.is_some() || open_time.is_some_and(|opens| now < opens) {
            Some(RefusalReason::WindowNotOpen)
        } else if close_time.is_some_and(|closes| now >= closes) {
            Some(RefusalReason::WindowClosed)
        } else {
            None
        };
        let mut basis = rule.basis();
        let layer = own.map_or(self.layer, |own| own.layer);
        if let Some(own) = own {
            // What a seller or the order writes is stated, whatever the pack assumed in its place.
            basis.mark = Mark::Stated;
            basis.clauses = own.clauses.unwrap_or(basis.clauses);
        }
        record.finding(
            Sight { layer, ..*self }.considered(&case.id, basis, refusal.is_none()),
            || match (refusal, waits_for, open_time, &close) {
                (None, ..) => Cow::Borrowed("The window is open."),
                (_, Some(event), ..) => messages::waits_for(event),
                (Some(RefusalReason::WindowNotOpen), _, Some(opens), _) => messages::opens(opens, zone),
                (.., close) => messages::ended("The window closed", close.as_ref(), zone),
            },
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

    /// How the longest warranty for this line stands; none when no warranty is for it.
    fn warranty<R: Record>(&self, case: &'a Case, record: &mut R) -> Result<Option<Standing>, TimeError> {
        let zone = self.pack.pack.time_zone;
        let mut longest: Option<Standing> = None;
        for rule in self
            .pack
            .warranties
            .iter()
            .filter(|w| self.is_for(&w.categories, &w.product_classes))
        {
            let mut close = None;
            if let Some(at) = self.event(Event::Delivered) {
                let own = self.count(at, rule.span, false)?;
                close = Some(
                    match self
                        .line
                        .maker_warranty
                        .filter(|_| rule.longer_maker_warranty_wins)
                    {
                        Some(makers) => Deadline::later_of(own, self.count(at, makers, false)?),
                        None => own,
                    },
                );
            }
            let close_time = close.as_ref().map(|close| close.due);
            let refusal = match close_time {
                None => Some(RefusalReason::WindowNotOpen),
                Some(due) if self.facts.now >= due => Some(RefusalReason::WindowClosed),
                Some(_) => None,
            };
            record.finding(
                self.considered(&case.id, rule.basis(), refusal.is_none()),
                || match refusal {
                    None => Cow::Borrowed("The warranty runs."),
                    Some(_) => messages::ended("The warranty ended", close.as_ref(), zone),
                },
                || {
                    [
                        ("line.deliver_time", time_or_unknown(self.line.deliver_time)),
                        (
                            "line.product_class",
                            FactValue::Text(self.line.product_class.clone()),
                        ),
                        ("warranty.end_time", time_or_unknown(close_time)),
                    ]
                },
            );
            let standing = Standing { refusal, close_time };
            longest = Some(longest.map_or(standing, |before| combine(before, standing, WindowMode::Later)));
        }
        Ok(longest)
    }

    /// A line that no warranty is for has none.
    fn without_warranty<R: Record>(&self, case: &'a Case, record: &mut R) -> Standing {
        record.finding(
            self.considered(&case.id, case.basis(), false),
            || Cow::Borrowed("No warranty covers goods of this category and class."),
            || {
                [
                    ("line.category", FactValue::Text(self.line.category.clone())),
                    (
                        "line.product_class",
                        FactValue::Text(self.line.product_class.clone()),
                    ),
                ]
            },
        );
        Standing {
            refusal: Some(RefusalReason::NoRule),
            close_time: None,
        }
    }
}

/// Counts a span by a pack's time zone and calendar.
pub(super) fn count(
    pack: &Pack,
    start: DateTime<Utc>,
    span: Span,
    suspensions: &[Suspension],
) -> Result<Deadline, TimeError> {
    let header = &pack.pack;
    let needs_calendar = header.roll_to_working_day || span.unit() == Unit::WorkingDays;
    Reckoning {
        zone: header.time_zone,
        calendar: if needs_calendar {
            Calendar::of(&header.calendar)
        } else {
            None
        },
        suspensions,
        roll_to_working_day: header.roll_to_working_day,
    }
    .deadline(start, span)
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

pub(super) fn time_or_unknown(time: Option<DateTime<Utc>>) -> FactValue {
    time.map_or(FactValue::Unknown, FactValue::Time)
}
