//! The calls that ask for a return, and decide about it.

use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Fields;
use tonic::{Request, Response};

use super::numbered::{taken, target};
use super::{Answer, Grpc};
use crate::convert::asking::{amendment_from_wire, asking_from_wire};
use crate::convert::inspection::{seen_from_wire, wanted_from_wire};
use crate::convert::requests::{finish, repair_from_wire, ruling_from_wire, withdrawal_from_wire};

impl Grpc {
    pub(super) async fn ask(&self, request: Request<pb::RequestReturnRequest>) -> Answer<pb::Return> {
        let (call, message) = taken("returns.RequestReturn", request);
        let order_id = message.order_id.clone();
        let mut fields = Fields::new();
        let asking = asking_from_wire(&mut fields, message, &call.caller, true);
        let asking = finish(fields, asking)?;
        Ok(Response::new(
            self.app.request_return(call, &order_id, asking).await?,
        ))
    }

    pub(super) async fn amend(&self, request: Request<pb::AmendReturnRequest>) -> Answer<pb::Return> {
        let (call, message) = taken("returns.AmendReturn", request);
        let target = target(&message.return_id, &message.etag);
        let mut fields = Fields::new();
        let amendment = amendment_from_wire(&mut fields, message);
        let amendment = finish(fields, amendment)?;
        Ok(Response::new(
            self.app.amend_return(call, target, amendment).await?,
        ))
    }

    pub(super) async fn withdraw(&self, request: Request<pb::WithdrawReturnRequest>) -> Answer<pb::Return> {
        let (call, message) = taken("returns.WithdrawReturn", request);
        let mut fields = Fields::new();
        let reason = withdrawal_from_wire(&mut fields, &message);
        let reason = finish(fields, reason)?;
        let target = target(&message.return_id, &message.etag);
        Ok(Response::new(
            self.app.withdraw_return(call, target, reason).await?,
        ))
    }

    pub(super) async fn decide(&self, request: Request<pb::DecideReturnRequest>) -> Answer<pb::Return> {
        let (call, message) = taken("returns.DecideReturn", request);
        let mut fields = Fields::new();
        let ruling = ruling_from_wire(&mut fields, &message, &call.caller);
        let ruling = finish(fields, ruling)?;
        let target = target(&message.return_id, &message.etag);
        Ok(Response::new(self.app.decide_return(call, target, ruling).await?))
    }

    pub(super) async fn inspect(&self, request: Request<pb::InspectReturnRequest>) -> Answer<pb::Return> {
        let (call, message) = taken("returns.InspectReturn", request);
        let target = target(&message.return_id, &message.etag);
        let mut fields = Fields::new();
        let seen = seen_from_wire(&mut fields, message);
        let seen = finish(fields, seen)?;
        Ok(Response::new(self.app.inspect_return(call, target, seen).await?))
    }

    pub(super) async fn apply(&self, request: Request<pb::ApplyRemedyRequest>) -> Answer<pb::Return> {
        let (call, message) = taken("returns.ApplyRemedy", request);
        let mut fields = Fields::new();
        let wanted = wanted_from_wire(&mut fields, &message);
        let wanted = finish(fields, wanted)?;
        let target = target(&message.return_id, &message.etag);
        Ok(Response::new(self.app.apply_remedy(call, target, wanted).await?))
    }

    pub(super) async fn repair(&self, request: Request<pb::RecordRepairRequest>) -> Answer<pb::Return> {
        let (call, message) = taken("returns.RecordRepair", request);
        let mut fields = Fields::new();
        let repair = repair_from_wire(&mut fields, &message);
        let repair = finish(fields, repair)?;
        let target = target(&message.return_id, &message.etag);
        Ok(Response::new(self.app.record_repair(call, target, repair).await?))
    }
}
