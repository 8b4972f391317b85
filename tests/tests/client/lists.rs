//! Lists, page after page.

use anyhow::ensure;

use crate::stage::{Stage, order_of, orders_of, quick};

#[tokio::test]
async fn a_list_is_read_to_its_end_page_by_page() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    let faulty = stage.faulty().await?;
    let client = quick(&faulty.endpoint()).build()?;
    let mut placed = Vec::new();
    for number in 0..5 {
        let order = order_of("byr_list", &format!("list-{number}"));
        placed.push(client.orders().place_order(order).await?.into_inner().order_id);
    }
    faulty.seen();
    let found = orders_of(&client, "byr_list", 2).await?;
    let found: Vec<&str> = found.iter().rev().map(|order| order.order_id.as_str()).collect();
    ensure!(found == placed, "{found:?} {placed:?}");
    ensure!(faulty.seen().len() == 3, "two, two and one");
    stage.strike().await
}
