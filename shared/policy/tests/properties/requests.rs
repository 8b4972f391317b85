//! Requests of all kinds, and the stacks that they are decided by.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use redress_policy::{
    EvidenceFact, Facts, LawPack, Layers, LineFacts, OrderFacts, Party, PaymentKind, SpecialPeriodFact,
    Stock, Text, load, packs, time::Span,
};
use std::sync::{Arc, LazyLock};

/// Every shop alone, and over both laws.
pub static STACKS: LazyLock<Vec<Layers>> = LazyLock::new(|| {
    let pack = |(file, source): (&str, &str)| Arc::new(load(source, file).expect("the pack loads"));
    let laws: Vec<LawPack> = packs::LAWS
        .iter()
        .map(|law| LawPack {
            pack: pack(*law),
            version: 1,
        })
        .collect();
    let alone = packs::SHOPS.iter().map(|shop| Layers::of(pack(*shop), 1));
    alone
        .flat_map(|layers| {
            [
                layers.clone(),
                Layers {
                    laws: laws.clone(),
                    ..layers
                },
            ]
        })
        .collect()
});

fn stack() -> impl Strategy<Value = &'static Layers> {
    (0..STACKS.len()).prop_map(|at| &STACKS[at])
}

fn word(words: &'static [&'static str]) -> impl Strategy<Value = Text> {
    prop::sample::select(words).prop_map(Text::from)
}

/// The instant of every request; all other times lie before it.
fn now() -> DateTime<Utc> {
    "2027-03-02T08:00:00Z".parse().expect("it is a time")
}

/// A time before the request, by the minute, so that windows of hours, days and years are met on both sides.
fn time() -> impl Strategy<Value = DateTime<Utc>> {
    let day = 24 * 60_i64;
    prop_oneof![0..2 * day, 0..40 * day, 0..900 * day].prop_map(|minutes| now() - TimeDelta::minutes(minutes))
}

fn maybe_time() -> impl Strategy<Value = Option<DateTime<Utc>>> {
    prop::option::weighted(0.7, time())
}

prop_compose! {
    fn order_times()(
        payment_confirm_time in prop::option::weighted(0.9, time()),
        processing_due_time in maybe_time(),
        delivery_expected_time in maybe_time(),
        tracking_move_time in maybe_time(),
        rma_issue_time in maybe_time(),
        return_receive_time in maybe_time(),
        place_time in time(),
    ) -> [Option<DateTime<Utc>>; 7] {
        [payment_confirm_time, processing_due_time, delivery_expected_time, tracking_move_time, rma_issue_time,
            return_receive_time, Some(place_time)]
    }
}

prop_compose! {
    fn order()(
        times in order_times(),
        minor in prop::array::uniform4(prop_oneof![Just(0_i64), 0_i64..5_000, 0_i64..1_000_000_000]),
        flags: [bool; 6],
        payment_kind in prop::option::of(prop::sample::select(PaymentKind::ALL)),
    ) -> OrderFacts {
        OrderFacts {
            buyer_country: "FR".into(),
            currency: "EUR".parse().expect("EUR is a currency"),
            place_time: times[6].expect("it is given"),
            payment_confirm_time: times[0],
            processing_due_time: times[1],
            payment_kind,
            payment_fee_minor: minor[0],
            shipping_minor: minor[1],
            return_postage_minor: minor[2],
            missing_parts_minor: minor[3],
            is_shipped: flags[0],
            delivery_expected_time: times[2],
            tracking_move_time: times[3],
            rma_issue_time: times[4],
            return_receive_time: times[5],
            is_delivery_proven: flags[1],
            is_accepted_without_reservation: flags[2],
            is_replacement_in_stock: flags[3],
            is_misused: flags[4] && flags[0] && flags[3],
            is_artificially_damaged: flags[5] && flags[1] && flags[2],
        }
    }
}

