//! What is said of a piece of evidence. In messages its words begin with `evidence_`.

changes! {
    /// Something that happened to a piece of evidence.
    EvidenceChange {
        Added = "evidence_added", "New evidence: order {order}" {
            buyer: "A piece of evidence was added to your case.",
            others: "A piece of evidence was added to the case."
        }
        Accepted = "evidence_accepted", "Evidence accepted: order {order}" {
            buyer: "A piece of evidence in your case was accepted.",
            others: "A piece of evidence in the case was accepted."
        }
        Refused = "evidence_refused", "Evidence refused: order {order}" {
            buyer: "A piece of evidence in your case was refused.",
            others: "A piece of evidence in the case was refused."
        }
        AskedAgain = "evidence_asked_again", "Better evidence needed: order {order}" {
            buyer: "A piece of evidence in your case does not show enough. Please give a better one.",
            others: "A better piece of evidence was asked for in the case."
        }
        Erased = "evidence_erased", "Evidence erased: order {order}" {
            buyer: "A piece of evidence in your case was erased.",
            others: "A piece of evidence in the case was erased."
        }
    }
}
