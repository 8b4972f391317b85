//! ListCarriers: those whose numbers are known, by their code, in pages.

use redress_contracts::redress::logistics::v1 as pb;
use redress_core::page::{self, FilterHash};
use redress_rpc::Fields;

use super::App;
use super::list_shipments::PAGE;
use crate::carriers::book;
use crate::convert::carrier::carrier_to_wire;
use crate::error::Error;

impl App {
    /// A page of carriers.
    ///
    /// # Errors
    ///
    /// Bad fields, or a token of another list.
    pub(crate) fn list_carriers(
        request: &pb::ListCarriersRequest,
    ) -> Result<pb::ListCarriersResponse, Error> {
        let mut fields = Fields::new();
        let hash = FilterHash::of(["carriers", &request.country]);
        let size = fields.take("page_size", page::page_size(request.page_size, PAGE.0, PAGE.1));
        let after = fields.page_token(page::decode(&request.page_token, hash));
        if !request.country.is_empty() {
            fields.country("country", &request.country);
        }
        fields.finish()?;
        let (size, after) = (size.unwrap_or(PAGE.0), after);
        let carriers = book().carriers.iter();
        let mut rest = carriers
            .filter(|carrier| after.as_ref().is_none_or(|after| carrier.code > *after))
            .filter(|carrier| {
                request.country.is_empty()
                    || carrier.countries.is_empty()
                    || carrier.countries.contains(&request.country)
            });
        let page: Vec<_> = rest.by_ref().take(size).collect();
        let next_page_token = match (page.last(), rest.next()) {
            (Some(last), Some(_)) => page::encode(hash, &last.code),
            _ => String::new(),
        };
        Ok(pb::ListCarriersResponse {
            carriers: page.into_iter().map(carrier_to_wire).collect(),
            next_page_token,
        })
    }
}
