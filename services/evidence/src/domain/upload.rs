//! An upload: a declared file on its way in. It takes chunks while it is open and ends in one of three ways.

use redress_policy::Party;

use super::file::BadFile;
use super::kind::Kind;
use super::rejection::Rejection;
use super::words::UploadState;
use chrono::{DateTime, Utc};

/// What a sender declares before it sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    pub kind: Kind,
    pub party: Party,
    /// As it may be shown.
    pub file_name: String,
    pub description: String,
    pub size: u64,
    /// In lower-case hexadecimal.
    pub sha256: String,
}

/// An upload as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    pub upload_id: String,
    pub marketplace_id: String,
    pub case_id: String,
    pub order_id: String,
    /// The buyer's or seller's id, when it is theirs.
    pub party_id: String,
    /// Who sends, as marketplace, role and principal.
    pub sender: String,
    pub declared: Declaration,
    pub state: UploadState,
    pub start_time: DateTime<Utc>,
    pub expire_time: DateTime<Utc>,
    /// What it became.
    pub evidence_id: Option<String>,
    /// Why its file was refused.
    pub refusal: Option<BadFile>,
}

/// Where a chunk belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// So many of its bytes are there already and have to be the same.
    pub repeated: usize,
}

impl Upload {
    /// Refuses unless chunks are taken.
    ///
    /// # Errors
    ///
    /// It has ended; for a file that was refused, with the same refusal.
    pub fn check_open(&self) -> Result<(), Rejection> {
        match (self.state, &self.refusal) {
            (UploadState::Open, _) => Ok(()),
            (_, Some(refusal)) => Err(refusal.clone().into()),
            (state, None) => Err(Rejection::IllegalState {
                kind: "upload",
                id: self.upload_id.clone(),
                state: state.as_str(),
                allowed: vec![UploadState::Open.as_str()],
            }),
        }
    }

    /// Where a chunk of `len` bytes at `offset` belongs when so many bytes are `committed`.
    ///
    /// # Errors
    ///
    /// It leaves a gap, or goes beyond the declared size.
    pub fn place(&self, offset: u64, len: usize, committed: u64) -> Result<Place, Rejection> {
        if offset > committed {
            return Err(Rejection::OutOfPlace { expected: committed });
        }
        let size = self.declared.size;
        if offset.saturating_add(len as u64) > size {
            return Err(Rejection::TooLong {
                size,
                expected: committed,
            });
        }
        let repeated = usize::try_from(committed - offset).map_or(len, |there| there.min(len));
        Ok(Place { repeated })
    }

    /// Refuses to end an upload whose bytes are not all there.
    ///
    /// # Errors
    ///
    /// Bytes are missing.
    pub fn check_whole(&self, committed: u64) -> Result<(), Rejection> {
        if committed == self.declared.size {
            Ok(())
        } else {
            Err(Rejection::OutOfPlace { expected: committed })
        }
    }

    /// The upload once its file is this evidence. What was said of the file is kept there only.
    #[must_use]
    pub fn finished(self, evidence_id: &str) -> Upload {
        Upload {
            evidence_id: Some(evidence_id.to_owned()),
            ..self.ended(UploadState::Finished)
        }
    }

    /// The upload once its file was refused.
    #[must_use]
    pub fn refused(self, refusal: BadFile) -> Upload {
        Upload {
            refusal: Some(refusal),
            ..self.ended(UploadState::Refused)
        }
    }

    /// The upload given up.
    #[must_use]
    pub fn abandoned(self) -> Upload {
        self.ended(UploadState::Abandoned)
    }

    fn ended(mut self, state: UploadState) -> Upload {
        self.declared.file_name.clear();
        self.declared.description.clear();
        Upload { state, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::words::Flaw;

    fn upload() -> Upload {
        Upload {
            upload_id: "upl_1".to_owned(),
            marketplace_id: "kajet".to_owned(),
            case_id: "ret_1".to_owned(),
            order_id: "ord_1".to_owned(),
            party_id: "mara".to_owned(),
            sender: "kajet/buyer/mara".to_owned(),
            declared: Declaration {
                kind: "product_photo".parse().unwrap(),
                party: Party::Buyer,
                file_name: "a.jpg".to_owned(),
                description: "the crack".to_owned(),
                size: 100,
                sha256: "00".repeat(32),
            },
            state: UploadState::Open,
            start_time: DateTime::UNIX_EPOCH,
            expire_time: DateTime::UNIX_EPOCH,
            evidence_id: None,
            refusal: None,
        }
    }

    #[test]
    fn a_chunk_has_its_place_or_is_told_where_to_go_on() {
        let upload = upload();
        for (offset, len, committed, expected) in [
            (0, 10, 0, Ok(Place { repeated: 0 })),
            (0, 10, 10, Ok(Place { repeated: 10 })),
            (5, 10, 10, Ok(Place { repeated: 5 })),
            (2, 3, 10, Ok(Place { repeated: 3 })),
            (90, 10, 90, Ok(Place { repeated: 0 })),
            (11, 10, 10, Err(Rejection::OutOfPlace { expected: 10 })),
            (
                91,
                10,
                91,
                Err(Rejection::TooLong {
                    size: 100,
                    expected: 91,
                }),
            ),
            (
                95,
                10,
                100,
                Err(Rejection::TooLong {
                    size: 100,
                    expected: 100,
                }),
            ),
            (u64::MAX, 1, 0, Err(Rejection::OutOfPlace { expected: 0 })),
        ] {
            assert_eq!(
                upload.place(offset, len, committed),
                expected,
                "{offset} {len} {committed}"
            );
        }
    }

    #[test]
    fn only_an_open_upload_takes_anything_and_a_refusal_is_said_again() {
        let refusal = BadFile::new(Flaw::Truncated, "the file ends inside its header");
        assert_eq!(upload().check_open(), Ok(()));
        let refused = upload().refused(refusal.clone());
        assert_eq!(refused.check_open(), Err(Rejection::BadFile(refusal)));
        for ended in [upload().finished("evd_1"), upload().abandoned()] {
            assert!(matches!(ended.check_open(), Err(Rejection::IllegalState { .. })));
            assert!(ended.declared.file_name.is_empty() && ended.declared.description.is_empty());
        }
        assert_eq!(
            upload().check_whole(99),
            Err(Rejection::OutOfPlace { expected: 99 })
        );
        assert_eq!(upload().check_whole(100), Ok(()));
    }
}
