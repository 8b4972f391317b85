//! Etags: the revision of a row, made opaque so that a client compares them and does not compute with them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// The etag of a resource in its `revision`: 12 characters, always the same for the same revision.
pub fn etag(revision: i64) -> String {
    let mut hash = Sha256::new();
    hash.update(b"redress etag");
    hash.update(revision.to_be_bytes());
    URL_SAFE_NO_PAD.encode(&hash.finalize()[..9])
}

/// Whether a client that saw `given` saw this `revision`. An empty `given` asks for no check and matches.
pub fn matches(given: &str, revision: i64) -> bool {
    given.is_empty() || given == etag(revision)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_etag_matches_its_own_revision_only() {
        assert_eq!(etag(7).len(), 12);
        assert!(matches(&etag(7), 7));
        assert!(matches("", 7));
        assert!(!matches(&etag(7), 8));
        assert!(!matches("7", 7));
    }
}
