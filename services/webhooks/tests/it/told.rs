//! What the events of other contexts become: who is told of what, in which words, and nothing personal.

use redress_contracts::redress::webhooks::v1 as pb;

use crate::events::{
    cancelled, evidence_changed, order_changed, parcel_changed, refund_changed, return_changed,
};
use crate::receiver::Receiver;
use crate::world::everywhere;

/// The type and the data of each event.
fn told(events: &[pb::Event]) -> Vec<(&str, String)> {
    let read = |event: &pb::Event| -> serde_json::Value { serde_json::from_str(&event.payload).unwrap() };
    events
        .iter()
        .map(|event| (event.r#type.as_str(), read(event)["data"].to_string()))
        .collect()
}

#[tokio::test]
async fn each_context_is_told_of_to_those_concerned() {
    everywhere(async |world, _| {
        world.hear(order_changed("evt_a", "placed", &[])).await;
        world.hear(cancelled("evt_b")).await;
        world.hear(refund_changed("evt_c", "succeeded", &["1"])).await;
        world.hear(return_changed("evt_d", "return_approved")).await;
        world.hear(parcel_changed("evt_e", "delivered")).await;
        world.hear(evidence_changed("evt_f", "added", "ret_1")).await;
        let all = world.events("").await;
        let types: Vec<_> = all.iter().map(|event| event.r#type.as_str()).collect();
        let expected = [
            "order.placed",
            "order.cancelled",
            "refund.succeeded",
            "return.approved",
            "parcel.delivered",
            "evidence.added",
        ];
        assert_eq!(types, expected);
        let anas = world.events("ana").await;
        let order = "ord_01jq0000000000000000000000";
        let expected = [
            (
                "order.placed",
                format!(
                    r#"{{"actor":"buyer","clause_ids":["KW-08"],"lines":[{{"line_id":"1","quantity":2}}],"order_id":"{order}","policy_id":"kwoking","policy_version":1,"state":"paid"}}"#
                ),
            ),
            (
                "order.cancelled",
                format!(
                    r#"{{"amount":{{"currency":"EUR","minor":1900}},"cancellation_id":"can_1","lines":[{{"line_id":"1","quantity":1}}],"order_id":"{order}","state":"paid"}}"#
                ),
            ),
            (
                "refund.succeeded",
                format!(
                    r#"{{"amount":{{"currency":"EUR","minor":3800}},"clause_ids":["KW-11"],"order_id":"{order}","refund_id":"ref_1","state":"succeeded"}}"#
                ),
            ),
            (
                "return.approved",
                format!(
                    r#"{{"actor":"seller","clause_ids":["KW-20"],"lines":[{{"line_id":"1","quantity":1}}],"order_id":"{order}","policy_id":"kwoking","policy_version":1,"return_id":"ret_1","rma_number":"RMA-1","state":"approved"}}"#
                ),
            ),
            (
                "parcel.delivered",
                format!(
                    r#"{{"actor":"system","lines":[{{"line_id":"1","quantity":2}}],"order_id":"{order}","parcel_id":"prc_1","shipment_id":"shp_1","state":"delivered"}}"#
                ),
            ),
            (
                "evidence.added",
                format!(r#"{{"actor":"buyer","case_id":"ret_1","evidence_id":"evi_1","order_id":"{order}"}}"#),
            ),
        ];
        assert_eq!(told(&anas), expected);
        let bens = world.events("ben").await;
        let types: Vec<_> = bens.iter().map(|event| event.r#type.as_str()).collect();
        assert_eq!(types, ["order.placed", "parcel.delivered"]);
        for event in all.iter().chain(&anas).chain(&bens) {
            for personal in ["Bo", "bo@", "Rome", "4321", "\"bo\"", "RR1234"] {
                assert!(!event.payload.contains(personal), "{}", event.payload);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn an_amount_for_the_lines_of_several_is_the_marketplaces_to_know() {
    everywhere(async |world, _| {
        world.hear(order_changed("evt_a", "placed", &[])).await;
        world
            .hear(refund_changed("evt_b", "succeeded", &["1", "2"]))
            .await;
        assert!(world.events("").await[1].payload.contains("3800"));
        for seller_id in ["ana", "ben"] {
            assert!(!world.events(seller_id).await[1].payload.contains("amount"));
        }
    })
    .await;
}

#[tokio::test]
async fn endpoints_get_their_owners_events_of_the_types_they_ask_for() {
    everywhere(async |world, receiver| {
        let (bens, marketplaces) = (Receiver::start().await, Receiver::start().await);
        world.endpoint(&receiver.url(), "ana").await;
        world.endpoint(&bens.url(), "ben").await;
        let choosy = pb::CreateEndpointRequest {
            event_types: vec!["order.paid".to_owned()],
            ..crate::world::create(&marketplaces.url())
        };
        world.agent().create_endpoint(choosy).await.unwrap();
        world.hear(order_changed("evt_a", "paid", &["1"])).await;
        world.hear(return_changed("evt_b", "return_approved")).await;
        assert_eq!(receiver.received().len(), 2);
        assert_eq!(bens.connections(), 0);
        let [paid] = marketplaces.received().try_into().unwrap();
        let whole = &world.events("").await[0];
        assert_eq!(
            (paid.headers["webhook-id"].as_str(), &paid.body),
            (whole.event_id.as_str(), &whole.payload)
        );
        let anas = &world.events("ana").await[0];
        assert_eq!(receiver.received()[0].headers["webhook-id"], anas.event_id);
        assert_ne!(anas.event_id, whole.event_id);
    })
    .await;
}

#[tokio::test]
async fn an_event_that_comes_twice_is_told_once_and_an_unknown_change_never() {
    everywhere(async |world, receiver| {
        world.endpoint(&receiver.url(), "").await;
        for _ in 0..2 {
            world.hear(return_changed("evt_a", "return_approved")).await;
        }
        world.hear(return_changed("evt_b", "unheard_of")).await;
        assert_eq!(world.events("").await.len(), 1);
        assert_eq!(receiver.received().len(), 1);
    })
    .await;
}
