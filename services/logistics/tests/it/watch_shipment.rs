//! WatchShipment: the shipment now, and after each change.

use redress_contracts::redress::logistics::v1 as pb;
use tonic::Code;

use crate::world::{NUMBER, everywhere};

#[tokio::test]
async fn a_watcher_sees_the_shipment_now_and_after_each_change() {
    everywhere(async |world| {
        let shipment = world.sent(NUMBER).await;
        world.rest().await;
        let request = |id: &str| pb::WatchShipmentRequest {
            shipment_id: id.to_owned(),
        };
        let watched = world
            .operator()
            .watch_shipment(request(&shipment.shipment_id))
            .await;
        let mut states = watched.unwrap().into_inner();
        assert_eq!(states.message().await.unwrap().unwrap(), shipment);
        world.track(&shipment, pb::TrackingStatus::PickedUp).await;
        let next = states.message().await.unwrap().unwrap();
        assert_eq!(next.parcels[0].status(), pb::TrackingStatus::PickedUp);
        assert_ne!(next.etag, shipment.etag);
        let watched = world.operator().watch_shipment(request("shp_none")).await;
        let missing = watched.unwrap().into_inner().message().await;
        assert_eq!(missing.unwrap_err().code(), Code::NotFound);
    })
    .await;
}
