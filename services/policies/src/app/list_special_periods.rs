//! ListSpecialPeriods: a marketplace's periods, the latest declared first.

use redress_rpc::Caller;

use super::{App, Page};
use crate::domain::Rejection;
use crate::domain::special_period::SpecialPeriod;
use crate::error::Error;
use crate::store::special_periods;

impl App {
    /// A page, and the key of its last row when more follow.
    ///
    /// # Errors
    ///
    /// The marketplace is not the caller's.
    pub async fn list_special_periods(
        &self,
        caller: &Caller,
        marketplace_id: String,
        page: Page,
    ) -> Result<(Vec<SpecialPeriod>, Option<String>), Error> {
        if !caller.may_see(&marketplace_id) {
            return Err(Rejection::UnknownMarketplace(marketplace_id).into());
        }
        let (before, limit) = (page.after.clone(), page.limit());
        let list = special_periods::special_period_list;
        let rows = self
            .db
            .read(move |conn| Ok::<_, Error>(list(conn, &marketplace_id, before.as_deref(), limit)?));
        Ok(page.cut(rows.await?, |period| period.special_period_id.to_string()))
    }
}
