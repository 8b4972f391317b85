//! A client of Redress for programs in Rust: the generated stubs over a channel that keeps deadlines, repeats what may safely be
//! repeated, says who calls, and errors that are types.
//!
//! ```no_run
//! use redress_client::contracts::redress::orders::v1::GetOrderRequest;
//! use redress_client::{Client, Error, Identity, Reason};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder("https://redress.example.com")
//!     .identity(Identity::bearer("rdk_…"))
//!     .build()?;
//! let request = GetOrderRequest { order_id: "ord_…".to_owned() };
//! match client.orders().get_order(request).await.map_err(Error::from) {
//!     Ok(order) => println!("{:?}", order.into_inner().state()),
//!     Err(error) if error.reason() == Some(Reason::NotFound) => println!("there is no such order"),
//!     Err(error) => return Err(error.into()),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! - **Deadlines.** A call without streams has a deadline: [`tonic::Request::set_timeout`], else the client's own. It goes to the
//!   server as `grpc-timeout` and is held here over all attempts and the waiting between them.
//! - **Repeating.** A call is repeated when it is safe: it reads, or its request has a `request_id`, which is filled in
//!   when it is empty and is the same in every attempt, so that the server answers a repetition with the stored reply.
//!   Repeated are `UNAVAILABLE`, lost connections, and `RESOURCE_EXHAUSTED` when the server says how long to wait; never a stream
//!   that began, never past the deadline, and never more than [`Retry`]'s budget lets through.
//! - **Errors.** [`Error`] reads the `google.rpc` details of a status: the registered [`Reason`], bad fields, clauses.
//! - **Lists and watches.** [`items`] goes through all pages, [`watch`] opens a stream again when it breaks.
//!
//! What a call is and whether it may be repeated comes from the contracts' descriptors: nothing here is written per RPC.

mod builder;
mod channel;
mod client;
mod error;
mod identity;
mod pages;
mod retry;
mod watch;

pub use builder::{BuildError, Builder};
pub use channel::Channel;
pub use client::Client;
pub use error::{Error, FieldViolation};
pub use identity::Identity;
pub use pages::items;
pub use redress_contracts as contracts;
pub use redress_contracts::Reason;
pub use redress_contracts::redress::access::v1::Role;
pub use retry::Retry;
pub use watch::watch;

/// A request id that nobody else has. A program that keeps it with what it is about to do can make the same call again after it
/// was started anew, and does it once.
pub fn request_id() -> String {
    format!("{:032x}", rand::random::<u128>())
}
