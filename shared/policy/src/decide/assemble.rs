//! Putting the decision together from what was judged line by line.

use super::judge::{OwnTerms, Verdict, holds};
use super::record::Explained;
use super::windows::Sight;
use super::{DecideError, deadlines, refund};
use crate::Text;
use crate::decision::{Decision, FactValue, Finding, Method, SeenFact};
use crate::facts::Facts;
use crate::layers::Layers;
use crate::pack::{Binding, ClauseIds};
use crate::words::{Layer, Outcome, Party, Remedy, Topic};
use std::borrow::Cow;

pub(super) fn decision(
    layers: &Layers,
    facts: &Facts,
    verdicts: Vec<Verdict<'_>>,
    record: Explained,
) -> Result<Decision, DecideError> {
    let (at, strictest) = strictest(&verdicts);
    let outcome = strictest.outcome;
    let is_open = outcome != Outcome::Refused;
    let (breakdown, plans) = match refund::breakdown(facts, &verdicts).filter(|_| is_open) {
        Some((breakdown, plans)) => (Some(breakdown), plans),
        None => (None, Vec::new()),
    };
    let is_refunded = breakdown.as_ref().is_some_and(|breakdown| breakdown.amount_minor > 0);
    let law_won = plans.iter().any(|(.., layer)| *layer == Layer::Law)
        || (is_open && verdicts.iter().any(|verdict| verdict.layer == Layer::Law));
    let mut clauses = carrying_clauses(&verdicts, at, &record);
    if law_won {
        for (_, plan, layer) in &plans {
            if *layer == Layer::Law {
                add_all(&mut clauses, &plan.clauses);
            }
        }
        if let Some(own) = &layers.marketplace.pack.law_clauses {
            add_all(&mut clauses, own);
        }
    }
    let refused_line =
        (!is_open && verdicts.iter().any(|v| v.outcome != outcome)).then(|| facts.lines[at].line_id.clone());
    Ok(Decision {
        policy_id: layers.marketplace.pack.id.clone(),
        policy_version: layers.version,
        edition: layers.marketplace.pack.edition.clone(),
        layers: layers.names(),
        topic: facts.topic,
        ground: facts.ground,
        outcome,
        refusal: strictest.refusal,
        refused_line,
        clauses,
        case_id: strictest.case.map(|case| case.id.clone()),
        deadlines: deadlines::of_decision(layers, facts, outcome, &verdicts, is_refunded)?,
        evidence: if is_open { record.evidence } else { Vec::new() },
        missing_fields: if is_open { record.missing_fields } else { Vec::new() },
        remedies: remedies(facts, &verdicts, at),
        return_payer: return_payer(facts, &verdicts, is_open),
        method: if breakdown.is_some() { method(layers, facts, &verdicts) } else { None },
        breakdown,
        window_close_time: verdicts.iter().filter_map(|verdict| verdict.close_time).min(),
        decide_time: facts.now,
        findings: record.findings.into_iter().chain([binding(layers)]).collect(),
    })
}

/// Which version was decided by, and by which clause it binds.
fn binding(layers: &Layers) -> Finding {
    let header = &layers.marketplace.pack;
    let message = match header.binds {
        Binding::Placement => "This version binds: it was in force when the order was placed.",
        Binding::Application => "This version binds: it was in force when the application was made.",
    };
    let seen = |name, value| SeenFact { name: Cow::Borrowed(name), value };
    Finding {
        rule: header.id.clone(),
        clauses: header.clauses.clone(),
        held: true,
        message: Cow::Borrowed(message),
        facts: vec![
            seen("policy.version", FactValue::Number(i64::from(layers.version))),
            seen("policy.edition", FactValue::Text(header.edition.clone())),
        ],
        line_id: None,
        layer: header.layer,
        mark: header.mark,
    }
}

/// The line whose verdict counts: the strictest, the first of equals.
fn strictest<'a, 'b>(verdicts: &'b [Verdict<'a>]) -> (usize, &'b Verdict<'a>) {
    verdicts
        .iter()
        .enumerate()
        .reduce(|best, next| if next.1.outcome > best.1.outcome { next } else { best })
        .expect("invariant: facts have at least one line")
}

