//! The policy book of the deciding contexts, over this context.

use chrono::TimeDelta;
use redress_contracts::redress::policies::v1 as pb;
use redress_policy::{Facts, Outcome, StoredDecision, decide};
use redress_policybook::{BookError, PolicyBook, Query};
use serde_json::json;

use crate::shop::{LAW, PACK, TERMS, pack};
use crate::world::{World, everywhere, start};

fn facts() -> Facts {
    let facts = json!({
        "topic": "cancel",
        "ground": "change_of_mind",
        "requested_by": "buyer",
        "now": start() + TimeDelta::hours(30),
        "order": {
            "buyer_country": "PH", "currency": "PHP", "place_time": start(), "payment_confirm_time": start(),
        },
        "lines": [{ "line_id": "l1", "seller_id": "ana", "quantity": 1, "ordered_quantity": 1, "unit_price_minor": 5000 }],
    });
    serde_json::from_value(facts).unwrap()
}

fn query(seller_ids: &[String]) -> Query<'_> {
    Query {
        marketplace_id: "corner",
        place_time: start(),
        application_time: start() + TimeDelta::hours(30),
        buyer_country: "PH",
        seller_ids,
        order_terms: None,
    }
}

async fn stock(world: &World) -> PolicyBook {
    world.publish(PACK).await;
    world.publish(LAW).await;
    let terms = pb::PublishPolicyRequest {
        source: TERMS.to_owned(),
        marketplace_id: "corner".to_owned(),
        seller_id: "ana".to_owned(),
        ..Default::default()
    };
    world.operator().publish_policy(terms).await.unwrap();
    PolicyBook::new(world.channel(), "orders")
}

#[tokio::test]
async fn a_decision_by_the_book_is_made_again_after_the_policy_changed() {
    everywhere(async |world| {
        let book = stock(&world).await;
        let sellers = ["ana".to_owned()];
        let bound = book.layers(query(&sellers)).await.unwrap();
        let decision = decide(&bound.layers, &facts()).unwrap();
        assert_eq!(decision.outcome, Outcome::Allowed, "the seller's 72 hours");
        world.clock.advance(TimeDelta::days(1));
        world
            .publish(&pack("second", &[("adjustable_by = [\"seller\"]\n", "")]))
            .await;
        let stored = StoredDecision {
            facts: facts(),
            decision,
        };
        let fresh = PolicyBook::new(world.channel(), "orders");
        for book in [&book, &fresh] {
            assert_eq!(book.rerun(&stored, None).await.unwrap(), stored.decision);
        }
    })
    .await;
}

#[tokio::test]
async fn terms_that_a_newer_pack_no_longer_allows_fall_away() {
    everywhere(async |world| {
        let book = stock(&world).await;
        world
            .publish(&pack("second", &[("adjustable_by = [\"seller\"]\n", "")]))
            .await;
        let sellers = ["ana".to_owned()];
        let bound = book.layers(query(&sellers)).await.unwrap();
        assert!(bound.layers.sellers[0].terms.cases.is_empty());
        assert_eq!(decide(&bound.layers, &facts()).unwrap().outcome, Outcome::Refused);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_published_or_not_in_force_is_told_apart() {
    everywhere(async |world| {
        let book = PolicyBook::new(world.channel(), "orders");
        assert!(matches!(
            book.layers(query(&[])).await,
            Err(BookError::Unknown { .. })
        ));
        world.clock.advance(TimeDelta::days(9));
        world.publish(PACK).await;
        assert!(matches!(
            book.layers(query(&[])).await,
            Err(BookError::NotInForce { .. })
        ));
        assert!(matches!(
            book.pack("corner", 4).await,
            Err(BookError::Unknown { .. })
        ));
    })
    .await;
}
