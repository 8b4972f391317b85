//! How a parcel travels: what its carrier reports, day by day, and in which disorder. Days count from shipping.

use super::super::dice::Dice;
use super::super::shops::Market;
use super::super::waybill::{Waybill, waybill};
use super::goods::Cart;
use redress_contracts::redress::logistics::v1::TrackingStatus;

/// A parcel's way.
#[derive(Clone, Debug)]
pub struct Leg {
    /// What its waybills are drawn with.
    dice: Dice,
    country: &'static str,
    /// The days that the carrier estimates.
    pub estimate: u32,
    /// What becomes of it.
    pub course: Course,
    /// Only half of a line goes first, the rest follows a day later.
    pub is_split: bool,
    /// The seller's number has a typing error, and is corrected after some days.
    pub is_mistyped: bool,
}

impl Leg {
    /// The waybill of the seller's parcel that is the order's so manieth, from 0: a second one has a number of its own.
    pub fn waybill_of(&self, nth: usize) -> Waybill {
        let mut dice = self.dice.clone();
        let first = waybill(self.country, &mut dice);
        (0..nth).fold(first, |_, _| waybill(self.country, &mut dice))
    }
}

/// What becomes of a parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// Delivered after so many days.
    Smooth(u32),
    /// The recipient is out twice, then at home.
    Attempts(u32),
    /// Tracking stands still for so many days, then it is delivered.
    Stalls(u32),
    /// Tracking stands still for ever.
    Vanishes,
    /// The carrier says that it is lost.
    Lost(u32),
    /// Refused at the door, and sent back.
    Refused(u32),
    /// Cannot be delivered, and sent back.
    SentBack(u32),
    /// The carrier reports nothing; the seller marks it as delivered.
    Untracked(u32),
}

/// One report of a carrier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The day on which it happened.
    pub day: u32,
    /// The day on which it is reported: later for what comes out of order.
    pub told: u32,
    /// What happened.
    pub status: TrackingStatus,
    /// It is reported twice.
    pub is_doubled: bool,
}

/// The way of each seller's parcel.
pub fn legs(cart: &Cart, market: &Market, dice: &mut Dice) -> Vec<Leg> {
    let legs = cart.sellers().into_iter().map(|_| {
        let days = dice.between(2, 9);
        Leg {
            dice: Dice::of(dice.below(u64::MAX), &[]),
            country: market.country,
            estimate: days + dice.between(0, 2),
            course: course(days, dice),
            is_split: dice.percent(8),
            is_mistyped: dice.percent(3),
        }
    });
    legs.collect()
}

fn course(days: u32, dice: &mut Dice) -> Course {
    match *dice.weigh(&[
        (72, 's'),
        (5, 'a'),
        (5, 't'),
        (3, 'v'),
        (3, 'l'),
        (4, 'r'),
        (3, 'b'),
        (5, 'u'),
    ]) {
        'a' => Course::Attempts(days),
        't' => Course::Stalls(dice.between(6, 20)),
        'v' => Course::Vanishes,
        'l' => Course::Lost(dice.between(8, 14)),
        'r' => Course::Refused(days),
        'b' => Course::SentBack(days),
        'u' => Course::Untracked(days),
        _ => Course::Smooth(days),
    }
}

impl Course {
    /// How a parcel travels that nobody meant to send when the order was placed: one on its way back, or a replacement.
    pub fn later(dice: &mut Dice) -> Self {
        let days = dice.between(2, 5);
        *dice.weigh(&[
            (88, Course::Smooth(days)),
            (4, Course::Attempts(days)),
            (3, Course::Stalls(12)),
            (5, Course::Lost(days + 6)),
        ])
    }

    /// What the carrier reports of it, in the order in which it is told.
    pub fn steps(self, dice: &mut Dice) -> Vec<Step> {
        use TrackingStatus::{
            Delivered, DeliveryAttemptFailed, InTransit, Lost, OutForDelivery, PickedUp, RefusedByRecipient,
            ReturnedToSender,
        };
        let begin = [(0, PickedUp), (1, InTransit)];
        let rest: Vec<(u32, TrackingStatus)> = match self {
            Course::Smooth(days) => vec![(days, OutForDelivery), (days, Delivered)],
            Course::Attempts(days) => vec![
                (days, DeliveryAttemptFailed),
                (days + 1, DeliveryAttemptFailed),
                (days + 3, Delivered),
            ],
            Course::Stalls(days) => vec![(1 + days, InTransit), (3 + days, Delivered)],
            Course::Vanishes => Vec::new(),
            Course::Lost(days) => vec![(days, Lost)],
            Course::Refused(days) => vec![(days, RefusedByRecipient), (days + 6, ReturnedToSender)],
            Course::SentBack(days) => vec![(days, DeliveryAttemptFailed), (days + 7, ReturnedToSender)],
            Course::Untracked(_) => return Vec::new(),
        };
        let mut steps: Vec<Step> = begin
            .into_iter()
            .chain(rest)
            .map(|(day, status)| Step {
                day,
                told: day,
                status,
                is_doubled: dice.percent(6),
            })
            .collect();
        // A scan on the way is told late, after what came behind it.
        if dice.percent(10) {
            steps[1].told += 2;
        }
        steps.sort_by_key(|step| (step.told, step.day));
        steps
    }
}
