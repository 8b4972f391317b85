//! A gRPC message in its frame: one byte that says whether it is compressed, four of its length, then its fields.

use bytes::{BufMut as _, Bytes, BytesMut};
use prost::encoding::{
    DecodeContext, WireType, decode_key, decode_varint, encode_key, encode_varint, skip_field,
};

const HEADER: usize = 5;

/// Gives the string field `number` of a framed message the value of `fresh` when it has none. Answers whether it has one
/// then, which cannot be told of a compressed message.
pub(super) fn fill(framed: &mut Bytes, number: u32, fresh: impl FnOnce() -> String) -> bool {
    let Some((&[0, ..], message)) = framed.split_at_checked(HEADER) else {
        return false;
    };
    match has_text(message, number) {
        None => false,
        Some(true) => true,
        Some(false) => {
            let value = fresh();
            let mut filled = BytesMut::from(&framed[..]);
            encode_key(number, WireType::LengthDelimited, &mut filled);
            encode_varint(value.len() as u64, &mut filled);
            filled.put_slice(value.as_bytes());
            let length = u32::try_from(filled.len() - HEADER);
            let Ok(length) = length else { return false };
            filled[1..HEADER].copy_from_slice(&length.to_be_bytes());
            *framed = filled.freeze();
            true
        }
    }
}

/// Whether a field with this number is there and not empty; `None` when the bytes are no message.
fn has_text(mut message: &[u8], number: u32) -> Option<bool> {
    let mut found = false;
    while !message.is_empty() {
        let (field, kind) = decode_key(&mut message).ok()?;
        if field == number && kind == WireType::LengthDelimited {
            let length = usize::try_from(decode_varint(&mut message).ok()?).ok()?;
            message = message.get(length..)?;
            // The last one counts.
            found = length > 0;
        } else {
            skip_field(kind, field, &mut message, DecodeContext::default()).ok()?;
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use prost::Message as _;
    use redress_contracts::redress::orders::v1::CancelOrderRequest;

    use super::*;

    /// The field `request_id` of the message.
    const NUMBER: u32 = 1;

    fn framed(request: &CancelOrderRequest) -> Bytes {
        let message = request.encode_to_vec();
        let mut framed = BytesMut::from(&[0][..]);
        framed.put_u32(u32::try_from(message.len()).unwrap());
        framed.put_slice(&message);
        framed.freeze()
    }

    fn request(request_id: &str) -> CancelOrderRequest {
        CancelOrderRequest {
            request_id: request_id.to_owned(),
            order_id: "ord_1".to_owned(),
            explanation: "The name is spelt wrong.".to_owned(),
            ..CancelOrderRequest::default()
        }
    }

    #[test]
    fn an_empty_field_is_filled_and_nothing_else_changes() {
        let mut sent = framed(&request(""));
        assert!(fill(&mut sent, NUMBER, || "fresh".to_owned()));
        assert_eq!(
            CancelOrderRequest::decode(&sent[HEADER..]).unwrap(),
            request("fresh")
        );
        assert_eq!(
            sent.len(),
            HEADER + usize::try_from(u32::from_be_bytes(sent[1..HEADER].try_into().unwrap())).unwrap()
        );
    }

    #[test]
    fn what_the_caller_chose_stays() {
        let mut sent = framed(&request("mine"));
        assert!(fill(&mut sent, NUMBER, || unreachable!()));
        assert_eq!(sent, framed(&request("mine")));
    }

    #[test]
    fn what_cannot_be_read_is_left_alone() {
        for bytes in [
            &[][..],
            &[0, 0, 0],
            &[1, 0, 0, 0, 0],
            &[0, 0, 0, 0, 2, 0x0a, 0x7f],
        ] {
            let mut sent = Bytes::copy_from_slice(bytes);
            assert!(!fill(&mut sent, NUMBER, || unreachable!()), "{bytes:?}");
            assert_eq!(sent, bytes);
        }
    }
}
