//! ListPolicies: the newest version of every pack and of sellers' terms, in the order of their ids.

use redress_rpc::Caller;

use super::{App, Page};
use crate::domain::PolicyVersion;
use crate::error::Error;
use crate::store::policies::{self, PolicyFilter};

/// What to list.
#[derive(Clone, Debug)]
pub struct ListPolicies {
    /// Only this marketplace's; everything the caller may see when absent.
    pub marketplace_id: Option<String>,
    pub page: Page,
}

impl App {
    /// A page, and the key of its last row when more follow.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn list_policies(
        &self,
        caller: &Caller,
        list: ListPolicies,
    ) -> Result<(Vec<PolicyVersion>, Option<String>), Error> {
        let ListPolicies { marketplace_id, page } = list;
        let filter = PolicyFilter {
            without_laws: marketplace_id.is_some(),
            marketplace_id: marketplace_id.or_else(|| caller.marketplace.clone()),
            seller_id: caller.seller.clone(),
            after: page.after.clone(),
            limit: page.limit(),
        };
        let rows = self
            .db
            .read(move |conn| Ok::<_, Error>(policies::policy_list(conn, &filter)?))
            .await?;
        Ok(page.cut(rows, |policy| policy.policy_id.clone()))
    }
}
