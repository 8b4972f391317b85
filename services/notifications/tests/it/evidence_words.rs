//! What messages about evidence say, and whom of the sellers they go to.

use redress_contracts::redress::notifications::v1::MessageState;
use redress_contracts::redress::policies::v1::Party;

use crate::events::aftercare::{RETURN, evidence_event, lamp_back, return_event, returned, shown};
use crate::events::{EVERYBODY, ORDER, cancellation, changed};
use crate::world::everywhere;

/// The words of `evidence.evidence_changed`, as its contract lists them.
const WORDS: [&str; 5] = ["added", "accepted", "refused", "asked_again", "erased"];

#[tokio::test]
async fn every_change_of_evidence_is_told_to_each_party_of_its_case() {
    everywhere(async |world| {
        world.order("placed", &changed("placed", &[])).await;
        world
            .hear(return_event(
                "evt_ret",
                &returned("return_requested", &[], lamp_back()),
            ))
            .await;
        for word in WORDS {
            world
                .hear(evidence_event(word, &shown(word, RETURN, &EVERYBODY)))
                .await;
        }
        let messages = world.messages().await;
        assert_eq!(messages.len(), WORDS.len() * 3);
        for (told, word) in messages.chunks(3).zip(WORDS) {
            for message in told {
                let expected = (format!("evidence_{word}"), RETURN.to_owned());
                assert_eq!((message.change.clone(), message.case_id.clone()), expected);
                assert_eq!(message.clause_ids, ["KC-05"]);
                assert!(message.body.contains("evd_1: product photo"), "{}", message.body);
                let is_asked = message
                    .body
                    .contains("A better piece of this kind: product photo");
                assert_eq!(is_asked, word == "asked_again");
            }
            let to: Vec<_> = told.iter().map(|message| message.recipient.as_str()).collect();
            assert_eq!(
                to,
                [
                    "bo@example.com",
                    "seller-ana@kwoking.invalid",
                    "platform@kwoking.invalid"
                ]
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_cases_evidence_goes_to_its_sellers_and_that_of_an_unknown_case_to_none() {
    everywhere(async |world| {
        let mut asked = changed("cancellation_requested", &[]);
        asked.cancellation = Some(cancellation());
        world.order("evt_1", &asked).await;
        world.order("evt_2", &changed("placed", &[])).await;
        for case_id in ["can_1", "can_2", ORDER] {
            world
                .hear(evidence_event(
                    case_id,
                    &shown("added", case_id, &[Party::Seller]),
                ))
                .await;
        }
        let messages = world.messages().await;
        let states: Vec<_> = messages
            .iter()
            .map(|message| (message.recipient.as_str(), message.state()))
            .collect();
        assert_eq!(
            states,
            [
                ("seller-ana@kwoking.invalid", MessageState::Sent),
                ("", MessageState::Undeliverable),
                ("seller-ana@kwoking.invalid", MessageState::Sent),
                ("seller-ben@kwoking.invalid", MessageState::Sent),
            ]
        );
    })
    .await;
}
