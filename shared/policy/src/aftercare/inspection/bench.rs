//! An inspection while it is judged: each check leaves a finding and what it does to the outcome.

use super::{InspectionVerdict, MissingPart};
use crate::Text;
use crate::aftercare::{add_clauses, seen};
use crate::decision::{FactValue, Finding};
use crate::pack::{Basis, CheckDetail, Checklist, Exclusion, FactName, OnFailure, Pack, Term};
use crate::words::{Ground, InspectionOutcome};
use std::borrow::Cow;

/// An inspection being judged.
pub(super) struct Bench<'a> {
    pack: &'a Pack,
    checklist: &'a Checklist,
    findings: Vec<Finding>,
    pub(super) failed: Vec<Text>,
    missing: Vec<Text>,
    /// Something voids the claim: the other checks need no result.
    pub(super) is_decided: bool,
    refuses: bool,
    reductions: i64,
    is_charged: bool,
}

impl<'a> Bench<'a> {
    pub(super) fn new(pack: &'a Pack, checklist: &'a Checklist) -> Self {
        Self {
            pack,
            checklist,
            findings: Vec::new(),
            failed: Vec::new(),
            missing: Vec::new(),
            is_decided: false,
            refuses: false,
            reductions: 0,
            is_charged: false,
        }
    }

    pub(super) fn void(&mut self, void: &Text, is_found: bool) {
        let exclusion = self.exclusion(void);
        let detail = self.checklist.detail(void);
        let basis = match (detail, exclusion) {
            (Some(detail), _) => detail.basis(),
            (None, Some(exclusion)) => exclusion.basis(),
            (None, None) => self.checklist.basis(),
        };
        let said = detail
            .and_then(|detail| detail.text.as_ref())
            .or(exclusion.map(|exclusion| &exclusion.text));
        let message = match said {
            Some(text) if is_found => Cow::Owned(text.to_string()),
            _ if is_found => Cow::Owned(format!("Found: {void}.")),
            _ => Cow::Borrowed("Not found."),
        };
        self.find(void, basis, !is_found, message);
        if is_found {
            self.failed.push(void.clone());
            self.refuses = true;
        }
    }

