//! What happens to a piece of evidence. In messages the words begin with `evidence_`.

changes! {
    /// Something that happened to a piece of evidence.
    EvidenceChange {
        Added = "evidence_added",
        Accepted = "evidence_accepted",
        Refused = "evidence_refused",
        AskedAgain = "evidence_asked_again",
        Erased = "evidence_erased",
    }
}