prop_compose! {
    /// A line of 1 to 40 units of which some were refunded before.
    pub fn line()(
        (ordered_quantity, raw) in (1_i64..=40, prop::array::uniform4(0_i64..i64::MAX)),
        unit_price_minor in prop_oneof![0_i64..50, 0_i64..100_000, 0_i64..10_000_000_000],
        shipping_minor in prop_oneof![Just(0_i64), 0_i64..10_000],
        (ship_time, deliver_time) in prop_oneof![
            Just((None, None)),
            time().prop_map(|shipped| (Some(shipped), None)),
            (time(), time()).prop_map(|(a, b)| (Some(a.min(b)), Some(a.max(b)))),
        ],
        category in word(&["", "phones", "made_to_order", "toys"]),
        product_class in word(&["", "durable", "non_durable", "immovable"]),
        attributes in prop::collection::vec(word(&["digital", "personalised", "blue", "red", "green"]), 0..2),
        stock in prop::sample::select(Stock::ALL),
        maker_months in prop::option::of(1_i64..60),
    ) -> LineFacts {
        let price = unit_price_minor * ordered_quantity;
        let refunded_quantity = raw[0] % ordered_quantity;
        let quantity = 1 + raw[1] % (ordered_quantity - refunded_quantity);
        let (discount_minor, tax_minor) = (raw[2] % (price + 1), raw[3] % (price + 2));
        LineFacts {
            line_id: "lin_1".into(),
            seller_id: "sel_1".into(),
            quantity,
            ordered_quantity,
            refunded_quantity,
            shipped_quantity: if ship_time.is_some() { quantity } else { 0 },
            delivered_quantity: if deliver_time.is_some() { quantity } else { 0 },
            unit_price_minor,
            tax_minor,
            discount_minor,
            shipping_minor,
            category,
            product_class,
            attributes,
            ship_time,
            deliver_time,
            stock,
            maker_warranty: maker_months.map(|count| Span::months(count).expect("a sensible span")),
        }
    }
}

const FIELDS: [&str; 5] = [
    "explanation",
    "contact.name",
    "contact.email",
    "contact.phone",
    "invoice",
];
const KINDS: [&str; 6] = [
    "product_photo",
    "outer_box_label_photo",
    "label_photo",
    "packaging_photo",
    "receipt",
    "carrier_report",
];

prop_compose! {
    /// A request that some case of the stack is about, and the stack.
    pub fn request()(
        layers in stack(),
        (case, ground, party) in any::<(usize, usize, usize)>(),
        order in order(),
        mut lines in prop_oneof![2 => prop::collection::vec(line(), 1..2), 1 => prop::collection::vec(line(), 2..4)],
        is_like_first in prop::bool::weighted(0.8),
        (left_out, refused) in prop_oneof![4 => Just((0_u8, 0_u8)), 1 => (any::<u8>(), any::<u8>())],
        periods in prop::collection::vec((word(&["", "FR", "CN", "US"]), time(), 1_i64..20), 0..2),
    ) -> (&'static Layers, Facts) {
        let packs = std::iter::once(&layers.marketplace).chain(layers.laws.iter().map(|law| &law.pack));
        let cases: Vec<_> = packs.flat_map(|pack| &pack.cases).collect();
        let case = cases[case % cases.len()];
        let first = lines[0].clone();
        for (i, line) in lines.iter_mut().enumerate() {
            if is_like_first {
                let (shipped, delivered) = (first.shipped_quantity > 0, first.delivered_quantity > 0);
                *line = LineFacts {
                    ship_time: first.ship_time,
                    deliver_time: first.deliver_time,
                    shipped_quantity: if shipped { line.quantity } else { 0 },
                    delivered_quantity: if delivered { line.quantity } else { 0 },
                    ..line.clone()
                };
            }
            line.line_id = format!("lin_{i}").into();
        }
        let is_left = |bits: u8, at: usize| bits & 1 << at != 0;
        let facts = Facts {
            topic: case.topic,
            ground: case.grounds[ground % case.grounds.len()],
            // Sometimes one who may not.
            requested_by: if party % 7 == 0 { Party::Seller } else { case.parties[party % case.parties.len()] },
            now: now(),
            order,
            lines,
            fields: FIELDS.iter().enumerate().filter(|(i, _)| !is_left(left_out, *i)).map(|(_, name)| (*name).into()).collect(),
            evidence: KINDS.iter().enumerate().map(|(i, kind)| EvidenceFact {
                kind: (*kind).into(),
                is_refused: is_left(refused, i),
            }).collect(),
            special_periods: periods.into_iter().enumerate().map(|(i, (region, start_time, days))| SpecialPeriodFact {
                special_period_id: format!("spp_{i}").into(),
                region,
                start_time,
                end_time: start_time + TimeDelta::days(days),
            }).collect(),
        };
        (layers, facts)
    }
}

/// What the units asked for cost, rounded up for each part that is split.
pub fn cost_minor(facts: &Facts) -> i128 {
    let of_line = |line: &LineFacts| {
        let share = |total: i64| {
            i128::from(total) * i128::from(line.quantity) / i128::from(line.ordered_quantity) + 1
        };
        let discount = share(line.discount_minor) - 2;
        let price = i128::from(line.unit_price_minor) * i128::from(line.quantity) - discount.max(0);
        price + share(line.tax_minor) + share(line.shipping_minor)
    };
    facts.lines.iter().map(of_line).sum::<i128>() + i128::from(facts.order.shipping_minor)
}
