//! What messages about parcels say: for every change of the contract, for each party.

use redress_contracts::redress::logistics::v1 as logistics;
use redress_contracts::redress::policies::v1::Party;

use crate::events::aftercare::{moved, parcel_event};
use crate::events::{EVERYBODY, ORDER, changed};
use crate::world::everywhere;

/// The words of `logistics.parcel_changed`, as its contract lists them.
const WORDS: [&str; 17] = [
    "created",
    "moved",
    "delivered",
    "attempt_failed",
    "stalled",
    "overdue",
    "refused_by_recipient",
    "refused_at_customs",
    "returned_to_sender",
    "damaged",
    "lost",
    "return_lost",
    "delivery_proven",
    "tracking_invalid",
    "tracking_corrected",
    "deadline_passed",
    "deadline_warning",
];

#[tokio::test]
async fn every_change_of_a_parcel_is_told_to_each_party_and_to_buyers_with_contacts() {
    everywhere(async |world| {
        world.order("placed", &changed("placed", &[])).await;
        for word in WORDS {
            world.hear(parcel_event(word, &moved(word, &EVERYBODY))).await;
        }
        let messages = world.messages().await;
        assert_eq!(messages.len(), WORDS.len() * 3);
        for (told, word) in messages.chunks(3).zip(WORDS) {
            for message in told {
                assert_eq!(
                    (message.change.as_str(), message.case_id.as_str()),
                    (word, "prc_1")
                );
                assert!(
                    message.subject.contains(ORDER) && message.body.contains("KC-14: "),
                    "{message:?}"
                );
                assert!(
                    !message.body.contains('{') && !message.subject.contains('{'),
                    "{message:?}"
                );
                let is_buyer = message.party() == Party::Buyer;
                assert_eq!(
                    message.body.contains("info@KakaClo.com"),
                    is_buyer,
                    "{}",
                    message.body
                );
                assert_eq!(
                    message.clause_ids.iter().any(|id| id == "KC-18"),
                    is_buyer,
                    "{message:?}"
                );
                for text in [
                    "Carrier ups, tracking number 1Z12345E0205271688",
                    "in transit, since ",
                ] {
                    assert!(message.body.contains(text), "{text} in {}", message.body);
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_wrong_number_is_told_to_the_buyer_with_what_is_wrong_and_until_when_it_is_asked_for() {
    everywhere(async |world| {
        world.order("placed", &changed("placed", &[])).await;
        // Nobody is in the event's audience: KakaClo's notice names the buyer.
        world
            .hear(parcel_event("evt_1", &moved("tracking_invalid", &[])))
            .await;
        let message = world.messages().await.remove(0);
        assert_eq!(message.party(), Party::Buyer);
        for text in [
            "Please check 1Z12345E0205271688. Its check digit does not fit",
            "tracking correction, before ",
            "KC-13: ",
        ] {
            assert!(message.body.contains(text), "{text} in {}", message.body);
        }
    })
    .await;
}

#[tokio::test]
async fn what_the_order_tells_itself_is_not_told_twice() {
    everywhere(async |world| {
        world.order("placed", &changed("placed", &[])).await;
        for word in ["created", "delivered", "lost"] {
            let mut event = moved(word, &[Party::Buyer]);
            event.shipment.as_mut().unwrap().source_id = "1".to_owned();
            world.hear(parcel_event(word, &event)).await;
        }
        let told: Vec<_> = world
            .messages()
            .await
            .into_iter()
            .map(|message| message.change)
            .collect();
        assert_eq!(told, ["lost"]);
        let mut event = moved("delivered", &[Party::Buyer]);
        let shipment = event.shipment.as_mut().unwrap();
        shipment.source_id = "1".to_owned();
        shipment.purpose = logistics::ShipmentPurpose::Replacement.into();
        world.hear(parcel_event("evt_4", &event)).await;
        assert_eq!(world.messages().await.len(), 2);
    })
    .await;
}
