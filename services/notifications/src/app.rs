//! The use cases, one file per RPC. Buyers and sellers see the messages that went to them, the platform's people all of
//! their marketplace.

mod get_message;
mod list_messages;

pub use list_messages::ListMessages;

use redress_db::Db;
use redress_policy::Party;
use redress_rpc::Caller;

/// The use cases over their database. Cheap to clone.
#[derive(Clone)]
pub struct App {
    db: Db,
}

impl App {
    /// The use cases over a migrated database.
    pub fn new(db: Db) -> Self {
        Self { db }
    }
}

/// Whose messages alone the caller sees; all of the marketplace's when absent.
fn reader(caller: &Caller) -> Option<(Party, String)> {
    let buyer = caller.buyer.clone().map(|id| (Party::Buyer, id));
    buyer.or_else(|| caller.seller.clone().map(|id| (Party::Seller, id)))
}
