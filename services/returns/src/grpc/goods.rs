//! The calls about parcels, both ways.

use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::{Caller, Fields};
use tonic::{Request, Response};

use super::numbered::{taken, target};
use super::{Answer, Grpc};
use crate::convert::goods::{
    announcement_from_wire, correction_from_wire, dispatch_from_wire, receipt_from_wire,
};
use crate::convert::requests::finish;
use crate::convert::unmatched::{found_from_wire, match_from_wire};

impl Grpc {
    pub(super) async fn announce(&self, request: Request<pb::AnnounceParcelRequest>) -> Answer<pb::Return> {
        let (call, message) = taken("returns.AnnounceParcel", request);
        let target = target(&message.return_id, &message.etag);
        let mut fields = Fields::new();
        let told = announcement_from_wire(&mut fields, message, self.app.now());
        let told = finish(fields, told)?;
        Ok(Response::new(self.app.announce_parcel(call, target, told).await?))
    }

    pub(super) async fn correct(&self, request: Request<pb::CorrectTrackingRequest>) -> Answer<pb::Return> {
        let (call, message) = taken("returns.CorrectTracking", request);
        let mut fields = Fields::new();
        let correction = correction_from_wire(&mut fields, &message);
        let correction = finish(fields, correction)?;
        let target = target(&message.return_id, &message.etag);
        Ok(Response::new(
            self.app.correct_tracking(call, target, correction).await?,
        ))
    }

    pub(super) async fn receive(&self, request: Request<pb::ReceiveParcelRequest>) -> Answer<pb::Return> {
        let (call, message) = taken("returns.ReceiveParcel", request);
        let mut fields = Fields::new();
        let receipt = receipt_from_wire(&mut fields, &message, self.app.now());
        let receipt = finish(fields, receipt)?;
        let target = target(&message.return_id, &message.etag);
        Ok(Response::new(
            self.app.receive_parcel(call, target, receipt).await?,
        ))
    }

    pub(super) async fn send(&self, request: Request<pb::SendParcelRequest>) -> Answer<pb::Return> {
        let (call, message) = taken("returns.SendParcel", request);
        let mut fields = Fields::new();
        let sent = dispatch_from_wire(&mut fields, &message, self.app.now());
        let sent = finish(fields, sent)?;
        let target = target(&message.return_id, &message.etag);
        Ok(Response::new(self.app.send_parcel(call, target, sent).await?))
    }

    pub(super) async fn record_unmatched(
        &self,
        request: Request<pb::RecordUnmatchedParcelRequest>,
    ) -> Answer<pb::UnmatchedParcel> {
        let (call, message) = taken("returns.RecordUnmatchedParcel", request);
        let mut fields = Fields::new();
        let found = found_from_wire(&mut fields, &message);
        let found = finish(fields, found)?;
        Ok(Response::new(
            self.app
                .record_unmatched_parcel(call, &message.marketplace_id, found)
                .await?,
        ))
    }

    pub(super) async fn match_by_hand(&self, request: Request<pb::MatchParcelRequest>) -> Answer<pb::Return> {
        let (call, message) = taken("returns.MatchParcel", request);
        let mut fields = Fields::new();
        let matched = match_from_wire(&mut fields, &message, self.app.now());
        let matched = finish(fields, matched)?;
        let parcel = (message.unmatched_parcel_id, message.etag);
        Ok(Response::new(
            self.app
                .match_parcel(call, parcel, message.return_id, matched)
                .await?,
        ))
    }

    pub(super) async fn unmatched(
        &self,
        request: Request<pb::ListUnmatchedParcelsRequest>,
    ) -> Answer<pb::ListUnmatchedParcelsResponse> {
        let caller = Caller::of(&request).clone();
        Ok(Response::new(
            self.app
                .list_unmatched_parcels(&caller, request.into_inner())
                .await?,
        ))
    }
}
