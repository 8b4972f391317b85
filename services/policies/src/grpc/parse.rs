//! From the contract's requests to commands and questions. All field errors of a request are collected, with paths.

use redress_contracts::redress::policies::v1 as pb;
use redress_core::{FilterHash, page};
use redress_policy::Facts;
use redress_rpc::{Caller, Fields, Problem, Reason, request_hash};
use tonic::Code;

use crate::app::{
    Decide, DeclareSpecialPeriod, EndSpecialPeriod, Lint, ListPolicies, Page, PublishPolicy, Request,
    ResolvePolicy, TermsOf,
};
use crate::domain::Rejection;
use crate::domain::special_period::KINDS;
use crate::error::Error;

/// The longest pack, terms or facts that are taken, in characters.
const MAX_SOURCE: usize = 1_000_000;
const MAX_ID: usize = 256;
const MAX_FILE: usize = 256;
const MAX_REASON: usize = 2_000;
/// The most sellers one case may name.
const MAX_SELLERS: usize = 200;
const PAGE_DEFAULT: usize = 50;
const PAGE_MAX: usize = 200;

pub fn publish_policy(caller: &Caller, message: pb::PublishPolicyRequest) -> Result<PublishPolicy, Problem> {
    let body_hash = request_hash(&message, |message| message.request_id.clear());
    let mut fields = Fields::new();
    let request_id = fields.request_id("request_id", &message.request_id);
    let source = fields.non_empty("source", &message.source, MAX_SOURCE);
    let effective_time = fields.optional_timestamp("effective_time", message.effective_time);
    let file = fields.at_most("file_name", &message.file_name, MAX_FILE);
    // A seller who says nothing means its own terms.
    let seller_id = match (&message.seller_id, &caller.seller) {
        (seller_id, Some(own)) if seller_id.is_empty() => own.clone(),
        (seller_id, _) => seller_id.clone(),
    };
    let terms = match seller_id.as_str() {
        "" if !message.marketplace_id.is_empty() => {
            fields.refuse(
                "seller_id",
                "is required with marketplace_id; a pack names its marketplace itself",
            );
            None
        }
        "" => None,
        _ => {
            is_seller(&mut fields, "seller_id", &seller_id);
            let marketplace_id = caller.marketplace_for("marketplace_id", &message.marketplace_id)?;
            Some(TermsOf {
                marketplace_id,
                seller_id,
            })
        }
    };
    fields.finish()?;
    let default_file = if terms.is_some() {
        "terms.toml"
    } else {
        "policy.toml"
    };
    let file = Some(checked(file)).filter(|file| !file.is_empty());
    Ok(PublishPolicy {
        request: Request {
            request_id: checked(request_id),
            body_hash,
        },
        source: checked(source),
        file: file.unwrap_or_else(|| default_file.to_owned()),
        effective_time,
        terms,
    })
}

pub fn policy_version(policy_id: String, version: i32) -> Result<(String, i32), Problem> {
    let mut fields = Fields::new();
    fields.non_empty("policy_id", &policy_id, MAX_ID);
    fields.within("version", version, 0..=i32::MAX);
    fields.finish()?;
    Ok((policy_id, version))
}

pub fn list_policies(
    caller: &Caller,
    message: pb::ListPoliciesRequest,
) -> Result<(ListPolicies, FilterHash), Problem> {
    let marketplace_id = match message.marketplace_id.as_str() {
        "" => None,
        requested => Some(caller.marketplace_for("marketplace_id", requested)?),
    };
    let filter = FilterHash::of([
        "policies",
        &caller.key(),
        marketplace_id.as_deref().unwrap_or_default(),
    ]);
    let page = page_of(message.page_size, &message.page_token, filter)?;
    Ok((ListPolicies { marketplace_id, page }, filter))
}

pub fn list_policy_versions(
    message: pb::ListPolicyVersionsRequest,
) -> Result<(String, Page, FilterHash), Problem> {
    let (policy_id, _) = policy_version(message.policy_id, 0)?;
    let filter = FilterHash::of(["policy_versions", &policy_id]);
    let page = page_of(message.page_size, &message.page_token, filter)?;
    Ok((policy_id, page, filter))
}

pub fn resolve_policy(message: pb::ResolvePolicyRequest) -> Result<ResolvePolicy, Problem> {
    let mut fields = Fields::new();
    fields.non_empty("policy_id", &message.policy_id, MAX_ID);
    let place_time = fields.timestamp("place_time", message.place_time);
    let application_time = fields.timestamp("application_time", message.application_time);
    if !message.buyer_country.is_empty() {
        fields.country("buyer_country", &message.buyer_country);
    }
    if message.seller_ids.len() > MAX_SELLERS {
        fields.refuse(
            "seller_ids",
            format_args!("must have at most {MAX_SELLERS} elements"),
        );
    }
    for (index, seller_id) in message.seller_ids.iter().enumerate() {
        fields.non_empty(format_args!("seller_ids[{index}]"), seller_id, MAX_ID);
    }
    fields.finish()?;
    Ok(ResolvePolicy {
        marketplace_id: message.policy_id,
        place_time: checked(place_time),
        application_time: checked(application_time),
        buyer_country: message.buyer_country,
        seller_ids: message.seller_ids,
    })
}

pub fn diff_policies(message: pb::DiffPoliciesRequest) -> Result<(String, i32, i32), Problem> {
    let mut fields = Fields::new();
    fields.non_empty("policy_id", &message.policy_id, MAX_ID);
    fields.positive("from_version", message.from_version);
    fields.within("to_version", message.to_version, 0..=i32::MAX);
    fields.finish()?;
    Ok((message.policy_id, message.from_version, message.to_version))
}

