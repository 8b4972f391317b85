//! What is said of an order, its cancellations and the disputes over them.

/// The sentence of a change.
pub fn order_sentence(change: &str) -> String {
    let sentence = match change {
        "placed" => "The order was placed.",
        "paid" => "A payment was confirmed.",
        "shipped" => "A parcel was shipped.",
        "delivered" => "A parcel was delivered.",
        "address_changed" => "The shipping address was changed.",
        "lines_changed" => "What was ordered was changed.",
        "out_of_stock" => "Some of the order is out of stock, and the buyer was asked to choose.",
        "out_of_stock_reminder" => "The buyer was reminded to choose what happens with what is out of stock.",
        "choice_made" => "The buyer chose what happens with what is out of stock.",
        "cancellation_requested" => "A cancellation was asked for.",
        "cancellation_approved" => "A cancellation was approved.",
        "cancellation_refused" => "A cancellation was refused.",
        "cancellation_withdrawn" => "A cancellation was taken back.",
        "dispute_opened" => "A dispute over a cancellation was opened.",
        "dispute_statement" => "A statement was made in a dispute.",
        "dispute_proposal" => "A settlement of a dispute was proposed.",
        "dispute_settled" => "A dispute was settled: both sides agreed.",
        "dispute_ruled" => "The platform ruled in a dispute.",
        "intervened" => "The platform stepped in.",
        "deadline_warning" => "Something is due soon.",
        "deadline_passed" => "Something was not done in time.",
        other => return super::unknown("Order", other),
    };
    sentence.to_owned()
}
