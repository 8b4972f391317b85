//! What the tests of returns, evidence and parcels share: a scene on each database, who calls, and proof that nothing has
//! changed.

use anyhow::ensure;
use prost::Message as _;
use redress_contracts::redress::evidence::v1::ListEvidenceRequest;
use redress_contracts::redress::logistics::v1::{ListShipmentsRequest, ListTrackingEventsRequest};
use redress_contracts::redress::orders::v1::{ListOrdersRequest, Order};
use redress_contracts::redress::refunds::v1::ListRefundsRequest;
use redress_contracts::redress::returns::v1::{
    ListReturnDisputesRequest, ListReturnsRequest, ListUnmatchedParcelsRequest,
};
use redress_rpc::{Caller, Role};
use redress_tests::scene::{BUYER, SELLER, SHOP, Scene};

/// Declares a test for each database: a scenario, and the names of the two tests.
macro_rules! on_both {
    ($($scenario:ident: $sqlite:ident, $postgres:ident;)+) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $sqlite() -> anyhow::Result<()> {
                let scene = redress_tests::scene::Scene::set(redress_db::Backend::Sqlite).await?;
                $scenario(&scene).await?;
                scene.rest().await?;
                scene.stop().await
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn $postgres() -> anyhow::Result<()> {
                let scene = redress_tests::scene::Scene::set(redress_db::Backend::Postgres).await?;
                $scenario(&scene).await?;
                scene.rest().await?;
                scene.stop().await
            }
        )+
    };
}
pub(crate) use on_both;

/// The buyer of every order.
pub fn buyer() -> Caller {
    Caller::new(Some(SHOP), Role::Buyer, BUYER)
}

/// The seller of every line.
pub fn seller() -> Caller {
    Caller::new(Some(SHOP), Role::Seller, SELLER)
}

/// Everything of the shop that a wrong call could have changed.
#[derive(PartialEq)]
pub struct Seen(Vec<Vec<u8>>);

impl Seen {
    /// As it is now, once nothing is on its way.
    pub async fn now(scene: &Scene, orders: &[&Order]) -> anyhow::Result<Seen> {
        scene.rest().await?;
        let marketplace_id = || SHOP.to_owned();
        let clients = &scene.clients;
        let mut all = Vec::new();
        macro_rules! see {
            ($client:ident.$call:ident($($request:tt)+)) => {
                all.push(clients.$client.clone().$call($($request)+).await?.into_inner().encode_to_vec())
            };
        }
        see!(orders.list_orders(ListOrdersRequest {
            marketplace_id: marketplace_id(),
            ..Default::default()
        }));
        see!(returns.list_returns(ListReturnsRequest {
            marketplace_id: marketplace_id(),
            ..Default::default()
        }));
        see!(returns.list_unmatched_parcels(ListUnmatchedParcelsRequest {
            marketplace_id: marketplace_id(),
            ..Default::default()
        }));
        see!(return_disputes.list_return_disputes(ListReturnDisputesRequest {
            marketplace_id: marketplace_id(),
            ..Default::default()
        }));
        see!(refunds.list_refunds(ListRefundsRequest {
            marketplace_id: marketplace_id(),
            ..Default::default()
        }));
        see!(logistics.list_shipments(ListShipmentsRequest {
            marketplace_id: marketplace_id(),
            ..Default::default()
        }));
        for order in orders {
            let order_id = order.order_id.clone();
            see!(evidence.list_evidence(ListEvidenceRequest {
                order_id,
                ..Default::default()
            }));
            for parcel in scene.shipment(order).await?.parcels {
                let parcel_id = parcel.parcel_id;
                see!(logistics.list_tracking_events(ListTrackingEventsRequest {
                    parcel_id,
                    ..Default::default()
                }));
            }
        }
        Ok(Seen(all))
    }

    /// That it is still so.
    pub async fn is_still_so(&self, scene: &Scene, orders: &[&Order]) -> anyhow::Result<()> {
        ensure!(
            Seen::now(scene, orders).await? == *self,
            "a refused call changed something"
        );
        Ok(())
    }
}
