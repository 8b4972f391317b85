//! The whole state × command matrix, and who may have which bytes.

use super::*;

fn evidence(state: EvidenceState) -> Evidence {
    Evidence {
        evidence_id: "evd_1".to_owned(),
        marketplace_id: "kajet".to_owned(),
        case_id: "ret_1".to_owned(),
        order_id: "ord_1".to_owned(),
        seller_id: "sam".to_owned(),
        kind: "product_photo".parse().unwrap(),
        party: Party::Buyer,
        party_id: "mara".to_owned(),
        state,
        file_name: "crack.jpg".to_owned(),
        description: "the crack".to_owned(),
        original: Original {
            media: MediaType::Jpeg,
            size: 10,
            sha256: "00".repeat(32),
            sides: Some((4, 3)),
            has_thumbnail: true,
            copy: Ok(9),
        },
        signals: Signals {
            has_location: true,
            ..Signals::default()
        },
        review: None,
        add_time: DateTime::UNIX_EPOCH,
        retain_until_time: DateTime::UNIX_EPOCH,
        erase_time: None,
        revision: 1,
    }
}

fn review(verdict: Verdict) -> Review {
    Review {
        verdict,
        reason: "blurred, says Mara".to_owned(),
        party: Party::Platform,
        time: DateTime::UNIX_EPOCH,
        clauses: vec!["KC-05".to_owned()],
    }
}

#[test]
fn a_judgement_may_be_changed_and_not_repeated() {
    use EvidenceState::{Accepted, Added, AskedAgain, Erased, Refused};
    for (state, accept, refuse, ask_again) in [
        (Added, true, true, true),
        (Accepted, false, true, true),
        (Refused, true, false, true),
        (AskedAgain, true, true, false),
        (Erased, false, false, false),
    ] {
        for (verdict, is_allowed) in [
            (Verdict::Accept, accept),
            (Verdict::Refuse, refuse),
            (Verdict::AskAgain, ask_again),
        ] {
            match evidence(state).reviewed(review(verdict)) {
                Ok(after) => {
                    assert!(is_allowed, "{state} {verdict}");
                    assert_eq!((after.state, after.revision), (verdict.state(), 2));
                }
                Err(Rejection::IllegalState {
                    state: said, allowed, ..
                }) => {
                    assert!(!is_allowed, "{state} {verdict}");
                    assert_eq!(said, state.as_str());
                    assert!(!allowed.contains(&state.as_str()));
                }
                Err(other) => panic!("{other}"),
            }
        }
    }
}

#[test]
fn erasing_leaves_nothing_personal_and_happens_once() {
    let judged = evidence(EvidenceState::Added)
        .reviewed(review(Verdict::Refuse))
        .unwrap();
    let erased = judged.erased(DateTime::UNIX_EPOCH).unwrap();
    assert_eq!(erased.state, EvidenceState::Erased);
    assert!(erased.file_name.is_empty() && erased.description.is_empty());
    assert_eq!(erased.signals, Signals::default());
    assert!(erased.review.as_ref().unwrap().reason.is_empty());
    assert!(matches!(
        erased.erased(DateTime::UNIX_EPOCH),
        Err(Rejection::IllegalState { .. })
    ));
}

#[test]
fn the_original_is_for_who_added_it_and_the_platform() {
    let (mara, sam, eve) = (
        Reader::Buyer("mara".to_owned()),
        Reader::Seller("sam".to_owned()),
        Reader::Seller("eve".to_owned()),
    );
    let of_buyer = evidence(EvidenceState::Added);
    let mut of_seller = of_buyer.clone();
    of_seller.party = Party::Seller;
    of_seller.party_id = "sam".to_owned();
    for (piece, reader, is_visible, has_original) in [
        (&of_buyer, &mara, true, true),
        (&of_buyer, &sam, true, false),
        (&of_buyer, &eve, false, false),
        (&of_buyer, &Reader::Platform, true, true),
        (&of_seller, &mara, true, false),
        (&of_seller, &sam, true, true),
        (&of_seller, &eve, false, false),
        (&of_seller, &Reader::Platform, true, true),
    ] {
        assert_eq!(piece.is_visible_to(reader), is_visible, "{reader:?}");
        let original = piece.check_variant(Variant::Original, reader);
        assert_eq!(original.is_ok(), has_original, "{reader:?}");
        assert_eq!(piece.check_variant(Variant::Copy, reader), Ok(()));
        assert_eq!(piece.check_variant(Variant::Thumbnail, reader), Ok(()));
    }
}

#[test]
fn what_is_not_there_is_said_with_its_reason() {
    let mut document = evidence(EvidenceState::Added);
    document.original.copy = Err(NoCopy::Document);
    document.original.has_thumbnail = false;
    let reason = |piece: &Evidence, variant| match piece.check_variant(variant, &Reader::Platform) {
        Err(Rejection::NoVariant { reason }) => reason,
        other => panic!("{other:?}"),
    };
    assert!(reason(&document, Variant::Copy).contains("PDF"));
    assert!(reason(&document, Variant::Thumbnail).contains("no thumbnail"));
    let erased = evidence(EvidenceState::Added)
        .erased(DateTime::UNIX_EPOCH)
        .unwrap();
    for variant in [Variant::Original, Variant::Copy, Variant::Thumbnail] {
        assert!(reason(&erased, variant).contains("erased"));
    }
}
