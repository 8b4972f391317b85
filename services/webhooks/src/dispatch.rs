//! From something that happened to the endpoints that want to know: rows in the log, deliveries, and the clocks that send
//! them, all in the transaction at hand.

use redress_db::{Error, Tx};

use crate::deadlines::send_at;
use crate::domain::delivery::Delivery;
use crate::domain::endpoint::Endpoint;
use crate::domain::event::{Event, Occurrence};
use crate::store::{deliveries, endpoints, events};

/// Logs every view of something that happened, and queues it for whoever wants it.
pub fn announce(tx: &mut Tx, mut occurrence: Occurrence) -> Result<(), Error> {
    let now = tx.now();
    let sellers = &mut occurrence.seller_ids;
    sellers.retain(|seller_id| !seller_id.is_empty());
    sellers.sort_unstable();
    sellers.dedup();
    let views = occurrence.views().into_iter();
    let logged: Vec<Event> = views
        .map(|view| Event {
            event_id: tx.ids().next(now),
            owner: view.owner,
            event_type: occurrence.event_type.to_owned(),
            order_id: occurrence.data.order_id.clone(),
            payload: view.payload,
            event_time: occurrence.event_time,
            create_time: now,
        })
        .collect();
    events::event_insert_all(tx.conn(), &logged)?;
    let owners: Vec<&str> = logged
        .iter()
        .map(|event| event.owner.seller_id.as_str())
        .collect();
    let listening = endpoints::endpoint_list_active(tx.conn(), &occurrence.marketplace_id, &owners)?;
    let mut queued = Vec::new();
    for endpoint in listening
        .iter()
        .filter(|endpoint| endpoint.wants(occurrence.event_type))
    {
        if let Some(event) = logged.iter().find(|event| event.owner == endpoint.owner) {
            queued.push(Delivery::new(tx.ids().next(now), event, endpoint, now));
        }
    }
    queue(tx, &queued)
}

/// Queues an event for one endpoint.
pub fn deliver(tx: &mut Tx, event: &Event, endpoint: &Endpoint) -> Result<Delivery, Error> {
    let now = tx.now();
    let delivery = Delivery::new(tx.ids().next(now), event, endpoint, now);
    queue(tx, std::slice::from_ref(&delivery))?;
    Ok(delivery)
}

fn queue(tx: &mut Tx, queued: &[Delivery]) -> Result<(), Error> {
    deliveries::delivery_insert_all(tx.conn(), queued)?;
    queued
        .iter()
        .filter_map(send_at)
        .for_each(|clock| tx.set_deadline(clock));
    Ok(())
}
