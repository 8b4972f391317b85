//! DecideCancellation: the party that a cancellation waits for approves or refuses it. The policy's stored decision says
//! what an approval pays; nothing is recomputed but the clock of the refund, which starts now.

use redress_contracts::redress::orders::v1 as pb;
use redress_policy::Party;

use super::{App, Call, case};
use crate::convert::cancellation::cancellation_to_wire;
use crate::domain::cancellation::Cancellation;
use crate::domain::rejection::Rejection;
use crate::error::Error;
use redress_rpc::Caller;

/// What a person decided.
#[derive(Clone, Debug)]
pub(crate) struct Ruling {
    pub decided_by: Party,
    pub is_approved: bool,
    pub reason: String,
}

impl App {
    /// Approves or refuses a cancellation that waits.
    ///
    /// # Errors
    ///
    /// It does not wait, or waits for somebody else.
    pub(crate) async fn decide_cancellation(
        &self,
        call: Call,
        target: (String, String),
        ruling: Ruling,
    ) -> Result<pb::Cancellation, Error> {
        self.change_case(call, target, move |work, mut cancellation, record| {
            let Ruling {
                decided_by,
                is_approved,
                reason,
            } = ruling;
            cancellation.check_decider(decided_by)?;
            check_owns_all(&work.caller, &cancellation)?;
            let what = if is_approved {
                let due = work.refund_due(&record, &cancellation.seller_ids)?;
                let approval = (Some((decided_by, reason.as_str())), work.now);
                let debts =
                    cancellation.approve(&mut work.order, &record.decision, due.as_ref(), approval)?;
                work.owe(&debts);
                "cancellation_approved"
            } else {
                cancellation.refuse(&mut work.order, decided_by, &reason, work.now);
                "cancellation_refused"
            };
            case::save(work, &cancellation)?;
            let change = work
                .change(what, decided_by, &[Party::Buyer, Party::Seller])
                .citing(&record.decision.clauses)
                .about(cancellation.lines.iter().map(|line| line.line_id.as_str()))
                .saying(&reason);
            work.tell_of(change, &cancellation, Some(&record.decision));
            Ok(cancellation_to_wire(&cancellation, Some(&record.decision)))
        })
        .await
    }
}

/// A seller decides only on what is theirs alone; over the lines of several, somebody of the platform speaks for them.
pub(super) fn check_owns_all(caller: &Caller, cancellation: &Cancellation) -> Result<(), Rejection> {
    match &caller.seller {
        Some(seller) if cancellation.seller_ids.iter().any(|id| id != seller) => {
            Err(Rejection::Precondition {
                subject: format!("cancellation {}", cancellation.cancellation_id),
                message: "has lines of other sellers too; the platform decides it on their behalf".to_owned(),
            })
        }
        _ => Ok(()),
    }
}
