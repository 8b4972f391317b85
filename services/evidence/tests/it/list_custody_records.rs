//! ListCustodyRecords: who did what, oldest first, for staff.

use redress_contracts::redress::evidence::v1::{ListCustodyRecordsRequest, Variant};
use redress_rpc::{Caller, Role};
use tonic::Code;

use crate::media::{jpeg, picture};
use crate::owners::{MARKETPLACE, RETURN};
use crate::world::{agent, buyer, everywhere, fields, seller, stranger};

fn request(page_size: i32, page_token: &str) -> ListCustodyRecordsRequest {
    ListCustodyRecordsRequest {
        case_id: RETURN.to_owned(),
        page_size,
        page_token: page_token.to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_record_names_the_one_before() {
    everywhere(async |world| {
        let piece = world.photo(&jpeg(&picture(1, 32, 24))).await;
        for _ in 0..4 {
            world
                .download(seller(), &piece.evidence_id, Variant::Copy)
                .await
                .unwrap();
        }
        let (mut records, mut token) = (Vec::new(), String::new());
        loop {
            let page = world
                .client(agent())
                .list_custody_records(request(2, &token))
                .await
                .unwrap()
                .into_inner();
            records.extend(page.records);
            token = page.next_page_token;
            if token.is_empty() {
                break;
            }
        }
        let sequences: Vec<_> = records.iter().map(|record| record.sequence).collect();
        assert_eq!(sequences, [1, 2, 3, 4, 5]);
        assert_eq!(records[0].previous_hash, "");
        for pair in records.windows(2) {
            assert_eq!(pair[1].previous_hash, pair[0].hash);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_is_for_staff() {
    everywhere(async |world| {
        for caller in [buyer(), seller()] {
            let refused = world.client(caller).list_custody_records(request(0, "")).await;
            assert_eq!(refused.unwrap_err().code(), Code::PermissionDenied);
        }
        let refused = world
            .client(stranger())
            .list_custody_records(request(0, ""))
            .await;
        assert_eq!(refused.unwrap_err().code(), Code::NotFound);
        let auditor = Caller::new(Some(MARKETPLACE), Role::Auditor, "aud");
        let read = world.client(auditor).list_custody_records(request(0, "")).await;
        assert!(read.unwrap().into_inner().records.is_empty());
        let nameless = world
            .client(agent())
            .list_custody_records(ListCustodyRecordsRequest::default())
            .await
            .unwrap_err();
        assert_eq!(fields(&nameless), ["case_id"]);
    })
    .await;
}
