//! A parcel that nobody announced, or that bears no return number: recorded, and matched by hand.

use chrono::{DateTime, Utc};

use super::rejection::Rejection;

/// Such a parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnmatchedParcel {
    pub unmatched_parcel_id: String,
    pub marketplace_id: String,
    pub warehouse_id: String,
    pub carrier: String,
    pub tracking_number: String,
    pub description: String,
    pub receive_time: DateTime<Utc>,
    /// The return it was matched with.
    pub return_id: Option<String>,
    pub clauses: Vec<String>,
    /// What the pack says becomes of it.
    pub consequence: String,
    /// Counts up with every change.
    pub revision: i64,
}

impl UnmatchedParcel {
    /// Matches it with a return, once.
    pub(crate) fn match_with(&mut self, return_id: &str, etag: &str) -> Result<(), Rejection> {
        if !redress_core::etag::matches(etag, self.revision) {
            return Err(Rejection::StaleEtag);
        }
        if self.return_id.is_some() {
            return Err(Rejection::IllegalState {
                kind: "unmatched parcel",
                id: self.unmatched_parcel_id.clone(),
                state: "matched",
                allowed: vec!["open"],
            });
        }
        self.return_id = Some(return_id.to_owned());
        self.revision += 1;
        Ok(())
    }
}
