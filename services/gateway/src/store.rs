//! The only place with queries. Each is written once for SQLite and PostgreSQL and takes the connection of the transaction it
//! belongs to.

mod keys;
mod links;

pub use keys::{
    KeyFilter, key_by_secret, key_fetch, key_insert, key_list, key_touch, key_update, secrets_write,
};
pub use links::{link_secret_fetch, link_secret_insert};
