//! Returns and delivery claims, read again: new ones from the lists, also those that a parcel's status opened; open ones one
//! by one.

use super::{Sweep, open};
use crate::quarter::book::File;
use crate::quarter::shops::SHOPS;
use crate::quarter::world::World;
use chrono::TimeDelta;
use redress_contracts::redress::returns::v1::{GetReturnRequest, ListReturnsRequest, Return};
use redress_rpc::convert::time_from_wire;

impl Sweep {
    pub(super) async fn read_returns(&mut self, world: &World, files: &mut [File]) -> anyhow::Result<()> {
        let mut new = Vec::new();
        for shop in SHOPS {
            let mut page_token = String::new();
            loop {
                let request = ListReturnsRequest {
                    marketplace_id: shop.id.to_owned(),
                    page_size: 200,
                    page_token,
                    ..ListReturnsRequest::default()
                };
                let page = world.returns().list_returns(request).await?.into_inner();
                let reaches_back = page.returns.last().is_some_and(|oldest| self.was_seen(oldest));
                new.extend(page.returns);
                page_token = page.next_page_token;
                if page_token.is_empty() || reaches_back {
                    break;
                }
            }
        }
        // Several of an order may have been opened at the same time: their place must not depend on which was first.
        new.sort_by_key(|found| {
            let made = found.request_time.map(|time| (time.seconds, time.nanos));
            let lines: Vec<String> = found.lines.iter().map(|line| line.line_id.clone()).collect();
            (made, found.ground, lines)
        });
        for found in new {
            if let Some(place) = self.places.get(&found.order_id) {
                files[*place].saw_return(found);
            }
        }
        crate::quarter::each(files, |file| read_open(world, file)).await;
        Ok(())
    }

    /// Asked for before the last sweep, and so was every return further down the list.
    fn was_seen(&self, found: &Return) -> bool {
        let made = found
            .request_time
            .as_ref()
            .and_then(|time| time_from_wire(time).ok());
        let last = self.last.map(|last| last - TimeDelta::hours(1));
        made.zip(last).is_some_and(|(made, last)| made < last)
    }
}

async fn read_open(world: &World, file: &mut File) {
    for place in open(&file.returns) {
        let request = GetReturnRequest {
            return_id: file.returns[place].now.return_id.clone(),
        };
        let reply = world.returns().get_return(request).await;
        if let Some(found) = file.take("read a return", reply) {
            file.saw_return(found);
        }
    }
}
