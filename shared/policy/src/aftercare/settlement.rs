//! Settling a return: what is refunded or owed once it is known what came back and in which state.
//!
//! The facts of the request are decided on again with what was received in place of what was asked, by the same core and
//! at the same instant; what people found or agreed is laid upon that breakdown. Previewing and paying are the same call.
//! What always holds: lines add up to their amount, and neither refund nor debt is below zero.

mod lines;

use super::{InspectionVerdict, add_clauses, governing_case};
use crate::Text;
use crate::decide::{self, DecideError, decide};
use crate::decision::{Breakdown, Decision, Finding, Method};
use crate::facts::{FactError, Facts};
use crate::layers::Layers;
use crate::pack::{Case, ClauseIds};
use crate::words::{InspectionOutcome, Outcome, Remedy};
use serde::{Deserialize, Serialize};

/// What is known when a return is settled, beside the facts of its request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SettlementFacts {
    /// What the buyer gets.
    pub remedy: Remedy,
    /// What came back and is settled now; all that was asked about where the goods need not come back.
    pub received: Option<Vec<ReceivedLine>>,
    /// What the parts found missing cost, minor units, at least 0.
    pub missing_parts_minor: i64,
    /// What the way back cost where the shop has paid it, minor units, at least 0.
    pub return_postage_minor: i64,
    /// What the inspection came to, where there was one.
    pub verdict: Option<InspectionVerdict>,
    /// What is taken off for the state of the goods or by agreement, minor units; what the verdict says when absent.
    pub reduction_minor: Option<i64>,
    /// Why, in one sentence; what failed when absent.
    pub reduction_text: Option<Text>,
    /// The item given in exchange; for that remedy only.
    pub exchange: Option<ExchangeItem>,
    /// The clauses by which a person, a ruling or an intervention grants it whatever policy and inspection say. Any remedy may
    /// then be given.
    pub granted_by: Option<ClauseIds>,
}

/// What came back of a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReceivedLine {
    /// The line.
    pub line_id: Text,
    /// How many; 0 to what was asked about.
    pub quantity: i64,
}

/// The item given in exchange.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExchangeItem {
    /// What it costs, tax included, minor units, at least 0.
    pub price_minor: i64,
    /// What it is.
    pub text: Text,
}

/// What is settled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settlement {
    /// What the buyer gets, or would get if it were not refused.
    pub remedy: Remedy,
    /// The policy or the inspection refuses: nothing is given.
    pub is_refused: bool,
    /// What is refunded; its amount is 0 where fees take all of it. Absent where no money goes back.
    pub breakdown: Option<Breakdown>,
    /// What the buyer owes: the difference to a dearer item, or what is charged beside a replacement or repair.
    pub owed: Option<Breakdown>,
    /// How the refund goes back.
    pub method: Option<Method>,
    /// The clauses it rests on, each once.
    pub clauses: Vec<Text>,
    /// What the policy and the inspection considered.
    pub findings: Vec<Finding>,
}

/// Why nothing can be settled. Never a refusal: a refusal is a settlement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettleError {
    /// What is to be settled contradicts the request, the decision or itself.
    #[error("the facts cannot be settled: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Facts(Vec<FactError>),
    /// The facts cannot be decided on.
    #[error(transparent)]
    Decide(#[from] DecideError),
}

impl SettlementFacts {
    /// A remedy for all that was asked about, nothing found and nothing taken off.
    pub fn of(remedy: Remedy) -> Self {
        Self {
            remedy,
            received: None,
            missing_parts_minor: 0,
            return_postage_minor: 0,
            verdict: None,
            reduction_minor: None,
            reduction_text: None,
            exchange: None,
            granted_by: None,
        }
    }
}

/// Settles a return. `facts` are those of the request, with its `now`: time that has passed since closes no window.
///
/// The shipping of the order as a whole goes back only where all that was asked about came back. Errors: lines that were not asked
/// about or quantities beyond that, a remedy that the decision does not offer, an inspection that is not complete, an exchange
/// without its item, negative amounts; and as [`decide`].
pub fn settle(layers: &Layers, facts: &Facts, after: &SettlementFacts) -> Result<Settlement, SettleError> {
    let facts = lines::settled(facts, after).map_err(SettleError::Facts)?;
    let decision = decide(layers, &facts)?;
    let is_granted = after.granted_by.is_some();
    let is_refused = !is_granted
        && (decision.outcome == Outcome::Refused || is_outcome(after, InspectionOutcome::Refused));
    if !is_refused {
        check(&decision, after).map_err(SettleError::Facts)?;
    }
    let mut settlement = Settlement {
        remedy: after.remedy,
        is_refused,
        breakdown: None,
        owed: None,
        method: None,
        clauses: Vec::new(),
        findings: decision.findings.clone(),
    };
    if is_refused && decision.outcome == Outcome::Refused {
        settlement.clauses.clone_from(&decision.clauses);
    }
    if !is_refused {
        settlement.cite_remedy(layers, &decision, after);
        settlement.reckon(layers, &facts, &decision, after);
    }
    if let Some(verdict) = &after.verdict {
        settlement.findings.extend(verdict.findings.iter().cloned());
        add_clauses(&mut settlement.clauses, &verdict.clauses.clone().into());
    }
    Ok(settlement)
}

