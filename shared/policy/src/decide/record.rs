//! What is kept of the way to a decision: everything, or nothing.

use crate::Text;
use crate::decision::{FactValue, Finding, SeenFact};
use crate::pack::Basis;
use crate::words::Layer;
use std::borrow::Cow;

/// A fact on its way into a finding.
pub(super) type Seen = (&'static str, FactValue);

/// One rule considered, before it is kept.
pub(super) struct Considered<'a> {
    pub rule: &'a Text,
    pub basis: Basis<'a>,
    pub layer: Layer,
    pub held: bool,
    pub line_id: &'a Text,
}

/// Keeps findings, or does not. Messages and facts come as closures so that nothing is built that is not kept.
pub(super) trait Record {
    /// Keeps one finding.
    fn finding<const N: usize>(
        &mut self,
        considered: Considered<'_>,
        message: impl FnOnce() -> Cow<'static, str>,
        facts: impl FnOnce() -> [Seen; N],
    );

    /// How many findings are kept so far.
    fn mark(&self) -> usize;
}

/// Keeps everything.
pub(super) struct Explained {
    pub findings: Vec<Finding>,
}

impl Explained {
    pub(super) fn for_lines(lines: usize) -> Self {
        Self {
            findings: Vec::with_capacity(8 * lines + 1),
        }
    }
}

impl Record for Explained {
    fn finding<const N: usize>(
        &mut self,
        considered: Considered<'_>,
        message: impl FnOnce() -> Cow<'static, str>,
        facts: impl FnOnce() -> [Seen; N],
    ) {
        let keep = |(name, value)| SeenFact {
            name: Cow::Borrowed(name),
            value,
        };
        self.findings.push(Finding {
            rule: considered.rule.clone(),
            clauses: considered.basis.clauses.clone(),
            held: considered.held,
            message: message(),
            facts: Vec::from(facts().map(keep)),
            line_id: Some(considered.line_id.clone()),
            layer: considered.layer,
            mark: considered.basis.mark,
        });
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
        _: Considered<'_>,
        _: impl FnOnce() -> Cow<'static, str>,
        _: impl FnOnce() -> [Seen; N],
    ) {
    }

    fn mark(&self) -> usize {
        0
    }
}
