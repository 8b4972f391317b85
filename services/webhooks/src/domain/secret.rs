//! The secret that an endpoint and this context share, and the signature made with it (Standard Webhooks, `v1`).
//!
//! A secret is stored as it is, because it signs; it is never printed by `Debug`.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

const PREFIX: &str = "whsec_";
/// Random bytes in a secret; the specification asks for 24 to 64.
pub const LENGTH: usize = 32;

/// A shared secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; LENGTH]);

/// A text that is no secret of ours; it is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a webhook secret")]
pub struct SecretError;

impl Secret {
    /// A secret of these bytes, which nobody may be able to foretell.
    pub fn new(random: [u8; LENGTH]) -> Self {
        Self(random)
    }

    /// As people are given it, and as it is stored.
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(self.0))
    }

    fn sign(&self, message: &[u8]) -> String {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("invariant: HMAC takes keys of any length");
        mac.update(message);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl FromStr for Secret {
    type Err = SecretError;

    fn from_str(text: &str) -> Result<Self, SecretError> {
        let encoded = text.strip_prefix(PREFIX).ok_or(SecretError)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| SecretError)?;
        Ok(Self(bytes.try_into().map_err(|_| SecretError)?))
    }
}

/// The header `webhook-signature`: one signature for each secret, the newest first.
pub fn signature(secrets: &[&Secret], (webhook_id, timestamp): (&str, i64), body: &str) -> String {
    let message = format!("{webhook_id}.{timestamp}.{body}");
    let signatures: Vec<String> = secrets
        .iter()
        .map(|secret| secret.sign(message.as_bytes()))
        .collect();
    signatures.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_back_and_never_shown() {
        let secret = Secret::new([7; LENGTH]);
        assert_eq!(secret.reveal().parse(), Ok(secret.clone()));
        assert_eq!(format!("{secret:?}"), "Secret");
        for bad in ["", "whsec_", "whsec_!!", "Bwc=", "whsec_Bwc="] {
            assert_eq!(bad.parse::<Secret>(), Err(SecretError), "{bad}");
        }
    }

    #[test]
    fn each_live_secret_signs() {
        let (new, old) = (Secret::new([1; LENGTH]), Secret::new([2; LENGTH]));
        let of = |secrets: &[&Secret]| signature(secrets, ("evt_1", 1_700_000_000), "{}");
        assert_eq!(of(&[&new, &old]), format!("{} {}", of(&[&new]), of(&[&old])));
        assert_ne!(of(&[&new]), of(&[&old]));
    }
}
