//! What a context's tables are to a buyer's data.
//!
//! Pieces of SQL name the values that are bound to them in braces: `{order}`, `{marketplace}`, `{buyer}` and `{pseudonym}`; in
//! what is open also `{stale}`, the time before which something that never ended, such as a lost parcel, is taken to be over.

use redress_contracts::redress::privacy::v1::RecordKind;

/// A context's statement.
#[derive(Debug)]
pub struct Map {
    /// The context.
    pub context: &'static str,
    /// Conditions, each a `SELECT` that has a row when `{order}` is the buyer's in the marketplace.
    pub owned: &'static [&'static str],
    /// The tables with rows about orders.
    pub tables: &'static [Table],
    /// The tables that know nothing of a buyer, not even by an order.
    pub apart: &'static [&'static str],
    /// What keeps an order as it is.
    pub open: &'static [OpenRule],
}

/// A table with rows about orders.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    /// An expression that tells its rows apart, as text.
    pub key: &'static str,
    /// The rows of `{order}`.
    pub rows: &'static str,
    /// Whether an export has its rows; copies of what others tell are left out.
    pub is_told: bool,
    /// What stays of its rows, if they are to be kept.
    pub kept: Option<Kept>,
    /// Every column.
    pub columns: &'static [Column],
}

/// What stays of a table's rows.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// In words.
    pub what: &'static str,
    /// What for.
    pub records: RecordKind,
}

/// A column, and what becomes of it.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub name: &'static str,
    pub fate: Fate,
}

/// What becomes of a column when an order is erased.
#[derive(Clone, Copy, Debug)]
pub enum Fate {
    /// No personal data, or what has to be kept.
    Stays,
    /// The buyer's id; the pseudonym takes its place.
    Buyer,
    /// A caller, `marketplace/role/principal`; where that is the buyer, the pseudonym takes its place.
    Caller,
    /// This text takes its place.
    Becomes(&'static str),
    /// Nothing takes its place.
    Gone,
    /// JSON: the members of these names are emptied, however deep they lie. A name may be given with its parents',
    /// `contact.name`. The pseudonym takes the place of the buyer's id everywhere.
    Words(&'static [&'static str]),
    /// The row's revision, which counts the erasure.
    Counts,
}

/// What keeps an order as it is.
#[derive(Debug)]
pub struct OpenRule {
    /// What it is called, such as `return`.
    pub kind: &'static str,
    pub table: &'static str,
    /// An expression for its id.
    pub id: &'static str,
    /// An expression for where it stands.
    pub state: &'static str,
    /// The rows of `{order}` that are open.
    pub rows: &'static str,
}

const fn column(name: &'static str, fate: Fate) -> Column {
    Column { name, fate }
}

/// Stays as it is.
pub const fn stays(name: &'static str) -> Column {
    column(name, Fate::Stays)
}

/// Holds the buyer's id.
pub const fn buyer(name: &'static str) -> Column {
    column(name, Fate::Buyer)
}

/// Holds a caller.
pub const fn caller(name: &'static str) -> Column {
    column(name, Fate::Caller)
}

/// Becomes empty.
pub const fn blank(name: &'static str) -> Column {
    column(name, Fate::Becomes(""))
}

/// Becomes this text.
pub const fn becomes(name: &'static str, text: &'static str) -> Column {
    column(name, Fate::Becomes(text))
}

/// Becomes null.
pub const fn gone(name: &'static str) -> Column {
    column(name, Fate::Gone)
}

/// Is JSON with these personal members.
pub const fn words(name: &'static str, members: &'static [&'static str]) -> Column {
    column(name, Fate::Words(members))
}

/// Counts the row's changes.
pub const fn counts(name: &'static str) -> Column {
    column(name, Fate::Counts)
}
