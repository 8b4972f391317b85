//! Facts, built by saying only what matters for a test.

use crate::said::Said;
use chrono::{DateTime, Utc};
use redress_policy::time::Span;
use redress_policy::{
    Decision, EvidenceFact, Facts, Ground, LawPack, Layer, Layers, LineFacts, OrderFacts, Party,
    SellerTermsPack, SpecialPeriodFact, Stock, StoredDecision, Topic, decide, load, load_terms, outcome,
    packs,
};
use std::sync::Arc;

/// An instant from RFC 3339.
pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The layers of a shop, of its pack alone.
pub fn shop(file: &str) -> Layers {
    let (file, source) = packs::all()
        .find(|(name, _)| *name == file)
        .expect("the pack is built in");
    let pack = load(source, file).expect("the pack loads");
    Layers::of(Arc::new(pack), 3)
}

/// The layers of a shop over a law.
pub fn under(file: &str, law: &str) -> Layers {
    let laws = vec![LawPack {
        pack: shop(law).marketplace,
        version: 1,
    }];
    Layers { laws, ..shop(file) }
}

/// Puts a seller's terms into a stack.
pub fn with_seller(mut layers: Layers, seller_id: &str, cases: &str) -> Layers {
    let source = format!("[terms]\nedition = \"1\"\nname = \"{seller_id}\"\n{cases}");
    let terms =
        load_terms(&source, "seller.toml", &layers.marketplace, Layer::Seller).expect("the terms load");
    layers.sellers.push(SellerTermsPack {
        seller_id: seller_id.into(),
        terms: Arc::new(terms),
        version: 7,
    });
    layers
}

/// Puts an order's own terms into a stack.
pub fn with_order(mut layers: Layers, cases: &str) -> Layers {
    let source = format!("[terms]\nedition = \"2\"\nname = \"this order\"\n{cases}");
    let terms = load_terms(&source, "order.toml", &layers.marketplace, Layer::Order).expect("the terms load");
    layers.order = Some(Arc::new(terms));
    layers
}

/// A request being put together.
#[derive(Clone)]
pub struct Ask(pub Facts);

impl Ask {
    /// A buyer's request about one line of one item at 100.00 with 20.00 tax, in an order with 5.00 shipping that was
    /// placed and paid on Monday 2 March 2026 at 08:00 UTC, by card.
    pub fn new(topic: Topic, ground: Ground, now: &str) -> Self {
        let order = OrderFacts {
            buyer_country: "FR".into(),
            currency: "EUR".parse().expect("EUR is a currency"),
            place_time: at("2026-03-02T08:00:00Z"),
            payment_confirm_time: Some(at("2026-03-02T08:00:00Z")),
            processing_due_time: None,
            payment_kind: Some(redress_policy::PaymentKind::Card),
            payment_fee_minor: 0,
            shipping_minor: 500,
            return_postage_minor: 0,
            missing_parts_minor: 0,
            is_shipped: false,
            delivery_expected_time: None,
            tracking_move_time: None,
            rma_issue_time: None,
            return_receive_time: None,
            is_delivery_proven: false,
            is_accepted_without_reservation: false,
            is_replacement_in_stock: false,
            is_misused: false,
            is_artificially_damaged: false,
        };
        Self(Facts {
            topic,
            ground,
            requested_by: Party::Buyer,
            now: at(now),
            order,
            lines: vec![line("lin_1")],
            fields: Vec::new(),
            evidence: Vec::new(),
            special_periods: Vec::new(),
        })
    }

    pub fn by(mut self, party: Party) -> Self {
        self.0.requested_by = party;
        self
    }

    pub fn order(mut self, change: impl FnOnce(&mut OrderFacts)) -> Self {
        change(&mut self.0.order);
        self
    }

    /// Changes the first line.
    pub fn line(mut self, change: impl FnOnce(&mut LineFacts)) -> Self {
        change(&mut self.0.lines[0]);
        self
    }

