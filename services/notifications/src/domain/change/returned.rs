//! What happens to a return or a delivery claim, and to the disputes over them.

changes! {
    /// Something that happened in a return or a delivery claim.
    ReturnChange {
        Requested = "return_requested",
        Amended = "return_amended",
        EvidenceAsked = "evidence_asked",
        EvidenceChanged = "evidence_changed",
        UnderReview = "return_under_review",
        Approved = "return_approved",
        RmaIssued = "rma_issued",
        Refused = "return_refused",
        Withdrawn = "return_withdrawn",
        Expired = "return_expired",
        ParcelAnnounced = "parcel_announced",
        TrackingCorrected = "tracking_corrected",
        ParcelMoved = "parcel_moved",
        Received = "return_received",
        Inspected = "return_inspected",
        RemedyApplied = "remedy_applied",
        RepairRecorded = "repair_recorded",
        ParcelSent = "parcel_sent",
        Closed = "return_closed",
        DisputeOpened = "dispute_opened",
        DisputeStatement = "dispute_statement",
        DisputeProposal = "dispute_proposal",
        DisputeSettled = "dispute_settled",
        DisputeRuled = "dispute_ruled",
        DisputeAppealed = "dispute_appealed",
        DisputeEscalated = "dispute_escalated",
        DisputeOutcome = "dispute_outcome",
        DisputeClosed = "dispute_closed",
        Intervened = "intervened",
        DeadlineWarning = "deadline_warning",
        DeadlinePassed = "deadline_passed",
    }
}
