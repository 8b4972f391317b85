//! The types of events that are sent, and the changes in other contexts that they stand for.
//!
//! A type is part of the contract: it may be added, never renamed. A change that is not here is not told.

/// The type of an event that only tries an endpoint out.
pub const TEST: &str = "webhook.test";

/// A change of another context, and the type it is told as.
type Told = (&'static str, &'static str);

const ORDER: [Told; 21] = [
    ("placed", "order.placed"),
    ("paid", "order.paid"),
    ("shipped", "order.shipped"),
    ("delivered", "order.delivered"),
    ("address_changed", "order.address_changed"),
    ("lines_changed", "order.lines_changed"),
    ("out_of_stock", "order.out_of_stock"),
    ("out_of_stock_reminder", "order.out_of_stock_reminded"),
    ("choice_made", "order.choice_made"),
    ("cancellation_requested", "order.cancellation_requested"),
    ("cancellation_approved", "order.cancelled"),
    ("cancellation_refused", "order.cancellation_refused"),
    ("cancellation_withdrawn", "order.cancellation_withdrawn"),
    ("dispute_opened", "order.dispute_opened"),
    ("dispute_statement", "order.dispute_statement_added"),
    ("dispute_proposal", "order.dispute_proposal_made"),
    ("dispute_settled", "order.dispute_settled"),
    ("dispute_ruled", "order.dispute_ruled"),
    ("intervened", "order.intervened"),
    ("deadline_warning", "order.deadline_near"),
    ("deadline_passed", "order.deadline_passed"),
];

const RETURN: [Told; 31] = [
    ("return_requested", "return.requested"),
    ("return_amended", "return.amended"),
    ("evidence_asked", "return.evidence_asked"),
    ("evidence_changed", "return.evidence_changed"),
    ("return_under_review", "return.under_review"),
    ("return_approved", "return.approved"),
    ("rma_issued", "return.rma_issued"),
    ("return_refused", "return.refused"),
    ("return_withdrawn", "return.withdrawn"),
    ("return_expired", "return.expired"),
    ("parcel_announced", "return.parcel_announced"),
    ("tracking_corrected", "return.tracking_corrected"),
    ("parcel_moved", "return.parcel_moved"),
    ("return_received", "return.received"),
    ("return_inspected", "return.inspected"),
    ("remedy_applied", "return.remedy_applied"),
    ("repair_recorded", "return.repair_recorded"),
    ("parcel_sent", "return.parcel_sent"),
    ("return_closed", "return.closed"),
    ("dispute_opened", "return.dispute_opened"),
    ("dispute_statement", "return.dispute_statement_added"),
    ("dispute_proposal", "return.dispute_proposal_made"),
    ("dispute_settled", "return.dispute_settled"),
    ("dispute_ruled", "return.dispute_ruled"),
    ("dispute_appealed", "return.dispute_appealed"),
    ("dispute_escalated", "return.dispute_escalated"),
    ("dispute_outcome", "return.dispute_outcome_recorded"),
    ("dispute_closed", "return.dispute_closed"),
    ("intervened", "return.intervened"),
    ("deadline_warning", "return.deadline_near"),
    ("deadline_passed", "return.deadline_passed"),
];

const REFUND: [Told; 10] = [
    ("created", "refund.created"),
    ("awaiting_payout_details", "refund.awaiting_payout_details"),
    ("awaiting_payout", "refund.awaiting_payout"),
    ("succeeded", "refund.succeeded"),
    ("failed", "refund.failed"),
    ("reversed", "refund.reversed"),
    ("pending", "refund.pending"),
    ("unknown", "refund.unknown"),
    ("manual_review", "refund.manual_review"),
    ("overdue", "refund.overdue"),
];

const PARCEL: [Told; 17] = [
    ("created", "parcel.created"),
    ("moved", "parcel.moved"),
    ("delivered", "parcel.delivered"),
    ("attempt_failed", "parcel.attempt_failed"),
    ("stalled", "parcel.stalled"),
    ("overdue", "parcel.overdue"),
    ("refused_by_recipient", "parcel.refused_by_recipient"),
    ("refused_at_customs", "parcel.refused_at_customs"),
    ("returned_to_sender", "parcel.returned_to_sender"),
    ("damaged", "parcel.damaged"),
    ("lost", "parcel.lost"),
    ("return_lost", "parcel.return_lost"),
    ("delivery_proven", "parcel.delivery_proven"),
    ("tracking_invalid", "parcel.tracking_invalid"),
    ("tracking_corrected", "parcel.tracking_corrected"),
    ("deadline_passed", "parcel.deadline_passed"),
    ("deadline_warning", "parcel.deadline_near"),
];

const EVIDENCE: [Told; 5] = [
    ("added", "evidence.added"),
    ("accepted", "evidence.accepted"),
    ("refused", "evidence.refused"),
    ("asked_again", "evidence.asked_again"),
    ("erased", "evidence.erased"),
];

/// What an event is about, which says whose words its change is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Order,
    Return,
    Refund,
    Parcel,
    Evidence,
}

impl Subject {
    const ALL: [Self; 5] = [
        Self::Order,
        Self::Return,
        Self::Refund,
        Self::Parcel,
        Self::Evidence,
    ];

    const fn told(self) -> &'static [Told] {
        match self {
            Self::Order => &ORDER,
            Self::Return => &RETURN,
            Self::Refund => &REFUND,
            Self::Parcel => &PARCEL,
            Self::Evidence => &EVIDENCE,
        }
    }

    /// The type that a change is told as; `None` when it is not told.
    pub fn type_of(self, change: &str) -> Option<&'static str> {
        let found = self.told().iter().find(|(known, _)| *known == change);
        found.map(|(_, event_type)| *event_type)
    }
}

/// Whether an endpoint may ask for events of this type.
pub fn is_known(event_type: &str) -> bool {
    let mut told = Subject::ALL.into_iter().flat_map(|subject| subject.told());
    event_type == TEST || told.any(|(_, known)| *known == event_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_changes_have_one_type_and_every_type_is_known() {
        let mut types: Vec<_> = Subject::ALL
            .into_iter()
            .flat_map(Subject::told)
            .map(|(_, event_type)| *event_type)
            .collect();
        assert!(types.iter().all(|event_type| is_known(event_type)));
        let count = types.len();
        types.sort_unstable();
        types.dedup();
        assert_eq!(types.len(), count);
        assert!(is_known(TEST));
        assert!(!is_known("order.cancellation_approved"));
        assert_eq!(
            Subject::Return.type_of("return_approved"),
            Some("return.approved")
        );
        assert_eq!(Subject::Order.type_of("unheard_of"), None);
    }
}
