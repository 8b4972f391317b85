//! What is said of changes of a return or a delivery claim, and of the disputes over them.

changes! {
    /// Something that happened in a return or a delivery claim.
    ReturnChange {
        Requested = "return_requested", "Your {thing} for order {order}: noted" {
            buyer: "Your {thing} was noted. Below stands what is still needed and what happens next.",
            others: "A {thing} was asked for by {actor}."
        }
        Amended = "return_amended", "More about the {thing} for order {order}" {
            buyer: "Your {thing} was filled in further and decided on again.",
            others: "The {thing} was filled in further by {actor} and decided on again."
        }
        EvidenceAsked = "evidence_asked", "Evidence needed: {thing} for order {order}" {
            buyer: "To decide on your {thing} we need to see more. Below stands what, and until when.",
            others: "The {thing} waits for evidence of the buyer."
        }
        EvidenceChanged = "evidence_changed", "Evidence: {thing} for order {order}" {
            buyer: "The evidence of your {thing} changed.",
            others: "The evidence of the {thing} changed."
        }
        UnderReview = "return_under_review", "In review: {thing} for order {order}" {
            buyer: "Everything that was needed is there. Your {thing} now waits for a decision.",
            others: "The {thing} waits for a decision."
        }
        Approved = "return_approved", "Approved: {thing} for order {order}" {
            buyer: "Your {thing} is approved.",
            others: "The {thing} is approved."
        }
        RmaIssued = "rma_issued", "Your return number for order {order}" {
            buyer: "Here is the number of your {thing}. Please send nothing back without it.",
            others: "A return number was issued for the {thing}."
        }
        Refused = "return_refused", "Refused: {thing} for order {order}" {
            buyer: "Your {thing} was refused. Below stands why, and what you can do.",
            others: "The {thing} was refused."
        }
        Withdrawn = "return_withdrawn", "Withdrawn: {thing} for order {order}" {
            buyer: "Your {thing} was taken back. If goods are on their way to us, please tell us.",
            others: "The {thing} was taken back by {actor}."
        }
        Expired = "return_expired", "Closed without result: {thing} for order {order}" {
            buyer: "Your {thing} is closed: its time ran out, or the goods were lost on their way back.",
            others: "The {thing} is closed: its time ran out, or the goods were lost on their way back."
        }
        ParcelAnnounced = "parcel_announced", "On its way back: {thing} for order {order}" {
            buyer: "Thank you, we know of the parcel that is on its way back.",
            others: "A parcel of the {thing} is on its way back."
        }
        TrackingCorrected = "tracking_corrected", "Tracking number corrected: {thing} for order {order}" {
            buyer: "The tracking number of your parcel was corrected.",
            others: "The tracking number of a parcel of the {thing} was corrected by {actor}."
        }
        ParcelMoved = "parcel_moved", "Parcel news: {thing} for order {order}" {
            buyer: "There is news of a parcel of your {thing}.",
            others: "There is news of a parcel of the {thing}."
        }
        Received = "return_received", "Received: {thing} for order {order}" {
            buyer: "We have received a parcel of your {thing}.",
            others: "A parcel of the {thing} was received."
        }
        Inspected = "return_inspected", "Inspected: {thing} for order {order}" {
            buyer: "The goods that you sent back were inspected.",
            others: "The goods of the {thing} were inspected."
        }
        RemedyApplied = "remedy_applied", "What you get: {thing} for order {order}" {
            buyer: "Your {thing} is settled as follows.",
            others: "The remedy of the {thing} was applied."
        }
        RepairRecorded = "repair_recorded", "Repair: {thing} for order {order}" {
            buyer: "There is a result of the repair.",
            others: "The result of a repair was recorded."
        }
        ParcelSent = "parcel_sent", "On its way to you: {thing} for order {order}" {
            buyer: "A parcel of your {thing} is on its way to you.",
            others: "A parcel of the {thing} is on its way to the buyer."
        }
        Closed = "return_closed", "Closed: {thing} for order {order}" {
            buyer: "Your {thing} is closed.",
            others: "The {thing} is closed."
        }
        DisputeOpened = "dispute_opened", "Dispute opened: {thing} for order {order}" {
            buyer: "A dispute over your {thing} was opened by {actor}. Both sides can now speak, show evidence and propose \
                    a settlement.",
            others: "A dispute over the {thing} was opened by {actor}. Both sides can now speak, show evidence and propose \
                     a settlement."
        }
        DisputeStatement = "dispute_statement", "New statement: dispute over order {order}" {
            buyer: "There is a new statement in the dispute over your {thing}, from {actor}.",
            others: "There is a new statement in the dispute over the {thing}, from {actor}."
        }
        DisputeProposal = "dispute_proposal", "Proposal: dispute over order {order}" {
            buyer: "A settlement of the dispute over your {thing} was proposed by {actor}. You can accept it, reject it or \
                    propose another.",
            others: "A settlement of the dispute over the {thing} was proposed by {actor}. The other side can accept it, \
                     reject it or propose another."
        }
        DisputeSettled = "dispute_settled", "Settled: dispute over order {order}" {
            buyer: "The dispute over your {thing} is settled: both sides agreed.",
            others: "The dispute over the {thing} is settled: both sides agreed."
        }
        DisputeRuled = "dispute_ruled", "Ruling: dispute over order {order}" {
            buyer: "The platform has ruled in the dispute over your {thing}.",
            others: "The platform has ruled in the dispute over the {thing}."
        }
        DisputeAppealed = "dispute_appealed", "Appeal: dispute over order {order}" {
            buyer: "The ruling in the dispute over your {thing} was appealed by {actor}. The platform will rule once more.",
            others: "The ruling in the dispute over the {thing} was appealed by {actor}. The platform rules once more."
        }
        DisputeEscalated = "dispute_escalated", "Now with a body outside: dispute over order {order}" {
            buyer: "The dispute over your {thing} is now with a body outside.",
            others: "The dispute over the {thing} is now with a body outside."
        }
        DisputeOutcome = "dispute_outcome", "Decided outside: dispute over order {order}" {
            buyer: "The body outside has decided on the dispute over your {thing}.",
            others: "The body outside has decided on the dispute over the {thing}."
        }
        DisputeClosed = "dispute_closed", "Ended: dispute over order {order}" {
            buyer: "The dispute over your {thing} has ended for good.",
            others: "The dispute over the {thing} has ended for good."
        }
        Intervened = "intervened", "The platform stepped in: {thing} for order {order}" {
            buyer: "The platform has stepped in on your {thing}.",
            others: "The platform has stepped in on the {thing}."
        }
        DeadlineWarning = "deadline_warning", "Due soon: {thing} for order {order}" {
            buyer: "Something about your {thing} is due soon. It is the turn of {owing}.",
            others: "Something about the {thing} is due soon. It is the turn of {owing}."
        }
        DeadlinePassed = "deadline_passed", "Overdue: {thing} for order {order}" {
            buyer: "Something about your {thing} was not done in time. It was the turn of {owing}.",
            others: "Something about the {thing} was not done in time. It was the turn of {owing}."
        }
    }
}
