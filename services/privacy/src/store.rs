//! The only place with queries, each written once for both databases.

mod keys;
mod requests;
mod waiting;

pub(crate) use keys::{pseudonym_key_fetch, pseudonym_key_insert};
pub(crate) use requests::{
    RequestFilter, buyer_forget, request_fetch, request_insert, request_list, request_update,
};
pub(crate) use waiting::{request_list_waiting_for, waiting_replace};
