//! The hash that tells a replayed request from a request id used twice.

use prost::Message;
use sha2::{Digest as _, Sha256};

/// SHA-256 over the encoding of a request without its request id, which `clear` empties.
///
/// Equal messages have equal bytes, because the generated maps are ordered. Unknown fields are not part of it.
pub fn request_hash<M: Message + Clone>(request: &M, clear: impl FnOnce(&mut M)) -> [u8; 32] {
    let mut body = request.clone();
    clear(&mut body);
    Sha256::digest(body.encode_to_vec()).into()
}
