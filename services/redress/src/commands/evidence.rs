//! `redress evidence verify`: whether what was recorded of evidence still holds, read from the data itself, without a server.

use super::print;
use crate::cli::{EvidenceCommand, ServeArgs, VerifyArgs};
use crate::config::Config;
use crate::suite;
use redress_evidence::verify::{Scope, Verified};
use serde_json::json;
use std::process::ExitCode;

pub(super) fn run(command: &EvidenceCommand) -> anyhow::Result<ExitCode> {
    let EvidenceCommand::Verify(args) = command;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let verified = runtime.block_on(verify(args))?;
    print(&if args.json {
        as_json(&verified)
    } else {
        as_text(&verified)
    })?;
    Ok(if verified.is_valid() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn verify(args: &VerifyArgs) -> anyhow::Result<Verified> {
    let config = Config::from_args(&ServeArgs {
        config: args.config.clone(),
        data: args.data.clone(),
        database: args.database.clone(),
        ..ServeArgs::default()
    })?;
    let scope = match (&args.case, &args.marketplace) {
        (Some(case), _) => Scope::Case(case.clone()),
        (None, Some(marketplace)) => Scope::Marketplace(marketplace.clone()),
        (None, None) => Scope::All,
    };
    suite::verify_evidence(&config, scope).await
}

fn as_text(verified: &Verified) -> String {
    let seen = format!(
        "{} cases, {} records, {} originals read",
        verified.cases, verified.records, verified.originals
    );
    match &verified.broken {
        None => format!("{seen}: everything is as recorded"),
        Some((case_id, flaw)) => format!("{seen}: {case_id}, record {}: {}", flaw.sequence, flaw.text),
    }
}

fn as_json(verified: &Verified) -> String {
    let broken = verified
        .broken
        .as_ref()
        .map(|(case_id, flaw)| json!({ "case_id": case_id, "sequence": flaw.sequence, "flaw": flaw.text }));
    json!({
        "is_valid": verified.is_valid(),
        "cases": verified.cases,
        "records": verified.records,
        "originals": verified.originals,
        "broken": broken,
    })
    .to_string()
}
