//! Asking for a return: which units are meant, whether they are there to be claimed, and the return that comes of it.
//!
//! Always: no unit is claimed beyond what was delivered, or for a claim and where the policy lets it be asked before delivery,
//! beyond what was sent.

use chrono::{DateTime, Utc};
use redress_policy::time::Span;
use redress_policy::{Ground, Topic};

use super::decision::DecisionRecord;
use super::line::{BookLine, LineQuantity, ReturnLine};
use super::order::{OrderLine, OrderSight, claimed};
use super::rejection::Rejection;
use super::return_case::{Asked, Origin, Return};
use super::words::ReturnState;

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Asking {
    pub asked: Asked,
    /// All of the seller that can be asked for when empty.
    pub lines: Vec<AskedLine>,
    /// The maker's own warranty, where there is one.
    pub maker_warranty: Option<Span>,
    /// The outbound parcel that it is about, by logistics' id; empty when that is not said.
    pub claimed_parcel_id: String,
}

/// A line that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AskedLine {
    pub line_id: String,
    pub quantity: i64,
    pub serial_number: String,
}

/// Whether a ground is about the goods or about their parcel.
pub(crate) fn topic_of(ground: Ground) -> Topic {
    match ground {
        Ground::NotReceived
        | Ground::TrackingStalled
        | Ground::RefusedAtDoor
        | Ground::InvalidTracking
        | Ground::ReturnLost => Topic::Delivery,
        _ => Topic::Return,
    }
}

impl OrderSight {
    /// The seller of what is asked for: of the lines named, else the caller, else the only one there is.
    pub(crate) fn seller_of(&self, lines: &[AskedLine], caller: Option<&str>) -> Result<String, Rejection> {
        let mut bad = Vec::new();
        let mut seller: Option<&str> = caller;
        for (index, asked) in lines.iter().enumerate() {
            let path = format!("lines[{index}].line_id");
            match self.line(&asked.line_id) {
                Some(line) if seller.is_none_or(|seller| seller == line.seller_id) => {
                    seller = Some(&line.seller_id);
                }
                Some(_) if caller.is_none() => {
                    bad.push((path, "is of another seller; a return has one".to_owned()));
                }
                Some(_) | None => bad.push((path, "names no line of this order".to_owned())),
            }
        }
        if !bad.is_empty() {
            return Err(Rejection::Fields(bad));
        }
        let sellers = self.seller_ids();
        match (seller, sellers.as_slice()) {
            (Some(seller), _) => Ok(seller.to_owned()),
            (None, [only]) => Ok(only.clone()),
            (None, _) => Err(Rejection::field(
                "lines",
                "must name the lines: the order has several sellers, and a return has one",
            )),
        }
    }

    /// The units that are meant: those named, or all of the seller that can be asked for. Where nothing can, all that is
    /// left, so that the policy says why it cannot be.
    pub(crate) fn asked_lines(
        &self,
        book: &[BookLine],
        (lines, seller): (&[AskedLine], &str),
        topic: Topic,
    ) -> Result<Vec<LineQuantity>, Rejection> {
        let left = |line: &OrderLine| line.live_quantity() - claimed(book, &line.line_id).0;
        if lines.is_empty() {
            let open = |line: &OrderLine| match topic {
                Topic::Delivery => line.shipped_quantity - line.delivered_quantity,
                _ => line.delivered_quantity - claimed(book, &line.line_id).1,
            };
            let own = || self.lines.iter().filter(|line| line.seller_id == seller);
            let all = units(own(), |line| open(line).min(left(line)));
            let all = if all.is_empty() { units(own(), left) } else { all };
            return if all.is_empty() {
                Err(Rejection::Precondition {
                    subject: format!("order {}", self.order_id),
                    message: "has nothing left that is not cancelled or claimed already".to_owned(),
                })
            } else {
                Ok(all)
            };
        }
        let mut bad = Vec::new();
        for (index, asked) in lines.iter().enumerate() {
            let left = self.line(&asked.line_id).map_or(0, left);
            if asked.quantity > left {
                let path = format!("lines[{index}].quantity");
                bad.push((
                    path,
                    format!(
                        "is more than the {left} of the line that are neither cancelled nor claimed already"
                    ),
                ));
            }
        }
        if bad.is_empty() {
            let asked = lines.iter().map(|line| LineQuantity {
                line_id: line.line_id.clone(),
                quantity: line.quantity,
            });
            Ok(asked.collect())
        } else {
            Err(Rejection::Fields(bad))
        }
    }

