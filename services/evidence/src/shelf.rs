//! Where the bytes of evidence are kept: each original once under its SHA-256, however many pieces have it, and its thumbnail
//! beside it.
//!
//! The shelf is an [`ObjectStore`], today a folder. Bytes come onto it whole or not at all, and are durable before the piece
//! that has them is. Putting on and clearing off exclude each other, so that no bytes are cleared that a new piece just found
//! there; that holds within one process, and one process at a time works on a folder.

use std::io;
use std::ops::Range;
use std::path::Path as FilePath;
use std::sync::Arc;

use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};
use tokio::sync::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock};

/// The folder of files on their way in, beside the kept ones, so that keeping one is a change of name.
pub const PARTS: &str = "parts";

/// The store of kept bytes. Cheap to clone.
#[derive(Clone)]
pub struct Shelf {
    store: Arc<dyn ObjectStore>,
    clearing: Arc<RwLock<()>>,
}

/// Bytes that were just put on the shelf, before the piece that has them is written. Nothing is cleared while this is held.
pub struct Placed {
    shelf: Shelf,
    /// Where the original came from; absent when the same bytes were there already.
    moved_from: Option<Path>,
    original: Path,
    _guard: OwnedRwLockReadGuard<()>,
}

/// The shelf for as long as nothing is put on it.
pub struct Clearing {
    shelf: Shelf,
    _guard: OwnedRwLockWriteGuard<()>,
}

impl Shelf {
    /// Over a folder, which is made if need be.
    ///
    /// # Errors
    ///
    /// It cannot be made.
    pub fn in_folder(folder: &FilePath) -> io::Result<Shelf> {
        std::fs::create_dir_all(folder)?;
        let store = LocalFileSystem::new_with_prefix(folder)
            .map_err(io::Error::other)?
            .with_fsync(true);
        Ok(Shelf {
            store: Arc::new(store),
            clearing: Arc::default(),
        })
    }

    /// Keeps the finished file of an upload as the original of this SHA-256, with its thumbnail.
    ///
    /// # Errors
    ///
    /// The store takes it not.
    pub async fn place(
        &self,
        upload_id: &str,
        sha256: &str,
        thumbnail: Option<Vec<u8>>,
    ) -> object_store::Result<Placed> {
        let guard = self.clearing.clone().read_owned().await;
        let original = original(sha256);
        let moved_from = match self.store.head(&original).await {
            Ok(_) => None,
            Err(object_store::Error::NotFound { .. }) => {
                let part = Path::from_iter([PARTS, upload_id]);
                self.store.rename(&part, &original).await?;
                Some(part)
            }
            Err(error) => return Err(error),
        };
        let placed = Placed {
            shelf: self.clone(),
            moved_from,
            original,
            _guard: guard,
        };
        if let Some(picture) = thumbnail {
            let put = self.store.put(&thumbnail_of(sha256), picture.into()).await;
            if let Err(error) = put {
                placed.undo().await;
                return Err(error);
            }
        }
        Ok(placed)
    }

    /// A range of an original.
    ///
    /// # Errors
    ///
    /// It is not there, or cannot be read.
    pub async fn original(&self, sha256: &str, range: Range<u64>) -> object_store::Result<Bytes> {
        self.store.get_range(&original(sha256), range).await
    }

    /// The thumbnail of an original.
    ///
    /// # Errors
    ///
    /// It is not there, or cannot be read.
    pub async fn thumbnail(&self, sha256: &str) -> object_store::Result<Bytes> {
        self.store.get(&thumbnail_of(sha256)).await?.bytes().await
    }

    /// Waits until nothing is being put on the shelf, and keeps it so.
    pub async fn clearing(&self) -> Clearing {
        Clearing {
            shelf: self.clone(),
            _guard: self.clearing.clone().write_owned().await,
        }
    }
}

impl Placed {
    /// Takes the bytes off again, because no piece came to have them.
    pub async fn undo(self) {
        if let Some(part) = &self.moved_from
            && let Err(error) = self.shelf.store.rename(&self.original, part).await
        {
            // They are cleared when their upload expires.
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "a file stays on the shelf"
            );
        }
    }
}

impl Clearing {
    /// Deletes an original and its thumbnail, if they are there.
    ///
    /// # Errors
    ///
    /// They are there and cannot be deleted.
    pub async fn clear(&self, sha256: &str) -> object_store::Result<()> {
        for path in [original(sha256), thumbnail_of(sha256)] {
            match self.shelf.store.delete(&path).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn original(sha256: &str) -> Path {
    under("originals", sha256)
}

fn thumbnail_of(sha256: &str) -> Path {
    under("thumbnails", sha256)
}

/// In folders by the first two digits, so that none has too many files.
fn under(folder: &str, sha256: &str) -> Path {
    Path::from_iter([folder, &sha256[..2], sha256])
}
