//! What the law says of records that stay: why, by which clause, and until when.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use redress_policy::LawPack;
use redress_policy::pack::RecordKind;
use redress_policybook::{PolicyBook, Query};

use crate::domain::{Kept, OrderPart, Request};
use crate::error::Error;

/// What is said where no law pack says anything.
const UNKNOWN: &str = "No law pack of the buyer's country says for how long; somebody has to decide.";

/// What the laws of all countries concerned come to.
struct Term {
    why: Vec<String>,
    clauses: Vec<String>,
    /// The latest of all orders; none when a country's law is not known.
    until: Option<DateTime<Utc>>,
}

/// Says of everything that stays why and until when, by the laws in force now.
pub(crate) async fn explain(
    book: &PolicyBook,
    request: &mut Request,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if request.kept.is_empty() {
        return Ok(());
    }
    let mut laws: BTreeMap<String, Vec<LawPack>> = BTreeMap::new();
    for order in &request.orders {
        if !laws.contains_key(&order.country) {
            let query = Query {
                marketplace_id: &request.marketplace_id,
                place_time: now,
                application_time: now,
                buyer_country: &order.country,
                seller_ids: &[],
                order_terms: None,
            };
            let bound = book.layers(query).await?;
            laws.insert(order.country.clone(), bound.layers.laws);
        }
    }
    let orders = request.orders.clone();
    for kept in &mut request.kept {
        let term = term(kept.records, &orders, &laws)?;
        *kept = Kept {
            why: term.why.join(" "),
            clauses: term.clauses,
            until: term.until,
            ..kept.clone()
        };
    }
    Ok(())
}

fn term(
    records: RecordKind,
    orders: &[OrderPart],
    laws: &BTreeMap<String, Vec<LawPack>>,
) -> Result<Term, Error> {
    let mut term = Term {
        why: Vec::new(),
        clauses: Vec::new(),
        until: None,
    };
    let mut is_known = true;
    for order in orders {
        let packs = laws.get(&order.country).into_iter().flatten();
        let mut found = false;
        for law in packs {
            let Some(retention) = law.pack.retention(records) else {
                continue;
            };
            found = true;
            add(&mut term.why, &retention.text);
            for clause in retention.clauses.iter() {
                add(&mut term.clauses, clause);
            }
            let until = retention.until(&law.pack, order.change_time)?;
            term.until = term.until.max(Some(until));
        }
        is_known &= found;
    }
    if !is_known {
        add(&mut term.why, UNKNOWN);
        term.until = None;
    }
    Ok(term)
}

/// Adds a text once.
fn add(texts: &mut Vec<String>, text: &str) {
    if !texts.iter().any(|known| known == text) {
        texts.push(text.to_owned());
    }
}
