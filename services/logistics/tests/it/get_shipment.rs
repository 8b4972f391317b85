//! GetShipment: whose it is sees it, and for everybody else it does not exist.

use redress_contracts::redress::logistics::v1 as pb;
use redress_rpc::{Caller, Role};
use tonic::Code;

use crate::world::{MARKETPLACE, NUMBER, bad_fields, code, everywhere};

#[tokio::test]
async fn a_foreign_shipment_looks_like_one_that_does_not_exist() {
    everywhere(async |world| {
        let shipment = world.sent(NUMBER).await;
        let request = |id: &str| pb::GetShipmentRequest {
            shipment_id: id.to_owned(),
        };
        let callers = [
            (Some(MARKETPLACE), Role::Buyer, "byr_mara", true),
            (Some(MARKETPLACE), Role::Buyer, "byr_other", false),
            (Some(MARKETPLACE), Role::Seller, "sel_a", true),
            (Some(MARKETPLACE), Role::Seller, "sel_b", false),
            (Some(MARKETPLACE), Role::Agent, "ann", true),
            (Some(MARKETPLACE), Role::Auditor, "otto", true),
            (Some("kwoking"), Role::Agent, "ann", false),
            (None, Role::Service, "returns", true),
        ];
        for (marketplace, role, principal, sees) in callers {
            let mut client = world.client(Caller::new(marketplace, role, principal));
            let own = client.get_shipment(request(&shipment.shipment_id)).await;
            if sees {
                assert_eq!(own.unwrap().into_inner(), shipment, "{role} {principal}");
            } else {
                assert_eq!(
                    code(own),
                    (Code::NotFound, "NOT_FOUND".to_owned()),
                    "{role} {principal}"
                );
            }
            let none = client.get_shipment(request("shp_none")).await;
            assert_eq!(code(none), (Code::NotFound, "NOT_FOUND".to_owned()));
        }
        let empty = world.operator().get_shipment(request("")).await;
        assert_eq!(bad_fields(empty), ["shipment_id"]);
    })
    .await;
}
