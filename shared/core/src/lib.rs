//! The words every context shares: money, typed ids, time, page tokens and etags.
//!
//! Nothing here knows a context, a database or the wire. Time and randomness come in through [`Clock`] and
//! [`Ids`] only, so that a test can drive the one and seed the other. Not here: calendars and policy
//! (`redress_policy`), protobuf conversions (`redress_rpc`).

pub mod clock;
pub mod etag;
pub mod id;
pub mod money;
pub mod page;

pub use clock::{Clock, ManualClock};
pub use id::{IdError, Ids, TypedId};
pub use money::{Currency, CurrencyError, Money, MoneyError, allocate, share_bp};
pub use page::{FilterHash, PageSizeError, PageTokenError};
