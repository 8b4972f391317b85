//! ReceiveNotice: what a provider tells, taken once.
//!
//! The notice is durable before the reply, and applied by its clock. Who comes with what no source signed learns nothing of
//! which sources there are.

use redress_contracts::redress::webhooks::v1 as pb;
use redress_db::Tx;
use redress_rpc::Caller;

use super::{App, sight};
use crate::deadlines::apply_at;
use crate::domain::notice::Notice;
use crate::domain::proof::Request;
use crate::domain::reading::{self, Reading};
use crate::domain::rejection::Rejection;
use crate::domain::source::{Source, SourceId};
use crate::error::Error;
use crate::store::{notices, sources};

/// The largest body, in bytes.
const MAX_BODY: usize = 1024 * 1024;

/// What became of a request that was proven.
struct Taken {
    notice_id: String,
    is_repetition: bool,
    /// It says what its event said before, if that came before.
    is_consistent: bool,
}

impl App {
    /// Takes a request for what a path says is a source.
    ///
    /// # Errors
    ///
    /// No source of that id, that the caller sees, signed it, or not now; its event came before and said something else.
    pub async fn receive_notice(
        &self,
        caller: &Caller,
        source_id: &str,
        request: Request,
    ) -> Result<pb::ReceiveNoticeResponse, Error> {
        if request.body.len() > MAX_BODY {
            return Err(Rejection::TooLarge { limit: MAX_BODY }.into());
        }
        let sight = sight(caller);
        // What is no id of a source is answered like the id of none.
        let source_id: SourceId = source_id.parse().map_err(|_| Rejection::Unproven)?;
        let found = self
            .db
            .read(move |conn| sources::source_fetch(conn, &sight, source_id.as_str()))
            .await?;
        let now = self.db.environment().clock.now();
        let signed_by = found.filter(|source| request.is_proven(source.provider, &source.secrets(now), now));
        let Some(source) = signed_by else {
            return Err(Rejection::Unproven.into());
        };
        let reading = reading::read(source.provider, &request.body);
        let size = i64::try_from(request.body.len()).unwrap_or(i64::MAX);
        let body = (reading::digest(&request.body), size);
        let taken = self.db.write(move |tx| take(tx, &source, reading, body)).await?;
        if !taken.is_consistent {
            let notice_id = taken.notice_id;
            return Err(Rejection::Changed { notice_id }.into());
        }
        Ok(pb::ReceiveNoticeResponse {
            notice_id: taken.notice_id,
            is_repetition: taken.is_repetition,
        })
    }
}

/// Writes the notice, or notes on the one that there is that its event came again.
fn take(tx: &mut Tx, source: &Source, reading: Reading, body: (String, i64)) -> Result<Taken, Error> {
    let now = tx.now();
    let new = Notice::new(tx.ids().next(now), source, reading, body, now);
    if notices::notice_insert(tx.conn(), &new)? {
        apply_at(&new)
            .into_iter()
            .for_each(|clock| tx.set_deadline(clock));
        return Ok(Taken {
            notice_id: new.notice_id.to_string(),
            is_repetition: false,
            is_consistent: true,
        });
    }
    let known = notices::notice_lock_by_event(tx.conn(), source.source_id.as_str(), &new.event_id)?;
    let mut known = known.ok_or(redress_db::Error::NotFound)?;
    let is_consistent = known.came_again(&new.said_sha256, now);
    notices::notice_update(tx.conn(), &known)?;
    Ok(Taken {
        notice_id: known.notice_id.to_string(),
        is_repetition: true,
        is_consistent,
    })
}
