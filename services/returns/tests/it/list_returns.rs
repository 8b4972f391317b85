//! ListReturns: pages, filters, and only what is the caller's.

use redress_contracts::redress::policies::v1::Ground;
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;

use crate::world::{ask, camera, code, dresses, everywhere};

#[tokio::test]
async fn pages_go_back_from_the_newest_and_keep_to_their_filter() {
    everywhere(async |world| {
        world.neighbours.keep_order(camera("ord_1"));
        world.neighbours.keep_order(dresses("ord_2", true));
        let camera = world.asked(ask("ord_1", Ground::ChangeOfMind, &[("1", 1)])).await;
        let battery = world.asked(ask("ord_1", Ground::ChangeOfMind, &[("2", 1)])).await;
        let dress = world.asked(ask("ord_2", Ground::Defective, &[("1", 1)])).await;
        let list = async |request: pb::ListReturnsRequest| {
            let page = world.operator().list_returns(request).await.unwrap().into_inner();
            let ids: Vec<String> = page.returns.into_iter().map(|case| case.return_id).collect();
            (ids, page.next_page_token)
        };
        let mut request = pb::ListReturnsRequest {
            page_size: 2,
            ..pb::ListReturnsRequest::default()
        };
        let (first, token) = list(request.clone()).await;
        assert_eq!(first, [dress.return_id.clone(), battery.return_id.clone()]);
        request.page_token = token;
        let (second, end) = list(request.clone()).await;
        assert_eq!((second, end.as_str()), (vec![camera.return_id.clone()], ""));
        request.state = pb::ReturnState::UnderReview.into();
        let other = world.operator().list_returns(request).await;
        assert_eq!(code(other).1, "INVALID_PAGE_TOKEN");
        let waiting = pb::ListReturnsRequest {
            state: pb::ReturnState::AwaitingEvidence.into(),
            ..pb::ListReturnsRequest::default()
        };
        assert_eq!(list(waiting).await.0, [dress.return_id]);
        let of_order = pb::ListReturnsRequest {
            order_id: "ord_1".to_owned(),
            ..pb::ListReturnsRequest::default()
        };
        assert_eq!(list(of_order).await.0.len(), 2);
        let mut seller = world.bound("kakaclo", Role::Seller, "sel_a");
        let own = seller
            .list_returns(pb::ListReturnsRequest::default())
            .await
            .unwrap()
            .into_inner();
        assert_eq!(own.returns.len(), 1);
    })
    .await;
}
