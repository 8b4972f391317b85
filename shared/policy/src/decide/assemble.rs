//! Putting the decision together from what was judged line by line.

use super::own_terms::OwnTerms;
use super::record::Explained;
use super::refund::Chosen;
use super::verdict::Verdict;
use super::{binding, deadlines, refund, remedies};
use crate::Text;
use crate::decision::{Decision, EvidenceNeed, Method};
use crate::facts::Facts;
use crate::layers::Layers;
use crate::pack::{ClauseIds, EvidenceRule, MethodRule};
use crate::time::TimeError;
use crate::words::{Layer, Outcome};

pub(super) fn decision(
    layers: &Layers,
    facts: &Facts,
    verdicts: &[Verdict<'_>],
    record: Explained,
) -> Result<Decision, TimeError> {
    let (at, strictest) = strictest(verdicts);
    let outcome = strictest.outcome;
    let is_open = outcome != Outcome::Refused;
    let granted = if is_open { verdicts } else { &[] };
    let (breakdown, plans) = refund::breakdown(facts, granted).unzip();
    let amount_minor = breakdown.as_ref().map_or(0, |breakdown| breakdown.amount_minor);
    let (remedies, law_remedies) = remedies::offered(facts, verdicts, at);
    let (return_payer, law_payer) = remedies::return_payer(granted);
    let mut clauses = carrying_clauses(verdicts, at, &record);
    let law = LawWins {
        plans: plans.unwrap_or_default(),
        cases: law_remedies || law_payer,
    };
    law.cite(layers, granted, &mut clauses);
    let mut findings = record.findings;
    findings.push(binding::finding(layers));
    let is_one_line = !is_open && verdicts.iter().any(|verdict| verdict.outcome != outcome);
    Ok(Decision {
        policy_id: layers.marketplace.pack.id.clone(),
        policy_version: layers.version,
        edition: layers.marketplace.pack.edition.clone(),
        layers: layers.names(),
        topic: facts.topic,
        ground: facts.ground,
        outcome,
        refusal: strictest.refusal,
        refused_line: is_one_line.then(|| facts.lines[at].line_id.clone()),
        clauses,
        case_id: strictest.answer.case.map(|case| case.id.clone()),
        deadlines: deadlines::of_decision(layers, facts, (outcome, amount_minor > 0), verdicts)?,
        evidence: evidence(facts, granted),
        missing_fields: missing_fields(facts, granted),
        remedies,
        return_payer,
        method: breakdown.is_some().then(|| method(layers, facts, verdicts)),
        breakdown,
        window_close_time: if is_open {
            verdicts.iter().filter_map(|verdict| verdict.close_time).min()
        } else {
            strictest.close_time
        },
        decide_time: facts.now,
        findings,
    })
}

/// The line whose verdict counts: the strictest, the first of equals.
fn strictest<'a, 'b>(verdicts: &'b [Verdict<'a>]) -> (usize, &'b Verdict<'a>) {
    verdicts
        .iter()
        .enumerate()
        .reduce(|best, next| {
            if next.1.outcome > best.1.outcome {
                next
            } else {
                best
            }
        })
        .expect("invariant: facts have at least one line")
}

/// The clauses behind the answer, each once: those that held where it grants, with those that ask for more where it is
/// incomplete; those that failed where it refuses.
fn carrying_clauses(verdicts: &[Verdict<'_>], at: usize, record: &Explained) -> Vec<Text> {
    let mut clauses = Vec::new();
    let outcome = verdicts[at].outcome;
    let is_open = outcome != Outcome::Refused;
    let concerned = if is_open { verdicts } else { &verdicts[at..=at] };
    for verdict in concerned {
        let carried = verdict.carried_by.clone().filter(|found| {
            record.findings[*found].held == is_open || verdict.outcome == Outcome::Incomplete
        });
        let passed = verdict.passed.clone().filter(|_| is_open);
        for found in passed.chain(carried) {
            add_all(&mut clauses, &record.findings[found].clauses);
        }
    }
    clauses
}

fn add_all(clauses: &mut Vec<Text>, more: &ClauseIds) {
    for clause in more.iter() {
        if !clauses.iter().any(|own| own == clause) {
            clauses.push(clause.clone());
        }
    }
}

/// Where a law gives the buyer more than the shop.
struct LawWins<'a> {
    plans: Vec<Chosen<'a>>,
    /// It adds remedies, or takes the way back from the buyer.
    cases: bool,
}

