//! What a fresh installation knows: the packs that come with the suite, each published once as version 1.
//!
//! They are in force from the day their document names, so that orders placed before the installation find them. A
//! policy that has any version is never touched, also not by a newer built-in edition.

use redress_db::Tx;
use redress_policy::packs::Source;

use super::{App, publish_policy};
use crate::domain::Rejection;
use crate::domain::publication::Draft;
use crate::error::Error;
use crate::store::policies;

impl App {
    /// Publishes the packs whose policy nobody has published yet; returns how many those were.
    ///
    /// # Errors
    ///
    /// A built-in pack with errors, or the database's.
    pub async fn seed_if_empty(&self, packs: impl IntoIterator<Item = Source>) -> Result<usize, Error> {
        let mut seeded = 0;
        for (file, source) in packs {
            let draft =
                Draft::of_pack(source, file).map_err(|errors| Rejection::Pack { field: file, errors })?;
            seeded += usize::from(self.db.write(move |tx| seed(tx, &draft)).await?);
        }
        Ok(seeded)
    }
}

fn seed(tx: &mut Tx, draft: &Draft) -> Result<bool, Error> {
    let head = policies::policy_lock(tx.conn(), draft)?;
    if head.newest_version > 0 {
        return Ok(false);
    }
    let effective_time = draft.document_time.unwrap_or(tx.now());
    publish_policy::append(tx, draft, head.newest_version, effective_time)?;
    Ok(true)
}
