//! Between the contract's messages and the domain.

use chrono::{DateTime, Utc};
use redress_contracts::redress::access::v1::Role as Stated;
use redress_contracts::redress::gateway::v1 as pb;
use redress_core::etag;
use redress_rpc::Role;
use redress_rpc::access::stated_as;
use redress_rpc::convert::time_to_wire;

use crate::domain::key::{ApiKey, State};

/// A key as it is told.
pub fn key_to_wire(key: &ApiKey, now: DateTime<Utc>) -> pb::ApiKey {
    let state = match key.state(now) {
        State::Active => pb::ApiKeyState::Active,
        State::Expired => pb::ApiKeyState::Expired,
        State::Revoked => pb::ApiKeyState::Revoked,
    };
    pb::ApiKey {
        api_key_id: key.api_key_id.clone(),
        marketplace_id: key.marketplace_id.clone(),
        role: stated_as(key.role).into(),
        principal: key.principal.clone(),
        description: key.description.clone(),
        scopes: key.scopes.clone(),
        state: state.into(),
        secrets: key
            .secrets
            .iter()
            .map(|secret| pb::ApiKeySecret {
                hint: secret.hint.clone(),
                create_time: Some(time_to_wire(secret.create_time)),
                expire_time: secret.expire_time.map(time_to_wire),
            })
            .collect(),
        secret: String::new(),
        created_by: key.created_by.clone(),
        create_time: Some(time_to_wire(key.create_time)),
        expire_time: key.expire_time.map(time_to_wire),
        last_use_time: key.last_use_time.map(time_to_wire),
        revoke_time: key.revoke_time.map(time_to_wire),
        etag: etag::etag(key.revision),
    }
}

/// A role of the contracts; `None` for none.
pub fn role_from_wire(stated: Stated) -> Option<Role> {
    Role::ALL.into_iter().find(|role| stated_as(*role) == stated)
}