/// The clauses behind the answer: those that held where it grants, those that failed where it refuses; each once.
fn carrying_clauses(verdicts: &[Verdict<'_>], at: usize, record: &Explained) -> Vec<Text> {
    let mut clauses = Vec::new();
    let is_open = verdicts[at].outcome != Outcome::Refused;
    for (i, verdict) in verdicts.iter().enumerate() {
        if !is_open && i != at {
            continue;
        }
        for finding in record.findings[verdict.carried_by.clone()].iter().filter(|f| f.held == is_open) {
            add_all(&mut clauses, &finding.clauses);
        }
    }
    clauses
}

fn add_all(clauses: &mut Vec<Text>, more: &ClauseIds) {
    for clause in more.iter() {
        if !clauses.contains(clause) {
            clauses.push(clause.clone());
        }
    }
}

/// What every line offers; after a refusal, what the refusing case leaves open.
fn remedies(facts: &Facts, verdicts: &[Verdict<'_>], at: usize) -> Vec<Remedy> {
    let verdict = &verdicts[at];
    if verdict.outcome == Outcome::Refused {
        return verdict.case.map(|case| case.otherwise.clone()).unwrap_or_default();
    }
    let mut common: Option<Vec<Remedy>> = None;
    for (line, verdict) in facts.lines.iter().zip(verdicts) {
        let sight = Sight { pack: verdict.pack, layer: verdict.layer, facts, line };
        let mut own: Vec<Remedy> = Vec::new();
        for rule in verdict.case.iter().flat_map(|case| &case.remedies) {
            let applies = rule.when.is_none_or(|fact| holds(fact, sight) == rule.is);
            if applies && !verdict.ended.contains(&rule.remedy) && !own.contains(&rule.remedy) {
                own.push(rule.remedy);
            }
        }
        if is_returnless(sight) && !own.is_empty() {
            own.push(Remedy::KeepItem);
        }
        common = Some(match common {
            None => own,
            Some(before) => before.into_iter().filter(|remedy| own.contains(remedy)).collect(),
        });
    }
    common.unwrap_or_default()
}

/// The buyer keeps an item that is worth less than the pack's threshold.
fn is_returnless(sight: Sight<'_>) -> bool {
    sight.pack.returnless.as_ref().is_some_and(|rule| {
        sight.facts.topic == Topic::Return
            && rule.grounds.contains(&sight.facts.ground)
            && *rule.currency == *sight.facts.order.currency.code()
            && sight.line.unit_price_minor < rule.below_minor
    })
}

/// Who pays the way back: the law's answer where it takes the burden from the buyer.
fn return_payer(facts: &Facts, verdicts: &[Verdict<'_>], is_open: bool) -> Option<Party> {
    if !is_open || facts.topic != Topic::Return {
        return None;
    }
    let own = verdicts.iter().find_map(|verdict| verdict.case.and_then(|case| case.return_payer));
    let law = verdicts
        .iter()
        .flat_map(|verdict| &verdict.law_plans)
        .find_map(|(_, case, _)| case.return_payer)
        .filter(|payer| *payer != Party::Buyer);
    law.or(own)
}

/// How the money goes back: a seller's own method, else the pack's for the way it was paid, else the original one.
fn method(layers: &Layers, facts: &Facts, verdicts: &[Verdict<'_>]) -> Option<Method> {
    let pack = &*layers.marketplace;
    let rule = facts.order.payment_kind.and_then(|kind| {
        let speaks = |rule: &&crate::pack::MethodRule| {
            rule.payment_kinds.is_empty() || rule.payment_kinds.contains(&kind)
        };
        pack.methods.iter().find(speaks)
    });
    let own = facts.lines.iter().zip(verdicts).find_map(|(line, verdict)| {
        let sight = Sight { pack, layer: Layer::Marketplace, facts, line };
        OwnTerms::of(sight, verdict.case?, Some(layers)).method
    });
    let none: ClauseIds = ClauseIds::from([]);
    match (own, rule) {
        (Some((method, _)), rule) => Some(Method {
            method: method.clone(),
            options: rule.map(|rule| rule.options.clone()).unwrap_or_default(),
            clauses: pack.pack.seller_clauses.clone().unwrap_or(none),
        }),
        (None, Some(rule)) => Some(Method {
            method: rule.method.clone(),
            options: rule.options.clone(),
            clauses: rule.clauses.clone(),
        }),
        (None, None) => Some(Method { method: "original".into(), options: Vec::new(), clauses: none }),
    }
}
