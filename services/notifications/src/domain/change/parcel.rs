//! What happens to a parcel that is under way, in whichever direction.

changes! {
    /// Something that happened to a parcel.
    ParcelChange {
        Created = "created",
        Moved = "moved",
        Delivered = "delivered",
        AttemptFailed = "attempt_failed",
        Stalled = "stalled",
        Overdue = "overdue",
        RefusedByRecipient = "refused_by_recipient",
        RefusedAtCustoms = "refused_at_customs",
        ReturnedToSender = "returned_to_sender",
        Damaged = "damaged",
        Lost = "lost",
        ReturnLost = "return_lost",
        DeliveryProven = "delivery_proven",
        TrackingInvalid = "tracking_invalid",
        TrackingCorrected = "tracking_corrected",
        DeadlinePassed = "deadline_passed",
        DeadlineWarning = "deadline_warning",
    }
}
