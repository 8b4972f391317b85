//! What is said of a parcel that is under way, in whichever direction.

changes! {
    /// Something that happened to a parcel.
    ParcelChange {
        Created = "created", "A parcel for order {order}" {
            buyer: "A parcel of your order is on record and can be followed.",
            others: "A parcel of the order is on record and is followed."
        }
        Moved = "moved", "Parcel news: order {order}" {
            buyer: "There is news of a parcel of your order.",
            others: "There is news of a parcel of the order."
        }
        Delivered = "delivered", "Delivered: a parcel for order {order}" {
            buyer: "A parcel of your order was delivered.",
            others: "A parcel of the order was delivered."
        }
        AttemptFailed = "attempt_failed", "Nobody was there: a parcel for order {order}" {
            buyer: "The carrier tried to deliver your parcel and nobody was there to take it. It will try again, or keep the \
                    parcel ready for you; please look at what the carrier says.",
            others: "The carrier tried to deliver a parcel of the order and nobody was there to take it."
        }
        Stalled = "stalled", "No news of a parcel for order {order}" {
            buyer: "Nothing has been heard of your parcel for longer than it should be. We are seeing to it with you.",
            others: "Nothing has been heard of a parcel of the order for longer than it should be."
        }
        Overdue = "overdue", "Late: a parcel for order {order}" {
            buyer: "Your parcel is late by more than it should be.",
            others: "A parcel of the order is late by more than it should be. A proof of its delivery is asked for."
        }
        RefusedByRecipient = "refused_by_recipient", "Not taken: a parcel for order {order}" {
            buyer: "The carrier tells us that your parcel was not taken at the door.",
            others: "A parcel of the order was not taken at the door."
        }
        RefusedAtCustoms = "refused_at_customs", "Stopped at customs: a parcel for order {order}" {
            buyer: "Your parcel was not let through the customs, or its duties were not paid.",
            others: "A parcel of the order was not let through the customs, or its duties were not paid."
        }
        ReturnedToSender = "returned_to_sender", "Sent back: a parcel for order {order}" {
            buyer: "The carrier has sent your parcel back to where it came from.",
            others: "The carrier has sent a parcel of the order back to where it came from."
        }
        Damaged = "damaged", "Damaged: a parcel for order {order}" {
            buyer: "The carrier tells us that your parcel was damaged on its way.",
            others: "A parcel of the order was damaged on its way."
        }
        Lost = "lost", "Lost: a parcel for order {order}" {
            buyer: "We are sorry: your parcel was lost on its way.",
            others: "A parcel of the order was lost on its way."
        }
        ReturnLost = "return_lost", "Lost on its way back: a parcel for order {order}" {
            buyer: "The parcel that you sent back was lost on its way.",
            others: "A parcel on its way back was lost."
        }
        DeliveryProven = "delivery_proven", "Proof of delivery: order {order}" {
            buyer: "There is a proof that your parcel was delivered.",
            others: "There is a proof that a parcel of the order was delivered."
        }
        TrackingInvalid = "tracking_invalid", "Please check the tracking number: order {order}" {
            buyer: "The tracking number of a parcel of your order looks wrong.",
            others: "The tracking number of a parcel of the order looks wrong."
        }
        TrackingCorrected = "tracking_corrected", "Tracking number corrected: order {order}" {
            buyer: "The tracking number of a parcel of your order was corrected.",
            others: "The tracking number of a parcel of the order was corrected by {actor}."
        }
        DeadlinePassed = "deadline_passed", "Overdue: a parcel for order {order}" {
            buyer: "Something about a parcel of your order was not done in time. It was the turn of {owing}.",
            others: "Something about a parcel of the order was not done in time. It was the turn of {owing}."
        }
        DeadlineWarning = "deadline_warning", "Due soon: a parcel for order {order}" {
            buyer: "Something about a parcel of your order is due soon. It is the turn of {owing}.",
            others: "Something about a parcel of the order is due soon. It is the turn of {owing}."
        }
    }
}
