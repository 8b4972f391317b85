//! Which language a message is in, and that it is so from the subject to the contacts.

use redress_contracts::google::r#type::PostalAddress;
use redress_contracts::redress::notifications::v1 as pb;
use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::policies::v1 as policies;
use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::returns::v1 as returns;

use crate::events::aftercare::{approved, lamp_back, moved, parcel_event, refused, return_event, returned};
use crate::events::{EVERYBODY, ORDER, breakdown, cancellation, changed, order};
use crate::world::{World, everywhere};

/// An order that goes to a country, for a buyer who said what they read, or did not.
fn order_to(country: &str, language: &str) -> Option<orders::Order> {
    Some(orders::Order {
        shipping_address: Some(PostalAddress {
            region_code: country.to_owned(),
            ..Default::default()
        }),
        buyer_language: language.to_owned(),
        ..order()
    })
}

fn by_kajivap(message: orders::OrderChanged) -> orders::OrderChanged {
    orders::OrderChanged {
        policy_id: "kajivap".to_owned(),
        clause_ids: vec!["KV-07".to_owned(), "EU-WITHDRAWAL".to_owned()],
        ..message
    }
}

/// The newest message to the buyer.
async fn newest(world: &World) -> pb::Message {
    let messages = world.messages().await;
    let to_buyer = messages
        .into_iter()
        .rev()
        .find(|message| message.party() == Party::Buyer);
    to_buyer.unwrap()
}

