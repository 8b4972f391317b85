//! From the domain to `redress.policies.v1`. Decisions and words are `redress_policybook`'s.

use redress_contracts::redress::policies::v1 as pb;
use redress_core::etag::etag;
use redress_policy::{Change, ClauseExplanation, OpenTerm, PackError};
use redress_policybook::convert::Word as _;
use redress_rpc::convert::time_to_wire;

use crate::app::{Linted, Resolved};
use crate::domain::binding::Candidate;
use crate::domain::special_period::SpecialPeriod;
use crate::domain::{PolicyVersion, Published};

/// A version without its source.
pub fn policy_to_wire(policy: &PolicyVersion) -> pb::Policy {
    pb::Policy {
        policy_id: policy.policy_id.clone(),
        version: policy.version,
        edition: policy.edition.clone(),
        layer: policy.layer.to_wire().into(),
        marketplace_id: policy.marketplace_id.clone(),
        seller_id: policy.seller_id.clone(),
        display_name: policy.display_name.clone(),
        effective_time: Some(time_to_wire(policy.effective_time)),
        publish_time: Some(time_to_wire(policy.publish_time)),
        source: String::new(),
        source_sha256: policy.source_sha256.clone(),
        etag: etag(policy.version.into()),
        clause_count: policy.clause_count,
    }
}

/// A version with its source.
pub fn published_to_wire(published: Published) -> pb::Policy {
    pb::Policy {
        source: published.source,
        ..policy_to_wire(&published.policy)
    }
}

pub fn special_period_to_wire(period: &SpecialPeriod) -> pb::SpecialPeriod {
    pb::SpecialPeriod {
        special_period_id: period.special_period_id.to_string(),
        marketplace_id: period.marketplace_id.clone(),
        kind: period.kind.clone(),
        region: period.region.clone(),
        start_time: Some(time_to_wire(period.start_time)),
        end_time: Some(time_to_wire(period.end_time)),
        reason: period.reason.clone(),
        etag: etag(period.revision),
    }
}

pub fn resolved_to_wire(resolved: &Resolved) -> pb::ResolvePolicyResponse {
    pb::ResolvePolicyResponse {
        marketplace: Some(reference(&resolved.marketplace)),
        laws: resolved.laws.iter().map(reference).collect(),
        sellers: resolved.sellers.iter().map(reference).collect(),
        special_periods: resolved
            .special_periods
            .iter()
            .map(special_period_to_wire)
            .collect(),
    }
}

fn reference(candidate: &Candidate) -> pb::PolicyRef {
    pb::PolicyRef {
        policy_id: candidate.policy_id.clone(),
        version: candidate.version,
        seller_id: candidate.seller_id.clone(),
    }
}

pub fn changes_to_wire(changes: Vec<Change>) -> pb::DiffPoliciesResponse {
    let change = |change: Change| pb::PolicyChange {
        path: change.path,
        clause_ids: change.clauses,
        from_value: change.from.unwrap_or_default(),
        to_value: change.to.unwrap_or_default(),
    };
    pb::DiffPoliciesResponse {
        changes: changes.into_iter().map(change).collect(),
    }
}

pub fn linted_to_wire(linted: Linted) -> pb::LintPolicyResponse {
    let error = |error: PackError| pb::PolicyError {
        file: error.file,
        line: i32::try_from(error.line).unwrap_or(i32::MAX),
        path: error.path,
        message: error.message,
    };
    let open_term = |term: OpenTerm| pb::OpenTerm {
        path: term.path,
        clause_ids: term.clauses,
        mark: term.mark.to_wire().into(),
        value: term.value,
        why: term.why,
    };
    pb::LintPolicyResponse {
        errors: linted.errors.into_iter().map(error).collect(),
        open_terms: linted.open_terms.into_iter().map(open_term).collect(),
    }
}

pub fn explanation_to_wire(clauses: Vec<ClauseExplanation>) -> pb::ExplainPolicyResponse {
    let rule = |rule: redress_policy::RuleText| pb::RuleText {
        path: rule.path,
        text: rule.text,
        mark: rule.mark.to_wire().into(),
    };
    let clause = |clause: ClauseExplanation| pb::ClauseExplanation {
        clause_id: clause.clause,
        text: clause.text,
        mark: clause.mark.to_wire().into(),
        why: clause.why.unwrap_or_default(),
        rules: clause.rules.into_iter().map(rule).collect(),
    };
    pb::ExplainPolicyResponse {
        clauses: clauses.into_iter().map(clause).collect(),
    }
}
