//! ListDataRequests: newest first, in pages.

use super::App;
use crate::domain::{Kind, Request, State};
use crate::error::Error;
use crate::store::{self, RequestFilter};

/// What is listed.
#[derive(Clone, Debug)]
pub(crate) struct ListDataRequests {
    /// All of them when absent.
    pub marketplace_id: Option<String>,
    pub kind: Option<Kind>,
    pub state: Option<State>,
    pub size: usize,
    pub before: Option<String>,
}

impl App {
    /// A page, and the key of its last request when more follow.
    ///
    /// # Errors
    ///
    /// The database does not answer.
    pub(crate) async fn list_data_requests(
        &self,
        list: ListDataRequests,
    ) -> Result<(Vec<Request>, Option<String>), Error> {
        let filter = RequestFilter {
            marketplace_id: list.marketplace_id,
            kind: list.kind,
            state: list.state,
            before: list.before,
            // One row more tells whether another page follows.
            limit: i64::try_from(list.size).map_or(i64::MAX, |size| size.saturating_add(1)),
        };
        let mut requests = self
            .db
            .read(move |conn| store::request_list(conn, &filter))
            .await?;
        let has_more = requests.len() > list.size;
        requests.truncate(list.size);
        let next = requests.last().filter(|_| has_more);
        let next = next.map(|request| request.data_request_id.clone());
        Ok((requests, next))
    }
}
