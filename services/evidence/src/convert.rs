//! Between the contract's messages and the domain, and what a request's fields may be.

use chrono::{DateTime, Utc};
use redress_contracts::redress::evidence::v1 as pb;
use redress_core::etag;
use redress_policy::Party;
use redress_policybook::convert::Word as _;
use redress_rpc::Fields;
use redress_rpc::convert::time_to_wire;

use crate::config::Config;
use crate::domain::custody::Record;
use crate::domain::evidence::{Evidence, Review};
use crate::domain::upload::Upload;
use crate::domain::words::{Action, EvidenceState, UploadState, Variant, Verdict};
use crate::store::Matches;

/// The longest id.
pub const MAX_ID: usize = 128;
/// The longest text in somebody's own words, in characters.
pub const MAX_TEXT: usize = 2_000;
/// The longest file name that is looked at, in characters.
pub const MAX_FILE_NAME: usize = 4_096;

/// An upload, of which so many bytes are there.
pub fn upload_to_wire(upload: &Upload, committed: u64, config: &Config) -> pb::Upload {
    let declared = &upload.declared;
    pb::Upload {
        upload_id: upload.upload_id.clone(),
        case_id: upload.case_id.clone(),
        order_id: upload.order_id.clone(),
        marketplace_id: upload.marketplace_id.clone(),
        kind: declared.kind.to_string(),
        party: declared.party.to_wire().into(),
        size_bytes: length(declared.size),
        sha256: declared.sha256.clone(),
        committed_bytes: length(committed),
        max_chunk_bytes: i32::try_from(config.max_chunk_bytes).unwrap_or(i32::MAX),
        expire_time: Some(time_to_wire(upload.expire_time)),
        state: match upload.state {
            UploadState::Open => pb::UploadState::Open,
            UploadState::Finished => pb::UploadState::Finished,
            UploadState::Refused => pb::UploadState::Refused,
            UploadState::Abandoned => pb::UploadState::Abandoned,
        }
        .into(),
        evidence_id: upload.evidence_id.clone().unwrap_or_default(),
        refusal: upload
            .refusal
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
    }
}

/// A piece of evidence without what a reviewer should know of it.
pub fn evidence_to_wire(piece: &Evidence) -> pb::Evidence {
    let original = &piece.original;
    let side = |side: Option<u32>| side.and_then(|side| i32::try_from(side).ok()).unwrap_or(0);
    pb::Evidence {
        evidence_id: piece.evidence_id.clone(),
        case_id: piece.case_id.clone(),
        order_id: piece.order_id.clone(),
        marketplace_id: piece.marketplace_id.clone(),
        kind: piece.kind.to_string(),
        party: piece.party.to_wire().into(),
        state: state_to_wire(piece.state).into(),
        file_name: piece.file_name.clone(),
        description: piece.description.clone(),
        media_type: original.media.to_string(),
        size_bytes: length(original.size),
        sha256: original.sha256.clone(),
        width: side(original.sides.map(|(width, _)| width)),
        height: side(original.sides.map(|(_, height)| height)),
        has_copy: original.copy.is_ok() && piece.state != EvidenceState::Erased,
        no_copy_reason: original
            .copy
            .as_ref()
            .err()
            .map(ToString::to_string)
            .unwrap_or_default(),
        has_thumbnail: original.has_thumbnail && piece.state != EvidenceState::Erased,
        review: piece.review.as_ref().map(review_to_wire),
        signals: None,
        add_time: Some(time_to_wire(piece.add_time)),
        retain_until_time: Some(time_to_wire(piece.retain_until_time)),
        erase_time: piece.erase_time.map(time_to_wire),
        etag: etag::etag(piece.revision),
        copy_size_bytes: original.copy.as_ref().map_or(0, |size| length(*size)),
    }
}

/// What a reviewer should know of a piece.
pub fn signals_to_wire(piece: &Evidence, matches: Matches) -> pb::Signals {
    pb::Signals {
        capture_time: piece.signals.capture_time.map(time_to_wire),
        is_taken_before_order: piece.signals.is_taken_before_order,
        has_location: piece.signals.has_location,
        is_name_misleading: piece.signals.is_name_misleading,
        same_picture_case_ids: matches.picture_case_ids,
        same_file_case_ids: matches.file_case_ids,
    }
}

