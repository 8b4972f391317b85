//! FinishUpload: the bytes are compared with what was declared, looked into, sealed, and become evidence.

use redress_contracts::redress::evidence::v1 as pb;
use redress_db::Tx;
use redress_policy::Party;
use tracing::Instrument as _;

use super::write::{Spoil, announce, clear_at, retain_at};
use super::{Actor, App, Call, codec};
use crate::cases::{Background, Case};
use crate::convert::evidence_without_words;
use crate::deadlines::UPLOAD_EXPIRY;
use crate::domain::Rejection;
use crate::domain::evidence::{Evidence, Original, Signals};
use crate::domain::file::{BadFile, FileFacts};
use crate::domain::file_name;
use crate::domain::upload::Upload;
use crate::domain::words::{Action, EvidenceState, Flaw, UploadState};
use crate::error::Error;
use crate::inspect::{InspectError, Inspected, inspect};
use crate::parts::Turn;
use crate::store;

/// What is known when an upload becomes evidence.
struct Finishing {
    upload: Upload,
    case: Case,
    background: Background,
    facts: FileFacts,
    has_thumbnail: bool,
}

impl App {
    /// Makes evidence of an upload.
    ///
    /// # Errors
    ///
    /// Bytes are missing, are not those declared, or make no file that is taken; or the case is closed. A refused file ends
    /// its upload.
    pub async fn finish_upload(&self, call: Call, upload_id: &str) -> Result<pb::Evidence, Error> {
        self.upload(&call.caller, upload_id).await?;
        // From here on nobody else writes to it or finishes it.
        let turn = self.parts.turn(upload_id).await.ok_or(Error::Conflict)?;
        let upload = self.upload(&call.caller, upload_id).await?;
        let caller = call.caller.clone();
        let stored = match upload.state {
            UploadState::Open => self.finish(call, turn, upload).await?,
            UploadState::Finished | UploadState::Refused | UploadState::Abandoned => {
                // Only a repetition has an answer other than the upload's end.
                let ended = move |_: &mut Tx| upload.check_open().map(|()| pb::Evidence::default());
                let again = self
                    .db
                    .command(call.key, codec(), move |tx| Ok::<_, Error>(ended(tx)?));
                again.await?.reply
            }
        };
        self.reply(&caller, stored).await
    }

    async fn finish(&self, call: Call, turn: Turn, upload: Upload) -> Result<pb::Evidence, Error> {
        let case = self.cases.find(&call.caller, &upload.case_id).await?;
        case.check_open()?;
        let background = self.cases.background(&call.caller, &case).await?;
        let (turn, inspected) = match self.look_into(turn, &upload).await {
            Ok(looked) => looked,
            Err(Error::Rejection(Rejection::BadFile(bad))) => {
                self.refuse(upload, bad.clone()).await?;
                return Err(Rejection::BadFile(bad).into());
            }
            Err(error) => return Err(error),
        };
        let finishing = Finishing {
            upload,
            case,
            background,
            facts: inspected.facts,
            has_thumbnail: inspected.thumbnail.is_some(),
        };
        // A caller who goes away must not leave bytes on the shelf that no piece has.
        let app = self.clone();
        let keeping = async move {
            let kept = app.keep(call, finishing, inspected.thumbnail).await;
            drop(turn);
            kept
        };
        let kept = tokio::spawn(keeping.in_current_span()).await;
        kept.map_err(std::io::Error::other)?
    }

    /// Compares the bytes with what was declared, and looks into them.
    async fn look_into(&self, turn: Turn, upload: &Upload) -> Result<(Turn, Inspected), Error> {
        let (turn, length, sha256) = turn.seal().await?;
        upload.check_whole(length)?;
        if sha256 != upload.declared.sha256 {
            let text = format!("the bytes received have the SHA-256 {sha256}, not the declared one");
            return Err(Rejection::from(BadFile::new(Flaw::Checksum, text)).into());
        }
        let _place = self.inspections.acquire().await.map_err(std::io::Error::other)?;
        let (path, kind) = (turn.path().to_owned(), upload.declared.kind.clone());
        let limits = self.config.limits();
        let looking = tokio::task::spawn_blocking(move || inspect(&path, &kind, &limits));
        match looking.await {
            Ok(Ok(inspected)) => Ok((turn, inspected)),
            Ok(Err(InspectError::Bad(bad))) => Err(Rejection::from(bad).into()),
            Ok(Err(InspectError::Io(error))) => Err(error.into()),
            // A decoder broke down on it: that is the file's fault, whatever it is.
            Err(_panic) => Err(Rejection::from(BadFile::corrupt("the file cannot be read")).into()),
        }
    }

    async fn refuse(&self, upload: Upload, bad: BadFile) -> Result<(), Error> {
        let ended = move |tx: &mut Tx| end(tx, upload.refused(bad));
        self.db.write(ended).await
    }

