//! The policy that the question is asked by: a shop's pack under the laws of each buyer's country.

use super::ask::{cancel_facts, parcel_facts};
use super::seen::{SeenOrder, SeenParcel};
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use redress_policy::pack::{Case, Pack};
use redress_policy::{Decision, Ground, LawPack, Layers, Party, Text, Topic, decide, load, packs};
use std::sync::Arc;

/// A pack with the laws that come with the suite.
pub struct Terms {
    pack: Arc<Pack>,
    laws: Vec<Arc<Pack>>,
    cancel_grounds: Vec<Ground>,
}

impl Terms {
    /// Of a shop's pack.
    ///
    /// # Errors
    ///
    /// A built-in law has errors.
    pub fn of(pack: Pack) -> anyhow::Result<Self> {
        let mut laws = Vec::with_capacity(packs::LAWS.len());
        for (file, source) in packs::LAWS {
            let law = load(source, file).map_err(|errors| anyhow::anyhow!("{}", errors[0]))?;
            laws.push(Arc::new(law));
        }
        let mut terms = Self {
            pack: Arc::new(pack),
            laws,
            cancel_grounds: Vec::new(),
        };
        terms.cancel_grounds = Ground::ALL
            .iter()
            .copied()
            .filter(|ground| terms.cases(Topic::Cancel, *ground).next().is_some())
            .collect();
        Ok(terms)
    }

    /// The shop's pack.
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// The grounds on which a buyer may ask to cancel.
    pub(super) fn cancel_grounds(&self) -> &[Ground] {
        &self.cancel_grounds
    }

    /// What a buyer who asks to cancel on the date would be answered; `None` when nothing is left to cancel.
    ///
    /// # Errors
    ///
    /// The policy's calendar does not cover a day that matters.
    pub(super) fn cancel(
        &self,
        order: &SeenOrder,
        ground: Ground,
        as_of: DateTime<Utc>,
    ) -> anyhow::Result<Option<Decision>> {
        let fields = self.fields(Topic::Cancel, ground);
        let facts = cancel_facts(order, ground, as_of, fields);
        let decision = facts.map(|facts| decide(&self.layers(order), &facts)).transpose();
        decision.with_context(|| format!("cannot decide on {}", order.order_id))
    }

    /// What a buyer who claims a parcel on the date would be answered.
    ///
    /// # Errors
    ///
    /// As [`Self::cancel`].
    pub(super) fn parcel(
        &self,
        order: &SeenOrder,
        parcel: &SeenParcel,
        ground: Ground,
        as_of: DateTime<Utc>,
    ) -> anyhow::Result<Decision> {
        let facts = parcel_facts(order, parcel, ground, as_of, self.fields(Topic::Delivery, ground));
        decide(&self.layers(order), &facts).with_context(|| format!("cannot decide on {}", order.order_id))
    }

    fn layers(&self, order: &SeenOrder) -> Layers {
        let country = order.buyer_country.as_str();
        let applies = |law: &&Arc<Pack>| law.pack.countries.iter().any(|own| &**own == country);
        let mut layers = Layers::of(self.pack.clone(), 0);
        layers.laws = self
            .laws
            .iter()
            .filter(applies)
            .map(|law| LawPack {
                pack: law.clone(),
                version: 0,
            })
            .collect();
        layers
    }

    /// Every field that a request on this ground has to give: the question is what a complete request would be answered.
    fn fields(&self, topic: Topic, ground: Ground) -> Vec<Text> {
        let cases = self.cases(topic, ground);
        cases
            .flat_map(|case| &case.fields)
            .map(|rule| rule.field.clone())
            .collect()
    }

    /// The cases, of pack and laws, in which a buyer may ask.
    fn cases(&self, topic: Topic, ground: Ground) -> impl Iterator<Item = &Case> {
        std::iter::once(&self.pack)
            .chain(&self.laws)
            .flat_map(|pack| &pack.cases)
            .filter(move |case| {
                case.topic == topic && case.grounds.contains(&ground) && case.parties.contains(&Party::Buyer)
            })
    }
}
