//! `redress clauses`: every clause of every built-in pack, the rules that carry it and the journeys that drive it.

use super::print;
use crate::cli::ClausesArgs;
use crate::journeys;
use redress_policy::{explain, load, packs};
use serde::Serialize;
use std::process::ExitCode;

/// One clause, as `--json` prints it.
#[derive(Debug, Serialize)]
struct ClauseLine {
    clause: String,
    shop: String,
    text: String,
    mark: String,
    rules: Vec<String>,
    journeys: Vec<&'static str>,
}

pub(super) fn run(args: &ClausesArgs) -> anyhow::Result<ExitCode> {
    let lines = lines()?;
    if args.json {
        print(&serde_json::to_string_pretty(&lines)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    for line in &lines {
        let journeys = if line.journeys.is_empty() {
            "no journey yet".to_owned()
        } else {
            line.journeys.join(", ")
        };
        print(&format!("{:<6} {:<9} {}", line.clause, line.mark, line.text))?;
        print(&format!("       rules: {}", line.rules.join(", ")))?;
        print(&format!("       journeys: {journeys}"))?;
    }
    let driven = lines.iter().filter(|line| !line.journeys.is_empty()).count();
    print(&format!("{} clauses, {driven} driven by a journey", lines.len()))?;
    Ok(ExitCode::SUCCESS)
}

fn lines() -> anyhow::Result<Vec<ClauseLine>> {
    let mut lines = Vec::new();
    for (file, source) in packs::SHOPS {
        let pack = load(source, file).map_err(|errors| anyhow::anyhow!("{}", errors[0]))?;
        for clause in explain(&pack, None) {
            lines.push(ClauseLine {
                journeys: journeys::driving(&clause.clause),
                rules: clause.rules.into_iter().map(|rule| rule.path).collect(),
                clause: clause.clause,
                shop: pack.pack.id.to_string(),
                text: clause.text,
                mark: clause.mark.to_string(),
            });
        }
    }
    Ok(lines)
}
