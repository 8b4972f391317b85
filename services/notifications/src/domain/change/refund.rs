//! What happens to a refund. In messages the words begin with `refund_`.

changes! {
    /// Something that happened to a refund.
    RefundChange {
        Created = "refund_created",
        AwaitingPayoutDetails = "refund_awaiting_payout_details",
        AwaitingPayout = "refund_awaiting_payout",
        Pending = "refund_pending",
        Unknown = "refund_unknown",
        ManualReview = "refund_manual_review",
        Succeeded = "refund_succeeded",
        Failed = "refund_failed",
        Reversed = "refund_reversed",
        Overdue = "refund_overdue",
    }
}
