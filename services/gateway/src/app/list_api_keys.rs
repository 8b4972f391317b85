//! ListApiKeys: the keys of a marketplace, or of a seller, the newest first.

use redress_contracts::redress::gateway::v1 as pb;

use super::App;
use crate::convert;
use crate::error::Error;
use crate::store::{self, KeyFilter};

impl App {
    /// A page, and whether more follow. The filter's limit is the page's size.
    ///
    /// # Errors
    ///
    /// The database does not answer.
    pub async fn list_api_keys(&self, mut filter: KeyFilter) -> Result<(Vec<pb::ApiKey>, bool), Error> {
        let size = usize::try_from(filter.limit).unwrap_or(usize::MAX);
        // One more than the page has tells whether another page follows.
        filter.limit += 1;
        let mut keys = self.db.read(move |conn| store::key_list(conn, &filter)).await?;
        let has_more = keys.len() > size;
        keys.truncate(size);
        let now = self.db.environment().clock.now();
        let keys = keys.iter().map(|key| convert::key_to_wire(key, now));
        Ok((keys.collect(), has_more))
    }
}
