//! PlaceOrder: a new order, under the policy that binds it, waiting for its payment.

use prost::Message as _;
use redress_contracts::redress::orders::v1 as pb;
use redress_db::Event;
use redress_policy::{Layer, PackError, Party, load_terms};
use redress_policybook::{BookError, Bound};
use redress_rpc::Problem;
use tonic_types::FieldViolation;

use super::work::actor;
use super::{App, Call, OrderReply, codec};
use crate::convert::events;
use crate::convert::order::order_to_wire;
use crate::convert::placing::{NewOrder, UNKNOWN_MARKETPLACE};
use crate::domain::change::{About, Change};
use crate::error::{Error, already_exists};
use crate::store::{self, Binding};

impl App {
    /// Places an order.
    ///
    /// # Errors
    ///
    /// A caller bound to one order, bad fields, terms that do not fit the marketplace's pack, or an external reference that is taken.
    pub(crate) async fn place_order(&self, call: Call, new: NewOrder) -> OrderReply {
        if call.caller.order.is_some() {
            return Err(Problem::forbidden("who came by the link to one order places no other").into());
        }
        let binding = binding_of(&new);
        let bound = self.layers_of_new(&new, &binding).await?;
        let actor = actor(&call.caller);
        let done = self.db.command(call.key, codec::<pb::Order>(), move |tx| {
            let now = tx.now();
            let order = new.place(tx.ids().text("ord", now), now);
            store::order_insert(tx.conn(), &order).map_err(|error| match error {
                // Its id is new: only the reference can be taken.
                redress_db::Error::UniqueViolation { .. } => {
                    already_exists(order.external_reference.as_deref().unwrap_or_default()).into()
                }
                error => Error::from(error),
            })?;
            let change = placed(&bound, actor).about(order.lines.iter().map(|line| line.line_id.as_str()));
            let event = events::order_changed(&order, &About::default(), &change, now);
            tx.emit(Event {
                aggregate: order.order_id.clone(),
                kind: events::ORDER_CHANGED,
                payload: event.encode_to_vec(),
            });
            Ok::<pb::Order, Error>(order_to_wire(&order, &[]))
        });
        let done = done.await?;
        if !done.is_replay {
            let order_id = done.reply.order_id.clone();
            self.bindings.keep(Binding { order_id, ..binding });
        }
        Ok(done.reply)
    }

    /// The layers that bind the order; that there are none, or that its terms do not fit them, is a bad field.
    async fn layers_of_new(&self, new: &NewOrder, binding: &Binding) -> Result<Bound, Error> {
        let bound = self
            .bound(binding, self.now())
            .await
            .map_err(|error| match error {
                Error::Book(BookError::Unknown { .. }) => {
                    Problem::invalid_field("marketplace_id", UNKNOWN_MARKETPLACE).into()
                }
                Error::Book(BookError::Terms(errors)) => bad_terms(&errors),
                error => error,
            })?;
        // The book drops what no longer fits an order's pack; a new order's terms must fit in full.
        if let Some(source) = &new.terms_source {
            load_terms(source, "terms_source", &bound.layers.marketplace, Layer::Order)
                .map_err(|errors| bad_terms(&errors))?;
        }
        Ok(bound)
    }
}

/// What names the layers of a new order, whose id is not known yet.
fn binding_of(new: &NewOrder) -> Binding {
    let mut seller_ids: Vec<String> = new.lines.iter().map(|line| line.seller_id.clone()).collect();
    seller_ids.sort_unstable();
    seller_ids.dedup();
    Binding {
        order_id: String::new(),
        marketplace_id: new.marketplace_id.clone(),
        place_time: new.place_time,
        buyer_country: new.shipping_address.region_code.clone(),
        seller_ids,
        terms_source: new.terms_source.clone(),
    }
}

/// Where and why terms do not fit the marketplace's pack.
fn bad_terms(errors: &[PackError]) -> Error {
    let violation = |error: &PackError| {
        FieldViolation::new(
            "terms_source",
            format!("line {}: {}: {}", error.line, error.path, error.message),
        )
    };
    Problem::invalid(errors.iter().map(violation).collect()).into()
}

fn placed(bound: &Bound, actor: Party) -> Change {
    let pack = &bound.layers.marketplace;
    let policy = (pack.pack.id.to_string(), bound.layers.version);
    Change::new("placed", actor, &[Party::Buyer, Party::Seller], policy).noticed_by(pack)
}
