//! The changes that people are told of: each with its word in events, a subject, a text for the buyer and one for the
//! others, in plain English. A change cannot be without its words.
//!
//! `{order}` is the order's id, `{thing}` what the case is (a return, a claim, a parcel), `{actor}` the party that acted,
//! `{owing}` the party whose turn it is.

/// Declares the changes of one context with their words.
macro_rules! changes {
    ($(#[$doc:meta])* $changes:ident {
        $($name:ident = $word:literal, $subject:literal { buyer: $buyer:literal, others: $others:literal })+
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $changes {
            $($name,)+
        }

        impl $changes {
            /// Every change.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The word in messages.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            /// What is said of it.
            pub const fn template(self) -> $crate::domain::change::Template {
                match self {
                    $(Self::$name => $crate::domain::change::Template {
                        subject: $subject,
                        to_buyer: $buyer,
                        to_others: $others,
                    },)+
                }
            }

            /// The change of a word in messages.
            pub fn find(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|change| change.as_str() == word)
            }
        }
    };
}

mod evidence;
mod order;
mod parcel;
mod refund;
mod returned;

pub use evidence::EvidenceChange;
pub use order::OrderChange;
pub use parcel::ParcelChange;
pub use refund::RefundChange;
pub use returned::ReturnChange;

/// What is said of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    pub subject: &'static str,
    pub to_buyer: &'static str,
    pub to_others: &'static str,
}

/// Something that happened, in whichever context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Order(OrderChange),
    Refund(RefundChange),
    Return(ReturnChange),
    Parcel(ParcelChange),
    Evidence(EvidenceChange),
}

impl Change {
    /// The word in messages: the event's own, with the context before it where the word alone does not say what it is of.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Order(change) => change.as_str(),
            Self::Refund(change) => change.as_str(),
            Self::Return(change) => change.as_str(),
            Self::Parcel(change) => change.as_str(),
            Self::Evidence(change) => change.as_str(),
        }
    }

    /// What is said of it.
    pub const fn template(self) -> Template {
        match self {
            Self::Order(change) => change.template(),
            Self::Refund(change) => change.template(),
            Self::Return(change) => change.template(),
            Self::Parcel(change) => change.template(),
            Self::Evidence(change) => change.template(),
        }
    }
}

impl RefundChange {
    /// The change of a word of the refunds' events.
    pub fn of_event(word: &str) -> Option<Self> {
        Self::find(&format!("refund_{word}"))
    }
}

impl EvidenceChange {
    /// The change of a word of the evidence's events.
    pub fn of_event(word: &str) -> Option<Self> {
        Self::find(&format!("evidence_{word}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Change> {
        let orders = OrderChange::ALL.iter().copied().map(Change::Order);
        let refunds = RefundChange::ALL.iter().copied().map(Change::Refund);
        let returns = ReturnChange::ALL.iter().copied().map(Change::Return);
        let parcels = ParcelChange::ALL.iter().copied().map(Change::Parcel);
        let evidence = EvidenceChange::ALL.iter().copied().map(Change::Evidence);
        orders
            .chain(refunds)
            .chain(returns)
            .chain(parcels)
            .chain(evidence)
            .collect()
    }

    #[test]
    fn every_word_names_its_change_in_its_own_context_only() {
        for change in all() {
            let word = change.as_str();
            let found = match change {
                Change::Order(_) => OrderChange::find(word).map(Change::Order),
                Change::Refund(_) => RefundChange::of_event(&word["refund_".len()..]).map(Change::Refund),
                Change::Return(_) => ReturnChange::find(word).map(Change::Return),
                Change::Parcel(_) => ParcelChange::find(word).map(Change::Parcel),
                Change::Evidence(_) => {
                    EvidenceChange::of_event(&word["evidence_".len()..]).map(Change::Evidence)
                }
            };
            assert_eq!(found, Some(change));
        }
        assert_eq!(OrderChange::find("exploded"), None);
        assert_eq!(OrderChange::find("refund_created"), None);
        assert_eq!(RefundChange::of_event("placed"), None);
    }

    #[test]
    fn every_subject_names_the_order_and_every_text_is_a_sentence() {
        for change in all() {
            let Template {
                subject,
                to_buyer,
                to_others,
            } = change.template();
            assert!(
                subject.contains("{order}") && !subject.ends_with('.'),
                "{subject}"
            );
            for text in [to_buyer, to_others] {
                assert!(text.ends_with('.') && !text.contains("  "), "{text}");
            }
        }
    }
}
