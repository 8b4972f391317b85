//! What people read: for every change of the contracts, for each party.

use redress_contracts::google::r#type::Money;
use redress_contracts::redress::notifications::v1::MessageState;
use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::policies::v1::Party;

use crate::events::{EVERYBODY, ORDER, cancellation, changed, refund};
use crate::world::everywhere;

/// The words of `orders.order_changed`, as its contract lists them.
const ORDER_WORDS: [&str; 21] = [
    "placed",
    "paid",
    "shipped",
    "delivered",
    "address_changed",
    "lines_changed",
    "out_of_stock",
    "out_of_stock_reminder",
    "choice_made",
    "cancellation_requested",
    "cancellation_approved",
    "cancellation_refused",
    "cancellation_withdrawn",
    "dispute_opened",
    "dispute_statement",
    "dispute_proposal",
    "dispute_settled",
    "dispute_ruled",
    "intervened",
    "deadline_warning",
    "deadline_passed",
];

/// The words of `refunds.refund_changed`.
const REFUND_WORDS: [&str; 10] = [
    "created",
    "awaiting_payout_details",
    "awaiting_payout",
    "succeeded",
    "failed",
    "reversed",
    "pending",
    "unknown",
    "manual_review",
    "overdue",
];

#[tokio::test]
async fn every_change_of_an_order_is_told_to_each_party_with_clauses_and_to_buyers_with_contacts() {
    everywhere(async |world| {
        for word in ORDER_WORDS {
            // KAJIVAP names e-mail, telephone and address; other parties need no contacts.
            let mut message = changed(word, &EVERYBODY);
            message.policy_id = "kajivap".to_owned();
            message.clause_ids = vec!["KV-07".to_owned()];
            world.order(word, &message).await;
        }
        let messages = world.messages().await;
        assert_eq!(messages.len(), ORDER_WORDS.len() * 3);
        for (told, word) in messages.chunks(3).zip(ORDER_WORDS) {
            for message in told {
                assert_eq!(message.change, word);
                assert_eq!(message.state(), MessageState::Sent, "{message:?}");
                assert!(
                    message.subject.contains(ORDER) && message.body.contains("KV-07: "),
                    "{message:?}"
                );
                assert!(!message.body.contains('{'), "{}", message.body);
                let has_contacts =
                    message.body.contains("hello@kajivap.shop") && message.body.contains("+63 905 281 6473");
                assert_eq!(has_contacts, message.party() == Party::Buyer, "{}", message.body);
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
async fn every_change_of_a_refund_is_told_with_its_lines_to_the_buyer_of_the_order() {
    everywhere(async |world| {
        world.order("placed", &changed("placed", &[])).await;
        for word in REFUND_WORDS {
            world.refund(word, &refund(word, &[Party::Buyer])).await;
        }
        let messages = world.messages().await;
        assert_eq!(messages.len(), REFUND_WORDS.len());
        for (message, word) in messages.iter().zip(REFUND_WORDS) {
            assert_eq!(
                (message.change.as_str(), message.recipient.as_str()),
                (format!("refund_{word}").as_str(), "bo@example.com")
            );
            assert_eq!(
                (message.case_id.as_str(), message.clause_ids.as_slice()),
                ("ref_1", ["KW-11".to_owned(), "KW-08".to_owned()].as_slice())
            );
            for text in [
                "Items: 40.00 EUR",
                "Bank fee: -2.00 EUR",
                "Together: 38.00 EUR",
                "ending in 4321",
                "KW-11: ",
            ] {
                assert!(message.body.contains(text), "{text} in {}", message.body);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_cancellation_is_told_in_full() {
    everywhere(async |world| {
        let approved = orders::OrderChanged {
            cancellation: Some(cancellation()),
            ..changed("cancellation_approved", &[Party::Buyer])
        };
        world.order("evt_1", &approved).await;
        let body = world.messages().await.remove(0).body;
        let expected = format!(
            "What follows of your order is cancelled.

What it is about
  Order {ORDER}
  Case can_1
  1 x A lamp

In their own words
  The supplier is out of business.

What you get back
  Items: 40.00 EUR. The whole price goes back. (KW-08)
  Bank fee: -2.00 EUR. The whole price goes back. (KW-08)
  Together: 38.00 EUR

When
  The money is due before 11 May 2026, 10:00 (Europe/Paris).

Deadline
  platform decision, before 7 May 2026, 10:00 (Europe/Paris); the turn of the platform.

By the policy of Kwoking (undated)
  KW-08: "
        );
        assert!(body.starts_with(&expected), "{body}");
        // A law's clause is not in the shop's pack: its id stands alone.
        assert!(body.contains("\n  EU-WITHDRAWAL\n"), "{body}");
    })
    .await;
}

#[tokio::test]
async fn a_dispute_and_an_intervention_speak_with_their_own_words() {
    everywhere(async |world| {
        let eur = |units| {
            Some(Money {
                currency_code: "EUR".to_owned(),
                units,
                nanos: 0,
            })
        };
        let dispute = orders::Dispute {
            dispute_id: "dis_1".to_owned(),
            statements: vec![orders::Statement {
                text: "It never came.".to_owned(),
                ..Default::default()
            }],
            proposals: vec![orders::Proposal {
                text: "Half of it.".to_owned(),
                amount: eur(20),
                ..Default::default()
            }],
            ruling_reason: "No proof of delivery.".to_owned(),
            amount: eur(40),
            ..Default::default()
        };
        let intervention = orders::Intervention {
            intervention_id: "int_1".to_owned(),
            reason: "The seller is gone.".to_owned(),
            amount: eur(38),
            ..Default::default()
        };
        let cases = [
            ("dispute_statement", "dis_1", "It never came.", ""),
            ("dispute_proposal", "dis_1", "Half of it.", "Amount: 20.00 EUR"),
            (
                "dispute_ruled",
                "dis_1",
                "No proof of delivery.",
                "Amount: 40.00 EUR",
            ),
            ("intervened", "int_1", "The seller is gone.", "Amount: 38.00 EUR"),
        ];
        for (word, ..) in cases {
            let message = orders::OrderChanged {
                dispute: Some(dispute.clone()),
                intervention: Some(intervention.clone()),
                explanation: String::new(),
                ..changed(word, &[Party::Buyer])
            };
            world.order(word, &message).await;
        }
        for (message, (word, case_id, said, amount)) in world.messages().await.iter().zip(cases) {
            assert_eq!(
                (message.change.as_str(), message.case_id.as_str()),
                (word, case_id)
            );
            assert!(
                message.body.contains(said) && message.body.contains(amount),
                "{}",
                message.body
            );
        }
    })
    .await;
}

#[tokio::test]
async fn an_unknown_word_makes_no_message_and_blocks_nothing() {
    everywhere(async |world| {
        world.order("evt_1", &changed("exploded", &EVERYBODY)).await;
        world.refund("evt_2", &refund("exploded", &EVERYBODY)).await;
        assert!(world.messages().await.is_empty());
        world.order("evt_3", &changed("paid", &[Party::Platform])).await;
        assert_eq!(world.messages().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn each_seller_concerned_gets_a_message_of_their_own() {
    everywhere(async |world| {
        let message = orders::OrderChanged {
            line_ids: Vec::new(),
            ..changed("paid", &[Party::Seller])
        };
        world.order("evt_1", &message).await;
        let to: Vec<_> = world
            .messages()
            .await
            .into_iter()
            .map(|message| message.recipient)
            .collect();
        assert_eq!(to, ["seller-ana@kwoking.invalid", "seller-ben@kwoking.invalid"]);
    })
    .await;
}
