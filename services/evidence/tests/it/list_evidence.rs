//! ListEvidence: of a case or of an order, newest first, in pages.

use redress_contracts::redress::evidence::v1::ListEvidenceRequest;
use redress_rpc::{Caller, Role};
use tonic::Code;

use crate::media::{jpeg, picture};
use crate::owners::{EVES_RETURN, MARKETPLACE, MIXED_ORDER, ORDER, OTHER_RETURN, RETURN};
use crate::world::{World, agent, buyer, everywhere, fields, other_seller, reason, seller, stranger};

async fn list(world: &World, caller: Caller, request: ListEvidenceRequest) -> Vec<String> {
    let listed = world.client(caller).list_evidence(request).await.unwrap();
    let evidence = listed.into_inner().evidence;
    evidence.into_iter().map(|piece| piece.evidence_id).collect()
}

fn of_case(case_id: &str) -> ListEvidenceRequest {
    ListEvidenceRequest {
        case_id: case_id.to_owned(),
        ..Default::default()
    }
}

fn of_order(order_id: &str) -> ListEvidenceRequest {
    ListEvidenceRequest {
        order_id: order_id.to_owned(),
        ..Default::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_show_every_piece_once_newest_first() {
    everywhere(async |world| {
        let mut made = Vec::new();
        for seed in 0..5 {
            made.insert(0, world.photo(&jpeg(&picture(seed, 32, 24))).await.evidence_id);
        }
        let (mut seen, mut page_token) = (Vec::new(), String::new());
        loop {
            let request = ListEvidenceRequest {
                page_size: 2,
                page_token: page_token.clone(),
                ..of_case(RETURN)
            };
            let page = world
                .client(buyer())
                .list_evidence(request)
                .await
                .unwrap()
                .into_inner();
            seen.extend(page.evidence.into_iter().map(|piece| piece.evidence_id));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        assert_eq!(seen, made);
        let stolen = ListEvidenceRequest {
            page_token: {
                let request = ListEvidenceRequest {
                    page_size: 2,
                    ..of_case(RETURN)
                };
                let page = world.client(buyer()).list_evidence(request).await.unwrap();
                page.into_inner().next_page_token
            },
            ..of_case(OTHER_RETURN)
        };
        let refused = world.client(buyer()).list_evidence(stolen).await.unwrap_err();
        assert_eq!(reason(&refused), "INVALID_PAGE_TOKEN");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_shows_the_evidence_of_its_cases() {
    everywhere(async |world| {
        let bytes = jpeg(&picture(1, 32, 24));
        let mut made = Vec::new();
        for case_id in [ORDER, RETURN, OTHER_RETURN] {
            let about = (case_id, "product_photo", "a.jpg");
            made.insert(0, world.bring(buyer(), about, &bytes).await.unwrap().evidence_id);
        }
        assert_eq!(list(world, buyer(), of_order(ORDER)).await, made);
        assert_eq!(list(world, agent(), of_case(RETURN)).await, made[1..2]);
        let both = ListEvidenceRequest {
            order_id: ORDER.to_owned(),
            ..of_case(OTHER_RETURN)
        };
        assert_eq!(list(world, seller(), both).await, made[..1]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seller_of_a_mixed_order_sees_their_own_cases() {
    everywhere(async |world| {
        let bytes = jpeg(&picture(1, 32, 24));
        let bob = Caller::new(Some(MARKETPLACE), Role::Buyer, "bob");
        let about_order = (MIXED_ORDER, "product_photo", "a.jpg");
        let of_order_case = world.bring(bob.clone(), about_order, &bytes).await.unwrap();
        let about_return = (EVES_RETURN, "product_photo", "a.jpg");
        let of_return = world.bring(bob, about_return, &bytes).await.unwrap();
        let of_sam = world.bring(seller(), about_order, &bytes).await.unwrap();
        let sam_sees = list(world, seller(), of_order(MIXED_ORDER)).await;
        assert_eq!(sam_sees, [of_sam.evidence_id, of_order_case.evidence_id.clone()]);
        let eve_sees = list(world, other_seller(), of_order(MIXED_ORDER)).await;
        assert_eq!(eve_sees, [of_return.evidence_id, of_order_case.evidence_id]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_and_foreign_questions_are_refused() {
    everywhere(async |world| {
        let refused = world
            .client(buyer())
            .list_evidence(ListEvidenceRequest::default())
            .await
            .unwrap_err();
        assert_eq!(fields(&refused), ["case_id"]);
        for (caller, request) in [
            (stranger(), of_case(RETURN)),
            (other_seller(), of_order(ORDER)),
            (buyer(), of_case("ret_none")),
        ] {
            let refused = world.client(caller).list_evidence(request).await.unwrap_err();
            assert_eq!(refused.code(), Code::NotFound);
        }
        let negative = ListEvidenceRequest {
            page_size: -1,
            ..of_case(RETURN)
        };
        let refused = world.client(buyer()).list_evidence(negative).await.unwrap_err();
        assert_eq!(fields(&refused), ["page_size"]);
    })
    .await;
}
