//! Parcels, both ways, and where they ended.

use super::figures::words;
use super::{Section, Summary};
use crate::quarter::shops::SHOPS;
use crate::quarter::world::World;
use redress_contracts::redress::logistics::v1::{
    ListShipmentsRequest, Parcel, ShipmentPurpose, TrackingStatus,
};

impl Summary {
    pub(super) async fn count_parcels(&mut self, world: &World) -> anyhow::Result<()> {
        for shop in SHOPS {
            let mut page_token = String::new();
            loop {
                let request = ListShipmentsRequest {
                    marketplace_id: shop.id.to_owned(),
                    page_size: 200,
                    page_token,
                    ..ListShipmentsRequest::default()
                };
                let page = world.logistics().list_shipments(request).await?.into_inner();
                for shipment in &page.shipments {
                    for parcel in &shipment.parcels {
                        self.count_parcel(shop.id, (shipment.purpose(), parcel));
                    }
                }
                page_token = page.next_page_token;
                if page_token.is_empty() {
                    break;
                }
            }
        }
        Ok(())
    }

    fn count_parcel(&mut self, shop: &'static str, (purpose, parcel): (ShipmentPurpose, &Parcel)) {
        let way = match purpose {
            ShipmentPurpose::Outbound => "out",
            ShipmentPurpose::Return => "back",
            _ => "out again",
        };
        self.count(shop, (Section::Parcels, "sent"), 1);
        let status = match parcel.status() {
            TrackingStatus::Unspecified => "not seen by a carrier".to_owned(),
            status => words(status.as_str_name(), "TRACKING_STATUS_"),
        };
        self.count(shop, (Section::Parcels, &format!("{way}, {status}")), 1);
        if parcel.numbers.len() > 1 {
            self.count(shop, (Section::Parcels, "with a corrected number"), 1);
        }
        if parcel.is_stalled {
            self.count(shop, (Section::Parcels, "stalled"), 1);
        }
        if parcel.is_overdue {
            self.count(shop, (Section::Parcels, "overdue"), 1);
        }
    }
}
