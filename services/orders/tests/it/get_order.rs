//! `GetOrder` through the contract, on every database.

use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::{Layer, Outcome};
use redress_rpc::Role;
use tonic::Code;

use crate::draft::{Draft, minor};
use crate::world::{everywhere, hours, start, wire};

const TERMS: &str = r#"
[terms]
edition = "2026"
name = "Patient seller"

[[case]]
case = "cancel-in-window"
window = { hours = 72 }
"#;

#[tokio::test]
async fn the_summary_shows_each_sellers_window_and_refund() {
    everywhere(async |world| {
        world.shelf.publish_terms("kajet", "sel_a", TERMS);
        let order = world.paid(Draft::kajet()).await;
        let terms = world.order(&order).await.terms.unwrap();
        assert_eq!((terms.policy_id.as_str(), terms.policy_version), ("kajet", 1));
        let [a, b]: [pb::SellerTerms; 2] = terms.sellers.try_into().unwrap();
        assert_eq!((a.seller_id.as_str(), a.layer()), ("sel_a", Layer::Seller));
        assert_eq!(a.window, "72 hours from payment confirmation");
        assert_eq!(a.window_close_time, wire(start() + hours(72)));
        assert_eq!(
            (b.window.as_str(), b.layer()),
            ("24 hours from payment confirmation", Layer::Marketplace)
        );
        assert_eq!(
            (a.cancel_outcome(), minor(&a.refund.unwrap().amount)),
            (Outcome::Allowed, 2_000)
        );
        assert!(!a.refund_terms.is_empty() && !a.refund_due.is_empty() && a.method.is_some());
        assert!(a.clause_ids.contains(&"KJ-01".to_owned()));
        world.clock.advance(hours(30));
        let terms = world.order(&order).await.terms.unwrap();
        assert_eq!(terms.sellers[0].cancel_outcome(), Outcome::Allowed);
        assert_eq!(terms.sellers[1].cancel_outcome(), Outcome::Refused);
    })
    .await;
}

#[tokio::test]
async fn everybody_sees_what_is_theirs_and_nothing_else_exists() {
    everywhere(async |world| {
        let order = world.paid(Draft::kajet()).await;
        let request = || pb::GetOrderRequest {
            order_id: order.order_id.clone(),
        };
        let seller = world
            .bound("kajet", Role::Seller, "sel_b")
            .get_order(request())
            .await
            .unwrap()
            .into_inner();
        assert_eq!(
            seller
                .lines
                .iter()
                .map(|line| line.seller_id.as_str())
                .collect::<Vec<_>>(),
            ["sel_b"]
        );
        assert_eq!((seller.payments.len(), seller.buyer_email.as_str()), (0, ""));
        assert_eq!(
            (order.buyer_language.as_str(), seller.buyer_language.as_str()),
            ("fr-BE", "")
        );
        assert_eq!(seller.terms.unwrap().sellers.len(), 1);
        assert_eq!(minor(&seller.total), 5_000);
        let buyer = world
            .bound("kajet", Role::Buyer, "byr_mara")
            .get_order(request())
            .await
            .unwrap();
        assert_eq!(buyer.into_inner().lines.len(), 2);
        let mut foreign = Vec::new();
        for mut stranger in [
            world.bound("kajet", Role::Buyer, "byr_otto"),
            world.bound("kajet", Role::Seller, "sel_z"),
            world.bound("kwoking", Role::Agent, "ada"),
        ] {
            foreign.push(stranger.get_order(request()).await.unwrap_err());
        }
        let missing = pb::GetOrderRequest {
            order_id: order.order_id.replace("ord_", "ord_0"),
        };
        let missing = world.operator().get_order(missing).await.unwrap_err();
        for status in foreign {
            assert_eq!(status.code(), Code::NotFound);
            assert_eq!(status.message().len() + 1, missing.message().len());
        }
    })
    .await;
}
