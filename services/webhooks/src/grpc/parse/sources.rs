//! Requests about sources and notices.

use chrono::TimeDelta;
use redress_contracts::redress::webhooks::v1 as pb;
use redress_core::FilterHash;
use redress_rpc::{Caller, Fields, Problem};

use super::lists::page_of;
use super::{MAX_DESCRIPTION, MAX_ID, complete, overlap, plain_id};
use crate::app::{ListNotices, ListSources, NewSource, SourceTarget};
use crate::convert::{notice_state_from_wire, provider_from_wire};
use crate::domain::source::{SigningSecret, SourceId};

/// How many bytes a secret has: shorter ones can be guessed.
const SECRET_LENGTH: std::ops::RangeInclusive<usize> = 8..=512;

/// A new source.
pub fn new_source(caller: &Caller, message: pb::CreateSourceRequest) -> Result<NewSource, Problem> {
    let marketplace_id = caller.marketplace_for("marketplace_id", &message.marketplace_id)?;
    let mut fields = Fields::new();
    fields.request_id("request_id", &message.request_id);
    let provider = fields.one_of("provider", message.provider);
    let secret = secret(&mut fields, message.secret);
    let label = fields.at_most("label", &message.label, MAX_DESCRIPTION);
    let given = provider.and_then(provider_from_wire).zip(secret).zip(label);
    let new = given.map(|((provider, secret), label)| NewSource {
        marketplace_id,
        provider,
        label,
        secret,
    });
    complete(fields, new)
}

fn secret(fields: &mut Fields, text: String) -> Option<SigningSecret> {
    let (least, most) = (SECRET_LENGTH.start(), SECRET_LENGTH.end());
    if !SECRET_LENGTH.contains(&text.len()) {
        fields.refuse(
            "secret",
            format_args!("must have between {least} and {most} bytes"),
        );
        return None;
    }
    if text.trim() != text || text.chars().any(char::is_control) {
        fields.refuse(
            "secret",
            "must have no blanks at its ends and no control characters",
        );
        return None;
    }
    Some(SigningSecret::new(text))
}

/// How a source's secret is replaced: by which, and for how long the old one is taken as well.
pub fn source_rotation(
    message: pb::RotateSourceSecretRequest,
) -> Result<(SourceTarget, (SigningSecret, TimeDelta)), Problem> {
    let mut fields = Fields::new();
    fields.request_id("request_id", &message.request_id);
    let target = target_of(&mut fields, &message.source_id, message.etag);
    let secret = secret(&mut fields, message.secret);
    let overlap = overlap(&mut fields, message.overlap_hours, message.end_old_now);
    let change = secret.map(|secret| (secret, overlap));
    complete(fields, target.zip(change))
}

/// The source that is deleted.
pub fn source_target(message: pb::DeleteSourceRequest) -> Result<SourceTarget, Problem> {
    let mut fields = Fields::new();
    fields.request_id("request_id", &message.request_id);
    let target = target_of(&mut fields, &message.source_id, message.etag);
    complete(fields, target)
}

fn target_of(fields: &mut Fields, source_id: &str, etag: String) -> Option<SourceTarget> {
    let source_id = fields.id("source_id", source_id);
    fields.at_most("etag", &etag, MAX_ID);
    source_id.map(|source_id| SourceTarget { source_id, etag })
}

/// The sources to list.
pub fn list_sources(
    caller: &Caller,
    message: pb::ListSourcesRequest,
) -> Result<(ListSources, FilterHash), Problem> {
    let marketplace_id = caller.marketplace_for("marketplace_id", &message.marketplace_id)?;
    let mut fields = Fields::new();
    let provider = match pb::Provider::try_from(message.provider) {
        Ok(provider) => provider_from_wire(provider),
        Err(_) => {
            fields.refuse(
                "provider",
                format_args!("has the unknown value {}", message.provider),
            );
            None
        }
    };
    let hash = FilterHash::of([
        "sources",
        &caller.key(),
        &marketplace_id,
        &message.provider.to_string(),
    ]);
    let page = page_of(&mut fields, (message.page_size, &message.page_token), hash);
    let list = page.map(|page| ListSources {
        marketplace_id,
        provider,
        page,
    });
    Ok((complete(fields, list)?, hash))
}

/// The notices to list.
pub fn list_notices(
    caller: &Caller,
    message: pb::ListNoticesRequest,
) -> Result<(ListNotices, FilterHash), Problem> {
    let marketplace_id = caller.marketplace_for("marketplace_id", &message.marketplace_id)?;
    let mut fields = Fields::new();
    let source_id = fields.optional_id::<SourceId>("source_id", &message.source_id);
    let subject = plain_id(&mut fields, "subject", &message.subject);
    let state = match pb::NoticeState::try_from(message.state) {
        Ok(state) => notice_state_from_wire(state),
        Err(_) => {
            fields.refuse("state", format_args!("has the unknown value {}", message.state));
            None
        }
    };
    let hash = FilterHash::of([
        "notices",
        &caller.key(),
        &marketplace_id,
        &message.source_id,
        &message.state.to_string(),
        &message.subject,
    ]);
    let page = page_of(&mut fields, (message.page_size, &message.page_token), hash);
    let list = page.map(|page| ListNotices {
        marketplace_id,
        source_id: source_id.map(SourceId::into_string),
        state,
        subject,
        page,
    });
    Ok((complete(fields, list)?, hash))
}