    /// Adds another line like the first.
    pub fn and_line(mut self, line_id: &str, change: impl FnOnce(&mut LineFacts)) -> Self {
        let mut other = self.0.lines[0].clone();
        other.line_id = line_id.into();
        change(&mut other);
        self.0.lines.push(other);
        self
    }

    pub fn unpaid(self) -> Self {
        self.order(|order| order.payment_confirm_time = None)
    }

    /// The line shipped then, all of it.
    pub fn shipped(self, time: &str) -> Self {
        self.order(|order| order.is_shipped = true).line(|line| {
            line.ship_time = Some(at(time));
            line.shipped_quantity = line.quantity;
        })
    }

    /// The line was delivered then, all of it, and shipped two days before.
    pub fn delivered(self, time: &str) -> Self {
        let shipped = at(time) - chrono::TimeDelta::days(2);
        self.shipped(&shipped.to_rfc3339()).line(|line| {
            line.deliver_time = Some(at(time));
            line.delivered_quantity = line.quantity;
        })
    }

    pub fn with_fields(mut self, fields: &[&str]) -> Self {
        self.0.fields.extend(fields.iter().map(|field| (*field).into()));
        self
    }

    pub fn with_evidence(mut self, kinds: &[&str]) -> Self {
        self.0.evidence.extend(kinds.iter().map(|kind| EvidenceFact {
            kind: (*kind).into(),
            is_refused: false,
        }));
        self
    }

    pub fn with_period(mut self, region: &str, start: &str, end: &str) -> Self {
        self.0.special_periods.push(SpecialPeriodFact {
            special_period_id: format!("spp_{}", self.0.special_periods.len()).into(),
            region: region.into(),
            start_time: at(start),
            end_time: at(end),
        });
        self
    }

    pub fn now(mut self, now: &str) -> Self {
        self.0.now = at(now);
        self
    }

    /// Decides, and checks what holds of every decision: the outcome alone is the same, deciding again gives the same
    /// bytes, what is stored comes back as it was, and the lines of the breakdown add up.
    pub fn decide(&self, layers: &Layers) -> Said {
        let decision = decide(layers, &self.0).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(outcome(layers, &self.0), Ok(decision.outcome));
        let stored = StoredDecision {
            facts: self.0.clone(),
            decision,
        };
        let json = serde_json::to_string(&stored).expect("it is plain data");
        let back: StoredDecision = serde_json::from_str(&json).expect("it comes back");
        assert_eq!(back, stored);
        let again = decide(layers, &back.facts).expect("it decides again");
        assert_eq!(
            serde_json::to_string(&again).expect("it is plain data"),
            serde_json::to_string(&back.decision).expect("it is plain data")
        );
        let decision: Decision = back.decision;
        if let Some(breakdown) = &decision.breakdown {
            let sum: i64 = breakdown.lines.iter().map(|line| line.amount_minor).sum();
            assert_eq!(sum, breakdown.amount_minor);
            assert!(sum >= 0 && breakdown.lines.iter().all(|line| line.withheld_minor >= 0));
        }
        Said(decision)
    }
}

/// One item at 100.00, with 20.00 tax, not shipped.
fn line(line_id: &str) -> LineFacts {
    LineFacts {
        line_id: line_id.into(),
        seller_id: "sel_ana".into(),
        quantity: 1,
        ordered_quantity: 1,
        refunded_quantity: 0,
        shipped_quantity: 0,
        delivered_quantity: 0,
        unit_price_minor: 10_000,
        tax_minor: 2_000,
        discount_minor: 0,
        shipping_minor: 0,
        category: "".into(),
        product_class: "".into(),
        attributes: Vec::new(),
        ship_time: None,
        deliver_time: None,
        stock: Stock::InStock,
        maker_warranty: None,
    }
}

pub fn months(count: i64) -> Span {
    Span::months(count).expect("a sensible span")
}
