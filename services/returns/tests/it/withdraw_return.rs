//! WithdrawReturn: until the goods are back.

use redress_contracts::redress::policies::v1::Ground;
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::world::{announcement, ask, camera, code, days, everywhere, rest};
use crate::{check_replay, check_stale};

fn withdrawal(case: &pb::Return) -> pb::WithdrawReturnRequest {
    pb::WithdrawReturnRequest {
        return_id: case.return_id.clone(),
        ..pb::WithdrawReturnRequest::default()
    }
}

#[tokio::test]
async fn it_can_be_withdrawn_until_something_is_received() {
    everywhere(async |mut world| {
        let running = world.start();
        world.neighbours.keep_order(camera("ord_1"));
        let asked = world.asked(ask("ord_1", Ground::ChangeOfMind, &[("2", 1)])).await;
        check_stale!(world.operator(), withdraw_return, withdrawal(&asked));
        let other = pb::WithdrawReturnRequest {
            reason: "Else.".to_owned(),
            ..withdrawal(&asked)
        };
        let gone = check_replay!(world.operator(), withdraw_return, withdrawal(&asked), other);
        assert_eq!((gone.state(), gone.is_closed), (pb::ReturnState::Withdrawn, true));
        assert!(gone.deadlines.is_empty());
        let again = world.operator().withdraw_return(withdrawal(&asked)).await;
        assert_eq!(
            code(again),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );

        let approved = world.approved().await;
        let sent = world
            .operator()
            .announce_parcel(announcement(&approved, &[]))
            .await
            .unwrap()
            .into_inner();
        let seller = world
            .bound("kwoking", Role::Seller, "kwoking")
            .withdraw_return(withdrawal(&sent))
            .await;
        assert_eq!(code(seller).0, Code::PermissionDenied);
        world.operator().withdraw_return(withdrawal(&sent)).await.unwrap();
        let received = world.received().await;
        let late = world.operator().withdraw_return(withdrawal(&received)).await;
        assert_eq!(
            code(late),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
        world.clock.advance(days(100));
        rest(&running).await;
        running.stop().await;
    })
    .await;
}
