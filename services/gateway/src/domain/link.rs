//! A signed link: it says which buyer may see and do what belongs to which order, until when, and cannot be made or changed
//! without the secret. It is kept nowhere.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac as _};
use redress_rpc::{Caller, Role};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// What every link's token begins with.
pub const PREFIX: &str = "rol_";

/// What a link says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The marketplace.
    #[serde(rename = "m")]
    pub marketplace_id: String,
    /// The order.
    #[serde(rename = "o")]
    pub order_id: String,
    /// Its buyer.
    #[serde(rename = "b")]
    pub buyer_id: String,
    /// When it ends, in seconds since 1970.
    #[serde(rename = "e")]
    pub expires: i64,
}

impl Link {
    /// The token.
    pub fn sign(&self, secret: &[u8]) -> String {
        let said = serde_json::to_vec(self).expect("invariant: plain data is always JSON");
        let said = URL_SAFE_NO_PAD.encode(said);
        let tag = URL_SAFE_NO_PAD.encode(mac(secret, &said).finalize().into_bytes());
        format!("{PREFIX}{said}.{tag}")
    }

    /// What a token says, when it was signed with the secret and has not ended.
    pub fn verify(token: &str, secret: &[u8], now: DateTime<Utc>) -> Option<Self> {
        let (said, tag) = token.strip_prefix(PREFIX)?.split_once('.')?;
        let tag = URL_SAFE_NO_PAD.decode(tag).ok()?;
        mac(secret, said).verify_slice(&tag).ok()?;
        let said = URL_SAFE_NO_PAD.decode(said).ok()?;
        let link: Self = serde_json::from_slice(&said).ok()?;
        (now.timestamp() < link.expires).then_some(link)
    }

    /// In whose name its calls are made.
    pub fn caller(&self) -> Caller {
        Caller::new(Some(&self.marketplace_id), Role::Buyer, &self.buyer_id).for_order(&self.order_id)
    }
}

fn mac(secret: &[u8], said: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::new_from_slice(secret).expect("invariant: a secret may have any length");
    mac.update(PREFIX.as_bytes());
    mac.update(said.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn a_link_holds_only_as_it_was_signed_and_until_it_ends() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
        let link = Link {
            marketplace_id: "kwoking".to_owned(),
            order_id: "ord_1".to_owned(),
            buyer_id: "byr_1".to_owned(),
            expires: now.timestamp() + 60,
        };
        let token = link.sign(b"secret");
        assert_eq!(Link::verify(&token, b"secret", now), Some(link.clone()));
        assert_eq!(Link::verify(&token, b"another", now), None);
        assert_eq!(
            Link::verify(&token, b"secret", now + TimeDelta::seconds(60)),
            None
        );
        for at in PREFIX.len()..token.len() {
            let mut other = token.clone().into_bytes();
            other[at] = if other[at] == b'A' { b'B' } else { b'A' };
            let other = String::from_utf8(other).expect("it is ASCII");
            // The last character of a part carries bits that mean nothing; what it says must be the same then.
            let read = Link::verify(&other, b"secret", now);
            assert!(read.is_none() || read.as_ref() == Some(&link), "{at}");
        }
    }
}
