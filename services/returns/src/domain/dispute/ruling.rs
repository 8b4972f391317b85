//! The platform's rulings, and appeals against them.
//!
//! Always: the first ruling can be appealed once, by whoever lost it, while the policy's time runs; the second is final. A
//! ruling says what the buyer gets by the dispute in all, so that a second one owes only what the first did not.

use chrono::{DateTime, Utc};
use redress_core::Money;
use redress_policy::{Breakdown, DeadlineSet, Party};
use serde::{Deserialize, Serialize};

use super::{Act, Dispute, DisputeState, Hearing, RulingFor, Statement};
use crate::domain::approval::Decided;
use crate::domain::deadline::OpenDeadline;
use crate::domain::debt::Debt;
use crate::domain::line::BookLine;
use crate::domain::rejection::Rejection;
use crate::domain::return_case::Return;
use crate::domain::words::ReturnState;

/// A ruling that was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ruling {
    pub ruling_for: RulingFor,
    /// What the buyer gets by the dispute.
    pub amount_minor: i64,
    pub reason: String,
    pub rule_time: DateTime<Utc>,
    pub is_final: bool,
    pub clauses: Vec<String>,
}

/// What the platform rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub ruling_for: RulingFor,
    /// Required in part; in full or for the seller it may repeat what follows.
    pub amount: Option<Money>,
    pub reason: String,
}

impl Ruling {
    /// Who lost by it.
    pub(crate) fn losers(&self) -> &'static [Party] {
        match self.ruling_for {
            RulingFor::Buyer => &[Party::Seller],
            RulingFor::BuyerInPart => &[Party::Buyer, Party::Seller],
            RulingFor::Seller => &[Party::Buyer],
        }
    }
}

impl Dispute {
    /// Rules it. In full for the buyer is what the policy gives beyond what was refunded before the dispute; in part is an
    /// amount of the ruling's own. `appeal` is the clock of an appeal, where the policy knows one.
    pub(crate) fn rule(
        &mut self,
        hearing: &mut Hearing<'_>,
        verdict: &Verdict,
        appeal: Option<&DeadlineSet>,
    ) -> Result<Option<Debt>, Rejection> {
        self.check_act(Act::Rule)?;
        let amount_minor = self.ruled_minor(hearing, verdict)?;
        let decided = Decided {
            by: Party::Platform,
            time: hearing.now,
            reason: verdict.reason.clone(),
        };
        let debt = if verdict.ruling_for == RulingFor::Seller {
            self.deny(hearing, decided);
            None
        } else {
            let full = hearing.stake.full.clone();
            let in_full = full
                .filter(|full| full.amount_minor == amount_minor && verdict.ruling_for == RulingFor::Buyer);
            self.grant(hearing, (amount_minor, in_full), decided)
        };
        let appeal = appeal.filter(|_| self.rulings.is_empty());
        let mut ruling = Ruling {
            ruling_for: verdict.ruling_for,
            amount_minor,
            reason: verdict.reason.clone(),
            rule_time: hearing.now,
            is_final: appeal.is_none(),
            clauses: self.clauses.clone(),
        };
        self.amount_minor = Some(amount_minor);
        match appeal {
            Some(appeal) => {
                self.close_proposals();
                self.state = DisputeState::Ruled;
                self.judgement_due_time = None;
                self.appeal_due_time = Some(appeal.due_time);
                self.cite(appeal.clauses.iter());
                ruling.clauses.clone_from(&self.clauses);
                let party = ruling.losers().first().copied().unwrap_or(appeal.party);
                hearing.case.start_clock(OpenDeadline {
                    party,
                    ..OpenDeadline::of(appeal)
                });
            }
            None => self.close(DisputeState::Closed, hearing.now),
        }
        self.rulings.push(ruling);
        Ok(debt)
    }

