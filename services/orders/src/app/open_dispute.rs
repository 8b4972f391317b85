//! OpenDispute: a side that is not content with what became of a cancellation asks the platform to judge it. The platform
//! steps in at this moment, so its clock starts now.

use redress_contracts::redress::orders::v1 as pb;
use redress_policy::DeadlineKind;

use super::case::save;
use super::docket::{Docket, clock, others};
use super::{App, Call};
use crate::convert::dispute::{Said, dispute_to_wire};
use crate::domain::dispute::{Dispute, Opening, Statement};
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::store;

impl App {
    /// Opens a dispute over a cancellation.
    ///
    /// # Errors
    ///
    /// The pack offers none, or not to this party; the cancellation is disputed, was, or is in no state to be.
    pub(crate) async fn open_dispute(
        &self,
        call: Call,
        cancellation_id: String,
        said: Said,
    ) -> Result<pb::Dispute, Error> {
        self.change_case(
            call,
            (cancellation_id, String::new()),
            move |work, mut cancellation, record| {
                let pack = work.bound.layers.marketplace.clone();
                let rules = pack.dispute.as_ref().ok_or(Rejection::DisputesNotOffered)?;
                let judgement = clock(work, &record, DeadlineKind::Judgement)?;
                let Said {
                    party,
                    text,
                    evidence_refs,
                } = said;
                let opening = Opening {
                    dispute_id: work.tx.ids().text("dsp", work.now),
                    statement: Statement {
                        party,
                        text: text.clone(),
                        create_time: work.now,
                        evidence_refs,
                    },
                    rules,
                    judgement: judgement.as_ref(),
                };
                let dispute = Dispute::open(&mut work.order, &mut cancellation, opening)?;
                store::dispute_insert(work.tx.conn(), &dispute)?;
                work.set_timers(&cancellation);
                save(work, &cancellation)?;
                let change = work
                    .change("dispute_opened", party, &others(party))
                    .citing(&dispute.clauses)
                    .about(cancellation.lines.iter().map(|line| line.line_id.as_str()))
                    .saying(&text);
                let reply = dispute_to_wire(&dispute);
                work.tell_about(
                    change,
                    Docket {
                        dispute,
                        cancellation,
                        record,
                    }
                    .into_about(),
                );
                Ok(reply)
            },
        )
        .await
    }
}
