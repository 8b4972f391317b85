//! What comes in: sources, requests that they signed, and what each provider says of a parcel.

use chrono::TimeDelta;
use redress_contracts::redress::webhooks::v1 as pb;
use redress_contracts::redress::webhooks::v1::source_service_client::SourceServiceClient;
use redress_rpc::{AccessMode, Caller, Channel, Role};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::world::{SHOP, World};

pub type Sources = SourceServiceClient<Channel>;

pub const SECRET: &str = "a secret of the provider's";
pub const NUMBER: &str = "1Z999AA10123456784";

impl World {
    pub fn sources_of(&self, caller: Caller) -> Sources {
        let channel = Channel::in_process(self.services(), AccessMode::OpenOnLoopback);
        SourceServiceClient::new(channel.acting_as(caller))
    }

    pub fn sources(&self, role: Role) -> Sources {
        self.sources_of(Caller::new(Some(SHOP), role, "somebody"))
    }

    /// Who runs the shop's systems.
    pub fn operator(&self) -> Sources {
        self.sources(Role::Operator)
    }

    /// The gateway, which is bound to no marketplace.
    pub fn door(&self) -> Sources {
        self.sources_of(Caller::service("gateway"))
    }

    pub async fn source(&mut self, provider: pb::Provider) -> pb::Source {
        let request = pb::CreateSourceRequest {
            request_id: self.request_id(),
            ..create(provider)
        };
        self.operator().create_source(request).await.unwrap().into_inner()
    }

    /// Sends what 17TRACK signed, and waits until what follows is done.
    pub async fn tell(&self, source: &pb::Source, body: &Value) -> pb::Notice {
        let taken = self.door().receive_notice(signed(source, body)).await;
        self.rest().await;
        self.notice(&taken.unwrap().into_inner().notice_id).await
    }

    pub async fn notice(&self, notice_id: &str) -> pb::Notice {
        let request = pb::GetNoticeRequest {
            notice_id: notice_id.to_owned(),
        };
        self.operator().get_notice(request).await.unwrap().into_inner()
    }

    /// Lets the time pass in which something unknown is looked for.
    pub async fn looked_for(&self) {
        for _ in 0..3 {
            self.after(TimeDelta::hours(1)).await;
        }
    }

    pub async fn notices(&self) -> Vec<pb::Notice> {
        let request = pb::ListNoticesRequest::default();
        self.operator()
            .list_notices(request)
            .await
            .unwrap()
            .into_inner()
            .notices
    }
}

pub fn create(provider: pb::Provider) -> pb::CreateSourceRequest {
    pb::CreateSourceRequest {
        marketplace_id: SHOP.to_owned(),
        provider: provider.into(),
        secret: SECRET.to_owned(),
        label: "tracking".to_owned(),
        ..Default::default()
    }
}

/// A request with these headers.
pub fn request(source_id: &str, body: &str, headers: &[(&str, &str)]) -> pb::ReceiveNoticeRequest {
    let header = |(name, value): &(&str, &str)| pb::Header {
        name: (*name).to_owned(),
        value: (*value).to_owned(),
    };
    pb::ReceiveNoticeRequest {
        source_id: source_id.to_owned(),
        body: body.as_bytes().to_vec(),
        headers: headers.iter().map(header).collect(),
    }
}

/// A request as 17TRACK signs it.
pub fn signed(source: &pb::Source, body: &Value) -> pb::ReceiveNoticeRequest {
    signed_with(source, &body.to_string(), SECRET)
}

pub fn signed_with(source: &pb::Source, body: &str, secret: &str) -> pb::ReceiveNoticeRequest {
    let digest = Sha256::digest(format!("{body}/{secret}"));
    let signature: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    request(&source.source_id, body, &[("Sign", &signature)])
}

/// What 17TRACK tells of a parcel: each event by its sub-status and its time.
pub fn way(number: &str, events: &[(&str, &str)]) -> Value {
    let event = |(status, time): &(&str, &str)| json!({"time_utc": time, "sub_status": status, "stage": null, "location": "Reno, NV", "description": "Scanned"});
    let events: Vec<Value> = events.iter().map(event).collect();
    json!({"event": "TRACKING_UPDATED", "data": {"number": number, "carrier": 100_002, "track_info": {
        "tracking": {"providers": [{"provider": {"key": 100_002, "name": "UPS"}, "events": events}]}}}})
}
