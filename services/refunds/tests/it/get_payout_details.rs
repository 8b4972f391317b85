//! GetPayoutDetails: only who makes payouts reads account numbers.

use redress_contracts::redress::refunds::v1::{GetPayoutDetailsRequest, RefundState};
use redress_rpc::{Caller, Role};
use tonic::Code;

use crate::set_payout_details::request;
use crate::world::{
    MARKETPLACE, ORDER, assert_state, buyer, finance, on_each_backend, owed_as_payout, stranger,
};

#[tokio::test(flavor = "multi_thread")]
async fn finance_reads_the_account_and_nobody_else_does() {
    on_each_backend(async |world| {
        world.owe(owed_as_payout("owe_1", None)).await;
        let refund = world.refunds_of(ORDER).await.remove(0);
        let read = async |caller: Caller| {
            let request = GetPayoutDetailsRequest {
                refund_id: refund.refund_id.clone(),
            };
            world
                .client(caller)
                .get_payout_details(request)
                .await
                .map(|reply| reply.into_inner())
        };
        assert_eq!(read(finance()).await.unwrap_err().code(), Code::NotFound);
        let done = world
            .client(buyer())
            .set_payout_details(request(&refund, "s1"))
            .await
            .unwrap()
            .into_inner();
        assert_state(&done, RefundState::AwaitingPayout);
        let details = read(finance()).await.unwrap();
        assert_eq!(
            (details.kind.as_str(), details.account.as_str()),
            ("gcash", "09171234567")
        );
        assert_eq!(read(stranger()).await.unwrap_err().code(), Code::NotFound);
        for role in [
            Role::Buyer,
            Role::Seller,
            Role::Agent,
            Role::Auditor,
            Role::Service,
        ] {
            let caller = Caller::new(Some(MARKETPLACE), role, "buyer-1");
            assert_eq!(
                read(caller).await.unwrap_err().code(),
                Code::PermissionDenied,
                "{role}"
            );
        }
    })
    .await;
}
