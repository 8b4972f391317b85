//! What stands for a buyer once they are erased.

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// What every pseudonym begins with.
const PREFIX: &str = "erased";

/// The pseudonym of a marketplace's buyer: always the same, and without the key it leads back to nobody.
pub(crate) fn pseudonym(key: &[u8], marketplace_id: &str, buyer_id: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("invariant: a key may have any length");
    for part in [marketplace_id, buyer_id] {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    let tag = mac.finalize().into_bytes();
    let bits = tag[..16]
        .iter()
        .fold(0, |bits, byte| bits << 8 | u128::from(*byte));
    redress_core::id::encode(PREFIX, bits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use redress_core::id::is_well_formed;

    #[test]
    fn a_buyer_has_one_pseudonym_a_marketplace_and_key() {
        let own = pseudonym(b"key", "kwoking", "byr_1");
        assert!(is_well_formed(&own, PREFIX), "{own}");
        assert_eq!(own, pseudonym(b"key", "kwoking", "byr_1"));
        for other in [
            pseudonym(b"other", "kwoking", "byr_1"),
            pseudonym(b"key", "kajet", "byr_1"),
            pseudonym(b"key", "kwoking", "byr_2"),
            pseudonym(b"key", "kwokingb", "yr_1"),
        ] {
            assert_ne!(own, other);
        }
    }
}
