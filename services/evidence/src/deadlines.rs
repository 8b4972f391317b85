//! What happens when a clock of this context runs out: an upload that nobody finished is given up, evidence whose time is over
//! is erased, and bytes that nothing has any more are cleared off the disk.

use std::sync::Arc;

use async_trait::async_trait;
use redress_db::{Apply, DeadlineRow, HandlerError, OnDeadline, nothing_to_do};
use redress_rpc::Caller;

use crate::app::{Actor, App, CLEAR, RETENTION, Spoil, end, erase, retain_at};
use crate::cases::Standing;
use crate::domain::Rejection;
use crate::domain::evidence::Evidence;
use crate::domain::words::{EvidenceState, UploadState};
use crate::error::Error;
use crate::store;

/// The kind of the clock that gives an unfinished upload up.
pub const UPLOAD_EXPIRY: &str = "upload_expiry";

/// Handles this context's deadlines.
pub struct Deadlines {
    app: App,
}

impl Deadlines {
    /// For the use cases' database and files.
    pub fn new(app: App) -> Arc<Deadlines> {
        Arc::new(Deadlines { app })
    }

    fn upload_expiry(upload_id: String) -> Apply {
        Box::new(move |tx| {
            let found = store::upload_fetch(tx.conn(), &upload_id)?;
            let Some(upload) = found.filter(|upload| upload.state == UploadState::Open) else {
                return Ok(());
            };
            Ok(end(tx, upload.abandoned())?)
        })
    }

    /// Evidence of an open case stays until it closes; of what never closes, no longer than its time.
    async fn retention(&self, evidence_id: String) -> Result<Apply, HandlerError> {
        let id = evidence_id.clone();
        let found = self
            .app
            .db
            .read(move |conn| store::evidence_fetch(conn, &id))
            .await?;
        let Some(piece) = found.filter(|piece| piece.state != EvidenceState::Erased) else {
            return Ok(nothing_to_do());
        };
        let is_open = self.is_open(&piece).await?;
        let (app, retention) = (self.app.clone(), self.app.config.retention());
        Ok(Box::new(move |tx| {
            let Some(piece) = store::evidence_fetch(tx.conn(), &evidence_id)? else {
                return Ok(());
            };
            let case_id = piece.case_id.clone();
            if is_open {
                let until = tx.now() + retention;
                retain_at(tx, &piece, until);
                let kept = piece.retained_until(until);
                if !store::evidence_update(tx.conn(), &kept)? {
                    return Err(Error::Conflict.into());
                }
            } else {
                let actor = Actor::system(&piece.marketplace_id);
                erase(tx, piece, &actor, "retention".to_owned())?;
            }
            app.watchers.notify(&case_id);
            Ok(())
        }))
    }

    async fn is_open(&self, piece: &Evidence) -> Result<bool, HandlerError> {
        let caller = Caller::service("evidence");
        match self.app.cases.find(&caller, &piece.case_id).await {
            Ok(case) => Ok(case.standing == Standing::Open),
            // What nobody knows any more keeps nothing.
            Err(Error::Rejection(Rejection::NotFound { .. })) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes what the disk has of an upload that ended, or of a piece that was erased. Deleting twice does no harm.
    async fn clear(&self, payload: &str) -> Result<Apply, HandlerError> {
        let spoil: Spoil = serde_json::from_str(payload)?;
        if let Some(upload_id) = &spoil.upload_id {
            // A stream that still writes is waited for; what it wrote goes, too.
            let turn = self.app.parts.turn(upload_id).await;
            let _turn = turn.ok_or(Error::Conflict)?;
            self.app.parts.remove(upload_id).await?;
        }
        let clearing = self.app.shelf.clearing().await;
        let sha256 = spoil.sha256.clone();
        let is_held = self
            .app
            .db
            .read(move |conn| store::evidence_is_held(conn, &sha256))
            .await?;
        if !is_held {
            clearing.clear(&spoil.sha256).await?;
        }
        Ok(nothing_to_do())
    }
}

#[async_trait]
impl OnDeadline for Deadlines {
    async fn plan(&self, deadline: &DeadlineRow) -> Result<Apply, HandlerError> {
        match deadline.kind.as_str() {
            UPLOAD_EXPIRY => Ok(Self::upload_expiry(deadline.aggregate.clone())),
            RETENTION => self.retention(deadline.aggregate.clone()).await,
            CLEAR => self.clear(&deadline.payload).await,
            kind => {
                tracing::error!(kind, "a deadline of a kind that evidence does not have");
                Ok(nothing_to_do())
            }
        }
    }
}
