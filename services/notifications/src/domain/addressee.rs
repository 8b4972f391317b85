//! Where a party is reached.
//!
//! A buyer is reached at the address of the order. Sellers and the platform's staff have no address on record in this
//! release: their mail goes to `seller-<id>@<marketplace>.invalid` and `platform@<marketplace>.invalid`. `.invalid` never
//! resolves (RFC 2606), so such a message is read where it is written, in the mail folder or through the API, and can never
//! reach a stranger.

use lettre::Address;
use redress_policy::Party;

use super::language::Language;

/// What is known of an order's buyer and policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    pub order_id: String,
    pub marketplace_id: String,
    pub buyer_id: String,
    /// Empty when the order has none.
    pub buyer_email: String,
    pub policy_id: String,
    pub policy_version: i32,
    /// What the buyer reads, as far as the order tells.
    pub language: Option<Language>,
}

/// One party that is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    pub party: Party,
    /// The buyer's or seller's id; empty for the platform.
    pub party_id: String,
    /// The address, or why there is none.
    pub mailbox: Result<Address, String>,
}

/// The readers of a message: each party of the audience once, every seller by themselves.
pub fn readers(audience: &[Party], buyer: &Addressee, seller_ids: &[String]) -> Vec<Reader> {
    let mut readers: Vec<Reader> = Vec::new();
    for party in audience {
        let found = match party {
            Party::Buyer => vec![of_buyer(buyer)],
            Party::Seller if seller_ids.is_empty() => vec![Reader {
                party: Party::Seller,
                party_id: String::new(),
                mailbox: Err("the event names no seller".to_owned()),
            }],
            Party::Seller => seller_ids
                .iter()
                .map(|seller_id| of_seller(seller_id, &buyer.marketplace_id))
                .collect(),
            Party::Platform => vec![of_platform(&buyer.marketplace_id)],
            // Redress itself reads no mail.
            Party::System => Vec::new(),
        };
        readers.extend(found);
    }
    let mut seen = Vec::new();
    readers.retain(|reader| {
        let key = (reader.party, reader.party_id.clone());
        let is_new = !seen.contains(&key);
        seen.push(key);
        is_new
    });
    readers
}

/// Whether a text is an address that mail can go to.
pub fn is_address(text: &str) -> bool {
    text.parse::<Address>().is_ok()
}

fn of_buyer(buyer: &Addressee) -> Reader {
    let mailbox = match buyer.buyer_email.as_str() {
        "" => Err("the order has no e-mail address of the buyer".to_owned()),
        email => email
            .parse()
            .map_err(|_| "the buyer's e-mail address of the order is none".to_owned()),
    };
    Reader {
        party: Party::Buyer,
        party_id: buyer.buyer_id.clone(),
        mailbox,
    }
}

fn of_seller(seller_id: &str, marketplace_id: &str) -> Reader {
    Reader {
        party: Party::Seller,
        party_id: seller_id.to_owned(),
        mailbox: local(&format!("seller-{seller_id}"), marketplace_id),
    }
}

fn of_platform(marketplace_id: &str) -> Reader {
    Reader {
        party: Party::Platform,
        party_id: String::new(),
        mailbox: local("platform", marketplace_id),
    }
}

fn local(name: &str, marketplace_id: &str) -> Result<Address, String> {
    Address::new(name, format!("{marketplace_id}.invalid"))
        .map_err(|_| format!("{name} at {marketplace_id} makes no e-mail address"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buyer(buyer_email: &str) -> Addressee {
        Addressee {
            order_id: "ord_1".to_owned(),
            marketplace_id: "kajet".to_owned(),
            buyer_id: "bo".to_owned(),
            buyer_email: buyer_email.to_owned(),
            policy_id: "kajet".to_owned(),
            policy_version: 1,
            language: None,
        }
    }

    fn mailboxes(audience: &[Party], buyer: &Addressee, sellers: &[&str]) -> Vec<String> {
        let sellers: Vec<_> = sellers.iter().map(|seller| (*seller).to_owned()).collect();
        let text = |reader: Reader| {
            reader
                .mailbox
                .map_or_else(|reason| reason, |mailbox| mailbox.to_string())
        };
        readers(audience, buyer, &sellers).into_iter().map(text).collect()
    }

    #[test]
    fn each_party_is_told_once_and_every_seller_by_themselves() {
        let audience = [
            Party::Buyer,
            Party::Seller,
            Party::Platform,
            Party::Seller,
            Party::System,
        ];
        let expected = [
            "bo@example.com",
            "seller-ana@kajet.invalid",
            "seller-ben@kajet.invalid",
            "platform@kajet.invalid",
        ];
        assert_eq!(
            mailboxes(&audience, &buyer("bo@example.com"), &["ana", "ben", "ana"]),
            expected
        );
    }

    #[test]
    fn without_a_sound_address_the_reason_is_kept() {
        let missing = mailboxes(&[Party::Buyer, Party::Seller], &buyer(""), &[]);
        assert_eq!(
            missing,
            [
                "the order has no e-mail address of the buyer",
                "the event names no seller"
            ]
        );
        for bad in [
            "bo",
            "bo@",
            "bo@example.com\r\nBcc: all@example.com",
            "Bo <bo@example.com>",
        ] {
            assert_eq!(
                mailboxes(&[Party::Buyer], &buyer(bad), &[]),
                ["the buyer's e-mail address of the order is none"],
                "{bad}"
            );
        }
        assert!(mailboxes(&[Party::Seller], &buyer(""), &["an a"])[0].contains("makes no e-mail address"));
    }
}
