//! The changes that people are told of: each with its word in events, a subject, a text for the buyer and one for the
//! others, in plain English. A change cannot be without its words.
//!
//! `{order}` is the order's id, `{actor}` the party that acted, `{owing}` the party whose turn it is.

/// What is said of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    pub subject: &'static str,
    pub to_buyer: &'static str,
    pub to_others: &'static str,
}

macro_rules! changes {
    ($($name:ident = $word:literal, $subject:literal { buyer: $buyer:literal, others: $others:literal })+) => {
        /// Something that happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Change {
            $($name,)+
        }

        impl Change {
            /// Every change.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The word; a refund's words begin with `refund_`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            /// What is said of it.
            pub const fn template(self) -> Template {
                match self {
                    $(Self::$name => Template { subject: $subject, to_buyer: $buyer, to_others: $others },)+
                }
            }
        }
    };
}

changes! {
    Placed = "placed", "Order {order} was placed" {
        buyer: "Thank you for your order. It goes ahead once its payment is confirmed.",
        others: "An order was placed. It goes ahead once its payment is confirmed."
    }
    Paid = "paid", "Order {order} is paid" {
        buyer: "Your payment is confirmed.",
        others: "The payment of the order is confirmed."
    }
    Shipped = "shipped", "Order {order} is on its way" {
        buyer: "A parcel of your order was shipped.",
        others: "A parcel of the order was shipped."
    }
    Delivered = "delivered", "Order {order} was delivered" {
        buyer: "A parcel of your order was delivered.",
        others: "A parcel of the order was delivered."
    }
    AddressChanged = "address_changed", "New shipping address for order {order}" {
        buyer: "Your order now goes to another address. If this was not your wish, please contact us at once.",
        others: "The order now goes to another address; it was changed by {actor}."
    }
    LinesChanged = "lines_changed", "Order {order} was changed" {
        buyer: "What you ordered was changed. The difference in price is settled.",
        others: "What was ordered was changed by {actor}."
    }
    OutOfStock = "out_of_stock", "Out of stock: order {order}" {
        buyer: "We are sorry: some of your order is out of stock. You can wait until it is back, or have your money \
                back at once. Please tell us which.",
        others: "Some of the order is out of stock. The buyer is asked to wait for it or to be refunded."
    }
    OutOfStockReminder = "out_of_stock_reminder", "Please choose: order {order} is out of stock" {
        buyer: "Some of your order is still out of stock, and we have not heard from you. You can wait until it is \
                back, or have your money back at once. Please tell us which.",
        others: "The buyer has not chosen yet between waiting and a refund, and was reminded."
    }
    ChoiceMade = "choice_made", "Choice made for order {order}" {
        buyer: "Thank you, we have noted your choice for what is out of stock.",
        others: "The buyer chose what happens with what is out of stock."
    }
    CancellationRequested = "cancellation_requested", "Cancellation asked for: order {order}" {
        buyer: "A cancellation of your order was asked for by {actor}. It waits for a decision.",
        others: "A cancellation of the order was asked for by {actor}. It waits for a decision."
    }
    CancellationApproved = "cancellation_approved", "Cancelled: order {order}" {
        buyer: "What follows of your order is cancelled.",
        others: "What follows of the order is cancelled."
    }
    CancellationRefused = "cancellation_refused", "Not cancelled: order {order}" {
        buyer: "The cancellation of your order was refused. The order stands.",
        others: "The cancellation of the order was refused. The order stands."
    }
    CancellationWithdrawn = "cancellation_withdrawn", "Cancellation withdrawn: order {order}" {
        buyer: "The cancellation of your order was taken back. The order stands.",
        others: "The cancellation of the order was taken back by {actor}. The order stands."
    }
    DisputeOpened = "dispute_opened", "Dispute opened: order {order}" {
        buyer: "A dispute over your order was opened by {actor}. Both sides can now speak and propose a settlement.",
        others: "A dispute over the order was opened by {actor}. Both sides can now speak and propose a settlement."
    }
    DisputeStatement = "dispute_statement", "New statement: dispute over order {order}" {
        buyer: "There is a new statement in the dispute over your order, from {actor}.",
        others: "There is a new statement in the dispute over the order, from {actor}."
    }
    DisputeProposal = "dispute_proposal", "Proposal: dispute over order {order}" {
        buyer: "A settlement of the dispute over your order was proposed by {actor}. You can accept or reject it.",
        others: "A settlement of the dispute over the order was proposed by {actor}. The other side can accept or \
                 reject it."
    }
    DisputeSettled = "dispute_settled", "Settled: dispute over order {order}" {
        buyer: "The dispute over your order is settled: both sides agreed.",
        others: "The dispute over the order is settled: both sides agreed."
    }
    DisputeRuled = "dispute_ruled", "Ruling: dispute over order {order}" {
        buyer: "The platform has ruled in the dispute over your order.",
        others: "The platform has ruled in the dispute over the order."
    }
    Intervened = "intervened", "The platform stepped in: order {order}" {
        buyer: "The platform has stepped in on your order.",
        others: "The platform has stepped in on the order."
    }
    DeadlineWarning = "deadline_warning", "Due soon: order {order}" {
        buyer: "Something about your order is due soon. It is the turn of {owing}.",
        others: "Something about the order is due soon. It is the turn of {owing}."
    }
    DeadlinePassed = "deadline_passed", "Overdue: order {order}" {
        buyer: "Something about your order was not done in time. It was the turn of {owing}.",
        others: "Something about the order was not done in time. It was the turn of {owing}."
    }
    RefundCreated = "refund_created", "Your refund for order {order}" {
        buyer: "Money goes back to you.",
        others: "A refund was created."
    }
    RefundAwaitingPayoutDetails = "refund_awaiting_payout_details", "Where shall the refund go? Order {order}" {
        buyer: "Money goes back to you. Please tell us where to: we need the details of an account or a wallet.",
        others: "A refund waits for the buyer's payout details."
    }
    RefundAwaitingPayout = "refund_awaiting_payout", "Refund to be paid out: order {order}" {
        buyer: "Your refund is about to be paid out.",
        others: "A refund waits to be paid out by hand and confirmed."
    }
    RefundPending = "refund_pending", "Refund on its way: order {order}" {
        buyer: "Your refund was accepted by the payment provider and is on its way.",
        others: "The payment provider has accepted a refund and will confirm it later."
    }
    RefundUnknown = "refund_unknown", "Refund without an answer: order {order}" {
        buyer: "Your refund was sent to the payment provider; we are waiting for its answer.",
        others: "A refund was sent, and the payment provider has not answered. It is asked again; nothing is paid twice."
    }
    RefundManualReview = "refund_manual_review", "Refund to be looked at: order {order}" {
        buyer: "We are looking into your refund.",
        others: "A refund has no known outcome. Somebody has to look with the payment provider and resolve it."
    }
    RefundSucceeded = "refund_succeeded", "Refunded: order {order}" {
        buyer: "Your refund was paid.",
        others: "A refund was paid."
    }
    RefundFailed = "refund_failed", "Refund not paid: order {order}" {
        buyer: "Your refund could not be paid. We will get in touch with you about another way.",
        others: "A refund could not be paid. What was set aside for it is free again."
    }
    RefundReversed = "refund_reversed", "Refund came back: order {order}" {
        buyer: "Your refund came back to us. We will get in touch with you about another way.",
        others: "A refund came back after it was paid. The buyer does not have the money."
    }
    RefundOverdue = "refund_overdue", "Refund overdue: order {order}" {
        buyer: "Your refund is late. We have noticed and are seeing to it.",
        others: "A refund was not paid in time."
    }
}

