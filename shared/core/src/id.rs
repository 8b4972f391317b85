//! Typed ids such as `ord_01jq…`: a prefix that says the kind, then 26 characters of lowercase Crockford base32 over
//! a UUIDv7 (RFC 9562). Ids made by one [`Ids`] sort in the order in which they were made.
//!
//! Ids come from [`Ids`] and from nowhere else; the time in them is given by the caller, so that a manual clock
//! rules it. Which kinds of ids exist is decided by each context with [`typed_id!`](crate::typed_id).

mod source;

pub use source::Ids;

#[doc(hidden)]
pub use serde;

/// Number of characters after the prefix and the underscore.
pub const BODY_LEN: usize = 26;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// An id made by [`typed_id!`](crate::typed_id).
pub trait TypedId: Sized + std::str::FromStr<Err = IdError> {
    /// What stands before the underscore.
    const PREFIX: &'static str;

    /// Wraps a text that is known to be well-formed; only [`Ids`] and `FromStr` call it.
    #[doc(hidden)]
    fn from_checked(text: String) -> Self;
}

/// A text is not an id of the kind asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the form {prefix}_ and 26 characters")]
pub struct IdError {
    /// The prefix that was expected.
    pub prefix: &'static str,
}

/// Whether `text` is `prefix`, an underscore and a body that [`Ids`] could have made.
pub fn is_well_formed(text: &str, prefix: &str) -> bool {
    let body = text
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'))
        .map(str::as_bytes);
    // 26 characters of 5 bits are 130: the first one carries only three, hence at most 7.
    body.is_some_and(|body| {
        body.len() == BODY_LEN && body[0] <= b'7' && body.iter().all(|c| ALPHABET.contains(c))
    })
}

/// `prefix_` and the 128 bits in base32, most significant first, so that text order is numeric order.
///
/// For names that are made of something else than time and chance, such as a pseudonym; ids come from [`Ids`].
pub fn encode(prefix: &str, bits: u128) -> String {
    let mut text = String::with_capacity(prefix.len() + 1 + BODY_LEN);
    text.push_str(prefix);
    text.push('_');
    for place in (0..BODY_LEN).rev() {
        let digit = (bits >> (place * 5)) as usize & 31;
        text.push(ALPHABET[digit] as char);
    }
    text
}

/// Makes a newtype over a checked id text: `typed_id!(/** An order. */ OrderId, "ord");`.
///
/// It parses (`FromStr`), prints, orders and hashes as its text, and is a string for serde.
#[macro_export]
macro_rules! typed_id {
    ($(#[$meta:meta])* $name:ident, $prefix:literal) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The id as text, prefix included.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The id as text, by value.
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl $crate::id::TypedId for $name {
            const PREFIX: &'static str = $prefix;

            fn from_checked(text: String) -> Self {
                $name(text)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::id::IdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                if $crate::id::is_well_formed(text, $prefix) {
                    Ok($name(text.to_owned()))
                } else {
                    Err($crate::id::IdError { prefix: $prefix })
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl $crate::id::serde::Serialize for $name {
            fn serialize<S: $crate::id::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> $crate::id::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::id::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as $crate::id::serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err($crate::id::serde::de::Error::custom)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    typed_id!(OrderId, "ord");

    const TEXT: &str = "ord_01jq0000000000000000000000";

    #[test]
    fn only_a_well_formed_text_is_an_id() {
        let id: OrderId = TEXT.parse().unwrap();
        assert_eq!(id.to_string(), TEXT);
        assert_eq!(id.as_str(), TEXT);
        assert_eq!(id.into_string(), TEXT);
        for bad in [
            "",
            "ord",
            "ord_",
            "ord_01jq",
            "ret_01jq0000000000000000000000",
            "ord-01jq0000000000000000000000",
            "ord_81jq0000000000000000000000",
            "ord_01JQ0000000000000000000000",
            "ord_01jq000000000000000000000l",
            "ord_01jq00000000000000000000000",
        ] {
            assert_eq!(bad.parse::<OrderId>(), Err(IdError { prefix: "ord" }), "{bad}");
        }
    }

    #[test]
    fn an_id_is_a_checked_string_for_serde() {
        let id: OrderId = serde_json::from_str(&format!("\"{TEXT}\"")).unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{TEXT}\""));
        assert!(serde_json::from_str::<OrderId>("\"ord_x\"").is_err());
    }
}
