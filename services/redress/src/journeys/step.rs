//! What a journey shows: one line per act, with date, actor, answer, clauses and money.

use chrono::{DateTime, Utc};
use redress_contracts::google::r#type::Money;
use serde::Serialize;

/// One act and its answer.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Step {
    /// The journey.
    pub journey: String,
    /// When, on the moving clock.
    pub time: DateTime<Utc>,
    /// Who acts.
    pub actor: String,
    /// What they do.
    pub act: String,
    /// What came of it, such as `allowed`, `refused: LINE_SHIPPED` or a state.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub answer: String,
    /// The clauses that were cited.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<String>,
    /// The money that moves.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub money: String,
}

impl Step {
    /// The step as one line for people.
    pub fn line(&self) -> String {
        let clauses = if self.clauses.is_empty() {
            String::new()
        } else {
            format!(" [{}]", self.clauses.join(", "))
        };
        let money = if self.money.is_empty() {
            String::new()
        } else {
            format!("  {}", self.money)
        };
        let answer = if self.answer.is_empty() {
            String::new()
        } else {
            format!(" -> {}", self.answer)
        };
        format!(
            "  {}  {:<8}  {}{answer}{clauses}{money}",
            self.time.format("%Y-%m-%d %H:%M"),
            self.actor,
            self.act
        )
    }
}

/// An amount as people read it.
pub fn amount(money: Option<&Money>) -> String {
    let Some(money) = money else { return String::new() };
    match redress_core::Money::from_units_nanos(&money.currency_code, money.units, money.nanos) {
        Ok(money) => money.to_string(),
        Err(error) => format!("not an amount: {error}"),
    }
}
