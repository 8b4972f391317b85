//! A piece of evidence: added, judged as often as need be, erased once. Nothing happens to it after that.

use chrono::{DateTime, Utc};
use redress_core::etag;
use redress_policy::Party;

use super::file::NoCopy;
use super::kind::Kind;
use super::rejection::Rejection;
use super::words::{EvidenceState, MediaType, Variant, Verdict};

/// A piece of evidence as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    pub evidence_id: String,
    pub marketplace_id: String,
    pub case_id: String,
    pub order_id: String,
    /// The case's seller; empty when it has several.
    pub seller_id: String,
    pub kind: Kind,
    pub party: Party,
    /// The buyer's or seller's id, when it is theirs.
    pub party_id: String,
    pub state: EvidenceState,
    pub file_name: String,
    pub description: String,
    pub original: Original,
    pub signals: Signals,
    pub review: Option<Review>,
    pub add_time: DateTime<Utc>,
    pub retain_until_time: DateTime<Utc>,
    pub erase_time: Option<DateTime<Utc>>,
    pub revision: i64,
}

/// What is known of the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    pub media: MediaType,
    pub size: u64,
    /// In lower-case hexadecimal.
    pub sha256: String,
    pub sides: Option<(u32, u32)>,
    pub has_thumbnail: bool,
    /// The copy's length, or why there is none.
    pub copy: Result<u64, NoCopy>,
}

/// What a reviewer should know of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signals {
    pub capture_time: Option<DateTime<Utc>>,
    pub is_taken_before_order: bool,
    pub has_location: bool,
    pub is_name_misleading: bool,
}

/// How it was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    pub verdict: Verdict,
    pub reason: String,
    pub party: Party,
    pub time: DateTime<Utc>,
    pub clauses: Vec<String>,
}

/// Who reads: a party of the case, or the platform, which sees everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reader {
    Buyer(String),
    Seller(String),
    Platform,
}

impl Evidence {
    /// Refuses a change that was decided on an older state.
    ///
    /// # Errors
    ///
    /// The etag is stale.
    pub fn check_etag(&self, given: &str) -> Result<(), Rejection> {
        if etag::matches(given, self.revision) {
            Ok(())
        } else {
            Err(Rejection::StaleEtag)
        }
    }

    /// The evidence once judged. A judgement may be changed, not repeated.
    ///
    /// # Errors
    ///
    /// It is erased, or judged so already.
    pub fn reviewed(self, review: Review) -> Result<Evidence, Rejection> {
        let state = review.verdict.state();
        let judged = [
            EvidenceState::Added,
            EvidenceState::Accepted,
            EvidenceState::Refused,
            EvidenceState::AskedAgain,
        ];
        let allowed = judged.into_iter().filter(|from| *from != state);
        if !allowed.clone().any(|from| from == self.state) {
            return Err(self.illegal(allowed));
        }
        Ok(Evidence {
            state,
            review: Some(review),
            revision: self.revision + 1,
            ..self
        })
    }

    /// The evidence without what says whose it was.
    ///
    /// # Errors
    ///
    /// It is erased already.
    pub fn erased(self, now: DateTime<Utc>) -> Result<Evidence, Rejection> {
        if self.state == EvidenceState::Erased {
            let states = EvidenceState::ALL.iter().copied();
            return Err(self.illegal(states.filter(|state| *state != EvidenceState::Erased)));
        }
        let review = self.review.map(|review| Review {
            reason: String::new(),
            ..review
        });
        Ok(Evidence {
            state: EvidenceState::Erased,
            file_name: String::new(),
            description: String::new(),
            signals: Signals::default(),
            review,
            erase_time: Some(now),
            revision: self.revision + 1,
            ..self
        })
    }

    /// The evidence kept for longer, or shorter.
    #[must_use]
    pub fn retained_until(self, time: DateTime<Utc>) -> Evidence {
        Evidence {
            retain_until_time: time,
            revision: self.revision + 1,
            ..self
        }
    }

    /// Whether a reader who may see the case may see this of it: a seller sees nothing of another seller's.
    pub fn is_visible_to(&self, reader: &Reader) -> bool {
        match reader {
            Reader::Seller(own) => {
                (self.seller_id.is_empty() || self.seller_id == *own)
                    && (self.party != Party::Seller || self.party_id == *own)
            }
            Reader::Buyer(_) | Reader::Platform => true,
        }
    }

    /// Whether a reader who may see it may have these bytes of it.
    ///
    /// # Errors
    ///
    /// They are erased, or never were, or are not this reader's.
    pub fn check_variant(&self, variant: Variant, reader: &Reader) -> Result<(), Rejection> {
        let no = |reason: String| Err(Rejection::NoVariant { reason });
        if self.state == EvidenceState::Erased {
            return no("the evidence was erased".to_owned());
        }
        match variant {
            Variant::Original if !self.is_own(reader) => {
                no("the original is for who added it and for the platform; there may be a copy".to_owned())
            }
            Variant::Copy => match self.original.copy {
                Ok(_) => Ok(()),
                Err(why) => no(format!("there is no copy: {why}")),
            },
            Variant::Thumbnail if !self.original.has_thumbnail => {
                no("there is no thumbnail of a file of this type".to_owned())
            }
            Variant::Original | Variant::Thumbnail => Ok(()),
        }
    }

    fn is_own(&self, reader: &Reader) -> bool {
        match reader {
            Reader::Buyer(_) => self.party == Party::Buyer,
            Reader::Seller(own) => self.party == Party::Seller && self.party_id == *own,
            Reader::Platform => true,
        }
    }

    fn illegal(&self, allowed: impl Iterator<Item = EvidenceState>) -> Rejection {
        Rejection::IllegalState {
            kind: "evidence",
            id: self.evidence_id.clone(),
            state: self.state.as_str(),
            allowed: allowed.map(EvidenceState::as_str).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
