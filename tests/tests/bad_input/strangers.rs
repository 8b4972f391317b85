//! Callers who ask for what is not theirs, or say nonsense about themselves.

use anyhow::{Context as _, ensure};
use redress_contracts::redress::orders::v1::GetOrderRequest;
use redress_db::Backend;
use redress_rpc::{Caller, Role};
use redress_tests::shop::{self, SHOP};
use tonic::{Code, Request, Status};

use crate::expected::{Expected, Where, refused};
use crate::stage::Stage;

#[tokio::test]
async fn what_belongs_to_others_looks_like_what_does_not_exist() -> anyhow::Result<()> {
    let stage = Stage::set(Backend::Sqlite).await?;
    let foreign = stage.paid.order_id.clone();
    // As long as the other, so that the answers may only differ in the id itself.
    let unknown = format!("{}{}", &foreign[..foreign.len() - 4], "0000");
    let strangers = [
        Caller::new(Some("kajet"), Role::Operator, "somebody"),
        Caller::new(Some(SHOP), Role::Buyer, "byr_other"),
        Caller::new(Some(SHOP), Role::Seller, "sel_other"),
    ];
    for stranger in strangers {
        let answers = async |id: &str| -> anyhow::Result<Vec<Status>> {
            let mut orders = stage.clients.orders.clone();
            let get = orders
                .get_order(stranger.request(GetOrderRequest {
                    order_id: id.to_owned(),
                }))
                .await
                .map(drop);
            let cancel = orders
                .cancel_order(stranger.request(shop::cancel("stranger", id)))
                .await
                .map(drop);
            let pay = orders
                .confirm_payment(stranger.request(shop::pay("stranger", id)))
                .await
                .map(drop);
            [get, cancel, pay]
                .into_iter()
                .map(|answer| answer.err().context("a stranger was let in"))
                .collect()
        };
        for (theirs, nobodys) in answers(&foreign).await?.iter().zip(answers(&unknown).await?) {
            ensure!(
                theirs.code() == nobodys.code(),
                "{theirs:?} and {nobodys:?} of {stranger:?}"
            );
            ensure!(
                theirs.message().replace(&foreign, &unknown) == nobodys.message(),
                "{theirs:?} and {nobodys:?}"
            );
            let details = String::from_utf8_lossy(theirs.details()).replace(&foreign, &unknown);
            ensure!(
                details == String::from_utf8_lossy(nobodys.details()),
                "the details differ for {stranger:?}"
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_caller_that_says_nonsense_about_itself_is_refused() -> anyhow::Result<()> {
    let stage = Stage::set(Backend::Sqlite).await?;
    let unknown = Expected {
        code: Code::Unauthenticated,
        reason: "CALLER_UNKNOWN",
        place: Where::Nowhere,
    };
    for (key, value) in [("redress-role", "king"), ("redress-marketplace", "two words")] {
        let mut request = Request::new(GetOrderRequest {
            order_id: stage.paid.order_id.clone(),
        });
        request.metadata_mut().insert(key, value.parse()?);
        let answer = stage.clients.orders.clone().get_order(request).await.map(drop);
        refused(&format!("{key} {value}"), answer, &unknown)?;
    }
    Ok(())
}
