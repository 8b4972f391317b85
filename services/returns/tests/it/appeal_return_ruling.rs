//! AppealReturnRuling.

use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::disputed::{
    appeal, appealing, bound, buyer, clocks, disputed, in_days, last_change, operator, read, rule, seller,
};
use crate::world::{bad_fields, code, days, everywhere, time, wire};
use crate::{check_replay, check_stale};

#[tokio::test]
async fn who_lost_appeals_and_the_platform_gets_its_time_anew() {
    everywhere(async |world| {
        let (case, dispute) = disputed(&world).await;
        rule(&world, &dispute, (pb::ReturnRulingFor::Seller, None))
            .await
            .unwrap();
        world.clock.advance(days(3));
        let request = pb::AppealReturnRulingRequest {
            etag: read(&world, &dispute).await.etag,
            ..appealing(&dispute, Party::Buyer)
        };
        check_stale!(buyer(&world), appeal_return_ruling, request.clone());
        let other = pb::AppealReturnRulingRequest {
            reason: "Otherwise.".into(),
            ..request.clone()
        };
        let appealed = check_replay!(buyer(&world), appeal_return_ruling, request, other);
        assert_eq!(appealed.state(), pb::ReturnDisputeState::Appealed);
        assert_eq!(appealed.appeal_due_time, None);
        let opened = time(&dispute.open_time);
        assert_eq!(appealed.judgement_due_time, wire(in_days(opened, 17)));
        let reason = appealed.statements.last().unwrap();
        assert_eq!(reason.text, "The second picture was not looked at.");
        assert_eq!(world.found(&case).await.state(), pb::ReturnState::Disputed);
        assert_eq!(clocks(&world, &case).await, ["judgement"]);
        let told = last_change(&world).await;
        assert_eq!(
            (told.change.as_str(), told.actor()),
            ("dispute_appealed", Party::Buyer)
        );
    })
    .await;
}

#[tokio::test]
async fn who_won_cannot_appeal_nor_anybody_too_late() {
    everywhere(async |world| {
        let (_, dispute) = disputed(&world).await;
        let early = appeal(&world, &dispute, Party::Buyer).await;
        assert_eq!(
            code(early),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
        let ruled = rule(&world, &dispute, (pb::ReturnRulingFor::Buyer, None))
            .await
            .unwrap();
        let winner = appeal(&world, &dispute, Party::Buyer).await;
        assert_eq!(code(winner).0, Code::PermissionDenied);
        let other = seller(&world)
            .appeal_return_ruling(appealing(&dispute, Party::Buyer))
            .await;
        assert_eq!(bad_fields(other), ["party"]);
        let mut foreign = bound(&world, "kakaclo", Role::Seller, "sel_z");
        let outcome = foreign
            .appeal_return_ruling(appealing(&dispute, Party::Seller))
            .await;
        assert_eq!(code(outcome).0, Code::NotFound);
        let mut auditor = bound(&world, "kakaclo", Role::Auditor, "aud");
        let outcome = auditor
            .appeal_return_ruling(appealing(&dispute, Party::Seller))
            .await;
        assert_eq!(code(outcome).0, Code::PermissionDenied);
        let empty = operator(&world)
            .appeal_return_ruling(pb::AppealReturnRulingRequest::default())
            .await;
        assert_eq!(bad_fields(empty), ["dispute_id", "party", "reason"]);
        world.clock.set(time(&ruled.appeal_due_time));
        let late = appeal(&world, &dispute, Party::Seller).await;
        assert_eq!(
            code(late),
            (Code::FailedPrecondition, "PRECONDITION_FAILED".to_owned())
        );
    })
    .await;
}
