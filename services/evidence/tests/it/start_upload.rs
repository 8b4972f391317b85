//! StartUpload: a file is declared before its bytes are sent.

use redress_contracts::redress::evidence::v1::{StartUploadRequest, UploadState};
use redress_contracts::redress::policies::v1::Party;
use redress_evidence::Config;
use tonic::Code;

use crate::owners::{CASES, FOREIGN_ORDER, MIXED_ORDER, RETURN};
use crate::world::{
    World, agent, buyer, detail, everywhere, fields, other_seller, reason, seller, start, stranger,
    with_config,
};

fn request(world: &World) -> StartUploadRequest {
    world.declaration(RETURN, "product_photo", "crack.jpg", b"the bytes")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_open_for_every_case_that_its_owner_knows() {
    everywhere(async |world| {
        for case_id in CASES {
            let asked = world.declaration(case_id, "product_photo", "a.jpg", b"the bytes");
            let upload = world.open(buyer(), asked.clone()).await.unwrap();
            assert_eq!(upload.state(), UploadState::Open);
            assert_eq!(
                (upload.case_id.as_str(), upload.order_id.as_str()),
                (case_id, "ord_1")
            );
            assert_eq!((upload.committed_bytes, upload.size_bytes), (0, 9));
            assert_eq!(upload.party(), Party::Buyer);
            assert_eq!(upload.max_chunk_bytes, 1_048_576);
            let a_day_later = start().timestamp() + 86_400;
            assert_eq!(upload.expire_time.unwrap().seconds, a_day_later);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_opens_one_upload() {
    everywhere(async |world| {
        let asked = request(world);
        let upload = world.open(buyer(), asked.clone()).await.unwrap();
        let again = world.open(buyer(), asked.clone()).await.unwrap();
        assert_eq!(upload, again);
        let other = StartUploadRequest {
            description: "another".to_owned(),
            ..asked
        };
        let refused = world.open(buyer(), other).await.unwrap_err();
        assert_eq!(reason(&refused), "REQUEST_ID_REUSED");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_field_is_named() {
    everywhere(async |world| {
        let bad = StartUploadRequest {
            kind: "Product Photo".to_owned(),
            party: 99,
            size_bytes: 0,
            sha256: "abc".to_owned(),
            description: "x\0y".to_owned(),
            file_name: "n".repeat(5_000),
            ..Default::default()
        };
        let refused = world.open(buyer(), bad).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
        let named = fields(&refused);
        for field in [
            "request_id",
            "case_id",
            "kind",
            "party",
            "size_bytes",
            "sha256",
            "description",
            "file_name",
        ] {
            assert!(named.iter().any(|name| name == field), "{field} in {named:?}");
        }
        for size_bytes in [-1, i64::MIN] {
            let negative = StartUploadRequest {
                size_bytes,
                ..request(world)
            };
            let refused = world.open(buyer(), negative).await.unwrap_err();
            assert_eq!(fields(&refused), ["size_bytes"]);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_foreign_does_not_exist() {
    everywhere(async |world| {
        for (caller, case_id) in [
            (other_seller(), RETURN),
            (stranger(), RETURN),
            (buyer(), FOREIGN_ORDER),
            (buyer(), MIXED_ORDER),
            (buyer(), "ret_77"),
            (buyer(), "nonsense"),
            (buyer(), "usr_1"),
        ] {
            let asked = world.declaration(case_id, "product_photo", "a.jpg", b"x");
            let refused = world.open(caller, asked).await.unwrap_err();
            assert_eq!(refused.code(), Code::NotFound, "{case_id}");
            assert_eq!(refused.message(), format!("there is no case {case_id}"));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_party_brings_its_own_and_staff_bring_anybodys() {
    everywhere(async |world| {
        for (caller, stated, expected) in [
            (buyer(), Party::Unspecified, Some(Party::Buyer)),
            (buyer(), Party::Buyer, Some(Party::Buyer)),
            (buyer(), Party::Seller, None),
            (seller(), Party::Unspecified, Some(Party::Seller)),
            (seller(), Party::Platform, None),
            (agent(), Party::Unspecified, Some(Party::Platform)),
            (agent(), Party::Buyer, Some(Party::Buyer)),
            (agent(), Party::Seller, Some(Party::Seller)),
            (agent(), Party::System, None),
        ] {
            let asked = StartUploadRequest {
                party: stated.into(),
                ..request(world)
            };
            match world.open(caller, asked).await {
                Ok(upload) => assert_eq!(Some(upload.party()), expected),
                Err(refused) => {
                    assert_eq!((fields(&refused), expected), (vec!["party".to_owned()], None));
                }
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_case_takes_none() {
    everywhere(async |world| {
        for case_id in ["can_1", "dsp_1", "ret_1", "rdp_1"] {
            world.owners.close(case_id);
            let asked = world.declaration(case_id, "product_photo", "a.jpg", b"x");
            let refused = world.open(buyer(), asked).await.unwrap_err();
            assert_eq!(refused.code(), Code::FailedPrecondition);
            assert_eq!(reason(&refused), "ILLEGAL_TRANSITION");
            assert_eq!(detail(&refused, "state"), "closed");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_file_of_the_kind_may_have_is_refused_at_once() {
    everywhere(async |world| {
        for (kind, size_bytes, is_taken) in [
            ("product_photo", 25 << 20, true),
            ("product_photo", (25 << 20) + 1, false),
            ("product_video", 600 << 20, true),
            ("product_video", (600 << 20) + 1, false),
            ("receipt", 50 << 20, true),
            ("receipt", (50 << 20) + 1, false),
            ("something_else", i64::MAX, false),
        ] {
            let asked = StartUploadRequest {
                kind: kind.to_owned(),
                size_bytes,
                ..request(world)
            };
            match world.open(buyer(), asked).await {
                Ok(_) => assert!(is_taken, "{kind} {size_bytes}"),
                Err(refused) => {
                    assert!(!is_taken, "{kind} {size_bytes}");
                    assert_eq!(reason(&refused), "FILE_REFUSED");
                    assert_eq!(detail(&refused, "flaw"), "too_large");
                }
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_has_so_many_open_uploads_and_no_more() {
    let config = Config {
        max_open_uploads: 2,
        ..Config::default()
    };
    with_config(config, async |world| {
        for _ in 0..2 {
            world.open(buyer(), request(world)).await.unwrap();
        }
        let refused = world.open(buyer(), request(world)).await.unwrap_err();
        assert_eq!(reason(&refused), "QUOTA_EXCEEDED");
        assert_eq!(detail(&refused, "limit"), "2");
    })
    .await;
}
