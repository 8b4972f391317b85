//! Sources and notices as the contract has them. A secret is never among it.

use redress_contracts::redress::webhooks::v1 as pb;
use redress_core::etag::etag;
use redress_rpc::convert::time_to_wire;

use crate::domain::notice::{self, Notice};
use crate::domain::provider::Provider;
use crate::domain::source::{self, Source};

/// A source as the contract has it.
pub fn source_to_wire(source: &Source) -> pb::Source {
    pb::Source {
        source_id: source.source_id.to_string(),
        marketplace_id: source.marketplace_id.clone(),
        provider: provider_to_wire(source.provider).into(),
        label: source.label.clone(),
        path: format!("/v1/hooks/{}", source.source_id),
        state: match source.state {
            source::State::Active => pb::SourceState::Active.into(),
            source::State::Deleted => pb::SourceState::Deleted.into(),
        },
        old_secret_end_time: source.old_secret.as_ref().map(|old| time_to_wire(old.end_time)),
        create_time: Some(time_to_wire(source.create_time)),
        update_time: Some(time_to_wire(source.update_time)),
        etag: etag(source.revision),
    }
}

/// A notice as the contract has it.
pub fn notice_to_wire(notice: &Notice) -> pb::Notice {
    pb::Notice {
        notice_id: notice.notice_id.to_string(),
        source_id: notice.source_id.to_string(),
        marketplace_id: notice.marketplace_id.clone(),
        provider: provider_to_wire(notice.provider).into(),
        event_id: notice.event_id.clone(),
        event_type: notice.event_type.clone(),
        subject: notice.subject.clone(),
        event_time: notice.event_time.map(time_to_wire),
        state: notice_state(notice.state).into(),
        reason: notice.why.reason.clone(),
        detail: notice.why.detail.clone(),
        attempt_count: notice.attempt_count,
        next_attempt_time: notice.next_attempt_time.map(time_to_wire),
        receive_count: notice.receive_count,
        conflict_count: notice.conflict_count,
        create_time: Some(time_to_wire(notice.create_time)),
        receive_time: Some(time_to_wire(notice.receive_time)),
        end_time: notice.end_time.map(time_to_wire),
        body_sha256: notice.body_sha256.clone(),
        body_size_bytes: notice.body_size_bytes,
        is_kept: notice.facts.is_some(),
    }
}

fn provider_to_wire(provider: Provider) -> pb::Provider {
    match provider {
        Provider::EasyPost => pb::Provider::Easypost,
        Provider::AfterShip => pb::Provider::Aftership,
        Provider::SeventeenTrack => pb::Provider::SeventeenTrack,
        Provider::Shippo => pb::Provider::Shippo,
        Provider::Stripe => pb::Provider::Stripe,
    }
}

/// The provider that a request names.
pub fn provider_from_wire(provider: pb::Provider) -> Option<Provider> {
    match provider {
        pb::Provider::Unspecified => None,
        pb::Provider::Easypost => Some(Provider::EasyPost),
        pb::Provider::Aftership => Some(Provider::AfterShip),
        pb::Provider::SeventeenTrack => Some(Provider::SeventeenTrack),
        pb::Provider::Shippo => Some(Provider::Shippo),
        pb::Provider::Stripe => Some(Provider::Stripe),
    }
}

fn notice_state(state: notice::State) -> pb::NoticeState {
    match state {
        notice::State::Pending => pb::NoticeState::Pending,
        notice::State::Applied => pb::NoticeState::Applied,
        notice::State::Ignored => pb::NoticeState::Ignored,
        notice::State::Refused => pb::NoticeState::Refused,
        notice::State::GivenUp => pb::NoticeState::GivenUp,
    }
}

/// The state that a list asks for.
pub fn notice_state_from_wire(state: pb::NoticeState) -> Option<notice::State> {
    match state {
        pb::NoticeState::Unspecified => None,
        pb::NoticeState::Pending => Some(notice::State::Pending),
        pb::NoticeState::Applied => Some(notice::State::Applied),
        pb::NoticeState::Ignored => Some(notice::State::Ignored),
        pb::NoticeState::Refused => Some(notice::State::Refused),
        pb::NoticeState::GivenUp => Some(notice::State::GivenUp),
    }
}