#[tokio::test]
async fn a_buyer_is_written_to_in_the_orders_language_else_in_that_of_the_country() {
    everywhere(async |world| {
        let cases = [
            ("", "", "en"),
            ("DE", "", "en"),
            ("FR", "", "fr"),
            ("BE", "", "fr"),
            ("PH", "", "fil"),
            ("MX", "", "es"),
            ("BR", "", "pt"),
            ("FR", "pt-BR", "pt"),
            ("US", "es", "es"),
            ("PH", "en", "en"),
            ("FR", "de", "fr"),
        ];
        for (number, (country, language, expected)) in cases.into_iter().enumerate() {
            let mut message = changed("paid", &EVERYBODY);
            message.order = order_to(country, language);
            world.order(&format!("evt_{number}"), &message).await;
            let messages = world.messages().await;
            let told: Vec<_> = messages[number * 3..]
                .iter()
                .map(|message| message.language.as_str())
                .collect();
            assert_eq!(told, [expected, "en", "en"], "{country} {language}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_cancellation_is_told_in_french_in_full() {
    everywhere(async |world| {
        let mut message = changed("cancellation_approved", &[Party::Buyer]);
        message.order = order_to("FR", "");
        message.cancellation = Some(cancellation());
        world.order("evt_1", &message).await;
        let told = newest(world).await;
        assert_eq!(told.subject, format!("Annulation : commande {ORDER}"));
        let expected = format!(
            "Voici ce qui est annulé de votre commande.

De quoi il s'agit
  Commande {ORDER}
  Dossier can_1
  1 x A lamp

En ses propres mots
  The supplier is out of business.

Ce qui vous revient
  Articles : 40,00 EUR. The whole price goes back. (KW-08)
  Frais bancaires : -2,00 EUR. The whole price goes back. (KW-08)
  Au total : 38,00 EUR

Quand
  L'argent est dû avant le 11 mai 2026 à 10:00 (Europe/Paris).

Échéance
  décision de la plateforme, avant le 7 mai 2026 à 10:00 (Europe/Paris) ; c'est à la plateforme d'agir.

Selon la politique de Kwoking (undated)
  KW-08 : Dans les 24 heures suivant la confirmation du paiement, "
        );
        assert!(told.body.starts_with(&expected), "{}", told.body);
        assert!(told.body.contains("\n  EU-WITHDRAWAL\n"), "{}", told.body);
        let (_, mail) = world.mail().remove(0);
        assert!(mail.contains("Content-Language: fr\r\n"), "{mail}");
    })
    .await;
}

#[tokio::test]
async fn every_language_has_the_clause_and_the_contacts_at_the_foot() {
    everywhere(async |world| {
        let cases = [
            (
                "fil",
                "Dapat mabayaran ang pera bago ang ika-11 ng Mayo 2026, 16:00 (Asia/Manila).",
                "KV-07: Ibinabalik ang pera",
                "Telepono: +63",
            ),
            (
                "es",
                "El dinero debe pagarse antes del 11 de mayo de 2026, 16:00 (Asia/Manila).",
                "KV-07: El dinero vuelve",
                "Teléfono: +63",
            ),
            (
                "pt",
                "O dinheiro deve ser pago antes de 11 de maio de 2026, 16:00 (Asia/Manila).",
                "KV-07: O dinheiro volta",
                "Telefone: +63",
            ),
        ];
        for (language, due, clause, phone) in cases {
            let mut message = by_kajivap(changed("cancellation_approved", &[Party::Buyer]));
            message.order = order_to("PH", language);
            message.cancellation = Some(cancellation());
            world.order(language, &message).await;
            let body = newest(world).await.body;
            for text in [due, clause, phone, "hello@kajivap.shop", "Makati City"] {
                assert!(body.contains(text), "{text} in {body}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn what_follows_an_order_is_told_in_its_language() {
    everywhere(async |world| {
        let mut placed = changed("placed", &[]);
        placed.order = order_to("ES", "");
        world.order("evt_1", &placed).await;
        world
            .hear(return_event("evt_2", &returned("return_approved", &[], approved())))
            .await;
        let body = newest(world).await.body;
        for text in [
            "Su solicitud de devolución está aprobada.",
            "Número de devolución: RMA-7K2Q-9XWM-4, válido antes del 3 de junio de 2026, 10:00 (Europe/Paris)",
            "Ponga en el paquete una nota con el número de devolución, el número de pedido,",
            "La vuelta la paga el comprador.",
            "Acordado: reembolso parcial",
            "KW-09: Una devolución se anuncia primero;",
        ] {
            assert!(body.contains(text), "{text} in {body}");
        }
        let refusal = returned("return_refused", &[Party::Buyer], refused());
        world.hear(return_event("evt_3", &refusal)).await;
        let body = newest(world).await.body;
        for text in ["Encontrado: uso indebido", "En su lugar: reparación"] {
            assert!(body.contains(text), "{text} in {body}");
        }
        let mut lost = moved("tracking_invalid", &[Party::Buyer]);
        lost.policy_version = 0;
        world.hear(parcel_event("evt_4", &lost)).await;
        let body = newest(world).await.body;
        for text in ["Su dígito de control no concuerda", "en tránsito, desde el "] {
            assert!(body.contains(text), "{text} in {body}");
        }
    })
    .await;
}

#[tokio::test]
async fn sellers_and_the_platform_read_what_the_settings_say() {
    everywhere(async |world| {
        world.stop().await;
        world.config.seller_language = serde_json::from_str("\"pt\"").unwrap();
        world.config.platform_language = serde_json::from_str("\"fr\"").unwrap();
        world.start();
        let settled = returns::Return {
            remedy: Some(returns::AppliedRemedy {
                remedy: policies::Remedy::PartialRefund.into(),
                refund: Some(breakdown()),
                ..Default::default()
            }),
            ..lamp_back()
        };
        world
            .hear(return_event(
                "evt_1",
                &returned("remedy_applied", &EVERYBODY, settled),
            ))
            .await;
        let messages = world.messages().await;
        let told: Vec<_> = messages
            .iter()
            .map(|message| {
                (
                    message.language.as_str(),
                    message.body.split('\n').next().unwrap(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("en", "Your return is settled as follows."),
                ("pt", "A solução da solicitação de devolução foi aplicada."),
                ("fr", "La solution de la demande de retour a été appliquée."),
            ]
        );
        assert!(
            messages[1].body.contains("No total: 38,00 EUR"),
            "{}",
            messages[1].body
        );
    })
    .await;
}
