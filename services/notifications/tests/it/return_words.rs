//! What messages about returns say: for every change of the contract, for each party.

use redress_contracts::redress::notifications::v1::MessageState;
use redress_contracts::redress::policies::v1 as policies;
use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::returns::v1 as returns;
use redress_rpc::convert::time_to_wire;

use crate::events::aftercare::{RETURN, approved, deadline, lamp_back, refused, return_event, returned};
use crate::events::{EVERYBODY, ORDER, breakdown, changed, money};
use crate::world::{World, everywhere, start};

/// The words of `returns.return_changed`, as its contract lists them.
const WORDS: [&str; 31] = [
    "return_requested",
    "return_amended",
    "evidence_asked",
    "evidence_changed",
    "return_under_review",
    "return_approved",
    "rma_issued",
    "return_refused",
    "return_withdrawn",
    "return_expired",
    "parcel_announced",
    "tracking_corrected",
    "parcel_moved",
    "return_received",
    "return_inspected",
    "remedy_applied",
    "repair_recorded",
    "parcel_sent",
    "return_closed",
    "dispute_opened",
    "dispute_statement",
    "dispute_proposal",
    "dispute_settled",
    "dispute_ruled",
    "dispute_appealed",
    "dispute_escalated",
    "dispute_outcome",
    "dispute_closed",
    "intervened",
    "deadline_warning",
    "deadline_passed",
];

/// The one message to the buyer that an event makes.
async fn told(world: &World, event: &returns::ReturnChanged) -> String {
    let before = world.messages().await.len();
    world.hear(return_event(&format!("evt_{before}"), event)).await;
    let messages = world.messages().await;
    let to_buyer = messages[before..]
        .iter()
        .find(|message| message.party() == Party::Buyer);
    to_buyer.unwrap().body.clone()
}

fn assert_says(body: &str, texts: &[&str]) {
    for text in texts {
        assert!(body.contains(text), "{text} in {body}");
    }
}

#[tokio::test]
async fn every_change_of_a_return_is_told_to_each_party_and_to_buyers_with_contacts() {
    everywhere(async |world| {
        for word in WORDS {
            let message = returns::ReturnChanged {
                policy_id: "kajivap".to_owned(),
                clause_ids: vec!["KV-05".to_owned()],
                notify_due_time: Some(time_to_wire(start() + chrono::TimeDelta::days(14))),
                ..returned(word, &EVERYBODY, lamp_back())
            };
            world.hear(return_event(word, &message)).await;
        }
        let messages = world.messages().await;
        assert_eq!(messages.len(), WORDS.len() * 3);
        for (told, word) in messages.chunks(3).zip(WORDS) {
            for message in told {
                assert_eq!(
                    (message.change.as_str(), message.case_id.as_str()),
                    (word, RETURN)
                );
                assert_eq!(message.state(), MessageState::Sent, "{message:?}");
                assert!(
                    message.subject.contains(ORDER) && message.body.contains("KV-05: "),
                    "{message:?}"
                );
                assert!(
                    !message.body.contains('{') && !message.subject.contains('{'),
                    "{message:?}"
                );
                assert_eq!(
                    message.notify_due_time,
                    Some(time_to_wire(start() + chrono::TimeDelta::days(14)))
                );
                let is_buyer = message.party() == Party::Buyer;
                assert_eq!(
                    message.body.contains("hello@kajivap.shop"),
                    is_buyer,
                    "{}",
                    message.body
                );
                assert_eq!(
                    message.clause_ids.iter().any(|id| id == "KV-11"),
                    is_buyer,
                    "{message:?}"
                );
            }
            let to: Vec<_> = told.iter().map(|message| message.recipient.as_str()).collect();
            assert_eq!(
                to,
                [
                    "bo.returns@example.com",
                    "seller-ana@kwoking.invalid",
                    "platform@kwoking.invalid"
                ]
            );
        }
    })
    .await;
}

#[tokio::test]
async fn an_approval_says_how_the_goods_go_back_to_whoever_the_pack_wants_told() {
    everywhere(async |world| {
        // Nobody is in the event's audience: Kwoking's notice names the buyer.
        let body = told(world, &returned("return_approved", &[], approved())).await;
        assert_says(
            &body,
            &[
                "Your return is approved.",
                "Return number: RMA-7K2Q-9XWM-4, good before 3 June 2026, 10:00 (Europe/Paris)",
                "Send it to: Returns, Roissy (FR). This is not the address that the parcel came from.",
                "Put a note into the parcel with the return number, the order number, the product, the quantity, a short \
                 description of the problem.",
                "Once it is sent, give us the tracking number, a copy of the shipping receipt.",
                "The way back is paid by the buyer.",
                "Agreed: partial refund",
                "return parcel, before 18 May 2026, 10:00 (Europe/Paris); the turn of you.",
                "KW-09: ",
                "KW-14: ",
            ],
        );
        let issued = returns::ReturnChanged {
            policy_id: "rma-shop".to_owned(),
            ..returned("rma_issued", &[], approved())
        };
        let body = told(world, &issued).await;
        assert_says(
            &body,
            &[
                "Return number: RMA-7K2Q-9XWM-4",
                "on the outside of the parcel",
                "a loss on the way back is the buyer's risk",
                "RM-10: ",
                "RM-12: ",
            ],
        );
        let kept = returns::Return {
            is_returnless: true,
            ..lamp_back()
        };
        let body = told(world, &returned("return_approved", &[], kept)).await;
        assert_says(&body, &["The goods need not come back."]);
    })
    .await;
}

