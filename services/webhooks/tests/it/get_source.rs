//! GetSource: for the marketplace's own people.

use redress_contracts::redress::webhooks::v1 as pb;
use redress_rpc::{Caller, Role};
use tonic::Code;

use crate::refused::{bad_fields, refused};
use crate::sources::SECRET;
use crate::world::everywhere;

#[tokio::test]
async fn a_source_is_seen_by_its_marketplace_only() {
    everywhere(async |world, _| {
        let made = world.source(pb::Provider::Stripe).await;
        let request = pb::GetSourceRequest {
            source_id: made.source_id.clone(),
        };
        for role in [Role::Agent, Role::Finance, Role::Auditor, Role::Operator] {
            let read = world.sources(role).get_source(request.clone()).await;
            let read = read.unwrap().into_inner();
            assert_eq!(read, made, "{role}");
            assert!(!format!("{read:?}").contains(SECRET));
        }
        let seller = world.sources(Role::SellerAdmin).get_source(request.clone()).await;
        assert_eq!(refused(seller).1, "CALLER_FORBIDDEN");
        let elsewhere = Caller::new(Some("elsewhere"), Role::Operator, "somebody");
        let foreign = world.sources_of(elsewhere).get_source(request).await;
        assert_eq!(refused(foreign).0, Code::NotFound);
        let bad = pb::GetSourceRequest {
            source_id: "ntc_1".to_owned(),
        };
        assert_eq!(bad_fields(world.operator().get_source(bad).await), ["source_id"]);
    })
    .await;
}
