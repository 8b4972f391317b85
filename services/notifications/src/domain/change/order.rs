//! What happens to an order, to its cancellations and to the disputes over them.

changes! {
    /// Something that happened in an order.
    OrderChange {
        Placed = "placed",
        Paid = "paid",
        Shipped = "shipped",
        Delivered = "delivered",
        AddressChanged = "address_changed",
        LinesChanged = "lines_changed",
        OutOfStock = "out_of_stock",
        OutOfStockReminder = "out_of_stock_reminder",
        ChoiceMade = "choice_made",
        CancellationRequested = "cancellation_requested",
        CancellationApproved = "cancellation_approved",
        CancellationRefused = "cancellation_refused",
        CancellationWithdrawn = "cancellation_withdrawn",
        DisputeOpened = "dispute_opened",
        DisputeStatement = "dispute_statement",
        DisputeProposal = "dispute_proposal",
        DisputeSettled = "dispute_settled",
        DisputeRuled = "dispute_ruled",
        Intervened = "intervened",
        DeadlineWarning = "deadline_warning",
        DeadlinePassed = "deadline_passed",
    }
}
