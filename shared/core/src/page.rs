//! Page tokens and page sizes. A token is opaque, carries the order key of the last row given out, and is bound to
//! the filter of its list: used with another filter it is refused instead of skipping rows silently.
//!
//! A token is not a secret and not signed; it says nothing that the caller did not see, and every query is bound to
//! the caller's tenant anyway.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

const VERSION: u8 = 1;
const CHECK_LEN: usize = 4;
const HASH_LEN: usize = 8;
const HEADER_LEN: usize = 1 + HASH_LEN;

/// What a list was filtered by, as far as its page token is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilterHash([u8; HASH_LEN]);

impl FilterHash {
    /// Hashes the parts of a filter; put everything in that changes which rows are listed or their order, the
    /// name of the list first. Parts are kept apart: `["ab", "c"]` is not `["a", "bc"]`.
    pub fn of<I, S>(parts: I) -> FilterHash
    where
        I: IntoIterator<Item = S>,
        S: AsRef<str>,
    {
        let mut hash = Sha256::new();
        for part in parts {
            let part = part.as_ref().as_bytes();
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        FilterHash(first(&hash.finalize()))
    }
}

/// Why a page token is refused; the caller sent something that this list did not give out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageTokenError {
    /// Not a token of ours, or damaged.
    #[error("the page token is not one that this service gave out")]
    Malformed,
    /// A token of ours, from a list with another filter or order.
    #[error("the page token belongs to a list with another filter")]
    OtherFilter,
}

/// A page size below zero was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the page size must not be negative, but is {0}")]
pub struct PageSizeError(pub i32);

/// The token for the page after the row with this order `key`.
pub fn encode(filter: FilterHash, key: &str) -> String {
    let mut bytes = Vec::with_capacity(HEADER_LEN + key.len() + CHECK_LEN);
    bytes.push(VERSION);
    bytes.extend_from_slice(&filter.0);
    bytes.extend_from_slice(key.as_bytes());
    let check: [u8; CHECK_LEN] = first(&Sha256::digest(&bytes));
    bytes.extend_from_slice(&check);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The order key to go on after; `None` for the empty token, which asks for the first page.
pub fn decode(token: &str, filter: FilterHash) -> Result<Option<String>, PageTokenError> {
    if token.is_empty() {
        return Ok(None);
    }
    let bytes = URL_SAFE_NO_PAD
        .decode(token)
        .map_err(|_| PageTokenError::Malformed)?;
    let (body, check) = bytes
        .split_last_chunk::<CHECK_LEN>()
        .ok_or(PageTokenError::Malformed)?;
    if first::<CHECK_LEN>(&Sha256::digest(body)) != *check {
        return Err(PageTokenError::Malformed);
    }
    let (&version, rest) = body.split_first().ok_or(PageTokenError::Malformed)?;
    let (hash, key) = rest
        .split_first_chunk::<HASH_LEN>()
        .ok_or(PageTokenError::Malformed)?;
    if version != VERSION {
        return Err(PageTokenError::Malformed);
    }
    if *hash != filter.0 {
        return Err(PageTokenError::OtherFilter);
    }
    let key = std::str::from_utf8(key).map_err(|_| PageTokenError::Malformed)?;
    Ok(Some(key.to_owned()))
}

/// How many rows to list: `default` when 0 is asked for, never more than `max`.
pub fn page_size(requested: i32, default: usize, max: usize) -> Result<usize, PageSizeError> {
    match usize::try_from(requested) {
        Err(_) => Err(PageSizeError(requested)),
        Ok(0) => Ok(default.min(max)),
        Ok(size) => Ok(size.min(max)),
    }
}

fn first<const N: usize>(digest: &[u8]) -> [u8; N] {
    *digest
        .first_chunk()
        .expect("invariant: a digest is longer than its shortened form")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_token_serves_only_the_filter_it_was_given_for() {
        let paid = FilterHash::of(["orders", "paid"]);
        let token = encode(paid, "2026-01-01|ord_1");
        assert_eq!(decode(&token, paid), Ok(Some("2026-01-01|ord_1".to_owned())));
        assert_eq!(
            decode(&token, FilterHash::of(["orderspaid"])),
            Err(PageTokenError::OtherFilter)
        );
        assert_eq!(decode("", paid), Ok(None));
    }

    #[test]
    fn a_page_size_has_a_default_and_a_limit() {
        assert_eq!(page_size(0, 50, 100), Ok(50));
        assert_eq!(page_size(7, 50, 100), Ok(7));
        assert_eq!(page_size(i32::MAX, 50, 100), Ok(100));
        assert_eq!(page_size(-1, 50, 100), Err(PageSizeError(-1)));
    }

    proptest! {
        #[test]
        fn every_key_comes_back_and_no_damaged_token_is_taken(key in ".*", at in any::<prop::sample::Index>()) {
            let filter = FilterHash::of(["f"]);
            let token = encode(filter, &key);
            prop_assert_eq!(decode(&token, filter), Ok(Some(key)));
            let mut damaged = token.into_bytes();
            let at = at.index(damaged.len());
            damaged[at] = if damaged[at] == b'A' { b'B' } else { b'A' };
            let damaged = String::from_utf8(damaged).unwrap();
            prop_assert!(decode(&damaged, filter).is_err());
        }
    }
}
