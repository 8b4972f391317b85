//! Whether what came in was signed by its provider, with a secret of the source, and where the scheme has a time, now.
//!
//! - EasyPost: `x-hmac-signature`, HMAC-SHA256 of the body in hex, the secret in Unicode's form NFKD; the newer
//!   `x-hmac-signature-v2` signs `x-timestamp` (RFC 2822), the method, `x-path` and the body. As its client libraries and its
//!   page on HMAC validation have it.
//! - AfterShip: `aftership-hmac-sha256`, or `as-signature-hmac-sha256` of its younger products: HMAC-SHA256 of the body in base64.
//! - 17TRACK: `sign`, SHA-256 of the body, a slash and the API key, in hex.
//! - Shippo: `shippo-auth-signature`, and Stripe: `stripe-signature`: `t=<seconds>,v1=<hex>`, HMAC-SHA256 of `t`, a dot and
//!   the body; Stripe sends several `v1` while its secret is rotated.
//!
//! Signatures are compared in constant time.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, Mac};
use icu_normalizer::DecomposingNormalizerBorrowed;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::provider::Provider;
use super::source::SigningSecret;

/// How far the time of a signature may be from now, either way.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// What EasyPost's signatures begin with.
const EASYPOST_PREFIX: &str = "hmac-sha256-hex=";

/// A request as it came.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Names in lower case.
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    /// With these headers, whose names are compared without regard to case.
    pub fn new(headers: impl IntoIterator<Item = (String, String)>, body: Vec<u8>) -> Self {
        let lower = |(name, value): (String, String)| (name.to_ascii_lowercase(), value);
        Self {
            headers: headers.into_iter().map(lower).collect(),
            body,
        }
    }

    /// The value of a header that is there once.
    fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(known, _)| known == name);
        let (_, value) = values.next()?;
        values.next().is_none().then_some(value.trim())
    }

    /// Whether one of the secrets signed it, and now.
    pub fn is_proven(&self, provider: Provider, secrets: &[&SigningSecret], now: DateTime<Utc>) -> bool {
        let is_signed = |secret: &&SigningSecret| {
            let key = secret.reveal();
            match provider {
                Provider::EasyPost => self.is_by_easypost(key, now),
                Provider::AfterShip => self.is_by_aftership(key),
                Provider::SeventeenTrack => self.is_by_seventeen_track(key),
                Provider::Shippo => self.is_stamped("shippo-auth-signature", key, now),
                Provider::Stripe => self.is_stamped("stripe-signature", key, now),
            }
        };
        secrets.iter().any(is_signed)
    }

    fn is_by_easypost(&self, key: &str, now: DateTime<Utc>) -> bool {
        let key = DecomposingNormalizerBorrowed::new_nfkd().normalize(key);
        let signed = |name: &str, message: &[&[u8]]| {
            let given = self
                .header(name)
                .map(|text| text.trim_start_matches(EASYPOST_PREFIX));
            given.is_some_and(|hex| is_hmac(key.as_bytes(), message, from_hex(hex)))
        };
        let (time, path) = (self.header("x-timestamp"), self.header("x-path"));
        if let Some((time, path)) = time.zip(path) {
            let message = [time.as_bytes(), b"POST", path.as_bytes(), &self.body];
            // What is proven to be old is old, whatever else is signed.
            if signed("x-hmac-signature-v2", &message) {
                let time = DateTime::parse_from_rfc2822(time).ok();
                return time.is_some_and(|time| is_now(time.to_utc(), now));
            }
        }
        signed("x-hmac-signature", &[&self.body])
    }

    fn is_by_aftership(&self, key: &str) -> bool {
        let names = ["aftership-hmac-sha256", "as-signature-hmac-sha256"];
        let given = names.into_iter().find_map(|name| self.header(name));
        let given = given.and_then(|text| STANDARD.decode(text).ok());
        is_hmac(key.as_bytes(), &[&self.body], given)
    }

    fn is_by_seventeen_track(&self, key: &str) -> bool {
        let Some(given) = self.header("sign").and_then(from_hex) else {
            return false;
        };
        let mut hash = Sha256::new();
        for part in [&self.body, b"/".as_slice(), key.as_bytes()] {
            hash.update(part);
        }
        hash.finalize().as_slice().ct_eq(&given).into()
    }

    /// A time and signatures of it with the body, in one header.
    fn is_stamped(&self, name: &str, key: &str, now: DateTime<Utc>) -> bool {
        let (mut times, mut signatures) = (Vec::new(), Vec::new());
        for part in self.header(name).unwrap_or_default().split(',') {
            match part.trim().split_once('=') {
                Some(("t", time)) => times.push(time),
                Some(("v1", hex)) => signatures.push(hex),
                Some(_) | None => {}
            }
        }
        let [time] = times[..] else { return false };
        let seconds = time.parse().ok();
        let signed_time = seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        let message = [time.as_bytes(), b".", &self.body];
        signed_time.is_some_and(|time| is_now(time, now))
            && signatures
                .iter()
                .any(|hex| is_hmac(key.as_bytes(), &message, from_hex(hex)))
    }
}

fn is_now(time: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    (now - time).abs() <= TOLERANCE
}

fn is_hmac(key: &[u8], message: &[&[u8]], given: Option<Vec<u8>>) -> bool {
    let Some(given) = given else { return false };
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("invariant: HMAC takes keys of any length");
    message.iter().for_each(|part| mac.update(part));
    mac.verify_slice(&given).is_ok()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let pair = |pair: &[u8]| match *pair {
        [high, low] => Some(digit(high)? << 4 | digit(low)?),
        _ => None,
    };
    text.as_bytes().chunks(2).map(pair).collect()
}

#[cfg(test)]
mod tests;