    /// The exclusion that a void stands for: the one about the fact of the same name.
    fn exclusion(&self, void: &str) -> Option<&'a Exclusion> {
        self.pack.exclusions.iter().find(|exclusion| {
            let name = exclusion.fact.map(FactName::as_str);
            name.and_then(|name| name.strip_prefix("inspection.")) == Some(void)
        })
    }

    pub(super) fn ground(&mut self, ground: Ground, is_confirmed: Option<bool>) {
        if is_confirmed.is_none() && !self.failed.is_empty() {
            return;
        }
        let name = Text::from("ground");
        let detail = self.checklist.detail(&name);
        let message = match is_confirmed {
            Some(true) => Cow::Owned(format!("The problem that was named is there: {ground}.")),
            Some(false) => failure(detail, || {
                format!("The problem that was named is not there: {ground}.")
            }),
            None => Cow::Borrowed("Nobody has said yet whether the problem that was named is there."),
        };
        self.find(&name, self.basis(detail), is_confirmed == Some(true), message);
        match is_confirmed {
            Some(true) => {}
            Some(false) => {
                self.failed.push(name);
                self.refuses = true;
            }
            None => self.missing.push(name),
        }
    }

    pub(super) fn check(&mut self, name: &Text, passed: Option<bool>, has_parts: bool) {
        let detail = self.checklist.detail(name);
        let Some(passed) = passed else {
            if !self.is_decided {
                let message = Cow::Borrowed("It has no result yet.");
                self.find(name, self.basis(detail), false, message);
                self.missing.push(name.clone());
            }
            return;
        };
        let message = if passed {
            Cow::Borrowed("It passed.")
        } else {
            failure(detail, || format!("It failed: {name}."))
        };
        self.find(name, self.basis(detail), passed, message);
        if passed {
            return;
        }
        self.failed.push(name.clone());
        let on_failure = detail.and_then(|detail| detail.on_failure);
        match on_failure.unwrap_or(self.checklist.on_failure) {
            OnFailure::Refuse => self.refuses = true,
            OnFailure::Charge if has_parts => self.is_charged = true,
            OnFailure::Charge | OnFailure::Reduce => self.reductions += 1,
        }
    }

    /// Missing parts are charged where a check of the list charges; else they do what the list does.
    pub(super) fn parts(&mut self, parts: &[MissingPart]) {
        if parts.is_empty() {
            return;
        }
        let charges = |detail: &&CheckDetail| detail.on_failure == Some(OnFailure::Charge);
        let detail = self.checklist.details.iter().find(charges);
        let names: Vec<&str> = parts.iter().map(|part| &*part.name).collect();
        let (name, names) = (Text::from("missing_parts"), names.join(", "));
        let on_failure = detail.map_or(self.checklist.on_failure, |_| OnFailure::Charge);
        let message = match on_failure {
            OnFailure::Charge => format!("Missing, and charged at its price: {names}."),
            OnFailure::Refuse | OnFailure::Reduce => format!("Missing: {names}."),
        };
        self.find(&name, self.basis(detail), false, Cow::Owned(message));
        match on_failure {
            OnFailure::Charge => self.is_charged = true,
            OnFailure::Reduce => self.reductions += 1,
            OnFailure::Refuse => {
                self.failed.push(name);
                self.refuses = true;
            }
        }
    }

    fn basis(&self, detail: Option<&'a CheckDetail>) -> Basis<'a> {
        detail.map_or_else(|| self.checklist.basis(), Term::basis)
    }

    fn find(&mut self, name: &Text, basis: Basis<'_>, held: bool, message: Cow<'static, str>) {
        self.findings.push(Finding {
            rule: self.checklist.id.clone(),
            clauses: basis.clauses.clone(),
            held,
            message,
            facts: vec![seen("inspection.check", FactValue::Text(name.clone()))],
            line_id: None,
            layer: self.pack.pack.layer,
            mark: basis.mark,
        });
    }

    pub(super) fn verdict(mut self) -> InspectionVerdict {
        let outcome = if !self.missing.is_empty() {
            InspectionOutcome::Incomplete
        } else if self.refuses {
            InspectionOutcome::Refused
        } else if self.reductions > 0 || self.is_charged {
            InspectionOutcome::Reduced
        } else {
            InspectionOutcome::Passed
        };
        let is_refused = outcome == InspectionOutcome::Refused;
        if let Some(detail) = self.checklist.detail("refusal").filter(|_| is_refused) {
            let message = failure(Some(detail), || "The goods are not accepted.".to_owned());
            self.find(&detail.name, detail.basis(), false, message);
        }
        let mut clauses = Vec::new();
        let carries = |finding: &&Finding| finding.held == (outcome == InspectionOutcome::Passed);
        for finding in self.findings.iter().filter(carries) {
            add_clauses(&mut clauses, &finding.clauses);
        }
        let each = self.checklist.reduction_bp.unwrap_or_default();
        InspectionVerdict {
            checklist_id: self.checklist.id.clone(),
            outcome,
            reduction_bp: if outcome == InspectionOutcome::Reduced {
                (each * self.reductions).min(10_000)
            } else {
                0
            },
            holds_goods: is_refused && self.checklist.holds_refused_goods,
            failed: self.failed,
            missing: self.missing,
            findings: self.findings,
            clauses,
        }
    }
}

/// What a failure means: the detail's sentence, or ours.
fn failure(detail: Option<&CheckDetail>, ours: impl FnOnce() -> String) -> Cow<'static, str> {
    let text = detail.and_then(|detail| detail.text.as_ref());
    Cow::Owned(text.map_or_else(ours, ToString::to_string))
}
