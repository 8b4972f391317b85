//! ListDeliveries: newest first.

use redress_rpc::Caller;

use super::{App, Page, sight};
use crate::domain::delivery::{Delivery, State};
use crate::domain::owner::Sight;
use crate::error::Error;
use crate::store::deliveries::{self, DeliveryFilter};

/// What to list.
#[derive(Clone, Debug)]
pub struct ListDeliveries {
    pub marketplace_id: String,
    pub endpoint_id: Option<String>,
    pub event_id: Option<String>,
    pub state: Option<State>,
    pub page: Page,
}

impl App {
    /// A page, and the key of its last row when more follow.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn list_deliveries(
        &self,
        caller: &Caller,
        list: ListDeliveries,
    ) -> Result<(Vec<Delivery>, Option<String>), Error> {
        let sight = sight(caller);
        let filter = DeliveryFilter {
            sight: Sight {
                marketplace_id: Some(list.marketplace_id),
                ..sight
            },
            endpoint_id: list.endpoint_id,
            event_id: list.event_id,
            state: list.state,
            before: list.page.before.clone(),
        };
        let limit = list.page.limit();
        let rows = self
            .db
            .read(move |conn| deliveries::delivery_list(conn, &filter, limit))
            .await?;
        Ok(list.page.cut(rows, |delivery| delivery.delivery_id.to_string()))
    }
}
