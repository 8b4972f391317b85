//! What this context does when a clock runs out: it sends an event, applies a notice, or forgets what one said.

use async_trait::async_trait;
use redress_db::{Apply, DeadlineRow, HandlerError, OnDeadline, nothing_to_do};

mod notices;
mod sending;

pub use notices::{Applying, apply_at, never_forget};
pub use sending::{Sending, send_at};

/// Hands each clock to who set it.
pub struct Clocks {
    pub sending: Sending,
    pub applying: Applying,
}

#[async_trait]
impl OnDeadline for Clocks {
    async fn plan(&self, deadline: &DeadlineRow) -> Result<Apply, HandlerError> {
        match deadline.kind.as_str() {
            sending::SEND => self.sending.plan(deadline).await,
            notices::APPLY => self.applying.plan(deadline).await,
            notices::FORGET => Ok(notices::forgetting(deadline)),
            other => {
                tracing::warn!(kind = other, "a clock of no kind that is known here");
                Ok(nothing_to_do())
            }
        }
    }
}
