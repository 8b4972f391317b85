//! The cells of a method in a row: its message about the things of each relation, with all ids swapped, and each alone.

use std::collections::BTreeSet;
use std::fmt;

use prost::Message as _;
use prost_reflect::{DynamicMessage, Kind, MessageDescriptor, MethodDescriptor, Value};
use redress_documents::rma::RmaNumber;
use redress_tests::cast::{Cast, PARTIES};

use crate::rows::Row;
use crate::worlds::Worlds;

/// Whose a thing is, seen from who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Theirs.
    Own,
    /// Of the same buyer and seller, in another order.
    OtherOrder,
    /// Of another buyer and another seller.
    OtherParty,
    OtherMarketplace,
    /// There is no such thing.
    Nobody,
}

/// One call of the matrix.
pub struct Cell {
    pub relation: Relation,
    /// The one field that was swapped, with its package; all of them when absent.
    pub field: Option<String>,
    pub message: Vec<u8>,
    /// The same message about nothing, for what is foreign.
    pub nobodys: Option<Vec<u8>>,
    /// The ids that were swapped in.
    pub ids: Vec<String>,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.field {
            None => write!(f, "{:?}", self.relation),
            Some(field) => write!(f, "{:?} {field}", self.relation),
        }
    }
}

/// An id of nothing, as long as this one; what is too short to be an id stays.
pub fn of_nothing(id: &str) -> String {
    match id.len() {
        0..6 => id.to_owned(),
        _ if id.starts_with("RMA-") => RmaNumber::from_entropy(id.as_bytes()).to_string(),
        length => format!("{}0000", &id[..length - 4]),
    }
}

/// Every cell: what is the caller's own, all of a list, each other relation with all ids and with each alone, and nothing in the same ways.
pub fn cells_of(worlds: &Worlds, method: &MethodDescriptor, row: &Row) -> Vec<Cell> {
    let input = method.input();
    let fields = id_fields(&input);
    let Some(own) = worlds.cast(Relation::Own, row) else {
        return Vec::new();
    };
    let nobody = own.clone().map(of_nothing);
    let message = |cast: &Cast, what: &str| message_of(cast, method, row, what);
    let plain = message(&own, "same");
    let mut cells = vec![Cell {
        relation: Relation::Own,
        field: None,
        message: message(&own, "own"),
        nobodys: None,
        ids: Vec::new(),
    }];
    if method.name().starts_with("List") {
        cells.push(Cell {
            relation: Relation::Own,
            field: Some("without a filter".to_owned()),
            message: unfiltered(&own, &input),
            nobodys: None,
            ids: Vec::new(),
        });
    }
    for relation in [
        Relation::OtherOrder,
        Relation::OtherParty,
        Relation::OtherMarketplace,
        Relation::Nobody,
    ] {
        let other = worlds.cast(relation, row).unwrap_or_else(|| nobody.clone());
        let nowhere = other
            .clone()
            .map(|text| match own.texts().any(|own| own == text) {
                true => text.to_owned(),
                false => of_nothing(text),
            });
        let single = fields.iter().map(|field| {
            let swapped = |from: &Cast| from.text_of(&field.0, &field.1).map(str::to_owned);
            let alone = |from: &Cast| match swapped(from) {
                Some(text) => own.clone().with(&format!("{}.{}", field.0, field.1), &text),
                None => own.clone(),
            };
            (Some(field), alone(&other), alone(&nowhere))
        });
        let all = std::iter::once((None, other.clone(), nowhere.clone()));
        for (field, cast, nowhere) in all.chain(single) {
            // What both have in common cannot be swapped.
            if message(&cast, "same") == plain {
                continue;
            }
            // Where there is one id, to swap it is to swap all; what it ends cannot be ended again.
            if field.is_some() && message(&cast, "same") == message(&other, "same") {
                continue;
            }
            let name = field.map(|(package, name)| format!("{package}.{name}"));
            let tag = format!("{relation:?}-{}", name.as_deref().unwrap_or("all"));
            let is_foreign = relation != Relation::Nobody && !row.sees(relation);
            let ids = fields
                .iter()
                .filter(|own| field.is_none_or(|swapped| swapped == *own));
            let ids = ids.filter_map(|(package, name)| cast.text_of(package, name).map(str::to_owned));
            cells.push(Cell {
                relation,
                field: name,
                message: message(&cast, &tag),
                nobodys: is_foreign.then(|| message(&nowhere, &format!("{tag}-nobodys"))),
                ids: ids.collect(),
            });
        }
    }
    cells
}

/// The message as the row sends it.
fn message_of(cast: &Cast, method: &MethodDescriptor, row: &Row, what: &str) -> Vec<u8> {
    let name = format!("{}-{}-{what}", method.name(), row.role);
    let mut message: DynamicMessage = cast.good(&method.input(), &name);
    // A name that may be given once only, where it is not the id of something.
    let package = method.input().package_name().to_owned();
    if message.has_field_by_name("source_id") && cast.text_of(&package, "source_id").is_none() {
        message.set_field_by_name("source_id", Value::String(name));
    }
    // Who speaks for themselves does not say so.
    for party in PARTIES.iter().filter(|_| row.is_party()) {
        if message.has_field_by_name(party) {
            message.set_field_by_name(party, Value::EnumNumber(0));
        }
    }
    message.encode_to_vec()
}

/// The question for all that a list has.
fn unfiltered(cast: &Cast, of: &MessageDescriptor) -> Vec<u8> {
    let mut message = DynamicMessage::new(of.clone());
    if let (Some(field), Some(shop)) = (
        of.get_field_by_name("marketplace_id"),
        cast.text_of(of.package_name(), "marketplace_id"),
    ) {
        message.set_field(&field, Value::String(shop.to_owned()));
    }
    message.set_field_by_name("page_size", Value::I32(200));
    message.encode_to_vec()
}

/// The fields of a message, and of those in it, that name something: package and name.
fn id_fields(of: &MessageDescriptor) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![of.clone()];
    while let Some(message) = open.pop() {
        if !seen.insert(message.full_name().to_owned()) {
            continue;
        }
        for field in message.fields() {
            let name = field.name();
            let is_id = name.ends_with("_id") || name.ends_with("_ids") || name == "rma_number";
            match field.kind() {
                Kind::String if is_id && name != "request_id" => {
                    found.insert((message.package_name().to_owned(), name.to_owned()));
                }
                Kind::Message(inner) => open.push(inner),
                _ => {}
            }
        }
    }
    found
}