#[tokio::test]
async fn a_refusal_says_why_and_what_is_open_now() {
    everywhere(async |world| {
        let refusal = returns::ReturnChanged {
            policy_id: "kajivap".to_owned(),
            ..returned("return_refused", &[Party::Buyer], refused())
        };
        let body = told(world, &refusal).await;
        assert_says(
            &body,
            &[
                "It was used.",
                "Sixty days have passed. (KW-05)",
                "Not as it should be: unused. Scratches on the foot.",
                "Found: misuse",
                "Instead: repair",
                "A dispute can be opened over it",
                "Where nothing else helps: ",
                "The goods are held for the buyer before ",
            ],
        );
        assert!(!body.contains("original state"), "{body}");
    })
    .await;
}

#[tokio::test]
async fn what_is_asked_for_is_named_with_its_deadline() {
    everywhere(async |world| {
        let found = returns::Return {
            decision: Some(policies::Decision {
                missing_fields: vec!["contact.phone".to_owned()],
                evidence: vec![policies::EvidenceNeed {
                    any_of: vec!["product_photo".to_owned(), "product_video".to_owned()],
                    message: "The defect.".to_owned(),
                    ..Default::default()
                }],
                ..Default::default()
            }),
            evidence: vec![returns::EvidenceNote {
                kind: "label_photo".to_owned(),
                state: "asked_again".to_owned(),
                ..Default::default()
            }],
            deadlines: vec![deadline("evidence", 3, Party::Buyer)],
            ..lamp_back()
        };
        let body = told(world, &returned("evidence_asked", &[Party::Buyer], found)).await;
        assert_says(
            &body,
            &[
                "To be filled in: contact phone",
                "To be shown: The defect. (product photo or product video)",
                "To be shown again: label photo",
                "evidence, before 7 May 2026, 10:00 (Europe/Paris); the turn of you.",
            ],
        );
    })
    .await;
}

#[tokio::test]
async fn a_remedy_is_told_with_its_lines_and_a_dispute_with_its_words() {
    everywhere(async |world| {
        let settled = returns::Return {
            remedy: Some(returns::AppliedRemedy {
                remedy: policies::Remedy::PartialRefund.into(),
                refund: Some(breakdown()),
                refund_due_time: Some(time_to_wire(start() + chrono::TimeDelta::days(7))),
                ..Default::default()
            }),
            ..lamp_back()
        };
        let body = told(world, &returned("remedy_applied", &[Party::Buyer], settled)).await;
        assert_says(
            &body,
            &[
                "Settled by: partial refund",
                "Together: 38.00 EUR",
                "The money is due before 11 May 2026",
            ],
        );
        let dispute = returns::ReturnDispute {
            statements: vec![returns::ReturnStatement {
                text: "It never worked.".to_owned(),
                ..Default::default()
            }],
            proposals: vec![returns::ReturnProposal {
                text: "Half of it.".to_owned(),
                amount: money(20),
                ..Default::default()
            }],
            rulings: vec![returns::ReturnRuling {
                reason: "The photo shows it.".to_owned(),
                ..Default::default()
            }],
            external: Some(returns::ExternalCase {
                body: "The ministry".to_owned(),
                reference: "M-7".to_owned(),
                outcome: "For the buyer.".to_owned(),
                pauses_clocks: true,
                ..Default::default()
            }),
            amount: money(40),
            judgement_due_time: Some(time_to_wire(start() + chrono::TimeDelta::days(14))),
            appeal_due_time: Some(time_to_wire(start() + chrono::TimeDelta::days(21))),
            ..Default::default()
        };
        let cases: [(&str, &[&str]); 5] = [
            ("dispute_statement", &["It never worked."]),
            ("dispute_proposal", &["Half of it.", "Amount: 20.00 EUR"]),
            (
                "dispute_ruled",
                &[
                    "The photo shows it.",
                    "Amount: 40.00 EUR",
                    "appeal, before 25 May 2026",
                ],
            ),
            (
                "dispute_escalated",
                &["With The ministry, reference M-7; clocks stand still meanwhile"],
            ),
            ("dispute_outcome", &["For the buyer.", "Amount: 40.00 EUR"]),
        ];
        for (word, texts) in cases {
            let event = returns::ReturnChanged {
                dispute: Some(dispute.clone()),
                ..returned(word, &[Party::Buyer], lamp_back())
            };
            let body = told(world, &event).await;
            assert_says(&body, texts);
            assert_says(
                &body,
                &["judgement, before 18 May 2026, 10:00 (Europe/Paris); the turn of the platform."],
            );
        }
    })
    .await;
}

#[tokio::test]
async fn without_a_contact_the_buyer_is_reached_at_the_address_of_the_order() {
    everywhere(async |world| {
        world.order("placed", &changed("placed", &[])).await;
        for email in ["", "no address"] {
            let contact = returns::Contact {
                email: email.to_owned(),
                ..Default::default()
            };
            let found = returns::Return {
                contact: Some(contact),
                ..lamp_back()
            };
            let event = returned("return_received", &[Party::Buyer], found);
            world.hear(return_event(&format!("evt_{email}"), &event)).await;
        }
        let messages = world.messages().await;
        assert!(
            messages.len() == 2
                && messages
                    .iter()
                    .all(|message| message.recipient == "bo@example.com"),
            "{messages:?}"
        );
    })
    .await;
}
