//! `PlaceOrder` through the contract, on every database.

use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::{Ground, Party};
use redress_rpc::Role;
use tonic::Code;

use crate::check_replay;
use crate::draft::{Draft, address, line, minor, money};
use crate::world::{ask, bad_fields, code, everywhere, hours, start, wire};

#[tokio::test]
async fn an_order_is_placed_with_its_totals_and_waits_for_payment() {
    everywhere(async |world| {
        let draft = Draft::kwoking().with(|order| {
            order.shipping = Some(money("EUR", 500));
            order.lines[0].tax = Some(money("EUR", 400));
            order.lines[0].discount = Some(money("EUR", 300));
            order.lines[1].shipping = Some(money("EUR", 200));
        });
        let order = world.place(draft).await;
        assert_eq!(order.state(), pb::OrderState::Placed);
        assert_eq!(minor(&order.total), 10_000 + 500 + 400 - 300 + 200);
        assert_eq!(minor(&order.owed), 0);
        assert_eq!(
            order
                .lines
                .iter()
                .map(|line| line.line_id.as_str())
                .collect::<Vec<_>>(),
            ["1", "2"]
        );
        assert_eq!(order.payments[0].payment_id, "p1");
        assert_eq!(order.place_time, wire(start()));
        assert_eq!(order.billing_address, order.shipping_address);
        let mut read = world.order(&order).await;
        read.terms = None;
        assert_eq!(read, order);
        assert_eq!(
            world.changes().await,
            [("placed".to_owned(), vec![Party::Buyer, Party::Seller])]
        );
    })
    .await;
}

#[tokio::test]
async fn a_repeated_request_places_one_order() {
    everywhere(async |world| {
        let request = |reference: &str| {
            Draft::kwoking().with(|order| {
                order.request_id = "r1".to_owned();
                order.external_reference = reference.to_owned();
            })
        };
        check_replay!(
            world.operator(),
            place_order,
            request("A-1").request(),
            request("A-2").request()
        );
        assert_eq!(world.changes().await.len(), 1);
        let another = Draft::kwoking().with(|order| order.external_reference = "A-1".to_owned());
        let taken = world.operator().place_order(another.request()).await;
        assert_eq!(code(taken), (Code::AlreadyExists, "ALREADY_EXISTS".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn every_bad_field_is_named_at_once() {
    everywhere(async |world| {
        let mut request = Draft::kwoking().request();
        request.buyer_id = String::new();
        request.buyer_email = "nobody".to_owned();
        request.buyer_language = "French".to_owned();
        request.place_time = wire(start() + hours(1));
        request.shipping_address = Some(address("XX"));
        request.lines[0].quantity = 0;
        request.lines[0].line_id = "2".to_owned();
        request.lines[1].line_id = "2".to_owned();
        request.lines[1].unit_price = Some(money("USD", 6_000));
        request.lines[1].product_class = "soft".to_owned();
        request.payments[0].kind = 0;
        let fields = bad_fields(world.operator().place_order(request).await);
        for path in [
            "buyer_id",
            "buyer_email",
            "buyer_language",
            "place_time",
            "shipping_address.region_code",
            "lines[0].quantity",
            "lines[1].line_id",
            "lines[1].product_class",
            "payments[0].kind",
        ] {
            assert!(
                fields.iter().any(|field| field == path),
                "{path} is not in {fields:?}"
            );
        }
        assert!(world.changes().await.is_empty());
    })
    .await;
}

/// Makes a good request bad.
type Spoil = fn(&mut pb::PlaceOrderRequest);

#[tokio::test]
async fn money_that_does_not_add_up_is_refused_by_path() {
    everywhere(async |world| {
        let cases: [(Spoil, &str); 6] = [
            (
                |order| order.payments[0].amount = Some(money("EUR", 9_999)),
                "payments",
            ),
            (
                |order| order.lines[0].discount = Some(money("EUR", 4_001)),
                "lines[0].discount",
            ),
            (
                |order| order.lines[0].tax = Some(money("EUR", -1)),
                "lines[0].tax",
            ),
            (
                |order| order.lines[1].unit_price = Some(money("USD", 6_000)),
                "lines[1].unit_price",
            ),
            (|order| order.lines[0].quantity = 1_000_001, "lines[0].quantity"),
            (|order| order.payments.clear(), "payments"),
        ];
        for (spoil, path) in cases {
            let mut request = Draft::kwoking().request();
            spoil(&mut request);
            assert_eq!(
                bad_fields(world.operator().place_order(request).await),
                [path],
                "{path}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn terms_and_marketplace_are_checked_against_the_policy() {
    everywhere(async |world| {
        let unknown = Draft::new("nowhere", "EUR", "CH", &[("s", 1, 1)]).request();
        assert_eq!(
            bad_fields(world.operator().place_order(unknown).await),
            ["marketplace_id"]
        );
        let terms = "[terms]\nedition = \"1\"\nname = \"Promo\"\n\n[[case]]\ncase = \"no-such-case\"\n";
        let wrong = Draft::kajet().with(|order| order.terms_source = terms.to_owned());
        let refused = world.operator().place_order(wrong.request()).await;
        assert_eq!(bad_fields(refused), ["terms_source"]);
    })
    .await;
}

#[tokio::test]
async fn a_buyer_places_orders_for_themselves_only() {
    everywhere(async |world| {
        let mut buyer = world.bound("kwoking", Role::Buyer, "byr_mara");
        let own = Draft::kwoking().with(|order| order.buyer_id = String::new());
        assert_eq!(
            buyer
                .place_order(own.request())
                .await
                .unwrap()
                .into_inner()
                .buyer_id,
            "byr_mara"
        );
        let foreign = Draft::kwoking().with(|order| order.buyer_id = "byr_otto".to_owned());
        assert_eq!(
            bad_fields(buyer.place_order(foreign.request()).await),
            ["buyer_id"]
        );
        let other_shop = Draft::kajet().request();
        assert_eq!(
            bad_fields(buyer.place_order(other_shop).await),
            ["marketplace_id"]
        );
        let mut auditor = world.bound("kwoking", Role::Auditor, "ada");
        let denied = auditor.place_order(Draft::kwoking().request()).await;
        assert_eq!(denied.unwrap_err().code(), Code::PermissionDenied);
        let lines = vec![line("EUR", "kwoking", 1, 1); 501];
        let many = Draft::kwoking().with(|order| order.lines = lines);
        assert_eq!(
            bad_fields(world.operator().place_order(many.request()).await),
            ["lines"]
        );
    })
    .await;
}

#[tokio::test]
async fn the_largest_order_is_placed_paid_and_cancelled_as_a_whole() {
    everywhere(async |world| {
        let draft = Draft::kwoking().with(|order| order.lines = vec![line("EUR", "kwoking", 1, 100); 500]);
        let order = world.paid(draft).await;
        assert_eq!(order.lines.len(), 500);
        let request = ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]);
        let cancelled = world.cancel(request).await.unwrap();
        assert_eq!(minor(&cancelled.refund.unwrap().amount), 50_000);
        let order = world.order(&order).await;
        assert_eq!(order.state(), pb::OrderState::Cancelled);
        assert_eq!(order.lines[499].line_id, "500");
    })
    .await;
}
