//! GetTrialBalance: every account, adding up to zero.

use redress_contracts::redress::policies::v1::BreakdownPart as Part;
use redress_contracts::redress::refunds::v1::{CreateRefundRequest, GetTrialBalanceRequest, RefundKind};

use crate::world::{breakdown, cents, create_request, finance, on_each_backend, stranger};

#[tokio::test(flavor = "multi_thread")]
async fn goodwill_is_an_expense_and_what_is_owed_comes_out_of_the_buyers_funds() {
    on_each_backend(async |world| {
        world.create(create_request("r1", 1_000)).await.unwrap();
        let goodwill = CreateRefundRequest {
            kind: RefundKind::Goodwill.into(),
            breakdown: breakdown(&[(Part::Goodwill, "", 300)]),
            ..create_request("r2", 1)
        };
        world.create(goodwill).await.unwrap();
        world.settle().await;
        let balance = world
            .client(finance())
            .get_trial_balance(GetTrialBalanceRequest::default())
            .await;
        let balance = balance.unwrap().into_inner();
        let balances: Vec<_> = balance
            .balances
            .iter()
            .map(|balance| (balance.account.as_str(), cents(&balance.amount)))
            .collect();
        let expected = [
            ("buyer_funds", -9_000),
            ("goodwill_expense", 300),
            ("provider_clearing", 8_700),
            ("refunds_payable", 0),
        ];
        assert_eq!(balances, expected);
        assert!(balance.is_balanced);
        let foreign = world
            .client(stranger())
            .get_trial_balance(GetTrialBalanceRequest::default())
            .await;
        assert!(foreign.unwrap().into_inner().balances.is_empty());
    })
    .await;
}
