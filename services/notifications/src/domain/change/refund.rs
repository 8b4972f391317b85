//! What is said of changes of a refund. In messages their words begin with `refund_`.

changes! {
    /// Something that happened to a refund.
    RefundChange {
        Created = "refund_created", "Your refund for order {order}" {
            buyer: "Money goes back to you.",
            others: "A refund was created."
        }
        AwaitingPayoutDetails = "refund_awaiting_payout_details", "Where shall the refund go? Order {order}" {
            buyer: "Money goes back to you. Please tell us where to: we need the details of an account or a wallet.",
            others: "A refund waits for the buyer's payout details."
        }
        AwaitingPayout = "refund_awaiting_payout", "Refund to be paid out: order {order}" {
            buyer: "Your refund is about to be paid out.",
            others: "A refund waits to be paid out by hand and confirmed."
        }
        Pending = "refund_pending", "Refund on its way: order {order}" {
            buyer: "Your refund was accepted by the payment provider and is on its way.",
            others: "The payment provider has accepted a refund and will confirm it later."
        }
        Unknown = "refund_unknown", "Refund without an answer: order {order}" {
            buyer: "Your refund was sent to the payment provider; we are waiting for its answer.",
            others: "A refund was sent, and the payment provider has not answered. It is asked again; nothing is paid twice."
        }
        ManualReview = "refund_manual_review", "Refund to be looked at: order {order}" {
            buyer: "We are looking into your refund.",
            others: "A refund has no known outcome. Somebody has to look with the payment provider and resolve it."
        }
        Succeeded = "refund_succeeded", "Refunded: order {order}" {
            buyer: "Your refund was paid.",
            others: "A refund was paid."
        }
        Failed = "refund_failed", "Refund not paid: order {order}" {
            buyer: "Your refund could not be paid. We will get in touch with you about another way.",
            others: "A refund could not be paid. What was set aside for it is free again."
        }
        Reversed = "refund_reversed", "Refund came back: order {order}" {
            buyer: "Your refund came back to us. We will get in touch with you about another way.",
            others: "A refund came back after it was paid. The buyer does not have the money."
        }
        Overdue = "refund_overdue", "Refund overdue: order {order}" {
            buyer: "Your refund is late. We have noticed and are seeing to it.",
            others: "A refund was not paid in time."
        }
    }
}
