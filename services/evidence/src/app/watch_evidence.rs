//! WatchEvidence: each piece of a case now, and again after each change of it.

use std::collections::HashMap;

use futures::stream::BoxStream;
use futures::{Stream, StreamExt as _, stream};
use redress_contracts::redress::evidence::v1 as pb;
use redress_rpc::Caller;

use super::App;
use crate::domain::evidence::Evidence;
use crate::error::Error;
use crate::store::{self, EvidenceFilter};

type Pieces = BoxStream<'static, Result<pb::Evidence, Error>>;

impl App {
    /// The pieces' states, oldest piece first, beginning with the present ones; several changes at once may show as one.
    ///
    /// # Errors
    ///
    /// There is no such case for this caller.
    pub async fn watch_evidence(&self, caller: Caller, case_id: String) -> Result<Pieces, Error> {
        self.cases.find(&caller, &case_id).await?;
        let changes = self.watchers.subscribe(&case_id);
        let app = self.clone();
        // What was last told of each piece.
        let mut told: HashMap<String, i64> = HashMap::new();
        let reads = changes.then(move |()| {
            let (app, caller, case_id) = (app.clone(), caller.clone(), case_id.clone());
            async move { app.pieces_of(&caller, case_id).await }
        });
        let news = reads.flat_map(move |read| match read {
            Ok(pieces) => {
                let news = pieces.into_iter().filter(|(piece, _)| {
                    let before = told.insert(piece.evidence_id.clone(), piece.revision);
                    before != Some(piece.revision)
                });
                let news: Vec<_> = news.map(|(_, wire)| Ok(wire)).collect();
                stream::iter(news)
            }
            Err(error) => stream::iter(vec![Err(error)]),
        });
        Ok(until_error(news).boxed())
    }

    async fn pieces_of(
        &self,
        caller: &Caller,
        case_id: String,
    ) -> Result<Vec<(Evidence, pb::Evidence)>, Error> {
        let filter = EvidenceFilter {
            marketplace_id: caller.marketplace.clone(),
            case_id: Some(case_id),
            seller_id: caller.seller.clone(),
            limit: i64::MAX,
            ..EvidenceFilter::default()
        };
        let mut pieces = self
            .db
            .read(move |conn| store::evidence_list(conn, &filter))
            .await?;
        pieces.reverse();
        let wire = self.evidence_list_to_wire(caller, &pieces).await?;
        Ok(pieces.into_iter().zip(wire).collect())
    }
}

/// The stream up to its first error, which is its last item.
fn until_error<T, E>(items: impl Stream<Item = Result<T, E>>) -> impl Stream<Item = Result<T, E>> {
    items
        .scan(false, |has_failed, item| {
            let ends = std::mem::replace(has_failed, item.is_err());
            std::future::ready((!ends).then_some(item))
        })
        .fuse()
}
