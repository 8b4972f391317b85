//! ListRefunds: the refunds within the caller's sight, newest first.

use super::App;
use crate::domain::Refund;
use crate::error::Error;
use crate::store::{self, RefundFilter, Sight};

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Whether more follow the last item.
    pub has_more: bool,
}

impl<T> Page<T> {
    /// A page of at most `size` from items of which one more than that was read.
    pub fn cut(mut items: Vec<T>, size: usize) -> Page<T> {
        let has_more = items.len() > size;
        items.truncate(size);
        Page { items, has_more }
    }
}

impl App {
    /// The page of `size` refunds after `filter.before`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_refunds(
        &self,
        mut filter: RefundFilter,
        sight: Sight,
        size: usize,
    ) -> Result<Page<Refund>, Error> {
        filter.limit = i64::try_from(size).unwrap_or(i64::MAX).saturating_add(1);
        let refunds = self
            .db
            .read(move |conn| store::refund_list(conn, &filter, &sight))
            .await?;
        Ok(Page::cut(refunds, size))
    }
}
