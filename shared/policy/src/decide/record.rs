//! What is kept of the way to a decision: everything, or nothing.

use crate::Text;
use crate::decision::{EvidenceNeed, FactValue, Finding, SeenFact};
use crate::pack::{Basis, EvidenceRule};
use crate::words::Layer;
use std::borrow::Cow;

/// A fact on its way into a finding.
pub(super) type Seen = (&'static str, FactValue);

/// One rule considered, before it is kept.
pub(super) struct Considered<'a, const N: usize> {
    pub rule: &'a Text,
    pub basis: Basis<'a>,
    pub layer: Layer,
    pub held: bool,
    pub line_id: Option<&'a Text>,
}

/// Keeps findings, or does not. Messages and facts come as closures so that nothing is built that is not kept.
pub(super) trait Record {
    /// Keeps one finding.
    fn finding<const N: usize>(
        &mut self,
        considered: Considered<'_, N>,
        message: impl FnOnce() -> Cow<'static, str>,
        facts: impl FnOnce() -> [Seen; N],
    );

    /// Keeps that evidence is asked for.
    fn evidence(&mut self, rule: &EvidenceRule, satisfied: bool);

    /// Keeps that a field is missing.
    fn missing_field(&mut self, field: &Text);

    /// How many findings are kept so far.
    fn mark(&self) -> usize;
}

/// Keeps everything.
pub(super) struct Explained {
    pub findings: Vec<Finding>,
    pub evidence: Vec<EvidenceNeed>,
    pub missing_fields: Vec<Text>,
}

impl Explained {
    pub(super) fn for_lines(lines: usize) -> Self {
        Self { findings: Vec::with_capacity(8 * lines), evidence: Vec::new(), missing_fields: Vec::new() }
    }
}

impl Record for Explained {
    fn finding<const N: usize>(
        &mut self,
        considered: Considered<'_, N>,
        message: impl FnOnce() -> Cow<'static, str>,
        facts: impl FnOnce() -> [Seen; N],
    ) {
        self.findings.push(Finding {
            rule: considered.rule.clone(),
            clauses: considered.basis.clauses.clone(),
            held: considered.held,
            message: message(),
            facts: facts()
                .into_iter()
                .map(|(name, value)| SeenFact { name: Cow::Borrowed(name), value })
                .collect(),
            line_id: considered.line_id.cloned(),
            layer: considered.layer,
            mark: considered.basis.mark,
        });
    }

    fn evidence(&mut self, rule: &EvidenceRule, satisfied: bool) {
        let need = EvidenceNeed {
            any_of: rule.any_of.clone(),
            text: rule.text.clone(),
            clauses: rule.clauses.clone(),
            satisfied,
        };
        if !self.evidence.contains(&need) {
            self.evidence.push(need);
        }
    }

    fn missing_field(&mut self, field: &Text) {
        if !self.missing_fields.contains(field) {
            self.missing_fields.push(field.clone());
        }
    }

    fn mark(&self) -> usize {
        self.findings.len()
    }
}

/// Keeps nothing.
pub(super) struct Silent;

impl Record for Silent {
    fn finding<const N: usize>(
        &mut self,
        _: Considered<'_, N>,
        _: impl FnOnce() -> Cow<'static, str>,
        _: impl FnOnce() -> [Seen; N],
    ) {
    }

    fn evidence(&mut self, _: &EvidenceRule, _: bool) {}

    fn missing_field(&mut self, _: &Text) {}

    fn mark(&self) -> usize {
        0
    }
}
