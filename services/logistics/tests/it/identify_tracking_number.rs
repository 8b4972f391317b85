//! IdentifyTrackingNumber: all carriers that fit, the order's first, and a typing error as such.

use redress_contracts::redress::logistics::v1 as pb;
use redress_rpc::Role;

use crate::world::{NUMBER, WRONG_NUMBER, bad_fields, everywhere};

fn ask(number: &str, hint: &str) -> pb::IdentifyTrackingNumberRequest {
    pb::IdentifyTrackingNumberRequest {
        tracking_number: number.to_owned(),
        carrier_hint: hint.to_owned(),
    }
}

#[tokio::test]
async fn all_candidates_are_named_with_how_sure_they_are() {
    everywhere(async |world| {
        // Twelve digits that FedEx's check digit fits, and patterns of others.
        let mut client = world.bound(Role::Buyer, "byr_mara");
        let reply = client.identify_tracking_number(ask("9865 7878 8855", "")).await;
        let reply = reply.unwrap().into_inner();
        assert_eq!(
            (&*reply.tracking_number, reply.is_probable_typo),
            ("986578788855", false)
        );
        let first = &reply.candidates[0];
        assert_eq!((&*first.carrier, &*first.format), ("fedex", "fedex_express_12"));
        assert!(first.has_check_digit && first.is_check_digit_valid && first.confidence == 80);
        assert!(first.tracking_site.ends_with("986578788855"));
        assert!(reply.candidates.len() > 5 && reply.near_numbers.is_empty());
        assert!(
            reply
                .candidates
                .iter()
                .all(|it| (0..=100).contains(&it.confidence))
        );
        let hinted = client
            .identify_tracking_number(ask("986578788855", "SF Express"))
            .await;
        let hinted = hinted.unwrap().into_inner();
        let sf = hinted
            .candidates
            .iter()
            .find(|it| it.carrier == "sf_express")
            .unwrap();
        assert_eq!(
            (sf.confidence, hinted.number_state()),
            (100, pb::NumberState::Valid)
        );
        assert_eq!(
            hinted.candidates[0].carrier, "sf_express",
            "the order's carrier comes first"
        );
    })
    .await;
}

#[tokio::test]
async fn a_typing_error_is_told_with_what_was_probably_meant() {
    everywhere(async |world| {
        let reply = world
            .operator()
            .identify_tracking_number(ask(WRONG_NUMBER, "ups"))
            .await;
        let reply = reply.unwrap().into_inner();
        assert!(reply.is_probable_typo);
        assert_eq!(reply.number_state(), pb::NumberState::Invalid);
        assert!(!reply.candidates[0].is_check_digit_valid && reply.candidates[0].confidence <= 10);
        let meant = reply
            .near_numbers
            .iter()
            .find(|near| near.tracking_number == NUMBER);
        let meant = meant.expect("what was meant is not offered");
        assert_eq!((&*meant.slip, meant.position), ("wrong_character", 18));
        let nothing = world.operator().identify_tracking_number(ask("HELLO", "")).await;
        let nothing = nothing.unwrap().into_inner();
        assert!(nothing.candidates.is_empty() && !nothing.is_probable_typo);
        assert_eq!(nothing.number_state(), pb::NumberState::Unverified);
        let empty = world.operator().identify_tracking_number(ask(" ", "")).await;
        assert_eq!(bad_fields(empty), ["tracking_number"]);
    })
    .await;
}