    /// Puts the bytes on the shelf and writes the piece that has them.
    async fn keep(
        &self,
        call: Call,
        finishing: Finishing,
        thumbnail: Option<Vec<u8>>,
    ) -> Result<pb::Evidence, Error> {
        let declared = &finishing.upload.declared;
        let placed = self
            .shelf
            .place(&finishing.upload.upload_id, &declared.sha256, thumbnail)
            .await?;
        let (case_id, config) = (finishing.case.case_id.clone(), self.config.clone());
        let actor = Actor::of(&call.caller);
        let added = self.db.command(call.key, codec(), move |tx| {
            let case_id = &finishing.case.case_id;
            if store::evidence_count(tx.conn(), case_id)? >= config.max_evidence {
                let (what, limit) = ("pieces of evidence", config.max_evidence);
                return Err(Rejection::Quota { what, limit }.into());
            }
            let piece = finishing.piece(tx, config.retention());
            add(tx, finishing, &piece, &actor, config.same_picture_distance())?;
            Ok::<_, Error>(evidence_without_words(&piece))
        });
        match added.await {
            Ok(done) => {
                self.watchers.notify(&case_id);
                Ok(done.reply)
            }
            Err(error) => {
                placed.undo().await;
                Err(error)
            }
        }
    }
}

impl Finishing {
    fn piece(&self, tx: &Tx, retention: chrono::TimeDelta) -> Evidence {
        let (upload, facts) = (&self.upload, &self.facts);
        let now = tx.now();
        let is_before = |time: chrono::DateTime<chrono::Utc>| {
            // The camera's clock may be of any zone.
            time + chrono::TimeDelta::hours(12) < self.background.place_time
        };
        let seller_id = match self.background.seller_ids.as_slice() {
            [only] => only.clone(),
            _ => String::new(),
        };
        Evidence {
            evidence_id: tx.ids().text("evd", now),
            marketplace_id: upload.marketplace_id.clone(),
            case_id: upload.case_id.clone(),
            order_id: upload.order_id.clone(),
            seller_id,
            kind: upload.declared.kind.clone(),
            party: upload.declared.party,
            party_id: upload.party_id.clone(),
            state: EvidenceState::Added,
            file_name: upload.declared.file_name.clone(),
            description: upload.declared.description.clone(),
            original: Original {
                media: facts.media,
                size: upload.declared.size,
                sha256: upload.declared.sha256.clone(),
                sides: facts.sides,
                has_thumbnail: self.has_thumbnail,
                copy: facts
                    .copy
                    .as_ref()
                    .map(|plan| plan.size())
                    .map_err(|reason| *reason),
            },
            signals: Signals {
                capture_time: facts.capture_time,
                is_taken_before_order: facts.capture_time.is_some_and(is_before),
                has_location: facts.has_location,
                is_name_misleading: file_name::is_misleading(&upload.declared.file_name, facts.media),
            },
            review: None,
            add_time: now,
            retain_until_time: now + retention,
            erase_time: None,
            revision: 1,
        }
    }
}

fn add(
    tx: &mut Tx,
    finishing: Finishing,
    piece: &Evidence,
    actor: &Actor,
    same_picture_distance: u32,
) -> Result<(), Error> {
    let Finishing { upload, facts, .. } = finishing;
    end(tx, upload.finished(&piece.evidence_id))?;
    store::evidence_insert(tx.conn(), piece, &facts.copy)?;
    store::match_insert(tx.conn(), piece, facts.fingerprint, same_picture_distance)?;
    if let Some(fingerprint) = facts.fingerprint {
        store::fingerprint_insert(tx.conn(), piece, fingerprint)?;
    }
    retain_at(tx, piece, piece.retain_until_time);
    let Original {
        media, size, sha256, ..
    } = &piece.original;
    let detail = format!("sha256={sha256} bytes={size} type={media} kind={}", piece.kind);
    let actor = Actor {
        // Staff act for a party, and the record says both.
        party: match actor.party {
            Party::Platform => piece.party,
            own => own,
        },
        key: actor.key.clone(),
    };
    announce(tx, piece, &actor, (Action::Added, detail))
}

/// Ends an open upload; what it leaves on the disk is cleared.
pub fn end(tx: &mut Tx, upload: Upload) -> Result<(), Error> {
    if !store::upload_update(tx.conn(), &upload)? {
        return Err(Error::Conflict);
    }
    tx.cancel_deadlines(&upload.upload_id, &[UPLOAD_EXPIRY]);
    let spoil = Spoil {
        sha256: upload.declared.sha256,
        upload_id: Some(upload.upload_id.clone()),
    };
    clear_at(tx, &upload.upload_id, &spoil);
    Ok(())
}
