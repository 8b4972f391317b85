//! The numbers that a parcel has and had. A number is replaced, never forgotten.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::words::{Flaw, NumberState};
use crate::carriers::Assessment;

/// A number that a parcel has or had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TrackingNumber {
    pub carrier: String,
    pub tracking_number: String,
    pub state: NumberState,
    #[serde(default)]
    pub flaw: Option<Flaw>,
    pub give_time: DateTime<Utc>,
    /// When another one took its place.
    #[serde(default)]
    pub replace_time: Option<DateTime<Utc>>,
}

impl TrackingNumber {
    /// A number as it was assessed when it was given.
    pub(crate) fn given(assessed: &Assessment, now: DateTime<Utc>) -> Self {
        Self {
            carrier: assessed.carrier.clone(),
            tracking_number: assessed.tracking_number.clone(),
            state: assessed.state,
            flaw: assessed.flaw,
            give_time: now,
            replace_time: None,
        }
    }
}