    /// Appeals the ruling: the return is disputed again, and the platform judges once more.
    pub(crate) fn appeal(
        &mut self,
        (case, book): (&mut Return, &[BookLine]),
        statement: Statement,
        judgement: Option<&DeadlineSet>,
    ) -> Result<(), Rejection> {
        self.check_act(Act::Appeal)?;
        let losers = self.rulings.last().map_or(&[][..], Ruling::losers);
        if !losers.contains(&statement.party) {
            return Err(Rejection::WrongParty {
                allowed: losers.to_vec(),
            });
        }
        let now = statement.create_time;
        if self.appeal_due_time.is_some_and(|due_time| now >= due_time) {
            return Err(self.obstacle("was ruled too long ago; the time for an appeal has passed"));
        }
        self.take_up(case, book, now)?;
        self.statements.push(statement);
        self.state = DisputeState::Appealed;
        self.appeal_due_time = None;
        self.await_judgement(case, judgement);
        Ok(())
    }

    /// The most that the buyer can get by it: what was paid for the lines, less what was refunded before it.
    pub(crate) fn most_minor(&self, hearing: &Hearing<'_>) -> i64 {
        self.left_minor(hearing.case, hearing.stake.paid_minor)
    }

    /// The same of a return of whose lines so much was paid.
    pub(crate) fn left_minor(&self, case: &Return, paid_minor: i64) -> i64 {
        (paid_minor - self.given_before_minor(case)).max(0)
    }

    /// What was refunded of the return by others than this dispute.
    fn given_before_minor(&self, case: &Return) -> i64 {
        case.given_minor() - self.awarded_minor
    }

    fn ruled_minor(&self, hearing: &Hearing<'_>, verdict: &Verdict) -> Result<i64, Rejection> {
        match verdict.ruling_for {
            RulingFor::Buyer => {
                let full_minor = hearing.stake.full_minor() - self.given_before_minor(hearing.case);
                if full_minor <= 0 {
                    return Err(self.obstacle(
                        "is over all that the policy gives; what is more can only be ruled in part",
                    ));
                }
                self.check_repeated(verdict.amount, full_minor)
            }
            RulingFor::BuyerInPart => {
                let amount = verdict.amount.filter(|amount| amount.minor > 0);
                let amount =
                    amount.ok_or_else(|| Rejection::field("amount", "is required for a ruling in part"))?;
                self.check_amount(amount, self.most_minor(hearing))?;
                Ok(amount.minor)
            }
            RulingFor::Seller => self.check_repeated(verdict.amount, 0),
        }
    }

    fn check_repeated(&self, given: Option<Money>, follows_minor: i64) -> Result<i64, Rejection> {
        let follows = self.money(follows_minor);
        if given.is_none_or(|given| given == follows) {
            return Ok(follows_minor);
        }
        Err(Rejection::field(
            "amount",
            format!("follows from the ruling, which gives {follows}; leave it out"),
        ))
    }

    /// Gives the buyer an amount in all: what of it is not owed yet is owed now, by `breakdown` where that is all of it. One
    /// that is owed already leaves the return as it was.
    pub(super) fn grant(
        &mut self,
        hearing: &mut Hearing<'_>,
        (amount_minor, breakdown): (i64, Option<Breakdown>),
        decided: Decided,
    ) -> Option<Debt> {
        let owed_minor = amount_minor - self.awarded_minor;
        let case = &mut *hearing.case;
        if owed_minor <= 0 {
            self.give_back(case, hearing.now);
            return None;
        }
        let whole = breakdown.filter(|breakdown| breakdown.amount_minor == owed_minor);
        let breakdown = whole.unwrap_or_else(|| case.ruled_amount(owed_minor, &self.clauses));
        self.drop_taken(case);
        case.decided = Some(decided);
        self.awarded_minor += owed_minor;
        Some(case.award(breakdown, &hearing.footing, hearing.now))
    }

    /// Gives the buyer nothing: what waited is refused, so is what a seller disputed, and anything else is as it was.
    pub(super) fn deny(&mut self, hearing: &mut Hearing<'_>, decided: Decided) {
        let case = &mut *hearing.case;
        let is_sellers = self.opened_by == Party::Seller;
        let is_refused = match case.disputed_state {
            Some(ReturnState::UnderReview) => true,
            Some(
                ReturnState::Approved
                | ReturnState::AwaitingParcel
                | ReturnState::Received
                | ReturnState::Inspected,
            ) => is_sellers,
            _ => false,
        };
        if is_refused {
            self.drop_taken(case);
            case.rest_on(&self.clauses);
            case.refuse(decided);
        } else {
            self.give_back(case, hearing.now);
            case.cite(&self.clauses);
        }
    }
}