pub fn lint_policy(message: pb::LintPolicyRequest) -> Result<Lint, Problem> {
    match (message.source.is_empty(), message.policy_id.is_empty()) {
        (true, true) => Err(Problem::invalid_field("source", "or policy_id is required")),
        (false, false) => Err(Problem::invalid_field(
            "policy_id",
            "must be empty when source is given",
        )),
        (true, false) => {
            let (policy_id, version) = policy_version(message.policy_id, message.version)?;
            Ok(Lint::Published { policy_id, version })
        }
        (false, true) => {
            let mut fields = Fields::new();
            fields.non_empty("source", &message.source, MAX_SOURCE);
            fields.at_most("file_name", &message.file_name, MAX_FILE);
            fields.finish()?;
            let file = Some(message.file_name).filter(|file| !file.is_empty());
            Ok(Lint::Source {
                source: message.source,
                file: file.unwrap_or_else(|| "policy.toml".to_owned()),
            })
        }
    }
}

pub fn decide(message: pb::DecideRequest) -> Result<Decide, Error> {
    let (policy_id, version) = policy_version(message.policy_id, message.version)?;
    let mut fields = Fields::new();
    fields.non_empty("facts_json", &message.facts_json, MAX_SOURCE);
    let draft_source = Some(message.draft_source).filter(|source| !source.is_empty());
    if let Some(source) = &draft_source {
        fields.at_most("draft_source", source, MAX_SOURCE);
        if version != 0 {
            fields.refuse("version", "must be 0 when a draft is given");
        }
    }
    fields.finish()?;
    Ok(Decide {
        policy_id,
        version,
        facts: facts(&message.facts_json)?,
        draft_source,
    })
}

/// Strict: an unknown or ill-typed field is named with its path.
fn facts(json: &str) -> Result<Facts, Rejection> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let unreadable = |path: String, reason: String| Rejection::Facts(vec![(path, reason)]);
    let facts = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        // `.` is the root, `?` what was never named.
        let path = error.path().to_string();
        unreadable(
            path.trim_end_matches(['.', '?']).to_owned(),
            error.inner().to_string(),
        )
    })?;
    reader
        .end()
        .map_err(|error| unreadable(String::new(), error.to_string()))?;
    Ok(facts)
}

pub fn declare_special_period(
    caller: &Caller,
    message: pb::DeclareSpecialPeriodRequest,
) -> Result<DeclareSpecialPeriod, Problem> {
    let body_hash = request_hash(&message, |message| message.request_id.clear());
    let marketplace_id = caller.marketplace_for("marketplace_id", &message.marketplace_id)?;
    let mut fields = Fields::new();
    let request_id = fields.request_id("request_id", &message.request_id);
    if !KINDS.contains(&message.kind.as_str()) {
        fields.refuse("kind", format_args!("must be one of {}", KINDS.join(", ")));
    }
    if !message.region.is_empty() {
        fields.country("region", &message.region);
    }
    let start_time = fields.timestamp("start_time", message.start_time);
    let end_time = fields.timestamp("end_time", message.end_time);
    if start_time.zip(end_time).is_some_and(|(start, end)| end <= start) {
        fields.refuse("end_time", "must be after start_time");
    }
    fields.non_empty("reason", &message.reason, MAX_REASON);
    fields.finish()?;
    Ok(DeclareSpecialPeriod {
        request: Request {
            request_id: checked(request_id),
            body_hash,
        },
        marketplace_id,
        kind: message.kind,
        region: message.region,
        start_time: checked(start_time),
        end_time: checked(end_time),
        reason: message.reason,
    })
}

pub fn end_special_period(message: pb::EndSpecialPeriodRequest) -> Result<EndSpecialPeriod, Problem> {
    let body_hash = request_hash(&message, |message| message.request_id.clear());
    let mut fields = Fields::new();
    let request_id = fields.request_id("request_id", &message.request_id);
    let special_period_id = fields.id("special_period_id", &message.special_period_id);
    let end_time = fields.optional_timestamp("end_time", message.end_time);
    fields.finish()?;
    Ok(EndSpecialPeriod {
        request: Request {
            request_id: checked(request_id),
            body_hash,
        },
        special_period_id: checked(special_period_id),
        end_time,
        etag: message.etag,
    })
}

pub fn list_special_periods(
    caller: &Caller,
    message: pb::ListSpecialPeriodsRequest,
) -> Result<(String, Page, FilterHash), Problem> {
    let marketplace_id = caller.marketplace_for("marketplace_id", &message.marketplace_id)?;
    let filter = FilterHash::of(["special_periods", &marketplace_id]);
    let page = page_of(message.page_size, &message.page_token, filter)?;
    Ok((marketplace_id, page, filter))
}

fn page_of(size: i32, token: &str, filter: FilterHash) -> Result<Page, Problem> {
    let mut fields = Fields::new();
    let size = fields.take("page_size", page::page_size(size, PAGE_DEFAULT, PAGE_MAX));
    fields.finish()?;
    let after = page::decode(token, filter).map_err(|error| {
        Problem::new(Code::InvalidArgument, Reason::InvalidPageToken, error.to_string())
            .with_field("page_token", error.to_string())
    })?;
    Ok(Page {
        size: checked(size),
        after,
    })
}

/// A seller's id becomes part of a policy's id and of a path.
fn is_seller(fields: &mut Fields, path: &str, seller_id: &str) {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    if seller_id.len() > 128 || !seller_id.bytes().all(is_plain) {
        fields.refuse(path, "must be at most 128 letters, digits, `-`, `_`, `.` and `~`");
    }
}

/// A value that was collected without an error.
fn checked<T>(value: Option<T>) -> T {
    value.expect("invariant: a request with a missing value was refused")
}
