//! The changes that people are told of: each with its word in events, which is also the key of its texts. A change cannot
//! be without its word.

/// Declares the changes of one context with their words.
macro_rules! changes {
    ($(#[$doc:meta])* $changes:ident { $($name:ident = $word:literal,)+ }) => {
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

    /// The key of its texts: the word with its context before it.
    pub fn key(self) -> String {
        let (context, word) = match self {
            Self::Order(change) => ("order-", change.as_str()),
            Self::Return(change) => {
                let word = change.as_str();
                ("return-", word.strip_prefix("return_").unwrap_or(word))
            }
            Self::Parcel(change) => ("parcel-", change.as_str()),
            Self::Refund(_) | Self::Evidence(_) => ("", self.as_str()),
        };
        format!("{context}{}", word.replace('_', "-"))
    }

    /// Every change of every context.
    #[cfg(test)]
    pub fn all() -> Vec<Self> {
        let orders = OrderChange::ALL.iter().copied().map(Self::Order);
        let refunds = RefundChange::ALL.iter().copied().map(Self::Refund);
        let returns = ReturnChange::ALL.iter().copied().map(Self::Return);
        let parcels = ParcelChange::ALL.iter().copied().map(Self::Parcel);
        let evidence = EvidenceChange::ALL.iter().copied().map(Self::Evidence);
        orders
            .chain(refunds)
            .chain(returns)
            .chain(parcels)
            .chain(evidence)
            .collect()
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

    #[test]
    fn every_word_names_its_change_in_its_own_context_only() {
        for change in Change::all() {
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
}
