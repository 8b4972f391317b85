//! Every journey of every shop, on both databases; and every clause has its rules and, where this release reaches it, a journey.

use anyhow::{Context as _, ensure};
use redress::config::Config;
use redress::journeys;
use redress::suite::Trial;
use redress_db::Backend;
use redress_tests::place::Place;
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};

async fn play(id: &str, backend: Backend) -> anyhow::Result<()> {
    let journey = journeys::all()
        .find(|journey| journey.id == id)
        .with_context(|| format!("no journey {id}"))?;
    let place = Place::new(backend)?;
    let config = Config {
        database: place.database().map(|database| database.url()),
        ..Config::default()
    };
    let trial = Trial::with(journey.start, config).await?;
    let steps = Arc::new(Mutex::new(String::new()));
    let noted = steps.clone();
    let sink: journeys::stage::Sink = Box::new(move |step| {
        let mut steps = noted.lock().unwrap_or_else(PoisonError::into_inner);
        steps.push_str(&step.line());
        steps.push('\n');
    });
    let played = journey.play(&trial, sink).await;
    let steps = steps.lock().unwrap_or_else(PoisonError::into_inner).clone();
    played.with_context(|| format!("{id} went so far:\n{steps}"))?;
    trial.stop().await
}

/// One test for each journey and database, named as the journey is.
macro_rules! journeys {
    ($($journey:ident)+) => {
        const NAMED: &[&str] = &[$(stringify!($journey)),+];

        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $journey() -> anyhow::Result<()> {
                super::play(&super::id_of(stringify!($journey)), redress_db::Backend::Sqlite).await
            })+
        }

        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $journey() -> anyhow::Result<()> {
                super::play(&super::id_of(stringify!($journey)), redress_db::Backend::Postgres).await
            })+
        }
    };
}

journeys! {
    kc_late_shipment
    kc_dispute_ruled
    kc_judgement_overdue
    kc_new_version
    kw_cancel_within_24h
    kw_cancel_after_24h
    kw_cancel_shipped
    kw_cancel_in_part
    kw_cancel_made_to_order
    kw_refund_bank_fee
    kw_change_order
    kw_refund_correction
    kw_refund_unknown
    kw_keeps_version
    rm_out_of_stock_wait
    rm_out_of_stock_refund
    rm_change_of_mind
    kj_window
    kj_order_terms
    kj_window_closed
    kj_seller_cancels
    kj_refund_overdue
    kj_intervention
    kj_dispute_settled
    kj_dispute_ruled
    kj_versions_compared
    kv_refund_card
    kv_refund_cash
    kv_refund_wallet
    kv_law_wins
    kv_new_version
}

/// The journey's id, of which the test's name is made.
fn id_of(name: &str) -> String {
    name.replace('_', "-")
}

#[test]
fn every_journey_is_played() {
    let played: Vec<String> = NAMED.iter().map(|name| id_of(name)).collect();
    let missing: Vec<&str> = journeys::all()
        .map(|journey| journey.id)
        .filter(|id| !played.iter().any(|p| p == id))
        .collect();
    assert!(missing.is_empty(), "no test plays {missing:?}");
}

/// The clauses that this release reaches by its contexts.
const REACHED: [&str; 20] = [
    "KC-01", "KC-06", "KC-16", "KW-08", "KW-11", "KW-17", "KW-18", "RM-03", "RM-04", "KJ-01", "KJ-02",
    "KJ-03", "KJ-04", "KJ-05", "KJ-06", "KJ-07", "KJ-08", "KV-07", "KV-10", "KV-12",
];

#[test]
fn every_clause_has_rules_and_every_clause_in_reach_a_journey() -> anyhow::Result<()> {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_redress-under-test"))
        .args(["clauses", "--json"])
        .output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let clauses: Vec<Value> = serde_json::from_slice(&output.stdout)?;
    ensure!(clauses.len() == 69, "{} clauses", clauses.len());
    let of = |clause: &Value, key: &str| clause[key].as_array().map_or(0, Vec::len);
    for clause in &clauses {
        ensure!(of(clause, "rules") > 0, "no rule carries {}", clause["clause"]);
    }
    for id in REACHED {
        let clause = clauses
            .iter()
            .find(|clause| clause["clause"] == id)
            .with_context(|| format!("no clause {id}"))?;
        ensure!(of(clause, "journeys") > 0, "no journey drives {id}");
    }
    Ok(())
}