impl LawWins<'_> {
    /// Cites what of a law won, and the marketplace's own clause that lets it.
    fn cite(&self, layers: &Layers, granted: &[Verdict<'_>], clauses: &mut Vec<Text>) {
        let mut has_won = granted.iter().any(|verdict| verdict.answer.layer == Layer::Law);
        for (plan, _) in self.plans.iter().filter(|(_, layer)| *layer == Layer::Law) {
            has_won = true;
            add_all(clauses, &plan.clauses);
        }
        if self.cases {
            has_won = true;
            let laws = granted
                .iter()
                .flat_map(|verdict| &verdict.others)
                .filter(|other| other.layer == Layer::Law);
            for case in laws.filter_map(|law| law.case) {
                add_all(clauses, &case.clauses);
            }
        }
        if let Some(own) = layers.marketplace.pack.law_clauses.as_ref().filter(|_| has_won) {
            add_all(clauses, own);
        }
    }
}

/// What has to be shown by the cases that count, each once.
fn evidence(facts: &Facts, granted: &[Verdict<'_>]) -> Vec<EvidenceNeed> {
    let mut rules: Vec<&EvidenceRule> = Vec::new();
    for rule in granted
        .iter()
        .filter_map(|verdict| verdict.answer.case)
        .flat_map(|case| &case.evidence)
    {
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    let need = |rule: &EvidenceRule| EvidenceNeed {
        any_of: rule.any_of.clone(),
        text: rule.text.clone(),
        clauses: rule.clauses.clone(),
        satisfied: facts.has_evidence(rule),
    };
    rules.into_iter().map(need).collect()
}

/// The fields that the cases that count ask for and the request does not give, each once.
fn missing_fields(facts: &Facts, granted: &[Verdict<'_>]) -> Vec<Text> {
    let mut missing: Vec<Text> = Vec::new();
    for rule in granted
        .iter()
        .filter_map(|verdict| verdict.answer.case)
        .flat_map(|case| &case.fields)
    {
        if !facts.fields.contains(&rule.field) && !missing.contains(&rule.field) {
            missing.push(rule.field.clone());
        }
    }
    missing
}

/// How the money goes back: a seller's own method, else the pack's for the way it was paid, else the original one.
pub(super) fn method(layers: &Layers, facts: &Facts, verdicts: &[Verdict<'_>]) -> Method {
    let pack = &*layers.marketplace;
    let names_it = |rule: &&MethodRule| {
        facts
            .order
            .payment_kind
            .is_some_and(|kind| rule.payment_kinds.contains(&kind))
    };
    let is_general = |rule: &&MethodRule| rule.payment_kinds.is_empty();
    let rule = pack
        .methods
        .iter()
        .find(names_it)
        .or_else(|| pack.methods.iter().find(is_general));
    let own = facts.lines.iter().zip(verdicts).find_map(|(line, verdict)| {
        OwnTerms::by_seller(layers, verdict.own_case()?, Some(&line.seller_id)).method
    });
    match (own, rule) {
        (Some(own), rule) => {
            let has_options = |rule: &&MethodRule| rule.method == *own.value && !rule.options.is_empty();
            let options = rule
                .filter(has_options)
                .or_else(|| pack.methods.iter().find(has_options));
            Method {
                method: own.value.clone(),
                options: options.map(|rule| rule.options.clone()).unwrap_or_default(),
                clauses: own.clauses.cloned().unwrap_or_else(|| ClauseIds::from([])),
            }
        }
        (None, Some(rule)) => Method {
            method: rule.method.clone(),
            options: rule.options.clone(),
            clauses: rule.clauses.clone(),
        },
        (None, None) => Method {
            method: "original".into(),
            options: Vec::new(),
            clauses: ClauseIds::from([]),
        },
    }
}
