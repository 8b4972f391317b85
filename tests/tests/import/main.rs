//! Importing order histories with the real binary: everything that a history tells is in the order book afterwards, what
//! is wrong is reported by file, line and reason, and an import that is killed goes on where it stopped.

mod bad_rows;
mod full;
mod olist;
mod resumed;

use redress_contracts::redress::orders::v1::{ListOrdersRequest, Order};
use redress_tests::client::Clients;
use redress_tests::place::Place;
use redress_tests::process::{Process, Start};
use serde_json::Value;

pub const BINARY: &str = env!("CARGO_BIN_EXE_redress-under-test");

pub const ORDERS: &str = "order_id,buyer_id,place_time,currency,country,postal_code,locality,recipient,shipping,processing_due_time,status";
pub const LINES: &str =
    "order_id,line_id,seller_id,sku,title,quantity,unit_price,tax,discount,shipping,category,attributes";
pub const PAYMENTS: &str = "order_id,kind,scheme,amount,reference,confirm_time";
pub const PARCELS: &str =
    "order_id,parcel_id,seller_id,contents,tracking_number,ship_time,estimated_delivery_time,deliver_time";

pub async fn serve(place: &Place) -> anyhow::Result<(Process, Clients)> {
    let server = Start::new(BINARY, place).run().await?;
    let clients = server.clients()?;
    Ok((server, clients))
}

/// Every order of the marketplace, by the shop's own id.
pub async fn orders(clients: &Clients) -> anyhow::Result<Vec<Order>> {
    let (mut all, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListOrdersRequest {
            marketplace_id: "kakaclo".to_owned(),
            page_size: 100,
            page_token,
            ..ListOrdersRequest::default()
        };
        let page = clients.orders.clone().list_orders(request).await?.into_inner();
        all.extend(page.orders);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            all.sort_by(|a, b| a.external_reference.cmp(&b.external_reference));
            return Ok(all);
        }
    }
}

pub fn seconds(time: Option<&prost_types::Timestamp>) -> Option<i64> {
    time.map(|time| time.seconds)
}

pub fn at(text: &str) -> Option<i64> {
    let time: chrono::DateTime<chrono::Utc> = text.parse().expect("a time");
    Some(time.timestamp())
}

/// The counts of an import: imported, completed, already there, rejected.
pub fn counts(output: &Value) -> [u64; 4] {
    let import = &output["import"];
    let rejected = import["rejected"].as_object().into_iter().flatten();
    let rejected = rejected.filter_map(|(_, count)| count.as_u64()).sum();
    let count = |name: &str| import[name].as_u64().unwrap_or(u64::MAX);
    [
        count("imported"),
        count("completed"),
        count("already_there"),
        rejected,
    ]
}
