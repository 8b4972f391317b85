//! The double-entry ledger: which accounts there are and what each movement of money books.
//!
//! A journal is a set of transfers; each debits one account and credits another by the same amount, so a journal cannot
//! be out of balance, in any currency. Journals are never changed: a release or a reversal is a journal of its own.
//!
//! | movement | debit | credit |
//! | --- | --- | --- |
//! | captured | provider_clearing | buyer_funds |
//! | held | buyer_funds, goodwill_expense | refunds_payable |
//! | paid | refunds_payable | provider_clearing, or payout_clearing for a payout |
//! | failed | refunds_payable | buyer_funds, goodwill_expense |
//! | reversed | provider_clearing, or payout_clearing | buyer_funds, goodwill_expense |
//!
//! - `provider_clearing` (asset): what the payment provider holds for the marketplace.
//! - `payout_clearing` (asset): the bank and wallet accounts from which operators make payouts.
//! - `buyer_funds` (liability): what buyers paid and might get back; what a fee withholds stays in it.
//! - `refunds_payable` (liability): refunds under way.
//! - `goodwill_expense` (expense): what was given beyond what was owed.

use super::refund::Refund;
use super::words::Movement;

/// An account of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Account {
    ProviderClearing,
    PayoutClearing,
    BuyerFunds,
    RefundsPayable,
    GoodwillExpense,
}

impl Account {
    /// Its name in the database and in replies.
    pub const fn as_str(self) -> &'static str {
        match self {
            Account::ProviderClearing => "provider_clearing",
            Account::PayoutClearing => "payout_clearing",
            Account::BuyerFunds => "buyer_funds",
            Account::RefundsPayable => "refunds_payable",
            Account::GoodwillExpense => "goodwill_expense",
        }
    }
}

/// `minor` from the credited account to the debited one; above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer {
    pub debit: Account,
    pub credit: Account,
    pub minor: i64,
}

/// What a captured payment books.
pub fn capture(minor: i64) -> Vec<Transfer> {
    some([Transfer {
        debit: Account::ProviderClearing,
        credit: Account::BuyerFunds,
        minor,
    }])
}

/// What a refund's movement books.
pub fn book(refund: &Refund, movement: Movement) -> Vec<Transfer> {
    let amount = refund.breakdown.amount.minor;
    let goodwill = refund.breakdown.goodwill_minor();
    let clearing = if refund.method.is_payout() {
        Account::PayoutClearing
    } else {
        Account::ProviderClearing
    };
    let between = |debit, credit, minor| Transfer { debit, credit, minor };
    match movement {
        Movement::Captured => capture(amount),
        Movement::Held => some([
            between(Account::BuyerFunds, Account::RefundsPayable, amount - goodwill),
            between(Account::GoodwillExpense, Account::RefundsPayable, goodwill),
        ]),
        Movement::Paid => some([between(Account::RefundsPayable, clearing, amount)]),
        Movement::Released => some([
            between(Account::RefundsPayable, Account::BuyerFunds, amount - goodwill),
            between(Account::RefundsPayable, Account::GoodwillExpense, goodwill),
        ]),
        Movement::Reversed => some([
            between(clearing, Account::BuyerFunds, amount - goodwill),
            between(clearing, Account::GoodwillExpense, goodwill),
        ]),
    }
}

fn some<const N: usize>(transfers: [Transfer; N]) -> Vec<Transfer> {
    transfers
        .into_iter()
        .filter(|transfer| transfer.minor > 0)
        .collect()
}

#[cfg(test)]
mod tests;