    /// That these units are there to be claimed: delivered, or sent where that is enough.
    pub(crate) fn check_there(
        &self,
        book: &[BookLine],
        asked: &[LineQuantity],
        is_sent_enough: bool,
    ) -> Result<(), Rejection> {
        for ask in asked {
            let Some(line) = self.line(&ask.line_id) else {
                continue;
            };
            let (claimed, returned) = claimed(book, &ask.line_id);
            let sent = line.shipped_quantity - claimed;
            let (there, word) = if is_sent_enough {
                (sent, "sent")
            } else {
                (sent.min(line.delivered_quantity - returned), "delivered")
            };
            if ask.quantity > there {
                return Err(Rejection::Precondition {
                    subject: format!("line {}", ask.line_id),
                    message: format!("has {} {word} and not claimed already", there.max(0)),
                });
            }
        }
        Ok(())
    }
}

fn units<'a>(
    lines: impl Iterator<Item = &'a OrderLine>,
    of: impl Fn(&OrderLine) -> i64,
) -> Vec<LineQuantity> {
    lines
        .filter(|line| of(line) > 0)
        .map(|line| LineQuantity {
            line_id: line.line_id.clone(),
            quantity: of(line),
        })
        .collect()
}

impl Return {
    /// A return as it was asked for, its units held; what becomes of it is still to be judged by its decision.
    pub(crate) fn open(
        order: &OrderSight,
        asking: Asking,
        (units, record): (&[LineQuantity], &DecisionRecord),
        now: DateTime<Utc>,
    ) -> Self {
        let serial = |line_id: &str| {
            let asked = asking.lines.iter().find(|line| line.line_id == line_id);
            asked.map_or_else(String::new, |line| line.serial_number.clone())
        };
        let line = |unit: &LineQuantity| {
            let of_order = order.line(&unit.line_id);
            ReturnLine {
                line_id: unit.line_id.clone(),
                quantity: unit.quantity,
                received_quantity: 0,
                held_quantity: unit.quantity,
                is_kept: false,
                title: of_order.map_or_else(String::new, |line| line.title.clone()),
                sku: of_order.map_or_else(String::new, |line| line.sku.clone()),
                serial_number: serial(&unit.line_id),
            }
        };
        Self {
            return_id: record.return_id.clone(),
            order_id: order.order_id.clone(),
            marketplace_id: order.marketplace_id.clone(),
            buyer_id: order.buyer_id.clone(),
            seller_id: record.seller_id.clone(),
            state: ReturnState::Requested,
            revision: 0,
            topic: record.facts.topic,
            lines: units.iter().map(line).collect(),
            asked: asking.asked,
            origin: Origin {
                place_time: order.place_time,
                buyer_country: order.buyer_country.clone(),
                buyer_region: order.buyer_region.clone(),
                currency: order.currency,
                order_number: order.order_number.clone(),
                claimed_parcel_id: asking.claimed_parcel_id,
            },
            decision_id: record.decision_id.clone(),
            request_time: now,
            awaits: None,
            decided: None,
            approval: None,
            parcels: Vec::new(),
            postage_minor: 0,
            evidence: Vec::new(),
            inspection: None,
            remedy: None,
            dispute_id: String::new(),
            disputed_state: None,
            deadlines: Vec::new(),
            pause: None,
            is_escalated: false,
            clauses: record.decision.clauses.iter().map(ToString::to_string).collect(),
            update_time: now,
            receive_time: None,
            held_until_time: None,
            repair_note: String::new(),
            agreed: None,
        }
    }
}

impl Asked {
    /// The names of the fields that it gives, as packs call them.
    pub(crate) fn fields(&self) -> Vec<redress_policy::Text> {
        [
            ("order_id", true),
            ("explanation", !self.explanation.is_empty()),
            ("contact.name", !self.contact.name.is_empty()),
            ("contact.email", !self.contact.email.is_empty()),
            ("contact.phone", !self.contact.phone.is_empty()),
            ("invoice", !self.invoice.is_empty()),
        ]
        .into_iter()
        .filter(|(_, is_given)| *is_given)
        .map(|(field, _)| field.into())
        .collect()
    }
}
