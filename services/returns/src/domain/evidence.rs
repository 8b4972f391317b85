//! The evidence of a return, as far as the policy looks at it: a mirror of what the evidence context says.

use redress_policy::{EvidenceFact, Party};
use serde::{Deserialize, Serialize};

use super::return_case::Return;
use super::words::EvidenceState;

/// The kind that shows that a parcel was delivered.
pub(crate) const PROOF_OF_DELIVERY: &str = "proof_of_delivery";

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EvidenceNote {
    pub evidence_id: String,
    pub kind: String,
    pub party: Party,
    pub state: EvidenceState,
}

impl EvidenceNote {
    fn is_refused(&self) -> bool {
        matches!(self.state, EvidenceState::Refused | EvidenceState::AskedAgain)
    }

    fn is_proof_of_delivery(&self) -> bool {
        self.kind == PROOF_OF_DELIVERY
    }
}

impl Return {
    /// Takes note of a piece of evidence; `None` for one that was erased. Whether that was news.
    pub(crate) fn note_evidence(&mut self, id: &str, note: Option<EvidenceNote>) -> bool {
        let known = self.evidence.iter().position(|known| known.evidence_id == id);
        match (known, note) {
            (Some(at), Some(note)) if self.evidence[at] == note => false,
            (Some(at), Some(note)) => {
                self.evidence[at] = note;
                true
            }
            (Some(at), None) => {
                self.evidence.remove(at);
                true
            }
            (None, Some(note)) => {
                self.evidence.push(note);
                true
            }
            (None, None) => false,
        }
    }

    /// The evidence as the policy sees it: that of whoever asks, and of the platform on their behalf.
    pub(crate) fn evidence_facts(&self) -> Vec<EvidenceFact> {
        let is_other_side = |party: Party| match self.asked.requested_by {
            Party::Seller => party == Party::Buyer,
            Party::Buyer | Party::Platform | Party::System => party == Party::Seller,
        };
        self.evidence
            .iter()
            .filter(|note| !is_other_side(note.party))
            .map(|note| EvidenceFact {
                kind: note.kind.as_str().into(),
                is_refused: note.is_refused(),
            })
            .collect()
    }

    /// Whether a proof of delivery was accepted.
    pub(crate) fn is_delivery_proven(&self) -> bool {
        let mut proofs = self.evidence.iter().filter(|note| note.is_proof_of_delivery());
        proofs.any(|note| note.state == EvidenceState::Accepted)
    }

    /// Whether a proof of delivery was shown that nobody refused.
    pub(crate) fn has_proof_of_delivery(&self) -> bool {
        self.evidence
            .iter()
            .any(|note| note.is_proof_of_delivery() && !note.is_refused())
    }
}
