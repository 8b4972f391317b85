//! CreateSource: a provider that tells a marketplace something.

use redress_contracts::redress::webhooks::v1 as pb;

use super::{App, Call};
use crate::convert::source_to_wire;
use crate::domain::provider::Provider;
use crate::domain::rejection::Rejection;
use crate::domain::source::{SigningSecret, Source};
use crate::error::Error;
use crate::store::sources;

/// A checked new source, before it has an id.
#[derive(Clone, Debug)]
pub struct NewSource {
    pub marketplace_id: String,
    pub provider: Provider,
    pub label: String,
    pub secret: SigningSecret,
}

impl App {
    /// Creates a source.
    ///
    /// # Errors
    ///
    /// The marketplace has as many as one may have.
    pub async fn create_source(&self, call: Call, new: NewSource) -> Result<pb::Source, Error> {
        let limit = self.max_sources;
        self.command(&call, move |tx| {
            let count = sources::source_count(tx.conn(), &new.marketplace_id)?;
            if usize::try_from(count).is_ok_and(|count| count >= limit) {
                return Err(Rejection::TooMany { of: "sources", limit }.into());
            }
            let now = tx.now();
            let who = (new.marketplace_id, new.provider);
            let source = Source::new(tx.ids().next(now), who, new.label, new.secret, now);
            sources::source_insert(tx.conn(), &source)?;
            Ok(source_to_wire(&source))
        })
        .await
    }
}
