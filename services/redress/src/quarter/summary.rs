//! What came of the quarter: figures per shop and their totals, the same for the same seed to the last byte.
//!
//! Nothing in it depends on ids, on the machine's time or on the order in which things were worked on.

mod figures;
mod messages;
mod parcels;
mod table;

use super::Plan;
use super::book::File;
use super::check::Broken;
use super::shops::SHOPS;
use super::sweep::Sweep;
use super::world::World;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What a figure is about, in the order in which it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Orders and where they stand at the end.
    Orders,
    /// Requests to cancel and what came of them.
    Cancellations,
    /// Parcels, both ways, and where they ended.
    Parcels,
    /// Returns and what came of them.
    Returns,
    /// Delivery claims and what came of them.
    Claims,
    /// Disputes and how they ended.
    Disputes,
    /// Refunds, counted.
    Refunds,
    /// Refunds, paid.
    Paid,
    /// What buyers did not get back, by the reason for it.
    Withheld,
    /// Clocks that ran out or were about to.
    Clocks,
    /// Messages sent.
    Messages,
    /// What was asked for in vain, by reason.
    Refused,
    /// Invariants that did not hold.
    Broken,
}

/// A row: what is counted, and in which currency when it is money in minor units.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Figure {
    section: Section,
    /// Not a total of the section's other rows, and therefore after it.
    is_part: bool,
    name: String,
    currency: String,
}

/// Figures of every shop.
pub struct Summary {
    plan: Plan,
    figures: BTreeMap<Figure, BTreeMap<&'static str, i64>>,
    /// Invariants that did not hold, by day.
    pub broken: Vec<Broken>,
}

impl Summary {
    /// Counts everything.
    ///
    /// # Errors
    /// The messages cannot be listed.
    pub(super) async fn draw_up(
        plan: &Plan,
        world: &World,
        (files, sweep): (&[File], &Sweep),
    ) -> anyhow::Result<Self> {
        let mut summary = Self {
            plan: *plan,
            figures: BTreeMap::new(),
            broken: sweep.broken.clone(),
        };
        for shop in SHOPS {
            for (section, name) in ALWAYS {
                summary.count(shop.id, (*section, name), 0);
            }
        }
        for file in files {
            summary.count_file(file);
            summary.broken.extend(file.broken.iter().cloned());
        }
        for broken in sweep
            .broken
            .iter()
            .filter(|broken| SHOPS.iter().any(|shop| shop.id == broken.subject))
        {
            let shop = SHOPS.iter().find(|shop| shop.id == broken.subject);
            summary.count(
                shop.map_or("", |shop| shop.id),
                (Section::Broken, "invariants"),
                1,
            );
        }
        summary.count_parcels(world).await?;
        summary.count_messages(world).await?;
        summary
            .broken
            .sort_by(|a, b| (a.day, &a.subject, &a.what).cmp(&(b.day, &b.subject, &b.what)));
        Ok(summary)
    }

    /// Whether every invariant held on every day.
    pub fn is_sound(&self) -> bool {
        self.broken.is_empty()
    }

    fn count(&mut self, shop: &'static str, (section, name): (Section, &str), by: i64) {
        let figure = Figure {
            section,
            is_part: !TOTALS.contains(&name),
            name: name.to_owned(),
            currency: String::new(),
        };
        *self.figures.entry(figure).or_default().entry(shop).or_default() += by;
    }

    fn add(&mut self, shop: &'static str, figure: Figure, minor: i64) {
        *self.figures.entry(figure).or_default().entry(shop).or_default() += minor;
    }

    /// The summary for machines.
    pub fn json(&self) -> Value {
        let mut shops = serde_json::Map::new();
        for shop in SHOPS {
            let mut figures = serde_json::Map::new();
            for (figure, values) in &self.figures {
                if let Some(value) = values.get(shop.id) {
                    figures.insert(figure.key(), json!(value));
                }
            }
            shops.insert(shop.id.to_owned(), Value::Object(figures));
        }
        let totals: serde_json::Map<String, Value> = self
            .figures
            .iter()
            .map(|(figure, values)| (figure.key(), json!(values.values().sum::<i64>())))
            .collect();
        json!({
            "days": self.plan.days,
            "orders": self.plan.orders,
            "seed": self.plan.seed,
            "shops": shops,
            "total": totals,
            "broken_invariants": self.broken,
        })
    }
}

impl Figure {
    /// Its name for machines, such as `paid.EUR_minor`.
    fn key(&self) -> String {
        let section = format!("{:?}", self.section).to_lowercase();
        let name = self.name.replace(' ', "_");
        match (self.name.is_empty(), self.currency.is_empty()) {
            (_, true) => format!("{section}.{name}"),
            (true, false) => format!("{section}.{}_minor", self.currency),
            (false, false) => format!("{section}.{name}.{}_minor", self.currency),
        }
    }
}

/// What the other rows of a section are parts of.
const TOTALS: &[&str] = &["placed", "asked for", "sent"];

/// Figures that are shown even when they are zero everywhere.
const ALWAYS: &[(Section, &str)] = &[
    (Section::Orders, "placed"),
    (Section::Orders, "delivered"),
    (Section::Orders, "cancelled"),
    (Section::Refunds, "succeeded"),
    (Section::Clocks, "deadlines passed"),
    (Section::Clocks, "warnings"),
    (Section::Clocks, "cases escalated"),
    (Section::Messages, "sent"),
    (Section::Broken, "invariants"),
];
