//! The messages that were sent, counted; warnings and passed deadlines are known by them.

use super::{Section, Summary};
use crate::quarter::shops::SHOPS;
use crate::quarter::world::World;
use redress_contracts::redress::notifications::v1::{ListMessagesRequest, MessageState};

impl Summary {
    pub(super) async fn count_messages(&mut self, world: &World) -> anyhow::Result<()> {
        for shop in SHOPS {
            let mut page_token = String::new();
            loop {
                let request = ListMessagesRequest {
                    marketplace_id: shop.id.to_owned(),
                    page_size: 200,
                    page_token,
                    ..ListMessagesRequest::default()
                };
                let page = world.notifications().list_messages(request).await?.into_inner();
                for message in &page.messages {
                    let name = match message.state() {
                        MessageState::Sent => "sent",
                        MessageState::Undeliverable => "without an address",
                        _ => "not sent",
                    };
                    self.count(shop.id, (Section::Messages, name), 1);
                    match message.change.as_str() {
                        "deadline_passed" => self.count(shop.id, (Section::Clocks, "deadlines passed"), 1),
                        "deadline_warning" => self.count(shop.id, (Section::Clocks, "warnings"), 1),
                        _ => {}
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
}
