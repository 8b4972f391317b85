//! EscalateReturnDispute: the platform records that a body outside took the case, one that the policy names.

use redress_contracts::redress::returns::v1 as pb;
use redress_policy::Party;
use redress_policy::pack::ExternalBody;

use super::dispute::{DisputeTarget, book};
use super::work::Work;
use super::{App, Call};
use crate::convert::dispute::Escalation;
use crate::domain::rejection::Rejection;
use crate::error::Error;

impl App {
    /// Records that a body outside took the case.
    ///
    /// # Errors
    ///
    /// The policy names no such body, or the dispute is in no state to be taken to one.
    pub(crate) async fn escalate_return_dispute(
        &self,
        call: Call,
        target: DisputeTarget,
        escalation: Escalation,
    ) -> Result<pb::ReturnDispute, Error> {
        self.change_dispute(call, target, move |work, dispute| {
            let body = named(work, &escalation.body)?;
            let book = book(work)?;
            let change = work
                .change(
                    "dispute_escalated",
                    Party::Platform,
                    &[Party::Buyer, Party::Seller],
                )
                .saying(&format!("{}: {}", escalation.body, escalation.reference));
            let by = (&body, escalation.reference);
            dispute.escalate((&mut work.case, &book), by, work.now)?;
            Ok(change)
        })
        .await
    }
}

/// The body of a name, as the policy has it.
fn named(work: &Work<'_>, name: &str) -> Result<ExternalBody, Rejection> {
    let bodies = &work.bound.layers.marketplace.external_bodies;
    let found = bodies.iter().find(|body| &*body.name == name);
    found.cloned().ok_or_else(|| {
        let names: Vec<&str> = bodies.iter().map(|body| &*body.name).collect();
        let reason = if names.is_empty() {
            "names no body: the policy knows none outside".to_owned()
        } else {
            format!("must be one that the policy names: {}", names.join(", "))
        };
        Rejection::field("body", reason)
    })
}
