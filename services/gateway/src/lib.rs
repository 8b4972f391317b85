//! The gateway: HTTP and JSON for every RPC that the contracts annotate, made from the descriptors when it starts.
//!
//! What always holds: an operation here is its RPC, with the same fields, the same reasons and the same paths of errors; nothing
//! is written down a second time. Not here: any decision, and TLS, which whatever stands in front ends.
//!
//! - [`contract`] reads the operations, [`incoming`] makes messages of requests, [`rpc`] calls, [`answers`] makes responses.
//! - [`openapi`] and [`docs`] describe the same operations to programs and to people.

mod answers;
mod config;
mod contract;
mod credentials;
mod docs;
mod grpc_web;
mod incoming;
mod openapi;
mod rpc;
mod server;
mod uploads;

pub use config::{ConfigError, GatewayConfig};
pub use contract::ContractError;
pub use credentials::Credentials;
pub use server::{Gateway, GatewayDeps, GatewayError, bind};