fn is_outcome(after: &SettlementFacts, outcome: InspectionOutcome) -> bool {
    after
        .verdict
        .as_ref()
        .is_some_and(|verdict| verdict.outcome == outcome)
}

/// What the decision and the inspection must allow.
fn check(decision: &Decision, after: &SettlementFacts) -> Result<(), Vec<FactError>> {
    let wrong = |path: &str, reason: String| {
        vec![FactError {
            path: path.to_owned(),
            reason,
        }]
    };
    let is_given_otherwise = matches!(after.remedy, Remedy::Wait | Remedy::Return | Remedy::RefuseParcel);
    if is_given_otherwise {
        return Err(wrong(
            "remedy",
            format!("`{}` is nothing that a return is settled with", after.remedy),
        ));
    }
    if after.granted_by.is_some() {
        return Ok(());
    }
    if is_outcome(after, InspectionOutcome::Incomplete) {
        let missing = after.verdict.iter().flat_map(|verdict| &verdict.missing);
        let missing: Vec<&str> = missing.map(|name| &**name).collect();
        return Err(wrong(
            "inspection",
            format!("has no result yet for {}", missing.join(", ")),
        ));
    }
    let is_plain_refund = decision.remedies.is_empty() && after.remedy == Remedy::Refund;
    if is_plain_refund || decision.remedies.contains(&after.remedy) {
        return Ok(());
    }
    let open: Vec<&str> = decision.remedies.iter().map(|remedy| remedy.as_str()).collect();
    Err(wrong(
        "remedy",
        format!("`{}` is not offered; open is: {}", after.remedy, open.join(", ")),
    ))
}

impl Settlement {
    /// The clauses by which the remedy is given: the governing case's, else those of whichever layer offers it.
    fn cite_remedy(&mut self, layers: &Layers, decision: &Decision, after: &SettlementFacts) {
        let own = governing_case(layers, decision).map(|(_, case)| case);
        let laws = layers.laws.iter().flat_map(|law| &law.pack.cases);
        let others = layers.marketplace.cases.iter().chain(laws);
        let speaks = |case: &&Case| case.topic == decision.topic && case.grounds.contains(&decision.ground);
        let rule = own
            .into_iter()
            .chain(others.filter(speaks))
            .flat_map(|case| &case.remedies)
            .find(|rule| rule.remedy == after.remedy);
        let granted = after.granted_by.as_ref();
        for clauses in rule.map(|rule| &rule.clauses).into_iter().chain(granted) {
            add_clauses(&mut self.clauses, clauses);
        }
    }

    /// The money.
    fn reckon(&mut self, layers: &Layers, facts: &Facts, decision: &Decision, after: &SettlementFacts) {
        let base = match &decision.breakdown {
            Some(breakdown) => Some(breakdown.clone()),
            None if after.granted_by.is_some() => {
                let plan = lines::granted_plan(layers, decision, after);
                decide::by_plan(&plan, facts)
            }
            None => None,
        };
        let Some(base) = base else { return };
        match after.remedy {
            Remedy::Refund | Remedy::PartialRefund | Remedy::KeepItem => {
                self.breakdown = Some(lines::reduced(base, decision, after));
            }
            Remedy::Exchange => {
                let credit = lines::reduced(base, decision, after);
                let clauses = self.clauses.clone().into();
                let balance = lines::exchanged(credit, after, clauses);
                if balance.amount_minor < 0 {
                    self.owed = Some(lines::owed(balance));
                } else {
                    self.breakdown = Some(balance);
                }
            }
            _ => self.owed = lines::charges(base),
        }
        if self.breakdown.is_some() {
            self.method = Some(
                decision
                    .method
                    .clone()
                    .unwrap_or_else(|| decide::method(layers, facts)),
            );
        }
        let lines = self
            .breakdown
            .iter()
            .chain(&self.owed)
            .flat_map(|part| &part.lines);
        for line in lines {
            add_clauses(&mut self.clauses, &line.clauses);
        }
    }
}
