//! `redress privacy …`: a buyer's data, exported or erased by a running server.

mod export;
mod outcome;

use super::{print, server};
use crate::cli::{BuyerArgs, PrivacyCommand};
use anyhow::Context as _;
use redress_contracts::redress::privacy::v1 as pb;
use redress_contracts::redress::privacy::v1::privacy_service_client::PrivacyServiceClient;
use redress_core::{Clock, Ids};
use redress_rpc::Channel;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// How often it is asked how far the request is.
const PAUSE: Duration = Duration::from_millis(200);

/// A server that carries the request out.
struct Desk {
    privacy: PrivacyServiceClient<Channel>,
    channel: Channel,
}

pub(super) fn run(command: &PrivacyCommand) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match command {
            PrivacyCommand::Export { buyer, out } => write_export(buyer, out).await?,
            PrivacyCommand::Erase { buyer, dry_run } => erase(buyer, *dry_run).await?,
        }
        Ok(ExitCode::SUCCESS)
    })
}

impl Desk {
    fn connect(args: &BuyerArgs) -> anyhow::Result<Self> {
        let channel = server::channel(&args.server, &args.entry, (&args.marketplace, "privacy"))?;
        Ok(Self {
            privacy: PrivacyServiceClient::new(channel.clone()),
            channel,
        })
    }

    /// Follows a request until it has ended or waits.
    async fn follow(&self, mut request: pb::DataRequest, is_silent: bool) -> anyhow::Result<pb::DataRequest> {
        let mut told = 0;
        loop {
            for step in request.steps.iter().skip(told) {
                if !is_silent {
                    print(&outcome::step(request.kind(), step))?;
                }
            }
            told = told.max(request.steps.len());
            if matches!(
                request.state(),
                pb::DataRequestState::Done | pb::DataRequestState::Waiting
            ) {
                return Ok(request);
            }
            tokio::time::sleep(PAUSE).await;
            let again = pb::GetDataRequestRequest {
                data_request_id: request.data_request_id,
            };
            let found = self.privacy.clone().get_data_request(again).await;
            request = found.map_err(said)?.into_inner();
        }
    }
}

async fn erase(args: &BuyerArgs, is_preview: bool) -> anyhow::Result<()> {
    let desk = Desk::connect(args)?;
    let ask = pb::RequestErasureRequest {
        request_id: request_id(),
        marketplace_id: args.marketplace.clone(),
        buyer_id: args.buyer.clone(),
        is_preview,
    };
    let taken = desk.privacy.clone().request_erasure(ask).await;
    let request = desk.follow(taken.map_err(said)?.into_inner(), args.json).await?;
    print(&match args.json {
        true => serde_json::to_string_pretty(&outcome::as_json(&request))?,
        false => outcome::summary(&request),
    })
}

async fn write_export(args: &BuyerArgs, out: &Path) -> anyhow::Result<()> {
    let desk = Desk::connect(args)?;
    let ask = pb::RequestExportRequest {
        request_id: request_id(),
        marketplace_id: args.marketplace.clone(),
        buyer_id: args.buyer.clone(),
    };
    let taken = desk.privacy.clone().request_export(ask).await;
    let request = desk.follow(taken.map_err(said)?.into_inner(), args.json).await?;
    std::fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    let written = export::write(&desk, &request, out).await?;
    print(&match args.json {
        true => serde_json::to_string_pretty(&outcome::as_json(&request))?,
        false => format!(
            "exported {} records and {} files of {} orders to {}",
            written.records,
            written.files,
            request.order_count,
            out.display()
        ),
    })
}

/// Each run is a request of its own.
fn request_id() -> String {
    Ids::system().text("cmd", Clock::system().now())
}

/// What a server answered, in one line.
fn said(status: tonic::Status) -> anyhow::Error {
    anyhow::anyhow!("the server said {:?}: {}", status.code(), status.message())
}
