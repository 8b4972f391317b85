//! GetRefund: who sees what.

use redress_contracts::redress::refunds::v1::GetRefundRequest;
use redress_rpc::{Caller, Role};
use tonic::Code;

use crate::world::{BUYER, MARKETPLACE, buyer, create_request, finance, on_each_backend, stranger};

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_is_seen_by_its_marketplace_its_buyer_and_the_sellers_of_its_lines() {
    on_each_backend(async |world| {
        let refund = world.create(create_request("r1", 100)).await.unwrap();
        let caller = |role, name: &str| Caller::new(Some(MARKETPLACE), role, name);
        let cases = [
            (finance(), true),
            (Caller::local_operator(), true),
            (buyer(), true),
            (caller(Role::Seller, "seller-1"), true),
            (caller(Role::Auditor, "aud-1"), true),
            (caller(Role::Seller, "seller-2"), false),
            (caller(Role::Buyer, "buyer-2"), false),
            (stranger(), false),
            (Caller::new(Some("kajet"), Role::Buyer, BUYER), false),
        ];
        for (caller, is_seen) in cases {
            let request = GetRefundRequest {
                refund_id: refund.refund_id.clone(),
            };
            let read = world.client(caller.clone()).get_refund(request).await;
            assert_eq!(read.is_ok(), is_seen, "{caller:?}");
            if let Err(status) = read {
                assert_eq!(status.code(), Code::NotFound);
                assert_eq!(
                    status.message(),
                    format!("there is no refund {}", refund.refund_id)
                );
            }
        }
    })
    .await;
}
