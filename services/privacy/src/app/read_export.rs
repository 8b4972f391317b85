//! ReadExport: the data itself, page by page, asked of the contexts as it is read. No second copy of it is made.

use redress_contracts::redress::privacy::v1 as pb;
use redress_rpc::Caller;

use super::App;
use crate::contexts::Keeping;
use crate::deadlines::BATCH;
use crate::domain::{Kind, Request, State};
use crate::error::Error;

/// Where a page begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// The context, by its number.
    pub context: usize,
    /// The orders, in batches.
    pub batch: usize,
    /// The context's own page token.
    pub token: String,
}

/// Which page is read.
#[derive(Clone, Debug)]
pub(crate) struct ReadExport {
    pub data_request_id: String,
    pub page_size: i32,
    pub place: Place,
}

impl Place {
    /// As it stands in a page token.
    pub(crate) fn to_text(&self) -> String {
        format!("{}/{}/{}", self.context, self.batch, self.token)
    }

    /// The place that a token names.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '/');
        Some(Self {
            context: parts.next()?.parse().ok()?,
            batch: parts.next()?.parse().ok()?,
            token: parts.next()?.to_owned(),
        })
    }
}

impl App {
    /// A page with at least one record, unless nothing is left; and where the next one begins.
    ///
    /// # Errors
    ///
    /// There is no such request for this caller, it is no export that is done, or the buyer was erased since.
    pub(crate) async fn read_export(
        &self,
        caller: &Caller,
        read: ReadExport,
    ) -> Result<(Vec<pb::ExportRecord>, Option<Place>), Error> {
        let (request, buyer_id) = self.found(caller, &read.data_request_id).await?;
        check(&request, &buyer_id)?;
        let order_ids = request.orders.iter().map(|order| order.order_id.clone());
        let order_ids: Vec<String> = order_ids.collect();
        let batches: Vec<&[String]> = order_ids.chunks(BATCH).collect();
        let mut place = read.place;
        while let Some(context) = self.contexts.all.get(place.context) {
            let Some(batch) = batches.get(place.batch) else {
                place = Place {
                    context: place.context + 1,
                    ..Place::default()
                };
                continue;
            };
            let subject = subject(&request, &buyer_id, batch);
            let page = page_of(context, &request, subject, (read.page_size, &place.token)).await?;
            place = match page.next_page_token {
                token if token.is_empty() => Place {
                    batch: place.batch + 1,
                    token,
                    ..place
                },
                token => Place { token, ..place },
            };
            if !page.records.is_empty() {
                return Ok((page.records, Some(place)));
            }
        }
        Ok((Vec::new(), None))
    }
}

fn check(request: &Request, buyer_id: &str) -> Result<(), Error> {
    let id = request.data_request_id.clone();
    if request.kind != Kind::Export {
        return Err(Error::NotAnExport(id));
    }
    if request.state != State::Done {
        return Err(Error::NotDone(id, request.state));
    }
    if buyer_id.is_empty() {
        return Err(Error::Erased(id));
    }
    Ok(())
}

/// Whose data a context is asked about.
pub(crate) fn subject(request: &Request, buyer_id: &str, order_ids: &[String]) -> pb::Subject {
    pb::Subject {
        buyer_id: buyer_id.to_owned(),
        pseudonym: request.pseudonym.clone(),
        order_ids: order_ids.to_vec(),
    }
}

async fn page_of(
    context: &Keeping,
    request: &Request,
    subject: pb::Subject,
    (page_size, token): (i32, &str),
) -> Result<pb::ExportPersonalDataResponse, Error> {
    let message = pb::ExportPersonalDataRequest {
        marketplace_id: request.marketplace_id.clone(),
        subject: Some(subject),
        page_size,
        page_token: token.to_owned(),
    };
    (context.export)(message)
        .await
        .map_err(|status| Error::Upstream(Box::new(status)))
}
