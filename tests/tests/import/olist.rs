//! The layout of the Olist data set, into a running server, and what is found afterwards.

use super::{BINARY, counts, orders, serve};
use anyhow::{Context as _, ensure};
use redress_db::Backend;
use redress_tests::history::{History, Import};
use redress_tests::place::Place;
use redress_tests::shop;
use serde_json::json;

/// A small history in the layout of the Olist data set: one order delivered late from two sellers, one that is not
/// shipped, one on its way for long.
fn olist(place: &Place) -> anyhow::Result<History> {
    History::new(place)?
        .with(
            "olist_orders_dataset.csv",
            &[
                "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date",
                "d1,c1,delivered,2018-07-01 10:00:00,2018-07-01 10:10:00,2018-07-03 09:00:00,2018-07-20 18:00:00,2018-07-15 00:00:00",
                "p1,c2,processing,2018-08-01 10:00:00,2018-08-01 10:10:00,,,2018-08-20 00:00:00",
                "s1,c1,shipped,2018-07-01 10:00:00,2018-07-01 10:10:00,2018-07-03 09:00:00,,2018-07-15 00:00:00",
                "u1,c1,unavailable,2018-07-01 10:00:00,2018-07-01 10:10:00,,,2018-07-15 00:00:00",
            ],
        )?
        .with(
            "olist_order_items_dataset.csv",
            &[
                "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value",
                "d1,1,k1,v1,2018-07-05 10:00:00,39.95,17.93",
                "d1,2,k1,v1,2018-07-05 10:00:00,39.95,17.93",
                "d1,3,k2,v2,2018-07-06 10:00:00,10.00,0.00",
                "p1,1,k2,v2,2018-08-06 10:00:00,10.00,5.00",
                "s1,1,k2,v2,2018-07-06 10:00:00,10.00,5.00",
            ],
        )?
        .with(
            "olist_order_payments_dataset.csv",
            &[
                "order_id,payment_sequential,payment_type,payment_installments,payment_value",
                "d1,2,voucher,1,25.76",
                "p1,1,boleto,1,15.00",
                "d1,1,credit_card,8,100.00",
                "s1,1,credit_card,8,15.61",
                "u1,1,credit_card,1,15.00",
            ],
        )?
        .with(
            "olist_customers_dataset.csv",
            &[
                "customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state",
                "c1,b1,01310,sao paulo,SP",
                "c2,b2,20040,\"rio de\njaneiro\",RJ",
            ],
        )?
        .with(
            "olist_products_dataset.csv",
            &["product_id,product_category_name", "k1,beleza_saude", "k2,"],
        )?
        .with("olist_sellers_dataset.csv", &["seller_id", "v1", "v2"])?
        .with(
            "product_category_name_translation.csv",
            &[
                "product_category_name,product_category_name_english",
                "beleza_saude,health_beauty",
            ],
        )
}

#[tokio::test]
async fn a_running_server_takes_the_layout_of_olist_and_what_is_late_is_found() -> anyhow::Result<()> {
    let place = Place::new(Backend::Sqlite)?;
    let (server, clients) = serve(&place).await?;
    let history = olist(&place)?;
    let notes = Place::new(Backend::Sqlite)?;
    let import = |difference: &str| {
        Import::into_server(BINARY, &history, (server.address(), &notes))
            .with("--as-of", "2018-08-15")
            .with("--payment-difference", difference)
    };
    let output = import("reject").run().await?;
    ensure!(counts(&output) == [2, 0, 0, 2], "{output:#}");
    ensure!(
        output["import"]["rejected"] == json!({ "payments_differ": 1, "no_lines": 1 }),
        "{output:#}"
    );
    let output = import("book").run().await?;
    ensure!(counts(&output) == [1, 0, 2, 1], "{output:#}");
    let kinds = output["found"]["kinds"].as_array().context("nothing was found")?;
    let found: Vec<String> = kinds
        .iter()
        .map(|kind| {
            let first: Vec<&str> = kind["first"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|case| case["external_reference"].as_str())
                .collect();
            format!(
                "{} {}",
                kind["kind"].as_str().unwrap_or_default(),
                first.join(",")
            )
        })
        .collect();
    let expected = [
        "not_shipped p1",
        "shipped_late ",
        "not_delivered s1",
        "delivered_late d1,d1",
        "tracking_stalled s1",
        "not_received s1",
        "late_shipment.needs_platform p1",
    ];
    ensure!(found == expected, "{found:?}");
    let orders = orders(&clients).await?;
    let references: Vec<&str> = orders
        .iter()
        .map(|order| order.external_reference.as_str())
        .collect();
    ensure!(references == ["d1", "p1", "s1"], "{references:?}");
    ensure!(
        orders[0].parcels.len() == 2 && orders[0].payments.len() == 2,
        "{:?}",
        orders[0]
    );
    ensure!(orders[0].lines[0].title == "health beauty", "{:?}", orders[0]);
    ensure!(shop::minor(orders[2].shipping.as_ref()) == 61, "{:?}", orders[2]);
    let ended = server.terminate().await?;
    ensure!(ended.status.success(), "{ended:?}");
    Ok(())
}
