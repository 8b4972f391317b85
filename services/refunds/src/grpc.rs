//! The contract's services: each method reads its request, collects the field errors, and calls its use case.
//!
//! What a caller sees is bound to its marketplace and, for buyers and sellers, to what is theirs.

mod pages;
mod payouts;
mod refunds;
mod sandbox;

use redress_contracts::redress::refunds::v1::refund_service_server::RefundServiceServer;
use redress_contracts::redress::refunds::v1::sandbox_provider_service_server::SandboxProviderServiceServer;
use redress_db::Idempotency;
use redress_rpc::{Caller, Fields, Problem, Services};

use crate::app::{App, Target};
use crate::convert::MAX_NAME;
use crate::provider::sandbox::Sandbox;
use crate::store::Sight;

/// The services over these use cases; the sandbox's only when it is the provider.
pub fn services(app: App, sandbox: Option<Sandbox>) -> Services {
    let services = Services::new().with(RefundServiceServer::new(refunds::RefundsGrpc {
        app: app.clone(),
    }));
    match sandbox {
        Some(sandbox) => services.with(SandboxProviderServiceServer::new(sandbox::SandboxGrpc {
            app,
            sandbox,
        })),
        None => services,
    }
}

/// Which request of which caller it is.
fn idempotency(caller: &Caller, scope: &'static str, request_id: &str, body_hash: [u8; 32]) -> Idempotency {
    Idempotency {
        scope,
        caller: caller.key(),
        request_id: request_id.to_owned(),
        body_hash,
    }
}

/// What every change to one refund has.
struct TargetFields<'a> {
    scope: &'static str,
    request_id: &'a str,
    refund_id: &'a str,
    etag: &'a str,
    body_hash: [u8; 32],
}

impl TargetFields<'_> {
    fn read(self, caller: &Caller, fields: &mut Fields) -> Target {
        fields.required_request_id("request_id", self.request_id);
        fields.non_empty("refund_id", self.refund_id, MAX_NAME);
        Target {
            key: idempotency(caller, self.scope, self.request_id, self.body_hash),
            sight: Sight::of(caller),
            refund_id: self.refund_id.to_owned(),
            etag: self.etag.to_owned(),
        }
    }
}

/// What was read when no field is bad.
fn complete<T>(fields: Fields, read: Option<T>) -> Result<T, Problem> {
    fields.finish()?;
    Ok(read.expect("invariant: what is missing was refused"))
}
