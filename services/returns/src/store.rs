//! The statements of returns. Queries are noun-first; each is one statement, so that a command's round trips can be counted
//! by reading its use case.
//!
//! Tenants: a read takes a [`Scope`], and what is out of it does not exist.

mod book;
mod decisions;
mod disputes;
mod interventions;
mod returns;
mod scope;
mod text;
mod unmatched_parcels;

pub(crate) use book::{book_fetch, book_lock, book_move};
pub(crate) use decisions::{decision_fetch, decision_insert, decision_list};
pub(crate) use disputes::{DisputeFilter, dispute_fetch, dispute_insert, dispute_list, dispute_update};
pub(crate) use interventions::{intervention_insert, intervention_list};
pub(crate) use returns::{
    ReturnFilter, return_exists_for, return_fetch, return_insert, return_list, return_list_by_order,
    return_lock, return_update, rma_number_exists, rma_number_find,
};
pub(crate) use scope::Scope;
pub(crate) use unmatched_parcels::{
    unmatched_parcel_insert, unmatched_parcel_list, unmatched_parcel_lock, unmatched_parcel_update,
};
