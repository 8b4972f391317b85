//! VerifyCustody: whatever was changed behind the context's back shows, with its place.

use redress_contracts::redress::evidence::v1::{Variant, VerifyCustodyRequest, VerifyCustodyResponse};
use redress_rpc::Caller;
use tonic::Code;

use crate::media::{jpeg, picture};
use crate::owners::{ORDER, OTHER_RETURN, RETURN};
use crate::world::{World, agent, buyer, everywhere, fields, seller, stranger};

async fn verify(world: &World, case_id: &str, reads_bytes: bool) -> VerifyCustodyResponse {
    let request = VerifyCustodyRequest {
        case_id: case_id.to_owned(),
        reads_bytes,
        ..Default::default()
    };
    let reply = world.client(agent()).verify_custody(request).await;
    reply.unwrap().into_inner()
}

/// Three pieces in two cases, one of them seen twice.
async fn fill(world: &World) {
    let piece = world.photo(&jpeg(&picture(1, 32, 24))).await;
    for _ in 0..2 {
        world
            .download(seller(), &piece.evidence_id, Variant::Copy)
            .await
            .unwrap();
    }
    world.photo(&jpeg(&picture(2, 32, 24))).await;
    let about = (OTHER_RETURN, "product_photo", "c.jpg");
    let other = jpeg(&picture(3, 32, 24));
    world.bring(buyer(), about, &other).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_touched_holds() {
    everywhere(async |world| {
        fill(world).await;
        let all = verify(world, "", true).await;
        assert_eq!(all.flaw, "");
        assert!(all.is_valid);
        assert_eq!((all.case_count, all.record_count, all.original_count), (2, 5, 3));
        let one = verify(world, RETURN, false).await;
        assert_eq!((one.case_count, one.record_count, one.original_count), (1, 4, 0));
        let none = verify(world, ORDER, true).await;
        assert_eq!((none.is_valid, none.record_count), (true, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_database_shows_and_says_where() {
    for (statement, sequence) in [
        (
            "UPDATE custody_records SET detail = 'variant=original' WHERE case_id = 'ret_1' AND sequence = 2",
            2,
        ),
        (
            "UPDATE custody_records SET actor = 'kakaclo/agent/eve' WHERE case_id = 'ret_1' AND sequence = 3",
            3,
        ),
        (
            "UPDATE custody_records SET action = 'nonsense' WHERE case_id = 'ret_1' AND sequence = 2",
            1,
        ),
        (
            "DELETE FROM custody_records WHERE case_id = 'ret_1' AND sequence = 1",
            2,
        ),
        (
            "DELETE FROM custody_records WHERE case_id = 'ret_1' AND sequence = 4",
            4,
        ),
        ("DELETE FROM custody_records WHERE case_id = 'ret_1'", 1),
        ("UPDATE custody_heads SET hash = 'ab' WHERE case_id = 'ret_1'", 5),
        (
            "UPDATE evidence SET sha256 = 'ab' || substr(sha256, 3) WHERE case_id = 'ret_1'",
            0,
        ),
        ("UPDATE evidence SET case_id = 'ret_2' WHERE case_id = 'ret_1'", 0),
        ("UPDATE evidence SET case_id = 'ret_1' WHERE case_id = 'ret_2'", 0),
    ] {
        everywhere(async |world| {
            fill(world).await;
            world.rest().await;
            world.execute(statement.to_owned()).await;
            for case_id in ["", RETURN] {
                let found = verify(world, case_id, false).await;
                assert!(!found.is_valid, "{statement}");
                assert_eq!(found.broken_sequence, sequence, "{statement}: {}", found.flaw);
                assert_eq!(found.broken_case_id, RETURN, "{statement}");
                assert!(!found.flaw.is_empty());
            }
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_file_shows_when_the_bytes_are_read() {
    for tamper in [
        (|path| std::fs::write(path, b"other bytes")) as fn(&std::path::Path) -> std::io::Result<()>,
        |path| std::fs::remove_file(path),
        |path| {
            let mut bytes = std::fs::read(path)?;
            bytes[50] ^= 1;
            std::fs::write(path, bytes)
        },
    ] {
        everywhere(async |world| {
            world.photo(&jpeg(&picture(1, 32, 24))).await;
            world.rest().await;
            let kept = world.files("originals").pop().unwrap();
            let bytes = std::fs::read(&kept).unwrap();
            tamper(&kept).unwrap();
            assert!(verify(world, RETURN, false).await.is_valid);
            let found = verify(world, RETURN, true).await;
            assert!(
                !found.is_valid && found.flaw.contains("original"),
                "{}",
                found.flaw
            );
            std::fs::write(&kept, bytes).unwrap();
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_marketplace_verifies_its_own() {
    everywhere(async |world| {
        fill(world).await;
        let refused = world
            .client(buyer())
            .verify_custody(VerifyCustodyRequest::default())
            .await
            .unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
        let own = world
            .client(stranger())
            .verify_custody(VerifyCustodyRequest::default())
            .await
            .unwrap()
            .into_inner();
        assert_eq!((own.is_valid, own.case_count), (true, 0));
        let of_case = VerifyCustodyRequest {
            case_id: RETURN.to_owned(),
            ..Default::default()
        };
        let foreign = world
            .client(stranger())
            .verify_custody(of_case)
            .await
            .unwrap_err();
        assert_eq!(foreign.code(), Code::NotFound);
        let unbound = world
            .client(Caller::local_operator())
            .verify_custody(VerifyCustodyRequest::default())
            .await
            .unwrap_err();
        assert_eq!(fields(&unbound), ["marketplace_id"]);
    })
    .await;
}
