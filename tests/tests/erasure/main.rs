//! A buyer is forgotten: everything they gave is in their export, and after the erasure it is nowhere in what is stored, on both
//! databases. What is stored is read raw: every column of every table, every file.

mod again;
mod canary;
mod command;
mod life;
mod raw;
mod requests;
mod waits;

use anyhow::{Context as _, ensure};
use canary::Canary;
use redress::config::Config;
use redress_contracts::redress::evidence::v1::{DownloadEvidenceRequest, Variant, VerifyCustodyRequest};
use redress_contracts::redress::privacy::v1 as pb;
use redress_contracts::redress::returns::v1::GetReturnRequest;
use redress_db::Backend;
use redress_tests::scene::{SHOP, Scene};

/// The marketplaces that the buyers live in.
const SHOPS: [&str; 2] = [SHOP, life::CASH_SHOP];

/// Declares a test for each database.
macro_rules! on_both {
    ($($scenario:path: $sqlite:ident, $postgres:ident;)+) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $sqlite() -> anyhow::Result<()> {
                on(Backend::Sqlite, $scenario).await
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn $postgres() -> anyhow::Result<()> {
                on(Backend::Postgres, $scenario).await
            }
        )+
    };
}

on_both! {
    nowhere: after_an_erasure_nothing_of_the_buyer_is_stored_on_sqlite,
        after_an_erasure_nothing_of_the_buyer_is_stored_on_postgres;
    requests::contract: requests_are_kept_to_their_contract_on_sqlite,
        requests_are_kept_to_their_contract_on_postgres;
    waits::open_cases: an_open_case_waits_and_the_request_goes_on_by_itself_on_sqlite,
        an_open_case_waits_and_the_request_goes_on_by_itself_on_postgres;
    again::repetitions: nothing_that_is_repeated_brings_anything_back_on_sqlite,
        nothing_that_is_repeated_brings_anything_back_on_postgres;
}

async fn on(
    backend: Backend,
    scenario: impl AsyncFn(&mut Scene) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut config = Config::default();
    config.privacy.recheck_hours = 40;
    let mut scene = Scene::with_gateway(backend, config).await?;
    scenario(&mut scene).await?;
    scene.rest().await?;
    scene.stop().await
}

/// Asks for an erasure and lets it be carried out.
async fn erase(scene: &Scene, shop: &str, who: &Canary, name: &str) -> anyhow::Result<pb::DataRequest> {
    let ask = pb::RequestErasureRequest {
        request_id: name.to_owned(),
        marketplace_id: shop.to_owned(),
        buyer_id: who.buyer.clone(),
        is_preview: name.contains("preview"),
    };
    let taken = scene
        .clients
        .privacy
        .clone()
        .request_erasure(ask)
        .await?
        .into_inner();
    scene.rest().await?;
    request(scene, &taken.data_request_id).await
}

async fn request(scene: &Scene, id: &str) -> anyhow::Result<pb::DataRequest> {
    let ask = pb::GetDataRequestRequest {
        data_request_id: id.to_owned(),
    };
    Ok(scene
        .clients
        .privacy
        .clone()
        .get_data_request(ask)
        .await?
        .into_inner())
}

