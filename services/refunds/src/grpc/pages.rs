//! Page sizes and page tokens of this context's lists.

use redress_core::page::{self, FilterHash};
use redress_rpc::Problem;

/// A page that a client asks for.
pub struct PageRequest {
    filter: FilterHash,
    /// How many items it has at most.
    pub size: usize,
    /// The key of the last item of the page before.
    pub after: Option<String>,
}

impl PageRequest {
    /// Reads a page request; `filter` names the list and everything that decides which items it has.
    pub fn read(
        filter: &[&str],
        page_size: i32,
        page_token: &str,
        max: usize,
    ) -> Result<PageRequest, Problem> {
        let filter = FilterHash::of(filter);
        let size = page::page_size(page_size, 50, max);
        let size = size.map_err(|error| Problem::invalid_field("page_size", error.to_string()))?;
        let after = page::decode(page_token, filter);
        let after = after.map_err(|error| {
            let problem = Problem::new(
                tonic::Code::InvalidArgument,
                redress_rpc::Reason::InvalidPageToken,
                error.to_string(),
            );
            problem.with_field("page_token", error.to_string())
        })?;
        Ok(PageRequest { filter, size, after })
    }

    /// The token of the page after the item with this key.
    pub fn token(&self, key: &str) -> String {
        page::encode(self.filter, key)
    }
}
