//! What the provider reports by itself: a refund that came back from the buyer's bank. May be reported any number of
//! times.

use super::App;
use crate::domain::Rejection;
use crate::domain::transition::Command;
use crate::domain::words::State;
use crate::error::Error;
use crate::store::{self, Sight};

impl App {
    /// Takes note that the refund came back.
    ///
    /// # Errors
    /// A refund that was never paid as far as anybody knows, or the database's.
    pub async fn report_reversal(&self, refund_id: String, reference: String) -> Result<(), Error> {
        let scribe = self.scribe();
        let id = refund_id.clone();
        self.db
            .write(move |tx| {
                let Some(before) = store::refund_fetch(tx.conn(), &id, &Sight::all())? else {
                    return Err(Error::Rejection(Rejection::no_refund(&id)));
                };
                if before.state != State::Reversed {
                    scribe.decide(tx, &before, Command::ReportReversal { reference })?;
                }
                Ok(())
            })
            .await?;
        self.announce_locally(&refund_id);
        Ok(())
    }
}
