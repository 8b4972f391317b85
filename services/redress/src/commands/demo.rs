//! `redress demo`: the shops' journeys, or a whole quarter of all shops, on a moving clock in a temporary folder.

use super::print;
use crate::cli::DemoArgs;
use crate::journeys::stage::Sink;
use crate::journeys::{Journey, all};
use crate::quarter::{Plan, live};
use crate::suite::Trial;
use std::process::ExitCode;
use std::time::Instant;

pub(super) fn run(args: &DemoArgs) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if args.days.is_some() || args.orders.is_some() || args.seed.is_some() {
        return runtime.block_on(quarter(args));
    }
    let journeys: Vec<&Journey> = all()
        .filter(|journey| args.shop.as_deref().is_none_or(|shop| journey.shop == shop))
        .collect();
    if journeys.is_empty() {
        let mut shops: Vec<&str> = all().map(|journey| journey.shop).collect();
        shops.dedup();
        anyhow::bail!(
            "there is no shop `{}`; there are {}",
            args.shop.as_deref().unwrap_or_default(),
            shops.join(", ")
        );
    }
    runtime.block_on(play(&journeys, args))
}

/// The summary goes to standard output and is the same each time; progress and the time it took go to standard error.
async fn quarter(args: &DemoArgs) -> anyhow::Result<ExitCode> {
    let plan = Plan {
        days: args.days.unwrap_or(90),
        orders: args.orders.unwrap_or(2_000),
        seed: args.seed.unwrap_or(7),
    };
    let begin = Instant::now();
    let summary = live(&plan, |line| eprintln!("{line}")).await?;
    print(&if args.json {
        summary.json().to_string()
    } else {
        summary.table()
    })?;
    eprintln!("took {:.1} s", begin.elapsed().as_secs_f64());
    Ok(if summary.is_sound() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn play(journeys: &[&Journey], args: &DemoArgs) -> anyhow::Result<ExitCode> {
    let mut failed = 0;
    for shop in journeys.chunk_by(|a, b| a.shop == b.shop) {
        if !args.json {
            print(&format!("\n== {} ==", shop[0].shop))?;
        }
        let trial = Trial::start(shop[0].start).await?;
        for journey in shop {
            failed += u32::from(!play_one(journey, &trial, args.json).await?);
        }
        trial.stop().await?;
    }
    let summary = format!("{} journeys, {failed} failed", journeys.len());
    print(&if args.json {
        serde_json::json!({ "journeys": journeys.len(), "failed": failed }).to_string()
    } else {
        format!("\n{summary}")
    })?;
    Ok(if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn play_one(journey: &Journey, trial: &Trial, as_json: bool) -> anyhow::Result<bool> {
    if !as_json {
        print(&format!(
            "\n{}: {} [{}]",
            journey.id,
            journey.title,
            journey.clauses.join(", ")
        ))?;
    }
    let sink: Sink = Box::new(move |step| {
        let line = if as_json {
            serde_json::to_string(step).unwrap_or_default()
        } else {
            step.line()
        };
        // A reader that has gone away ends the demo at the next line that is checked.
        let _ = print(&line);
    });
    let played = journey.play(trial, sink).await;
    if let Err(error) = &played {
        let what = format!("{error:#}");
        print(&if as_json {
            serde_json::json!({ "journey": journey.id, "failed": what }).to_string()
        } else {
            format!("  FAILED: {what}")
        })?;
    }
    Ok(played.is_ok())
}