impl Change {
    /// The change of a word of the order book.
    pub fn of_order(word: &str) -> Option<Self> {
        Self::find(word).filter(|change| !change.is_refund())
    }

    /// The change of a word of the refunds.
    pub fn of_refund(word: &str) -> Option<Self> {
        Self::find(&format!("refund_{word}"))
    }

    fn find(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|change| change.as_str() == word)
    }

    fn is_refund(self) -> bool {
        self.as_str().starts_with("refund_")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_names_its_change_in_its_own_context_only() {
        for &change in Change::ALL {
            match change.as_str().strip_prefix("refund_") {
                Some(word) => {
                    assert_eq!(Change::of_refund(word), Some(change));
                    assert_eq!(Change::of_order(change.as_str()), None);
                }
                None => assert_eq!(Change::of_order(change.as_str()), Some(change)),
            }
        }
        assert_eq!(Change::of_order("exploded"), None);
        assert_eq!(Change::of_refund("placed"), None);
    }

    #[test]
    fn every_subject_names_the_order_and_every_text_is_a_sentence() {
        for change in Change::ALL {
            let Template {
                subject,
                to_buyer,
                to_others,
            } = change.template();
            assert!(
                subject.contains("{order}") && !subject.ends_with('.'),
                "{subject}"
            );
            for text in [to_buyer, to_others] {
                assert!(text.ends_with('.') && !text.contains("  "), "{text}");
            }
        }
    }
}
