//! The contract of requests: repeated, refused, listed in pages, foreign.

use anyhow::{Context as _, ensure};
use redress_contracts::redress::privacy::v1 as pb;
use redress_rpc::error::reason_of;
use redress_rpc::{Caller, Role};
use redress_tests::scene::{BUYER, SHOP, Scene, Seat};
use tonic::{Code, Status};

use crate::canary::Canary;
use crate::{erase, request};

fn ask(name: &str) -> pb::RequestExportRequest {
    pb::RequestExportRequest {
        request_id: name.to_owned(),
        marketplace_id: SHOP.to_owned(),
        buyer_id: BUYER.to_owned(),
    }
}

fn is_refused<T: std::fmt::Debug>(
    answer: Result<T, Status>,
    (code, reason): (Code, &str),
) -> anyhow::Result<()> {
    let status = answer.err().context("it was done")?;
    let said = reason_of(&status).unwrap_or_default();
    ensure!((status.code(), said.as_str()) == (code, reason), "{status:?}");
    Ok(())
}

pub async fn contract(scene: &mut Scene) -> anyhow::Result<()> {
    let delivered = scene.delivered("contract", 2).await?;
    let mut privacy = scene.clients.privacy.clone();
    let first = privacy.request_export(ask("one")).await?.into_inner();
    ensure!(first.state() == pb::DataRequestState::Accepted, "{first:?}");
    let text = format!("{first:?}");
    ensure!(!text.contains(BUYER), "a request names its buyer: {text}");

    // Repeated, it is the same request; with another body it is refused.
    scene.rest().await?;
    let replayed = privacy.request_export(ask("one")).await?.into_inner();
    ensure!(replayed == first, "{replayed:?}");
    let other = pb::RequestExportRequest {
        buyer_id: "byr_other".to_owned(),
        ..ask("one")
    };
    is_refused(
        privacy.request_export(other).await,
        (Code::AlreadyExists, "REQUEST_ID_REUSED"),
    )?;
    let nobody = pb::RequestExportRequest {
        buyer_id: String::new(),
        ..ask("nobody")
    };
    is_refused(
        privacy.request_export(nobody).await,
        (Code::InvalidArgument, "INVALID_FIELD"),
    )?;

    // Another marketplace's staff see no such request, nor do sellers and buyers.
    let get = || pb::GetDataRequestRequest {
        data_request_id: first.data_request_id.clone(),
    };
    let foreign = Caller::new(Some("kwoking"), Role::Agent, "ada");
    is_refused(
        privacy.get_data_request(foreign.request(get())).await,
        (Code::NotFound, "NOT_FOUND"),
    )?;
    for role in [Role::Buyer, Role::Seller, Role::SellerAdmin] {
        let party = Caller::new(Some(SHOP), role, BUYER);
        let refused = privacy.get_data_request(party.request(get())).await;
        is_refused(refused, (Code::PermissionDenied, "CALLER_FORBIDDEN"))?;
    }

    // Newest first, a page at a time, of one kind or in one state.
    let second = privacy.request_export(ask("two")).await?.into_inner();
    let preview = erase(scene, SHOP, &mara(), "preview-contract").await?;
    let listed = list(scene, pb::DataRequestKind::Unspecified).await?;
    let expected = [&preview, &second, &first].map(|request| request.data_request_id.clone());
    ensure!(listed == expected, "{listed:?}");
    let exports = list(scene, pb::DataRequestKind::Export).await?;
    ensure!(exports == expected[1..], "{exports:?}");

    // A preview erased nothing, and cannot be read.
    let order = scene.clients.order(&delivered.order_id).await?;
    ensure!(order.buyer_id == BUYER, "{order:?}");
    let read = |id: &str| pb::ReadExportRequest {
        data_request_id: id.to_owned(),
        ..pb::ReadExportRequest::default()
    };
    let unread = privacy.read_export(read(&preview.data_request_id)).await;
    is_refused(unread, (Code::FailedPrecondition, "PRECONDITION_FAILED"))?;

    // Once the buyer is erased, their exports cannot be read any more.
    privacy.read_export(read(&first.data_request_id)).await?;
    let erased = erase(scene, SHOP, &mara(), "erase-contract").await?;
    ensure!(erased.state() == pb::DataRequestState::Done, "{erased:?}");
    let unread = privacy.read_export(read(&first.data_request_id)).await;
    is_refused(unread, (Code::FailedPrecondition, "PRECONDITION_FAILED"))?;
    let ended = request(scene, &erased.data_request_id).await?;
    ensure!(ended == erased && ended.end_time.is_some(), "{ended:?}");
    scene.seat = Seat::default();
    Ok(())
}

/// The usual buyer of these tests.
fn mara() -> Canary {
    Canary {
        buyer: BUYER.to_owned(),
        ..Canary::new("mara", "0000000")
    }
}

/// All requests of a kind, read one by one.
async fn list(scene: &Scene, kind: pb::DataRequestKind) -> anyhow::Result<Vec<String>> {
    let (mut ids, mut page_token) = (Vec::new(), String::new());
    loop {
        let ask = pb::ListDataRequestsRequest {
            marketplace_id: SHOP.to_owned(),
            kind: kind.into(),
            page_size: 1,
            page_token,
            ..pb::ListDataRequestsRequest::default()
        };
        let page = scene
            .clients
            .privacy
            .clone()
            .list_data_requests(ask)
            .await?
            .into_inner();
        ids.extend(
            page.data_requests
                .into_iter()
                .map(|request| request.data_request_id),
        );
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(ids);
        }
    }
}
