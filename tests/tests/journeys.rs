//! Every journey of every shop, on both databases; and every clause has a rule and a journey.

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
    kc_return_window
    kc_no_defect
    kc_problem_on_receipt
    kc_problem_reported_late
    kc_evidence_missing
    kc_problem_in_use
    kc_tracking_corrected
    kc_unannounced
    kc_tracking_stalled
    kc_not_received
    kc_delivery_proven
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
    kw_dead_on_arrival
    kw_damaged_on_arrival
    kw_change_of_mind
    kw_after_sixty_days
    kw_inspection_refuses
    kw_keep_the_item
    kw_refused_at_the_door
    kw_accepted_without_reservation
    kw_lost_parcel
    kw_without_notice
    kw_status_answers
    rm_out_of_stock_wait
    rm_out_of_stock_refund
    rm_change_of_mind
    rm_ordered_wrong_item
    rm_factory_test
    rm_artificial_damage
    rm_misuse
    rm_wrong_item
    rm_number_expires
    rm_missing_components
    rm_unmarked_parcel
    rm_return_lost
    rm_refused_at_the_door
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
    kv_withdraw
    kv_withdraw_late
    kv_warranty_months
    kv_exclusions
    kv_answered_in_time
    kv_repaired
    kv_law_after_warranty
    kv_ministry_mediates
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

#[test]
fn every_clause_has_a_rule_and_a_journey() -> anyhow::Result<()> {
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
        ensure!(
            of(clause, "journeys") > 0,
            "no journey drives {}",
            clause["clause"]
        );
    }
    Ok(())
}
