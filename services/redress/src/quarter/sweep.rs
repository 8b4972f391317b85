//! Every night everything that may have changed is read again through the contracts, and the invariants are checked on it.

mod audit;
mod refunds;
mod returns;

use super::book::{Case, File, Standing};
use super::check::Broken;
use super::shops::SHOPS;
use super::world::World;
use chrono::{DateTime, Utc};
use redress_contracts::redress::orders::v1::{
    GetCancellationRequest, GetDisputeRequest, GetOrderRequest, ListOrdersRequest, OrderState,
};
use redress_contracts::redress::refunds::v1::{Effect, ListEffectsRequest};
use redress_contracts::redress::returns::v1::GetReturnDisputeRequest;
use std::collections::{BTreeMap, BTreeSet};

/// Orders to which something may still happen without anybody asking.
const LIVE: [OrderState; 4] = [
    OrderState::Placed,
    OrderState::Paid,
    OrderState::PartlyShipped,
    OrderState::Shipped,
];

/// What is remembered from night to night.
#[derive(Default)]
pub struct Sweep {
    /// Which file an order is in.
    places: BTreeMap<String, usize>,
    /// When the last sweep was.
    last: Option<DateTime<Utc>>,
    /// What the provider did, and where the list of it went on.
    effects: Vec<Effect>,
    effects_token: String,
    effects_on_page: usize,
    /// Invariants that no order is to blame for.
    pub broken: Vec<Broken>,
}

impl Sweep {
    /// Reads everything again and checks it.
    ///
    /// # Errors
    /// A list cannot be read.
    pub async fn night(&mut self, world: &World, files: &mut [File]) -> anyhow::Result<()> {
        for (place, file) in files.iter().enumerate() {
            if let Some(order) = &file.order {
                self.places.entry(order.order_id.clone()).or_insert(place);
            }
        }
        self.read_orders(world, files).await?;
        self.read_refunds(world, files).await?;
        self.read_returns(world, files).await?;
        self.read_effects(world).await?;
        super::each(files, |file| read_cases(world, file)).await;
        super::each(files, |file| audit::payments(world, file)).await;
        self.audit(world, files).await?;
        self.last = Some(world.now());
        Ok(())
    }

    /// Live orders in lists; one that is no longer among them is read once more by itself.
    async fn read_orders(&mut self, world: &World, files: &mut [File]) -> anyhow::Result<()> {
        let mut seen = BTreeSet::new();
        for shop in SHOPS {
            for state in LIVE {
                let mut page_token = String::new();
                loop {
                    let request = ListOrdersRequest {
                        marketplace_id: shop.id.to_owned(),
                        state: state.into(),
                        page_size: 200,
                        page_token,
                        ..ListOrdersRequest::default()
                    };
                    let page = world.orders().list_orders(request).await?.into_inner();
                    for order in page.orders {
                        if let Some(place) = self.places.get(&order.order_id) {
                            seen.insert(*place);
                            files[*place].order = Some(order);
                            files[*place].is_touched = false;
                        }
                    }
                    page_token = page.next_page_token;
                    if page_token.is_empty() {
                        break;
                    }
                }
            }
        }
        let unseen = files
            .iter_mut()
            .enumerate()
            .filter(|(place, _)| !seen.contains(place));
        for file in unseen.map(|(_, file)| file).filter(|file| may_have_changed(file)) {
            let request = GetOrderRequest {
                order_id: file.order_id(),
            };
            let reply = world.orders().get_order(request).await;
            if let Some(order) = file.take("read the order", reply) {
                file.order = Some(order);
                file.is_touched = false;
            }
        }
        Ok(())
    }

    /// The provider's books, from where they ended the night before: what is on a page that is not full comes again.
    async fn read_effects(&mut self, world: &World) -> anyhow::Result<()> {
        self.effects.truncate(self.effects.len() - self.effects_on_page);
        loop {
            let request = ListEffectsRequest {
                page_size: 1_000,
                page_token: self.effects_token.clone(),
                ..ListEffectsRequest::default()
            };
            let page = world.sandbox().list_effects(request).await?.into_inner();
            self.effects_on_page = page.effects.len();
            self.effects.extend(page.effects);
            if page.next_page_token.is_empty() {
                return Ok(());
            }
            self.effects_on_page = 0;
            self.effects_token = page.next_page_token;
        }
    }
}

/// An order that was live, or that something was done with, or that has a clock.
fn may_have_changed(file: &File) -> bool {
    let has_clock = file
        .order
        .as_ref()
        .is_some_and(|order| order.next_deadline.is_some());
    file.order.is_some() && (file.is_touched || has_clock || LIVE.contains(&file.state()))
}

/// Reads the cases of an order that are not over.
async fn read_cases(world: &World, file: &mut File) {
    let day = file.day;
    for place in open(&file.cancellations) {
        let request = GetCancellationRequest {
            cancellation_id: file.cancellations[place].now.cancellation_id.clone(),
        };
        let reply = world.orders().get_cancellation(request).await;
        if let Some(found) = file.take("read a cancellation", reply) {
            file.cancellations[place].see(found, day);
        }
    }
    for place in open(&file.disputes) {
        let request = GetDisputeRequest {
            dispute_id: file.disputes[place].now.dispute_id.clone(),
        };
        let reply = world.orders().get_dispute(request).await;
        if let Some(found) = file.take("read a dispute", reply) {
            file.disputes[place].see(found, day);
        }
    }
    for place in open(&file.return_disputes) {
        let request = GetReturnDisputeRequest {
            dispute_id: file.return_disputes[place].now.dispute_id.clone(),
        };
        let reply = world.return_disputes().get_return_dispute(request).await;
        if let Some(found) = file.take("read a dispute", reply) {
            file.return_disputes[place].see(found, day);
        }
    }
}

/// The places of the cases that are not over.
fn open<T: Standing>(cases: &[Case<T>]) -> Vec<usize> {
    (0..cases.len())
        .filter(|place| !cases[*place].now.is_over())
        .collect()
}
