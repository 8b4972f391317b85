//! DeleteEndpoint: it is gone for everybody, and nothing is sent there any more.

use chrono::TimeDelta;
use redress_contracts::redress::webhooks::v1 as pb;
use tonic::Code;

use crate::refused::refused;
use crate::world::everywhere;

#[tokio::test]
async fn a_deleted_endpoint_is_not_found_and_not_called() {
    everywhere(async |world, receiver| {
        let made = world.endpoint(&receiver.url(), "ana").await;
        receiver.answer("500 Oops");
        let pending = world.test_event(&made).await;
        let request = pb::DeleteEndpointRequest {
            request_id: "away".to_owned(),
            endpoint_id: made.endpoint_id.clone(),
            etag: made.etag.clone(),
        };
        let stale = pb::DeleteEndpointRequest {
            request_id: String::new(),
            etag: "another".to_owned(),
            ..request.clone()
        };
        let mut ana = world.seller("ana");
        assert_eq!(refused(ana.delete_endpoint(stale).await).1, "STALE_ETAG");
        let foreign = world.seller("ben").delete_endpoint(request.clone()).await;
        assert_eq!(refused(foreign).0, Code::NotFound);
        let gone = ana.delete_endpoint(request.clone()).await.unwrap().into_inner();
        assert_eq!(gone.state(), pb::EndpointState::Deleted);
        let again = ana.delete_endpoint(request.clone()).await.unwrap().into_inner();
        assert_eq!(again, gone);
        let reused = pb::DeleteEndpointRequest {
            etag: String::new(),
            ..request.clone()
        };
        assert_eq!(refused(ana.delete_endpoint(reused).await).1, "REQUEST_ID_REUSED");
        let twice = pb::DeleteEndpointRequest {
            request_id: "twice".to_owned(),
            ..request
        };
        assert_eq!(refused(ana.delete_endpoint(twice).await).0, Code::NotFound);
        let read = pb::GetEndpointRequest {
            endpoint_id: made.endpoint_id,
        };
        assert_eq!(refused(ana.get_endpoint(read).await).0, Code::NotFound);
        let listed = ana.list_endpoints(pb::ListEndpointsRequest::default()).await;
        assert!(listed.unwrap().into_inner().endpoints.is_empty());
        world.after(TimeDelta::days(4)).await;
        assert_eq!(receiver.received().len(), 1);
        assert_eq!(
            world.delivery(&pending).await.state(),
            pb::DeliveryState::Cancelled
        );
    })
    .await;
}
