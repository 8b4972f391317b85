//! `evidence.evidence_changed`: a piece of evidence was added, judged or erased.
//!
//! The buyer is the order's; the sellers are those that the case's own events named.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::evidence::v1 as pb;
use redress_db::{Apply, HandlerError, nothing_to_do};
use redress_policy::Party;
use redress_policybook::convert::Word as _;

use super::reading::audience;
use super::{EventError, Reactions, queue};
use crate::domain::change::{Change, EvidenceChange};
use crate::domain::occasion::{Occasion, Section};
use crate::domain::phrase::Phrase;
use crate::store::cases;

pub const KIND: &str = "evidence.evidence_changed";

impl Reactions {
    pub(super) async fn evidence_changed(&self, event: &Envelope) -> Result<Apply, HandlerError> {
        let message = pb::EvidenceChanged::decode(event.payload.as_slice())?;
        let Some(change) = EvidenceChange::of_event(&message.change) else {
            tracing::warn!(
                change = message.change,
                "nobody is told of a change without a template"
            );
            return Ok(nothing_to_do());
        };
        let evidence = message.evidence.as_ref().ok_or(EventError::Lacks("evidence"))?;
        let addressee = self.addressee(&evidence.order_id).await?;
        let pack = self.pack(&addressee).await?;
        let seller_ids = self.sellers_of(&evidence.case_id).await?;
        let told = occasion(change, evidence, audience(&message.audience), seller_ids);
        let told = told.noticed_by(&pack, change.as_str());
        let letters = self.letters(&told, &addressee, &pack);
        Ok(Box::new(move |tx| queue(tx, &told, &pack, letters)))
    }

    async fn sellers_of(&self, case_id: &str) -> Result<Vec<String>, HandlerError> {
        let id = case_id.to_owned();
        let found = self.db.read(move |conn| cases::case_sellers_fetch(conn, &id));
        Ok(found.await?)
    }
}

fn occasion(
    change: EvidenceChange,
    evidence: &pb::Evidence,
    audience: Vec<Party>,
    seller_ids: Vec<String>,
) -> Occasion {
    let piece = Phrase::new("evidence-piece").text("evidence", &evidence.evidence_id);
    let mut facts = vec![piece.word("kind", &evidence.kind)];
    if let Some(party) = Party::from_number(evidence.party) {
        facts.push(Phrase::new("evidence-giver").text("party", party.as_str()));
    }
    let asked = match change {
        EvidenceChange::AskedAgain => vec![Phrase::new("asked-better").word("kind", &evidence.kind)],
        _ => Vec::new(),
    };
    let review = evidence.review.as_ref();
    Occasion {
        thing: "case",
        case_id: evidence.case_id.clone(),
        actor: review.and_then(|review| Party::from_number(review.party)),
        audience,
        seller_ids,
        facts,
        sections: vec![Section {
            title: "asked-title",
            lines: asked,
        }],
        clause_ids: review.map(|review| review.clause_ids.clone()).unwrap_or_default(),
        ..Occasion::new(
            Change::Evidence(change),
            evidence.order_id.clone(),
            evidence.marketplace_id.clone(),
        )
    }
}
