//! `ExportPersonalData` through the contract, on every database.

use redress_contracts::redress::policies::v1::{Ground, Party};
use redress_contracts::redress::privacy::v1 as privacy;
use serde_json::Value;
use tonic::Code;

use crate::draft::Draft;
use crate::world::{World, ask, code, everywhere};

fn request(order_ids: &[String], page_token: &str) -> privacy::ExportPersonalDataRequest {
    privacy::ExportPersonalDataRequest {
        marketplace_id: "kwoking".to_owned(),
        subject: Some(privacy::Subject {
            buyer_id: "byr_mara".to_owned(),
            pseudonym: "erased_01jz0000000000000000000000".to_owned(),
            order_ids: order_ids.to_vec(),
        }),
        page_size: 2,
        page_token: page_token.to_owned(),
    }
}

/// Every record, two at a time.
async fn all(world: &World, order_ids: &[String]) -> Vec<privacy::ExportRecord> {
    let (mut records, mut token) = (Vec::new(), String::new());
    loop {
        let page = world
            .personal("kwoking")
            .export_personal_data(request(order_ids, &token))
            .await
            .unwrap()
            .into_inner();
        assert!(page.records.len() <= 2);
        records.extend(page.records);
        token = page.next_page_token;
        if token.is_empty() {
            assert_eq!(records.len() as i64, page.total_size);
            return records;
        }
    }
}

#[tokio::test]
async fn everything_about_the_buyers_orders_is_told_once() {
    everywhere(async |world| {
        let first = world.paid(Draft::kwoking()).await;
        let second = world.paid(Draft::kwoking()).await;
        world
            .cancel(ask(&second, Party::Buyer, Ground::ChangeOfMind, &[]))
            .await
            .unwrap();
        let ids = [first.order_id.clone(), second.order_id.clone()];
        let records = all(&world, &ids).await;
        let mut names: Vec<_> = records
            .iter()
            .map(|record| (record.kind.clone(), record.record_id.clone()))
            .collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), records.len(), "a record came twice");
        let count = |kind: &str| records.iter().filter(|record| record.kind == kind).count();
        assert_eq!(
            (count("orders"), count("cancellations"), count("decisions")),
            (2, 1, 1)
        );
        assert_eq!(count("order_lines"), first.lines.len() + second.lines.len());
        let order = records.iter().find(|record| record.kind == "orders").unwrap();
        let content: Value = serde_json::from_str(&order.content).unwrap();
        assert_eq!(content["buyer_email"], "mara@example.test");
        assert!(
            content["shipping_address"]["address_lines"].is_array(),
            "{content}"
        );
    })
    .await;
}

#[tokio::test]
async fn nothing_of_others_is_told() {
    everywhere(async |world| {
        let other = Draft::kwoking().with(|request| request.buyer_id = "byr_otto".to_owned());
        let order = world.paid(other).await;
        let ids = [order.order_id.clone(), "ord_none".to_owned()];
        assert!(all(&world, &ids).await.is_empty());
        let foreign = world
            .personal("kajet")
            .export_personal_data(request(&ids, ""))
            .await;
        assert_eq!(code(foreign), (Code::NotFound, "NOT_FOUND".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn a_token_belongs_to_its_question() {
    everywhere(async |world| {
        let order = world.paid(Draft::kwoking()).await;
        let ids = [order.order_id.clone()];
        let mut client = world.personal("kwoking");
        let page = client
            .export_personal_data(request(&ids, ""))
            .await
            .unwrap()
            .into_inner();
        let other = client
            .export_personal_data(request(&[], &page.next_page_token))
            .await;
        assert_eq!(
            code(other),
            (Code::InvalidArgument, "INVALID_PAGE_TOKEN".to_owned())
        );
    })
    .await;
}
