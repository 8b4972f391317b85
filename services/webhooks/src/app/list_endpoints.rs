//! ListEndpoints: newest first.

use redress_rpc::Caller;

use super::{App, Page, sight};
use crate::domain::endpoint::Endpoint;
use crate::domain::owner::Sight;
use crate::error::Error;
use crate::store::endpoints::{self, EndpointFilter};

/// What to list.
#[derive(Clone, Debug)]
pub struct ListEndpoints {
    pub marketplace_id: String,
    /// All of the marketplace that the caller may see when absent.
    pub seller_id: Option<String>,
    pub page: Page,
}

impl App {
    /// A page, and the key of its last row when more follow.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn list_endpoints(
        &self,
        caller: &Caller,
        list: ListEndpoints,
    ) -> Result<(Vec<Endpoint>, Option<String>), Error> {
        let sight = sight(caller);
        // What is another's looks like what there is none of.
        if let (Some(own), Some(asked)) = (&sight.seller_id, &list.seller_id)
            && own != asked
        {
            return Ok((Vec::new(), None));
        }
        let filter = EndpointFilter {
            sight: Sight {
                marketplace_id: Some(list.marketplace_id),
                seller_id: sight.seller_id.or(list.seller_id),
            },
            before: list.page.before.clone(),
        };
        let limit = list.page.limit();
        let rows = self
            .db
            .read(move |conn| endpoints::endpoint_list(conn, &filter, limit))
            .await?;
        Ok(list.page.cut(rows, |endpoint| endpoint.endpoint_id.to_string()))
    }
}
