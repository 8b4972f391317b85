//! A piece of evidence was added, judged or erased: the return mirrors it, and while nobody has decided it, the policy is asked
//! again.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::evidence::v1::EvidenceChanged;
use redress_db::{Apply, HandlerError, nothing_to_do};
use redress_policy::{DeadlineKind, Party};
use redress_policybook::convert::Word as _;

use crate::app::App;
use crate::app::deciding::{Occasion, reconsider};
use crate::app::work::Work;
use crate::domain::deadline::OpenDeadline;
use crate::domain::evidence::{EvidenceNote, PROOF_OF_DELIVERY};
use crate::domain::words::EvidenceState;
use crate::error::Error;

pub(super) async fn plan(app: &App, event: &Envelope) -> Result<Apply, HandlerError> {
    let changed = EvidenceChanged::decode(event.payload.as_slice())?;
    let Some(evidence) = changed.evidence else {
        return Ok(nothing_to_do());
    };
    let Some(party) = Party::from_number(evidence.party) else {
        return Ok(nothing_to_do());
    };
    let note = EvidenceState::of_change(&changed.change).map(|state| EvidenceNote {
        evidence_id: evidence.evidence_id.clone(),
        kind: evidence.kind.clone(),
        party,
        state,
    });
    let piece = (evidence.evidence_id, evidence.kind);
    let planned = app.plan_change(&evidence.case_id, move |work| apply(work, piece, note));
    Ok(planned.await?)
}

fn apply(
    work: &mut Work<'_>,
    (evidence_id, kind): (String, String),
    note: Option<EvidenceNote>,
) -> Result<(), Error> {
    let state = note.as_ref().map(|note| note.state);
    if !work.case.note_evidence(&evidence_id, note) {
        return Ok(());
    }
    let change = work.change("evidence_changed", Party::System, &[]);
    work.tell(change);
    if !work.case.is_undecided() {
        return Ok(());
    }
    let occasion = match state {
        Some(EvidenceState::Added | EvidenceState::Accepted) => Occasion::Addition,
        Some(EvidenceState::Refused | EvidenceState::AskedAgain) | None => Occasion::Setback,
    };
    if kind == PROOF_OF_DELIVERY {
        follow_proof(work)?;
    }
    reconsider(work, occasion, |_| {})
}

/// The clock of a proof stops when one is shown, and starts again when the last one shown is refused.
fn follow_proof(work: &mut Work<'_>) -> Result<(), Error> {
    let kind = DeadlineKind::ProofOfDelivery;
    if work.case.has_proof_of_delivery() {
        work.case.stop_clocks(&[kind]);
        return Ok(());
    }
    let is_asked_for = work.decision().deadline(kind).is_some();
    if is_asked_for
        && !work.case.has_clock(kind)
        && let Some(set) = work.deadline(kind, work.now)?
    {
        work.case.start_clock(OpenDeadline::of(&set));
    }
    Ok(())
}
