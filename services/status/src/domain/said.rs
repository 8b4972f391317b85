//! What the timeline says of a change: one sentence per word that the contracts list, without personal data. A word that
//! this release does not know is told as it is.

mod orders;
mod parcels;
mod refunds;
mod returns;

pub use orders::order_sentence;
pub use parcels::parcel_sentence;
pub use refunds::refund_sentence;
pub use returns::return_sentence;

use super::wording::plain;

/// What is said of a word that has no sentence.
fn unknown(thing: &str, change: &str) -> String {
    format!("{thing}: {}.", plain(change))
}

/// What is said of a piece of evidence.
pub fn evidence_sentence(change: &str, kind: &str) -> String {
    let kind = plain(kind);
    match change {
        "added" => format!("Evidence was added: {kind}."),
        "accepted" => format!("Evidence was accepted: {kind}."),
        "refused" => format!("Evidence was refused: {kind}."),
        "asked_again" => format!("Better evidence was asked for: {kind}."),
        "erased" => format!("Evidence was erased: {kind}."),
        other => unknown("Evidence", other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use redress_contracts::redress::logistics::v1::Parcel;
    use redress_contracts::redress::returns::v1::Return;

    fn assert_sentence(text: &str) {
        assert!(
            text.ends_with('.') && !text.contains("  ") && !text.contains('{'),
            "{text}"
        );
    }

    #[test]
    fn every_change_is_one_sentence_and_an_unknown_one_is_told_as_it_is() {
        let found = Return {
            rma_number: "RMA-1".to_owned(),
            ..Return::default()
        };
        let parcel = Parcel {
            carrier: "ups".to_owned(),
            tracking_number: "1Z".to_owned(),
            ..Parcel::default()
        };
        for word in [
            "placed",
            "shipped",
            "dispute_ruled",
            "deadline_passed",
            "ex_ploded",
        ] {
            assert_sentence(&order_sentence(word));
        }
        for word in ["return_requested", "rma_issued", "dispute_outcome", "ex_ploded"] {
            assert_sentence(&return_sentence(word, &found));
        }
        for word in [
            "created",
            "moved",
            "tracking_invalid",
            "tracking_corrected",
            "ex_ploded",
        ] {
            assert_sentence(&parcel_sentence(word, &parcel));
        }
        for word in ["created", "manual_review", "ex_ploded"] {
            assert_sentence(&refund_sentence(word));
        }
        for word in ["added", "asked_again", "ex_ploded"] {
            assert_sentence(&evidence_sentence(word, "product_photo"));
        }
        assert_eq!(order_sentence("ex_ploded"), "Order: ex ploded.");
    }
}
