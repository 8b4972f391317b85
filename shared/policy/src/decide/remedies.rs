//! What the buyer can get: the remedies of the cases that grant, what ends take away, and who pays the way back.

use super::conditions::holds;
use super::verdict::{Answer, Verdict};
use super::windows::Sight;
use crate::facts::{Facts, LineFacts};
use crate::pack::{Case, Pack};
use crate::words::{Layer, Outcome, Party, Remedy, Topic};

/// A set of remedies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RemedySet(u16);

impl RemedySet {
    /// What a case gives for a line before any end: its remedies whose fact is as stated, or the refund that it plans
    /// where it names none.
    pub(super) fn of(case: &Case, sight: Sight<'_>) -> Self {
        if case.remedies.is_empty() && case.refund.is_some() {
            return Self::from([Remedy::Refund].as_slice());
        }
        let applies = |fact: crate::pack::FactName, is| holds(fact, sight) == is;
        let rules = case
            .remedies
            .iter()
            .filter(|rule| rule.when.is_none_or(|fact| applies(fact, rule.is)));
        rules.fold(Self::default(), |set, rule| set.with(rule.remedy))
    }

    pub(super) fn with(self, remedy: Remedy) -> Self {
        Self(self.0 | 1 << remedy as u16)
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) fn has(self, remedy: Remedy) -> bool {
        self.0 & 1 << remedy as u16 != 0
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether money is among them.
    pub(super) fn has_money(self) -> bool {
        self.has(Remedy::Refund) || self.has(Remedy::PartialRefund)
    }
}

impl From<&[Remedy]> for RemedySet {
    fn from(remedies: &[Remedy]) -> Self {
        remedies
            .iter()
            .fold(Self::default(), |set, remedy| set.with(*remedy))
    }
}

/// What every line offers, in the packs' order; after a refusal, what the refusing case leaves open. The flag says that
/// a law offers what the shop does not.
pub(super) fn offered(facts: &Facts, verdicts: &[Verdict<'_>], at: usize) -> (Vec<Remedy>, bool) {
    let strictest = &verdicts[at];
    if strictest.outcome == Outcome::Refused {
        let otherwise = strictest.answer.case.map(|case| case.otherwise.clone());
        return (otherwise.unwrap_or_default(), false);
    }
    let mut is_by_law = false;
    let mut common: Option<Vec<Remedy>> = None;
    for (line, verdict) in facts.lines.iter().zip(verdicts) {
        let mut own: Vec<Remedy> = Vec::with_capacity(4);
        for answer in verdict.answers() {
            let before = own.len();
            add_own(&mut own, answer);
            is_by_law |= answer.layer == Layer::Law && own.len() > before;
        }
        if !own.is_empty()
            && verdict
                .answers()
                .any(|answer| is_returnless(answer.pack, facts, line))
        {
            own.push(Remedy::KeepItem);
        }
        common = Some(match common {
            None => own,
            Some(before) => before.into_iter().filter(|remedy| own.contains(remedy)).collect(),
        });
    }
    (common.unwrap_or_default(), is_by_law)
}

fn add_own(own: &mut Vec<Remedy>, answer: &Answer<'_>) {
    for rule in answer.case.iter().flat_map(|case| &case.remedies) {
        if answer.remedies.has(rule.remedy) && !own.contains(&rule.remedy) {
            own.push(rule.remedy);
        }
    }
}

/// The buyer keeps an item that is worth less than the pack's threshold.
pub(crate) fn is_returnless(pack: &Pack, facts: &Facts, line: &LineFacts) -> bool {
    pack.returnless.as_ref().is_some_and(|rule| {
        facts.topic == Topic::Return
            && rule.grounds.contains(&facts.ground)
            && *rule.currency == *facts.order.currency.code()
            && line.unit_price_minor < rule.below_minor
    })
}

/// Who pays the way back, and whether a law says so against the shop. The burden is taken from the buyer where any
/// layer that grants takes it.
pub(super) fn return_payer(verdicts: &[Verdict<'_>]) -> (Option<Party>, bool) {
    let mut payer: Option<(Party, bool)> = None;
    for (at, answer) in verdicts.iter().flat_map(|verdict| verdict.answers().enumerate()) {
        let Some(own) = answer.case.and_then(|case| case.return_payer) else {
            continue;
        };
        let is_lighter = matches!(payer, Some((Party::Buyer, _))) && own != Party::Buyer;
        if payer.is_none() || is_lighter {
            payer = Some((own, answer.layer == Layer::Law && at > 0));
        }
    }
    payer.map_or((None, false), |(party, is_by_law)| (Some(party), is_by_law))
}
