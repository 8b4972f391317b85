//! Verifying the record of custody, for the RPC and for the command line: nothing is changed, and the first thing that does
//! not hold is named with its case and record.

use std::collections::BTreeMap;

use redress_db::Db;
use sha2::{Digest as _, Sha256};

use crate::domain::custody::{Break, Head, Record, hex};
use crate::domain::evidence::Evidence;
use crate::domain::words::{Action, EvidenceState};
use crate::error::Error;
use crate::shelf::Shelf;
use crate::store::{self, EvidenceFilter};

/// How many records, cases or pieces are read at once.
const BATCH: i64 = 500;
const READ: u64 = 1_048_576;

/// Which chains are verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One case's.
    Case(String),
    /// All of a marketplace.
    Marketplace(String),
    /// All there are.
    All,
}

/// What a verification came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many cases were looked at.
    pub cases: i64,
    /// How many records were looked at.
    pub records: i64,
    /// How many originals were read.
    pub originals: i64,
    /// The first case that is not as recorded, and what of it.
    pub broken: Option<(String, Break)>,
}

impl Verified {
    /// Whether everything that was looked at holds.
    pub fn is_valid(&self) -> bool {
        self.broken.is_none()
    }
}

/// Verifies chains up to the first one that does not hold; with a shelf, the originals too.
///
/// # Errors
///
/// The database or the shelf cannot be read.
pub async fn verify(db: &Db, shelf: Option<&Shelf>, scope: Scope) -> Result<Verified, Error> {
    let mut verified = Verified::default();
    if let Scope::Case(case_id) = scope {
        verified.case(db, shelf, case_id).await?;
        return Ok(verified);
    }
    let marketplace_id = match scope {
        Scope::Marketplace(id) => Some(id),
        Scope::Case(_) | Scope::All => None,
    };
    let mut after = String::new();
    while verified.is_valid() {
        let (marketplace_id, from) = (marketplace_id.clone(), after);
        let cases = db
            .read(move |conn| store::chain_list(conn, marketplace_id.as_deref(), &from, BATCH))
            .await?;
        let Some(last) = cases.last() else {
            break;
        };
        after = last.clone();
        for case_id in cases {
            verified.case(db, shelf, case_id).await?;
            if !verified.is_valid() {
                break;
            }
        }
    }
    Ok(verified)
}

impl Verified {
    async fn case(&mut self, db: &Db, shelf: Option<&Shelf>, case_id: String) -> Result<(), Error> {
        self.cases += 1;
        let mut added = BTreeMap::new();
        let found = match self.chain(db, &case_id, &mut added).await? {
            Some(broken) => Some(broken),
            None => self.pieces(db, shelf, &case_id, added).await?,
        };
        self.broken = found.map(|broken| (case_id, broken));
        Ok(())
    }

    /// Follows a chain from its beginning to its end; collects what each piece was when it was added.
    async fn chain(
        &mut self,
        db: &Db,
        case_id: &str,
        added: &mut BTreeMap<String, String>,
    ) -> Result<Option<Break>, Error> {
        let mut head = Head::default();
        loop {
            let (case, after) = (case_id.to_owned(), head.length);
            let read = db
                .read(move |conn| store::custody_list(conn, &case, after, BATCH))
                .await;
            let records = match read {
                Ok(records) => records,
                Err(redress_db::Error::Corrupt(_)) => {
                    return Ok(Some(Break {
                        sequence: head.length + 1,
                        text: "a record from here on cannot be read",
                    }));
                }
                Err(error) => return Err(error.into()),
            };
            if records.is_empty() {
                break;
            }
            for record in &records {
                self.records += 1;
                if let Err(broken) = head.follow(record) {
                    return Ok(Some(broken));
                }
                note_added(added, record);
            }
        }
        let case = case_id.to_owned();
        let end = db.read(move |conn| store::custody_head(conn, &case)).await?;
        let is_cut = end != head;
        Ok(is_cut.then_some(Break {
            sequence: head.length + 1,
            text: "the chain does not end where it was last written",
        }))
    }

    /// Compares the pieces of a case with what was recorded of them.
    async fn pieces(
        &mut self,
        db: &Db,
        shelf: Option<&Shelf>,
        case_id: &str,
        mut added: BTreeMap<String, String>,
    ) -> Result<Option<Break>, Error> {
        let unlike = |text| Some(Break { sequence: 0, text });
        let filter = EvidenceFilter {
            case_id: Some(case_id.to_owned()),
            limit: i64::MAX,
            ..EvidenceFilter::default()
        };
        let pieces = db.read(move |conn| store::evidence_list(conn, &filter)).await?;
        for piece in pieces {
            match added.remove(&piece.evidence_id) {
                None => return Ok(unlike("a piece of evidence is there that was never added")),
                Some(sha256) if sha256 != piece.original.sha256 => {
                    return Ok(unlike("a piece of evidence is not the one that was added"));
                }
                Some(_) => {}
            }
            if let Some(shelf) = shelf.filter(|_| piece.state != EvidenceState::Erased) {
                self.originals += 1;
                if !is_intact(shelf, &piece).await? {
                    return Ok(unlike("an original is missing, or its bytes have changed"));
                }
            }
        }
        Ok(match added.is_empty() {
            true => None,
            false => unlike("a piece of evidence that was added is not there"),
        })
    }
}

fn note_added(added: &mut BTreeMap<String, String>, record: &Record) {
    if record.act.action == Action::Added {
        let sha256 = record
            .act
            .detail
            .split(' ')
            .find_map(|part| part.strip_prefix("sha256="));
        added.insert(
            record.act.evidence_id.clone(),
            sha256.unwrap_or_default().to_owned(),
        );
    }
}

async fn is_intact(shelf: &Shelf, piece: &Evidence) -> Result<bool, Error> {
    let (size, sha256) = (piece.original.size, &piece.original.sha256);
    let mut hash = Sha256::new();
    let mut at = 0;
    while at < size {
        let range = at..size.min(at + READ);
        let bytes = match shelf.original(sha256, range.clone()).await {
            Ok(bytes) => bytes,
            Err(object_store::Error::NotFound { .. } | object_store::Error::Generic { .. }) => {
                return Ok(false);
            }
            Err(error) => return Err(error.into()),
        };
        if bytes.len() as u64 != range.end - range.start {
            return Ok(false);
        }
        hash.update(&bytes);
        at = range.end;
    }
    Ok(hex(&hash.finalize()) == *sha256)
}
