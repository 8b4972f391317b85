//! People come in with a token of the identity provider that their shop uses: a JWT, as OpenID Connect issues it.
//!
//! A token is believed when a configured issuer signed it, for us, and its time has not run out. The issuer's keys are
//! fetched from it and looked up anew when a token names one that is not known yet. What the token says of its bearer
//! becomes a [`Caller`](redress_rpc::Caller) by the mapping in the settings: nothing that is not mapped opens anything.

mod claims;
mod config;
mod issuer;
mod keys;

pub use config::{ConfigError, IdentityConfig, IssuerConfig};
pub use issuer::Issuers;
