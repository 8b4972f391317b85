//! What happens when a refund's due time passes: if the buyer was not paid, the platform and the debtor are told.

use std::sync::Arc;

use async_trait::async_trait;
use redress_db::{Apply, DeadlineRow, HandlerError, OnDeadline, nothing_to_do};

use crate::app::App;
use crate::domain::Rejection;
use crate::domain::transition::Command;
use crate::error::Error;
use crate::store::{self, Sight};

/// The kind of the deadline by which a refund has to be paid.
pub const REFUND_DUE: &str = "refund_due";

/// Handles this context's deadlines.
pub struct Deadlines {
    app: App,
}

impl Deadlines {
    /// For the use cases' database.
    pub fn new(app: App) -> Arc<Deadlines> {
        Arc::new(Deadlines { app })
    }
}

#[async_trait]
impl OnDeadline for Deadlines {
    async fn plan(&self, deadline: &DeadlineRow) -> Result<Apply, HandlerError> {
        if deadline.kind != REFUND_DUE {
            tracing::error!(
                kind = deadline.kind,
                "a deadline of a kind that refunds do not have"
            );
            return Ok(nothing_to_do());
        }
        let refund_id = deadline.aggregate.clone();
        let scribe = self.app.scribe();
        Ok(Box::new(move |tx| {
            let found = store::refund_fetch(tx.conn(), &refund_id, &Sight::all())?;
            let before = found.ok_or_else(|| Rejection::no_refund(&refund_id))?;
            match scribe.decide(tx, &before, Command::PassDueTime) {
                // It was paid meanwhile.
                Err(Error::Rejection(Rejection::IllegalState { .. })) => Ok(()),
                decided => Ok(decided.map(drop)?),
            }
        }))
    }
}
