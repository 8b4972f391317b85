//! Events that were committed and must reach other contexts. The table is the record; the bus is only transport.
//! A row is marked published after the bus has it safe, and stays.

mod lease;
mod relay;
pub(crate) mod store;

pub use relay::{Relay, RelayConfig};
pub(crate) use store::NewOutboxRow;

use crate::database::Db;
use crate::error::Error;

impl Db {
    /// How many events are not yet published: 0 when everything that was committed has arrived.
    ///
    /// # Errors
    /// As [`read`](Db::read).
    pub async fn unpublished_events(&self) -> Result<i64, Error> {
        self.read(store::count_unpublished).await
    }
}
