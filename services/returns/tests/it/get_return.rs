//! GetReturn: to whom a return shows itself.

use redress_contracts::redress::policies::v1::Ground;
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;

use crate::world::{ask, bad_fields, camera, code, everywhere};

#[tokio::test]
async fn it_is_seen_by_those_it_belongs_to_alone() {
    everywhere(async |world| {
        world.neighbours.keep_order(camera("ord_1"));
        let asked = world.asked(ask("ord_1", Ground::ChangeOfMind, &[])).await;
        let request = pb::GetReturnRequest {
            return_id: asked.return_id.clone(),
        };
        for (marketplace, role, principal, is_seen) in [
            ("kwoking", Role::Buyer, "byr_mara", true),
            ("kwoking", Role::Seller, "kwoking", true),
            ("kwoking", Role::Auditor, "audit", true),
            ("kwoking", Role::Buyer, "byr_other", false),
            ("kwoking", Role::Seller, "sel_other", false),
            ("kajet", Role::Agent, "ann", false),
        ] {
            let answer = world
                .bound(marketplace, role, principal)
                .get_return(request.clone())
                .await;
            match is_seen {
                true => assert_eq!(answer.unwrap().into_inner(), asked),
                false => assert_eq!(code(answer).1, "NOT_FOUND", "{principal}"),
            }
        }
        let empty = world.operator().get_return(pb::GetReturnRequest::default()).await;
        assert_eq!(bad_fields(empty), ["return_id"]);
    })
    .await;
}
