//! How the contexts of Redress speak gRPC: one way to serve, one way to call, one way to say no.
//!
//! - [`Server`] serves [`Services`] on a listener with health, reflection, deadlines, load shedding and a bounded drain;
//!   [`Channel`] is the transport of every generated client, in process or over the network. Both sides apply the same
//!   rules to a call, so that an embedded process behaves like a distributed one.
//! - [`access`] holds every call against the rule that its contract states, before its service is reached.
//! - [`Caller`] says who calls, and [`proof`] what a call over the network proves of that; [`Problem`] is the one source of error statuses; [`Fields`] collects field errors.
//! - [`convert`], [`request_hash`] and [`Watchers`] serve the contexts' `grpc.rs` files.
//!
//! Nothing here knows a context, a database or a policy.

pub mod access;
mod call;
pub mod caller;
pub mod channel;
pub mod convert;
pub mod deadline;
pub mod error;
pub mod fields;
mod hash;
pub mod proof;
pub mod server;
mod services;
pub mod tls;
pub mod watch;

pub use caller::{Caller, Role};
pub use channel::{Binding, Channel, ClientConfig};
pub use error::{Problem, Reason};
pub use fields::Fields;
pub use hash::request_hash;
pub use server::{AccessMode, Health, Server, ServerConfig};
pub use services::Services;
pub use watch::Watchers;
