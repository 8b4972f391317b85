//! What is said of a refund.

/// The sentence of a change.
pub fn refund_sentence(change: &str) -> String {
    let sentence = match change {
        "created" => "A refund was created.",
        "awaiting_payout_details" => "A refund waits for the buyer to say where it goes.",
        "awaiting_payout" => "A refund waits to be paid out by hand.",
        "succeeded" => "A refund was paid.",
        "failed" => "A refund could not be paid.",
        "reversed" => "A refund came back after it was paid.",
        "pending" => "The payment provider took a refund and will confirm it later.",
        "unknown" => "The payment provider has not said whether a refund was paid; it is asked again.",
        "manual_review" => "Somebody has to look at a refund.",
        "overdue" => "A refund was not paid in time.",
        other => return super::unknown("Refund", other),
    };
    sentence.to_owned()
}
