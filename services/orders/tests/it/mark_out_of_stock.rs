//! `MarkOutOfStock` through the contract, on every database.

use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::Party;
use redress_rpc::Role;
use tonic::Code;

use crate::check_replay;
use crate::draft::Draft;
use crate::world::{bad_fields, code, everywhere, hours, start, wire};

/// The RMA shop: two lines of one seller.
pub fn devices() -> Draft {
    Draft::new("rma-shop", "USD", "US", &[("rma", 1, 10_500), ("rma", 1, 7_500)])
}

pub fn mark(order: &pb::Order, lines: &[&str]) -> pb::MarkOutOfStockRequest {
    pb::MarkOutOfStockRequest {
        order_id: order.order_id.clone(),
        line_ids: lines.iter().map(|id| (*id).to_owned()).collect(),
        explanation: "The factory is behind.".to_owned(),
        ..pb::MarkOutOfStockRequest::default()
    }
}

#[tokio::test]
async fn the_buyer_is_told_and_asked_to_choose() {
    everywhere(async |world| {
        let order = world.paid(devices()).await;
        let request = pb::MarkOutOfStockRequest {
            request_id: "o1".to_owned(),
            restock_time: wire(start() + hours(240)),
            ..mark(&order, &["2"])
        };
        let other = pb::MarkOutOfStockRequest {
            explanation: "Else.".to_owned(),
            ..request.clone()
        };
        let marked = check_replay!(world.operator(), mark_out_of_stock, request, other);
        assert_eq!(marked.lines[1].stock_state(), pb::StockState::OutOfStock);
        assert_eq!(marked.lines[1].restock_time, wire(start() + hours(240)));
        assert!(marked.lines[1].choice_due_time.is_some());
        assert_eq!(marked.next_deadline.as_ref().unwrap().kind, "choose_out_of_stock");
        let events: Vec<pb::OrderChanged> = world.events("orders.order_changed").await;
        let told = events.last().unwrap();
        assert_eq!(told.change, "out_of_stock");
        assert!(told.audience().any(|party| party == Party::Buyer));
        assert!(
            told.clause_ids.contains(&"RM-03".to_owned()),
            "{:?}",
            told.clause_ids
        );
        assert_eq!(told.explanation, "The factory is behind.");
        assert!(told.notify_due_time.is_some());
        assert_eq!(
            code(world.ship(&order, &[("2", 1)]).await).0,
            Code::FailedPrecondition
        );
        let rest = world.ship(&order, &[]).await.unwrap();
        assert_eq!(rest.state(), pb::OrderState::PartlyShipped);
        let twice = world.operator().mark_out_of_stock(mark(&order, &["2"])).await;
        assert_eq!(code(twice).0, Code::FailedPrecondition);
        let shipped = world.operator().mark_out_of_stock(mark(&order, &["1"])).await;
        assert_eq!(bad_fields(shipped), ["line_ids[0]"]);
    })
    .await;
}

#[tokio::test]
async fn only_the_lines_seller_and_the_platform_say_so() {
    everywhere(async |world| {
        let order = world.paid(Draft::kajet()).await;
        let mut seller = world.bound("kajet", Role::Seller, "sel_b");
        assert_eq!(
            bad_fields(seller.mark_out_of_stock(mark(&order, &["1"])).await),
            ["line_ids[0]"]
        );
        let marked = seller
            .mark_out_of_stock(mark(&order, &["2"]))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(marked.lines[0].stock_state(), pb::StockState::OutOfStock);
        let mut buyer = world.bound("kajet", Role::Buyer, "byr_mara");
        let denied = buyer.mark_out_of_stock(mark(&order, &["1"])).await;
        assert_eq!(denied.unwrap_err().code(), Code::PermissionDenied);
        let stale = pb::MarkOutOfStockRequest {
            etag: "old".to_owned(),
            ..mark(&order, &["1"])
        };
        assert_eq!(
            code(world.operator().mark_out_of_stock(stale).await).0,
            Code::Aborted
        );
        assert_eq!(
            bad_fields(world.operator().mark_out_of_stock(mark(&order, &[])).await),
            ["line_ids"]
        );
    })
    .await;
}
