//! What is said of changes of an order, its cancellations and the disputes over them.

changes! {
    /// Something that happened in an order.
    OrderChange {
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
    }
}
