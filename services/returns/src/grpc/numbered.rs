//! Which request a call is: its id, and the hash of everything else in it.

use prost::Message;
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::{Caller, request_hash};
use tonic::Request;

use crate::app::{Call, Target};

/// A request that carries a request id.
pub(super) trait Numbered: Message + Clone {
    fn request_id(&mut self) -> &mut String;
}

macro_rules! numbered {
    ($($request:ident),+ $(,)?) => {
        $(impl Numbered for pb::$request {
            fn request_id(&mut self) -> &mut String {
                &mut self.request_id
            }
        })+
    };
}

numbered!(
    RequestReturnRequest,
    AmendReturnRequest,
    WithdrawReturnRequest,
    DecideReturnRequest,
    AnnounceParcelRequest,
    CorrectTrackingRequest,
    ReceiveParcelRequest,
    RecordUnmatchedParcelRequest,
    MatchParcelRequest,
    InspectReturnRequest,
    ApplyRemedyRequest,
    RecordRepairRequest,
    SendParcelRequest,
    OpenReturnDisputeRequest,
    AddReturnStatementRequest,
    ProposeReturnSettlementRequest,
    AnswerReturnProposalRequest,
    RuleReturnDisputeRequest,
    AppealReturnRulingRequest,
    EscalateReturnDisputeRequest,
    RecordReturnOutcomeRequest,
    InterveneInReturnRequest,
);

/// The identity of a call, and its message.
pub(super) fn taken<T: Numbered>(scope: &'static str, request: Request<T>) -> (Call, T) {
    let caller = Caller::of(&request).clone();
    let mut message = request.into_inner();
    let hash = request_hash(&message, |body| body.request_id().clear());
    let id = message.request_id().clone();
    (Call::new(&caller, scope, &id, hash), message)
}

pub(super) fn target(return_id: &str, etag: &str) -> Target {
    Target {
        return_id: return_id.to_owned(),
        etag: etag.to_owned(),
    }
}