/// A piece as it is stored in replies and told in events: without what an erasure has to reach.
pub fn evidence_without_words(piece: &Evidence) -> pb::Evidence {
    let mut wire = evidence_to_wire(piece);
    wire.file_name.clear();
    wire.description.clear();
    if let Some(review) = &mut wire.review {
        review.reason.clear();
    }
    wire
}

/// What the other contexts are told.
pub fn evidence_changed(piece: &Evidence, action: Action, time: DateTime<Utc>) -> pb::EvidenceChanged {
    let others = [Party::Buyer, Party::Seller, Party::Platform];
    let audience = others.into_iter().filter(|party| match action {
        Action::Added => *party != piece.party,
        Action::Accepted | Action::Refused | Action::AskedAgain => *party == piece.party,
        Action::Downloaded | Action::Erased => false,
    });
    pb::EvidenceChanged {
        evidence: Some(evidence_without_words(piece)),
        change: action.as_str().to_owned(),
        change_time: Some(time_to_wire(time)),
        audience: audience.map(|party| party.to_wire().into()).collect(),
    }
}

/// A custody record.
pub fn record_to_wire(record: Record) -> pb::CustodyRecord {
    pb::CustodyRecord {
        case_id: record.case_id,
        sequence: record.sequence,
        record_time: Some(time_to_wire(record.time)),
        party: record.act.party.to_wire().into(),
        actor: record.act.actor,
        action: record.act.action.as_str().to_owned(),
        evidence_id: record.act.evidence_id,
        detail: record.act.detail,
        previous_hash: record.previous_hash,
        hash: record.hash,
    }
}

/// A judgement; `None` for one that is not stated.
pub fn verdict_from_wire(verdict: pb::Verdict) -> Option<Verdict> {
    match verdict {
        pb::Verdict::Unspecified => None,
        pb::Verdict::Accept => Some(Verdict::Accept),
        pb::Verdict::Refuse => Some(Verdict::Refuse),
        pb::Verdict::AskAgain => Some(Verdict::AskAgain),
    }
}

/// Which bytes; the copy when not stated.
pub fn variant_from_wire(variant: pb::Variant) -> Variant {
    match variant {
        pb::Variant::Original => Variant::Original,
        pb::Variant::Unspecified | pb::Variant::Copy => Variant::Copy,
        pb::Variant::Thumbnail => Variant::Thumbnail,
    }
}

/// A SHA-256 in hexadecimal, in lower case.
pub fn sha256_from_wire(fields: &mut Fields, path: &str, text: &str) -> Option<String> {
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Some(text.to_ascii_lowercase());
    }
    fields.refuse(path, "must be a SHA-256 in hexadecimal, 64 digits");
    None
}

/// A length or an offset.
pub fn unsigned(fields: &mut Fields, path: &str, number: i64) -> Option<u64> {
    let unsigned = u64::try_from(number);
    fields.take(path, unsigned.map_err(|_| "must not be negative"))
}

fn review_to_wire(review: &Review) -> pb::Review {
    pb::Review {
        verdict: match review.verdict {
            Verdict::Accept => pb::Verdict::Accept,
            Verdict::Refuse => pb::Verdict::Refuse,
            Verdict::AskAgain => pb::Verdict::AskAgain,
        }
        .into(),
        reason: review.reason.clone(),
        party: review.party.to_wire().into(),
        review_time: Some(time_to_wire(review.time)),
        clause_ids: review.clauses.clone(),
    }
}

fn state_to_wire(state: EvidenceState) -> pb::EvidenceState {
    match state {
        EvidenceState::Added => pb::EvidenceState::Added,
        EvidenceState::Accepted => pb::EvidenceState::Accepted,
        EvidenceState::Refused => pb::EvidenceState::Refused,
        EvidenceState::AskedAgain => pb::EvidenceState::AskedAgain,
        EvidenceState::Erased => pb::EvidenceState::Erased,
    }
}

/// A length as the wire has it. Nothing here comes near the limit.
pub fn length(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
