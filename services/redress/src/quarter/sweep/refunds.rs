//! Refunds, read again: new ones from the lists, open ones one by one.

use super::Sweep;
use crate::quarter::book::{File, Standing};
use crate::quarter::shops::SHOPS;
use crate::quarter::world::World;
use chrono::TimeDelta;
use redress_contracts::redress::refunds::v1::{GetRefundRequest, ListRefundsRequest, Refund};
use redress_rpc::convert::time_from_wire;

impl Sweep {
    pub(super) async fn read_refunds(&mut self, world: &World, files: &mut [File]) -> anyhow::Result<()> {
        for shop in SHOPS {
            let mut page_token = String::new();
            loop {
                let request = ListRefundsRequest {
                    marketplace_id: shop.id.to_owned(),
                    page_size: 200,
                    page_token,
                    ..ListRefundsRequest::default()
                };
                let page = world.refunds().list_refunds(request).await?.into_inner();
                let reaches_back = page.refunds.last().is_some_and(|oldest| self.is_old(oldest));
                for refund in page.refunds {
                    if let Some(place) = self.places.get(&refund.order_id) {
                        files[*place].saw_refund(refund);
                    }
                }
                page_token = page.next_page_token;
                if page_token.is_empty() || reaches_back {
                    break;
                }
            }
        }
        crate::quarter::each(files, |file| read_open(world, file)).await;
        Ok(())
    }

    /// Made before the last sweep, and so was every refund further down the list.
    fn is_old(&self, refund: &Refund) -> bool {
        let made = refund
            .create_time
            .as_ref()
            .and_then(|time| time_from_wire(time).ok());
        let last = self.last.map(|last| last - TimeDelta::hours(1));
        made.zip(last).is_some_and(|(made, last)| made < last)
    }
}

async fn read_open(world: &World, file: &mut File) {
    let open: Vec<String> = file
        .refunds
        .values()
        .filter(|case| !case.now.is_over())
        .map(|case| case.now.refund_id.clone())
        .collect();
    for refund_id in open {
        let request = GetRefundRequest { refund_id };
        let reply = world.refunds().get_refund(request).await;
        if let Some(refund) = file.take("read a refund", reply) {
            file.saw_refund(refund);
        }
    }
}
