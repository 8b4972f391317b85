//! UploadChunks: the bytes of a file, in order, from where the upload stands.

use bytes::Bytes;
use futures::{Stream, StreamExt as _};
use redress_contracts::redress::evidence::v1 as pb;
use redress_rpc::{Caller, Fields};
use tonic::Status;

use super::App;
use crate::convert::MAX_ID;
use crate::domain::Rejection;
use crate::domain::upload::Upload;
use crate::error::Error;
use crate::parts::Writing;

/// One chunk.
struct Chunk {
    offset: u64,
    data: Bytes,
}

impl App {
    /// Writes a stream of chunks. Whatever was received before it breaks or is refused stays, and can be gone on from.
    ///
    /// # Errors
    ///
    /// A chunk leaves a gap, repeats a place with other bytes, or goes beyond the declared size; or the stream breaks.
    pub async fn upload_chunks<S>(&self, caller: &Caller, mut chunks: S) -> Result<pb::Upload, Error>
    where
        S: Stream<Item = Result<pb::UploadChunksRequest, Status>> + Unpin + Send,
    {
        let Some(first) = self.next_chunk(&mut chunks).await? else {
            return Err(Rejection::field("upload_id", "is required").into());
        };
        let mut fields = Fields::new();
        fields.non_empty("upload_id", &first.upload_id, MAX_ID);
        fields.finish()?;
        let upload = self.upload(caller, &first.upload_id).await?;
        upload.check_open()?;
        let turn = self.parts.turn(&upload.upload_id).await;
        let mut writing = turn.ok_or(Error::Conflict)?.write().await?;
        let taken = self.take(&upload, &mut writing, first, &mut chunks).await;
        // What the disk says explains why no more was taken.
        writing.end().await?;
        taken?;
        // Given up meanwhile, its file is not to stay.
        let upload = self.upload(caller, &upload.upload_id).await?;
        if let Err(ended) = upload.check_open() {
            self.parts.remove(&upload.upload_id).await?;
            return Err(ended.into());
        }
        self.upload_to_wire(&upload).await
    }

    async fn take<S>(
        &self,
        upload: &Upload,
        writing: &mut Writing,
        first: pb::UploadChunksRequest,
        chunks: &mut S,
    ) -> Result<(), Error>
    where
        S: Stream<Item = Result<pb::UploadChunksRequest, Status>> + Unpin + Send,
    {
        let mut next = Some(first);
        let mut repeated_bytes = 0;
        while let Some(wire) = next {
            let chunk = self.chunk(upload, wire)?;
            let place = upload.place(chunk.offset, chunk.data.len(), writing.committed())?;
            repeated_bytes += place.repeated as u64;
            if repeated_bytes > upload.declared.size {
                return Err(Rejection::field("offset", "repeats what is there again and again").into());
            }
            if !writing.give(chunk.offset, place.repeated, chunk.data).await {
                return Ok(());
            }
            next = self.next_chunk(chunks).await?;
        }
        Ok(())
    }

    fn chunk(&self, upload: &Upload, wire: pb::UploadChunksRequest) -> Result<Chunk, Rejection> {
        if !wire.upload_id.is_empty() && wire.upload_id != upload.upload_id {
            return Err(Rejection::field(
                "upload_id",
                "must be the same in a whole stream",
            ));
        }
        let offset =
            u64::try_from(wire.offset).map_err(|_| Rejection::field("offset", "must not be negative"))?;
        let max = self.config.max_chunk_bytes as usize;
        match wire.data.len() {
            0 => Err(Rejection::field("data", "must not be empty")),
            length if length > max => Err(Rejection::field(
                "data",
                format!("must have at most {max} bytes, but has {length}"),
            )),
            _ => Ok(Chunk {
                offset,
                data: wire.data,
            }),
        }
    }

    /// The next chunk, unless none comes for too long.
    async fn next_chunk<S>(&self, chunks: &mut S) -> Result<Option<pb::UploadChunksRequest>, Error>
    where
        S: Stream<Item = Result<pb::UploadChunksRequest, Status>> + Unpin + Send,
    {
        let next = tokio::time::timeout(self.config.idle_limit(), chunks.next());
        match next.await.map_err(|_| Error::Idle)? {
            Some(Ok(chunk)) => Ok(Some(chunk)),
            Some(Err(status)) => {
                tracing::debug!(code = ?status.code(), "a stream of chunks broke");
                Err(Error::Broken(Box::new(status)))
            }
            None => Ok(None),
        }
    }
}
