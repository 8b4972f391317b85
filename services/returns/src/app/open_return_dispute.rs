//! OpenReturnDispute: a side that is not content with what becomes of a return asks the platform to judge it. The platform
//! steps in at this moment, so its clock starts now.

use redress_contracts::redress::returns::v1 as pb;
use redress_policy::DeadlineKind;

use super::dispute::{book, others, rules, stake};
use super::work::Work;
use super::{App, Call, Target};
use crate::convert::dispute::{Said, dispute_to_wire};
use crate::domain::dispute::{Dispute, Opening, Statement};
use crate::error::Error;
use crate::store::{self, Scope};

impl App {
    /// Opens a dispute over a return.
    ///
    /// # Errors
    ///
    /// The pack offers none, or not to this party; the return is disputed, was, or is in no state to be.
    pub(crate) async fn open_return_dispute(
        &self,
        call: Call,
        return_id: String,
        said: Said,
    ) -> Result<pb::ReturnDispute, Error> {
        let target = Target {
            return_id,
            etag: String::new(),
        };
        self.change_with_reply(call, target, move |work| {
            let dispute = open(work, &said)?;
            store::dispute_insert(work.tx.conn(), &dispute)?;
            let change = work
                .change("dispute_opened", said.party, &others(said.party))
                .saying(&said.text)
                .in_dispute(&dispute);
            work.tell(change);
            Ok(dispute_to_wire(&dispute))
        })
        .await
    }
}

fn open(work: &mut Work<'_>, said: &Said) -> Result<Dispute, Error> {
    let rules = rules(work)?;
    let judgement = work.deadline(DeadlineKind::Judgement, work.now)?;
    let clauses: Vec<String> = rules.clauses.iter().map(ToString::to_string).collect();
    let stake = stake(work, &clauses)?;
    let book = book(work)?;
    let before_id = work.case.dispute_id.clone();
    let before = store::dispute_fetch(work.tx.conn(), &Scope::all(), &before_id)?;
    let opening = Opening {
        dispute_id: work.tx.ids().text("rdp", work.now),
        statement: Statement {
            party: said.party,
            text: said.text.clone(),
            create_time: work.now,
            evidence_ids: said.evidence_ids.clone(),
        },
        rules: &rules,
        judgement: judgement.as_ref(),
        stake: &stake,
        book: &book,
        before: before.as_ref(),
    };
    Ok(Dispute::open(&mut work.case, opening)?)
}
