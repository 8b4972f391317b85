//! From what a notice says to the context that it is for.
//!
//! Every call is made in the name of the notice's marketplace and sees nothing else. What a context refuses for good ends the
//! notice; what it cannot answer now is tried again, under the same request id.

use std::time::Duration;

use chrono::{DateTime, Utc};
use redress_rpc::error::reason_of;
use redress_rpc::{Caller, Channel, Role};
use tonic::{Code, Request, Status};

use crate::NAME;
use crate::domain::notice::{Notice, Outcome, Why};
use crate::domain::reading::Facts;

mod parcel;
mod payment;
mod refund;

/// How long a context may take.
const LIMIT: Duration = Duration::from_secs(20);

/// The contexts that are told.
pub struct Contexts {
    pub orders: Channel,
    pub logistics: Channel,
    pub refunds: Channel,
}

/// A notice on its way to a context.
struct Errand<'a> {
    notice: &'a Notice,
    now: DateTime<Utc>,
}

impl Contexts {
    /// Passes on what a notice says.
    pub async fn apply(&self, notice: &Notice, facts: Facts, now: DateTime<Utc>) -> Outcome {
        let errand = Errand { notice, now };
        let passed = match facts {
            Facts::Parcel(way) => parcel::pass(&self.logistics, &errand, &way).await,
            Facts::Payment(payment) => payment::pass(&self.orders, &errand, &payment).await,
            Facts::Refund(refund) => refund::pass(&self.refunds, &errand, &refund).await,
        };
        passed.unwrap_or_else(|status| outcome_of(&status))
    }
}

impl Errand<'_> {
    /// A call as a context of this suite.
    fn request<T>(&self, message: T) -> Request<T> {
        self.request_as(Role::Service, message)
    }

    /// A call in a role.
    fn request_as<T>(&self, role: Role, message: T) -> Request<T> {
        let caller = Caller::new(Some(&self.notice.marketplace_id), role, NAME);
        let mut request = caller.request(message);
        request.set_timeout(LIMIT);
        request
    }

    /// The request id of the one change that the notice makes.
    fn request_id(&self) -> String {
        self.notice.notice_id.to_string()
    }
}

/// What a refusal of a context means for the notice.
fn outcome_of(status: &Status) -> Outcome {
    let why = Why {
        reason: reason_of(status).unwrap_or_default(),
        detail: status.message().to_owned(),
    };
    match status.code() {
        Code::NotFound => Outcome::Unknown(why),
        Code::InvalidArgument
        | Code::AlreadyExists
        | Code::PermissionDenied
        | Code::Unauthenticated
        | Code::FailedPrecondition
        | Code::OutOfRange
        | Code::Unimplemented
        | Code::DataLoss => Outcome::Refused(why),
        Code::Ok
        | Code::Cancelled
        | Code::Unknown
        | Code::DeadlineExceeded
        | Code::ResourceExhausted
        | Code::Aborted
        | Code::Internal
        | Code::Unavailable => Outcome::Later(why),
    }
}
