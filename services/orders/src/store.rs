//! The order book's statements. Queries are noun-first; each is one statement, so that a command's round trips can be
//! counted by reading its use case.
//!
//! Tenants: a read takes a [`Scope`], and what is out of it does not exist.

mod cancellation_row;
mod cancellations;
mod decisions;
mod dispute_row;
mod disputes;
mod interventions;
mod line_row;
mod lines;
mod order_row;
mod orders;
mod scope;
mod text;

pub(crate) use cancellations::{
    CancellationFilter, cancellation_fetch, cancellation_insert, cancellation_list,
    cancellation_list_by_order, cancellation_update,
};
pub(crate) use decisions::{DecisionRecord, decision_fetch, decision_insert, decision_list};
pub(crate) use disputes::{DisputeFilter, dispute_fetch, dispute_insert, dispute_list, dispute_update};
pub(crate) use interventions::{intervention_insert, intervention_list, intervention_sum};
pub(crate) use orders::{
    Binding, OrderFilter, order_binding, order_fetch, order_insert, order_list, order_lock, order_update,
};
pub(crate) use scope::Scope;
