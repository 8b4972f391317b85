//! What a list shows, and where its page begins.

use redress_contracts::redress::webhooks::v1 as pb;
use redress_core::FilterHash;
use redress_core::page;
use redress_rpc::{Caller, Fields, Problem};

use super::{complete, plain_id};
use crate::app::{ListDeliveries, ListEndpoints, ListEvents, Page};
use crate::convert::delivery_state_from_wire;
use crate::domain::endpoint::EndpointId;
use crate::domain::event::EventId;
use crate::domain::event_type;
use crate::domain::owner::Owner;

const PAGE_DEFAULT: usize = 50;
const PAGE_MAX: usize = 200;

/// The endpoints to list.
pub fn list_endpoints(
    caller: &Caller,
    message: pb::ListEndpointsRequest,
) -> Result<(ListEndpoints, FilterHash), Problem> {
    let marketplace_id = caller.marketplace_for("marketplace_id", &message.marketplace_id)?;
    let mut fields = Fields::new();
    let seller_id = plain_id(&mut fields, "seller_id", &message.seller_id);
    let hash = FilterHash::of(["endpoints", &caller.key(), &marketplace_id, &message.seller_id]);
    let page = page_of(&mut fields, (message.page_size, &message.page_token), hash);
    let list = page.map(|page| ListEndpoints {
        marketplace_id,
        seller_id,
        page,
    });
    Ok((complete(fields, list)?, hash))
}

/// The events to list.
pub fn list_events(
    caller: &Caller,
    message: pb::ListEventsRequest,
) -> Result<(ListEvents, FilterHash), Problem> {
    let marketplace_id = caller.marketplace_for("marketplace_id", &message.marketplace_id)?;
    let mut fields = Fields::new();
    let seller_id = plain_id(&mut fields, "seller_id", &message.seller_id);
    let order_id = plain_id(&mut fields, "order_id", &message.order_id);
    if !message.r#type.is_empty() && !event_type::is_known(&message.r#type) {
        fields.refuse("type", "is not a type of event that is sent");
    }
    let hash = FilterHash::of([
        "events",
        &caller.key(),
        &marketplace_id,
        &message.seller_id,
        &message.r#type,
        &message.order_id,
    ]);
    let page = page_of(&mut fields, (message.page_size, &message.page_token), hash);
    let list = page.map(|page| ListEvents {
        owner: Owner {
            marketplace_id,
            seller_id: seller_id.or_else(|| caller.seller.clone()).unwrap_or_default(),
        },
        event_type: Some(message.r#type).filter(|event_type| !event_type.is_empty()),
        order_id,
        page,
    });
    Ok((complete(fields, list)?, hash))
}

/// The deliveries to list.
pub fn list_deliveries(
    caller: &Caller,
    message: pb::ListDeliveriesRequest,
) -> Result<(ListDeliveries, FilterHash), Problem> {
    let marketplace_id = caller.marketplace_for("marketplace_id", &message.marketplace_id)?;
    let mut fields = Fields::new();
    let endpoint_id = fields.optional_id::<EndpointId>("endpoint_id", &message.endpoint_id);
    let event_id = fields.optional_id::<EventId>("event_id", &message.event_id);
    let state = match pb::DeliveryState::try_from(message.state) {
        Ok(state) => delivery_state_from_wire(state),
        Err(_) => {
            fields.refuse("state", format_args!("has the unknown value {}", message.state));
            None
        }
    };
    let hash = FilterHash::of([
        "deliveries",
        &caller.key(),
        &marketplace_id,
        &message.endpoint_id,
        &message.event_id,
        &message.state.to_string(),
    ]);
    let page = page_of(&mut fields, (message.page_size, &message.page_token), hash);
    let list = page.map(|page| ListDeliveries {
        marketplace_id,
        endpoint_id: endpoint_id.map(EndpointId::into_string),
        event_id: event_id.map(EventId::into_string),
        state,
        page,
    });
    Ok((complete(fields, list)?, hash))
}

/// The page that is asked for.
pub(super) fn page_of(fields: &mut Fields, (size, token): (i32, &str), hash: FilterHash) -> Option<Page> {
    let size = fields.take("page_size", page::page_size(size, PAGE_DEFAULT, PAGE_MAX));
    let before = fields.page_token(page::decode(token, hash));
    size.map(|size| Page { size, before })
}
