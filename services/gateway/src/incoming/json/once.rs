//! Whether a body says a field twice. The mapping of protobuf takes the last then, another program the first: a body that two
//! programs read differently is refused. The two names that a field can have are the same field.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;

use prost_reflect::{Kind, MessageDescriptor};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The path of the first field that is there twice, in a body that is well-formed.
pub(super) fn repeated(descriptor: &MessageDescriptor, bytes: &[u8]) -> Option<String> {
    let found = RefCell::new(None);
    let body = Of {
        shape: Shape::Message(descriptor.clone()),
        path: String::new(),
        found: &found,
    };
    let read = body.deserialize(&mut serde_json::Deserializer::from_slice(bytes));
    read.err().and(found.into_inner())
}

/// What a value is by the contract.
#[derive(Clone)]
enum Shape {
    /// An object whose names are fields.
    Message(MessageDescriptor),
    /// An object whose names are anything.
    Map,
    /// Not looked into.
    Value,
}

/// A value at a path.
struct Of<'a> {
    shape: Shape,
    path: String,
    found: &'a RefCell<Option<String>>,
}

impl Of<'_> {
    /// The name of a field that both its spellings stand for, its path, and what its value is.
    fn field(&self, name: String) -> (String, String, Shape) {
        let Shape::Message(message) = &self.shape else {
            let path = format!("{}.{}", self.path, super::snake(&name));
            return (name, path, Shape::Value);
        };
        let by_json = || message.get_field_by_json_name(&name);
        let Some(field) = message.get_field_by_name(&name).or_else(by_json) else {
            return (name, self.path.clone(), Shape::Value);
        };
        let shape = match field.kind() {
            _ if field.is_map() => Shape::Map,
            Kind::Message(inner) if !inner.full_name().starts_with("google.protobuf.") => {
                Shape::Message(inner)
            }
            _ => Shape::Value,
        };
        let mut path = self.path.clone();
        super::push_name(&mut path, field.name());
        (field.name().to_owned(), path, shape)
    }
}

impl<'de> DeserializeSeed<'de> for Of<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.shape {
            Shape::Value => deserializer.deserialize_ignored_any(IgnoredAny).map(|_| ()),
            Shape::Message(_) | Shape::Map => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Of<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut seen = HashSet::new();
        while let Some(name) = map.next_key()? {
            let (name, path, shape) = self.field(name);
            if !seen.insert(name) {
                *self.found.borrow_mut() = Some(path);
                return Err(A::Error::custom("a field is given twice"));
            }
            let found = self.found;
            map.next_value_seed(Of { shape, path, found })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let mut index = 0;
        loop {
            let element = Of {
                shape: self.shape.clone(),
                path: format!("{}[{index}]", self.path),
                found: self.found,
            };
            if elements.next_element_seed(element)?.is_none() {
                return Ok(());
            }
            index += 1;
        }
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use prost_reflect::DescriptorPool;
    use redress_contracts::FILE_DESCRIPTOR_SET;

    use super::*;

    fn told(body: &str) -> Option<String> {
        let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
        let message = pool
            .get_message_by_name("redress.orders.v1.PlaceOrderRequest")
            .unwrap();
        repeated(&message, body.as_bytes())
    }

    #[test]
    fn a_field_that_is_said_twice_is_named_by_its_path_however_it_is_spelt() {
        let cases = [
            (r#"{"buyer_id": "a", "buyer_id": "a"}"#, "buyer_id"),
            (r#"{"buyer_id": "a", "buyerId": "b"}"#, "buyer_id"),
            (
                r#"{"shipping": {"units": 1, "nanos": 0, "units": 2}}"#,
                "shipping.units",
            ),
            (
                r#"{"lines": [{"sku": "a"}, {"sku": "b", "sku": "c"}]}"#,
                "lines[1].sku",
            ),
        ];
        for (body, path) in cases {
            assert_eq!(told(body).as_deref(), Some(path), "{body}");
        }
    }

    #[test]
    fn what_is_said_once_is_fine() {
        for body in [
            "{}",
            r#"{"buyer_id": null, "shipping": null, "lines": null}"#,
            r#"{"lines": [{"sku": "a"}, {"sku": "a"}], "shipping": {"units": "1"}}"#,
            r#"{"place_time": "2026-01-31T12:00:00Z", "payments": []}"#,
        ] {
            assert_eq!(told(body), None, "{body}");
        }
    }
}
