//! Why the domain says no, with what a caller needs to know.

use chrono::{DateTime, Utc};
use redress_policy::{Layer, PackError};

/// A refused command or question.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Rejection {
    /// The source in this request field has errors.
    #[error("the policy has errors; nothing was published")]
    Pack {
        field: &'static str,
        errors: Vec<PackError>,
    },
    /// Nobody published a pack of this marketplace, or the caller may not know of it.
    #[error("there is no marketplace {0}")]
    UnknownMarketplace(String),
    /// Nobody published it, or the caller may not know of it.
    #[error("there is no policy {0}")]
    UnknownPolicy(String),
    /// It has no such version.
    #[error("policy {policy_id} has no version {version}")]
    UnknownVersion { policy_id: String, version: i32 },
    /// It has no such clause.
    #[error("there is no clause {0}")]
    UnknownClause(String),
    /// No version was in force then.
    #[error("no version of policy {policy_id} is in force at {time}")]
    NotInForce { policy_id: String, time: DateTime<Utc> },
    /// A version would be in force before it is published.
    #[error("the effective time lies in the past")]
    EffectiveInPast { now: DateTime<Utc> },
    /// The id is taken by a policy of another layer.
    #[error("policy {policy_id} is of the layer {layer}")]
    OtherLayer { policy_id: String, layer: Layer },
    /// The request names a seller's terms where only a pack will do.
    #[error("{0} names a seller's terms; a pack is needed")]
    NotAPack(String),
    /// The draft belongs to another shop.
    #[error("the draft is a pack of {draft}, not of {policy_id}")]
    OtherPack { policy_id: String, draft: String },
    /// The facts cannot be read, or are impossible; each with its path.
    #[error("the facts are not sound")]
    Facts(Vec<(String, String)>),
    /// It does not exist, or the caller may not know of it.
    #[error("there is no special period {0}")]
    UnknownSpecialPeriod(String),
    /// The special period is over, its past stays.
    #[error("the special period ended at {end_time}")]
    SpecialPeriodOver {
        special_period_id: String,
        end_time: DateTime<Utc>,
    },
    /// The new end lies before the start or in the past.
    #[error("a special period cannot end before {earliest}")]
    EndTooEarly { earliest: DateTime<Utc> },
    /// It changed since it was read.
    #[error("the etag is stale")]
    StaleEtag,
}
