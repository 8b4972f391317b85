//! The use cases, one file per RPC. Buyers and sellers see the messages that went to them, the platform's people all of
//! their marketplace.

mod get_message;
mod hand_over;
mod list_messages;
mod record_bounce;

use std::sync::Arc;

use redress_db::Db;
use redress_policy::Party;
use redress_rpc::Caller;
use tokio::sync::Notify;

use crate::config::Config;
use crate::mail::Mail;

pub use list_messages::ListMessages;
pub use record_bounce::{Named, RecordBounce};

/// The context's use cases, and what the worker that hands messages over shares with them. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub db: Db,
    pub config: Arc<Config>,
    pub mail: Arc<Mail>,
    /// Told when a message may be due.
    pub wake: Arc<Notify>,
}

/// Whose messages alone the caller sees; all of the marketplace's when absent.
fn reader(caller: &Caller) -> Option<(Party, String)> {
    let buyer = caller.buyer.clone().map(|id| (Party::Buyer, id));
    buyer.or_else(|| caller.seller.clone().map(|id| (Party::Seller, id)))
}
