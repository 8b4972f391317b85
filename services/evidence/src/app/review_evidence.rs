//! ReviewEvidence: a piece is judged, by the party that the marketplace's policy names.

use redress_contracts::redress::evidence::v1 as pb;
use redress_policy::Party;
use redress_policybook::Query;
use redress_rpc::Caller;

use super::write::announce;
use super::{Actor, App, Call, codec, party_of};
use crate::convert::evidence_without_words;
use crate::domain::Rejection;
use crate::domain::custody::sealed;
use crate::domain::evidence::{Evidence, Review};
use crate::domain::words::Verdict;
use crate::error::Error;
use crate::store;

/// Who judges evidence, and by which clauses.
struct Judging {
    party: Party,
    clauses: Vec<String>,
}

impl App {
    /// Judges a piece.
    ///
    /// # Errors
    ///
    /// There is no such piece for this caller, another party judges, or the piece is erased or judged so already.
    pub async fn review_evidence(
        &self,
        call: Call,
        (evidence_id, etag): (String, String),
        (verdict, reason): (Verdict, String),
    ) -> Result<pb::Evidence, Error> {
        let piece = self.piece(&call.caller, &evidence_id).await?;
        let judging = self.judging(&call.caller, &piece).await?;
        let party = party_of(&call.caller);
        if party != judging.party {
            let allowed = judging.party;
            return Err(Rejection::WrongParty { allowed }.into());
        }
        let (actor, case_id) = (Actor::of(&call.caller), piece.case_id.clone());
        let done = self.db.command(call.key, codec(), move |tx| {
            let piece = store::evidence_fetch(tx.conn(), &evidence_id)?
                .ok_or_else(|| Rejection::no_evidence(&evidence_id))?;
            piece.check_etag(&etag)?;
            let detail = match reason.as_str() {
                "" => format!("clauses={}", judging.clauses.join(",")),
                reason => format!(
                    "clauses={} reason_sha256={}",
                    judging.clauses.join(","),
                    sealed(reason)
                ),
            };
            let reviewed = piece.reviewed(Review {
                verdict,
                reason,
                party,
                time: tx.now(),
                clauses: judging.clauses,
            })?;
            if !store::evidence_update(tx.conn(), &reviewed)? {
                return Err(Error::Conflict);
            }
            announce(tx, &reviewed, &actor, (verdict.action(), detail))?;
            Ok::<_, Error>(evidence_without_words(&reviewed))
        });
        let stored = done.await?.reply;
        self.watchers.notify(&case_id);
        self.reply(&call.caller, stored).await
    }

    /// The platform, where the policy names nobody.
    async fn judging(&self, caller: &Caller, piece: &Evidence) -> Result<Judging, Error> {
        let case = self.cases.find(caller, &piece.case_id).await?;
        let background = self.cases.background(caller, &case).await?;
        let query = Query {
            marketplace_id: &piece.marketplace_id,
            place_time: background.place_time,
            application_time: piece.add_time,
            buyer_country: &background.buyer_country,
            seller_ids: &background.seller_ids,
            order_terms: None,
        };
        let pack = self.book.layers(query).await?.layers.marketplace;
        Ok(match &pack.dispute {
            Some(dispute) => Judging {
                party: dispute.evidence_judged_by,
                clauses: dispute.clauses.iter().map(ToString::to_string).collect(),
            },
            None => Judging {
                party: Party::Platform,
                clauses: Vec::new(),
            },
        })
    }
}
