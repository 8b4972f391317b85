//! Amending what was asked for, while nobody has decided it.

use redress_policy::Remedy;

use super::debt::Payout;
use super::return_case::{Contact, Return};

/// What a buyer fills in or changes of a return that is not decided yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Amendment {
    pub contact: Contact,
    pub explanation: String,
    pub invoice: String,
    pub wish: Option<Remedy>,
    pub payout: Option<Payout>,
}

impl Return {
    /// Fills in or changes what was asked; what is left empty stays. Whether anything changed.
    pub(crate) fn amend(&mut self, amendment: Amendment) -> bool {
        let before = self.asked.clone();
        let asked = &mut self.asked;
        let fill = |own: &mut String, given: String| {
            if !given.is_empty() {
                *own = given;
            }
        };
        fill(&mut asked.contact.name, amendment.contact.name);
        fill(&mut asked.contact.email, amendment.contact.email);
        fill(&mut asked.contact.phone, amendment.contact.phone);
        fill(&mut asked.explanation, amendment.explanation);
        fill(&mut asked.invoice, amendment.invoice);
        asked.wish = amendment.wish.or(asked.wish);
        asked.payout = amendment.payout.or(asked.payout.take());
        *asked != before
    }
}
