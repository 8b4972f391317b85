//! DownloadEvidence: the original, the copy or the thumbnail of a piece, or a range of it. Who saw what is written down before
//! the first byte goes out.

use std::collections::VecDeque;

use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt as _};
use redress_contracts::redress::evidence::v1 as pb;
use redress_rpc::Caller;

use super::write::note;
use super::{Actor, App, reader_of};
use crate::convert::length;
use crate::domain::Rejection;
use crate::domain::copy_plan::{CopyPlan, Piece};
use crate::domain::evidence::Evidence;
use crate::domain::words::{Action, MediaType, Variant};
use crate::error::Error;
use crate::store;

/// How many bytes go out in one message.
const CHUNK: u64 = 1_048_576;

/// Which bytes are asked for.
#[derive(Clone, Debug)]
pub struct Download {
    pub evidence_id: String,
    pub variant: Variant,
    pub offset: u64,
    /// All that follow when absent.
    pub length: Option<u64>,
}

/// What is left to be sent.
struct Sending {
    app: App,
    sha256: String,
    pieces: VecDeque<Piece>,
    at: u64,
    total: u64,
    media_type: &'static str,
}

impl App {
    /// The bytes asked for, in order, in messages of at most a mebibyte.
    ///
    /// # Errors
    ///
    /// There is no such piece, no such variant of it, or none for this caller; or the range begins beyond its end.
    pub async fn download_evidence(
        &self,
        caller: &Caller,
        asked: Download,
    ) -> Result<BoxStream<'static, Result<pb::DownloadChunk, Error>>, Error> {
        let piece = self.piece(caller, &asked.evidence_id).await?;
        piece.check_variant(asked.variant, &reader_of(caller))?;
        let (plan, media_type) = self.source(&piece, asked.variant).await?;
        let total = plan.size();
        if asked.offset > total {
            let reason = format!("lies beyond the {total} bytes that there are");
            return Err(Rejection::field("offset", reason).into());
        }
        let detail = match (asked.offset, asked.length) {
            (0, None) => format!("variant={}", asked.variant),
            (offset, length) => format!(
                "variant={} offset={offset} length={}",
                asked.variant,
                length.unwrap_or(total - offset)
            ),
        };
        let sending = Sending {
            app: self.clone(),
            sha256: piece.original.sha256.clone(),
            pieces: plan.range(asked.offset, asked.length.unwrap_or(u64::MAX)).into(),
            at: asked.offset,
            total,
            media_type,
        };
        let actor = Actor::of(caller);
        let seen = move |tx: &mut redress_db::Tx| note(tx, &piece, &actor, (Action::Downloaded, detail));
        self.db.write(seen).await?;
        Ok(sending.stream())
    }

    /// What the variant's bytes are made of, and what they are.
    async fn source(&self, piece: &Evidence, variant: Variant) -> Result<(CopyPlan, &'static str), Error> {
        let media_type = piece.original.media.as_str();
        match variant {
            Variant::Original => Ok((CopyPlan::whole(piece.original.size), media_type)),
            Variant::Copy => {
                let id = piece.evidence_id.clone();
                let plan = self.db.read(move |conn| store::copy_fetch(conn, &id)).await?;
                let plan = plan.ok_or_else(|| Rejection::NoVariant {
                    reason: "the evidence was erased".to_owned(),
                })?;
                Ok((plan, media_type))
            }
            Variant::Thumbnail => {
                let picture = self.shelf.thumbnail(&piece.original.sha256).await?;
                Ok((CopyPlan::made_of(picture.to_vec()), MediaType::Jpeg.as_str()))
            }
        }
    }
}

impl Sending {
    fn stream(self) -> BoxStream<'static, Result<pb::DownloadChunk, Error>> {
        stream::try_unfold(self, |mut sending| async move {
            let next = sending.next().await?;
            Ok(next.map(|chunk| (chunk, sending)))
        })
        .boxed()
    }

    async fn next(&mut self) -> Result<Option<pb::DownloadChunk>, Error> {
        let Some(piece) = self.pieces.pop_front() else {
            return Ok(None);
        };
        let (now, later) = piece.split_at(CHUNK);
        if let Some(later) = later {
            self.pieces.push_front(later);
        }
        let data = match now {
            Piece::Put(bytes) => Bytes::from(bytes),
            Piece::Zero(count) => Bytes::from(vec![0; usize::try_from(count).unwrap_or_default()]),
            Piece::Keep(offset, count) => {
                self.app
                    .shelf
                    .original(&self.sha256, offset..offset + count)
                    .await?
            }
        };
        let chunk = pb::DownloadChunk {
            offset: length(self.at),
            total_bytes: length(self.total),
            media_type: self.media_type.to_owned(),
            data,
        };
        self.at += chunk.data.len() as u64;
        Ok(Some(chunk))
    }
}