/// All records of an export, with the files that they name.
async fn export(scene: &Scene, shop: &str, who: &Canary) -> anyhow::Result<String> {
    let ask = pb::RequestExportRequest {
        request_id: format!("export-{shop}-{}", who.tag),
        marketplace_id: shop.to_owned(),
        buyer_id: who.buyer.clone(),
    };
    let mut privacy = scene.clients.privacy.clone();
    let taken = privacy.request_export(ask).await?.into_inner();
    scene.rest().await?;
    let done = request(scene, &taken.data_request_id).await?;
    ensure!(done.state() == pb::DataRequestState::Done, "{done:?}");
    let (mut text, mut count, mut page_token) = (String::new(), 0, String::new());
    loop {
        let ask = pb::ReadExportRequest {
            data_request_id: taken.data_request_id.clone(),
            page_size: 7,
            page_token,
        };
        let page = privacy.read_export(ask).await?.into_inner();
        for record in &page.records {
            let content: serde_json::Value = serde_json::from_str(&record.content)?;
            ensure!(content.is_object(), "{record:?}");
            text.push_str(&record.content);
            if record.context == "evidence" && record.kind == "evidence" {
                text.push_str(&file(scene, &record.record_id).await?);
            }
        }
        count += page.records.len() as i64;
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    let told: i64 = done.steps.iter().map(|step| step.record_count).sum();
    ensure!(count == told, "{count} records were read of {told}");
    Ok(text)
}

async fn file(scene: &Scene, evidence_id: &str) -> anyhow::Result<String> {
    let ask = DownloadEvidenceRequest {
        evidence_id: evidence_id.to_owned(),
        variant: Variant::Original.into(),
        ..DownloadEvidenceRequest::default()
    };
    let mut evidence = scene.clients.evidence.clone();
    let mut chunks = evidence.download_evidence(ask).await?.into_inner();
    let mut bytes = Vec::new();
    while let Some(chunk) = chunks.message().await? {
        bytes.extend_from_slice(&chunk.data);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

async fn nowhere(scene: &mut Scene) -> anyhow::Result<()> {
    let (mara, jose) = (Canary::new("zqmara", "7766554"), Canary::new("xkjose", "3322110"));
    let lived = life::live(scene, &mara).await?;
    life::live(scene, &jose).await?;

    let mut told = String::new();
    for shop in SHOPS {
        told.push_str(&export(scene, shop, &mara).await?);
    }
    for (what, text) in mara.all() {
        ensure!(told.contains(&text), "the export has no {what}: {text}");
    }
    ensure!(!told.contains("xkjose"), "the export tells of somebody else");
    // Nothing is proven by not finding what was never there.
    let before = raw::find(scene, &mara)?;
    for (what, text) in mara.all() {
        ensure!(before.contains_key(&text), "{what} was never stored: {text}");
    }
    let others = raw::find(scene, &jose)?;

    for shop in SHOPS {
        let preview = erase(scene, shop, &mara, &format!("preview-{shop}")).await?;
        let done = erase(scene, shop, &mara, &format!("erase-{shop}")).await?;
        ensure!(done.state() == pb::DataRequestState::Done, "{done:?}");
        says_what_it_did(&preview, &done)?;
        let accounts = done.kept.iter().find(|kept| kept.what == "order lines");
        let accounts = accounts.context("order lines stay")?;
        let cited = accounts.clause_ids.contains(&"PH-KEEP-ACCOUNTS".to_owned());
        ensure!(cited == (shop == life::CASH_SHOP), "{accounts:?}");
    }
    let after = raw::find(scene, &mara)?;
    ensure!(after.is_empty(), "it is still there: {after:#?}");
    let unchanged = raw::find(scene, &jose)?;
    ensure!(
        unchanged == others,
        "another buyer's data was touched: {others:#?} {unchanged:#?}"
    );
    still_holds(scene, &lived).await
}

/// The preview foretold the erasure, and what stays says by which law and until when.
fn says_what_it_did(preview: &pb::DataRequest, done: &pb::DataRequest) -> anyhow::Result<()> {
    let sum = |request: &pb::DataRequest, of: fn(&pb::ContextStep) -> i64| -> i64 {
        request.steps.iter().map(of).sum()
    };
    ensure!(preview.pseudonym == done.pseudonym, "two pseudonyms");
    ensure!(done.steps.len() == 8, "{:?}", done.steps);
    ensure!(sum(done, |step| step.field_count) > 10, "{:?}", done.steps);
    // Files and what is erased with them are only counted when they go.
    for (foretold, step) in preview.steps.iter().zip(&done.steps) {
        if step.context != "evidence" {
            ensure!(
                (foretold.row_count, foretold.field_count) == (step.row_count, step.field_count),
                "{foretold:?} {step:?}"
            );
        }
    }
    ensure!(!done.kept.is_empty(), "nothing is kept");
    for kept in &done.kept {
        ensure!(!kept.why.is_empty(), "{kept:?}");
        ensure!(
            kept.clause_ids.is_empty() == kept.keep_until_time.is_none(),
            "{kept:?}"
        );
    }
    Ok(())
}

/// What stays is sound: the money, the chain of custody, and the orders under the pseudonym.
async fn still_holds(scene: &Scene, lived: &life::Lived) -> anyhow::Result<()> {
    for order_id in &lived.order_ids {
        let order = scene.clients.order(order_id).await?;
        ensure!(order.buyer_id.starts_with("erased_"), "{order:?}");
        ensure!(order.buyer_email.is_empty(), "{order:?}");
        let address = order.shipping_address.context("an order has an address")?;
        ensure!(!address.region_code.is_empty(), "the country stays");
        ensure!(
            address.address_lines.is_empty() && address.recipients.is_empty(),
            "{address:?}"
        );
        ensure!(
            order.lines.iter().all(|line| line.unit_price.is_some()),
            "prices stay"
        );
    }
    for shop in SHOPS {
        scene.clients.audit_ledger(shop).await?;
    }
    for case_id in &lived.case_ids {
        let ask = VerifyCustodyRequest {
            case_id: case_id.clone(),
            ..VerifyCustodyRequest::default()
        };
        let verified = scene
            .clients
            .evidence
            .clone()
            .verify_custody(ask)
            .await?
            .into_inner();
        ensure!(verified.is_valid, "{verified:?}");
    }
    let ask = GetReturnRequest {
        return_id: lived.return_id.clone(),
    };
    let case = scene.clients.returns.clone().get_return(ask).await?.into_inner();
    ensure!(case.buyer_id.starts_with("erased_"), "{case:?}");
    Ok(())
}
