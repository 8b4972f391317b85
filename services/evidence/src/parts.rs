//! Files on their way in: one file an upload, written in order by one stream at a time and hashed on the way.
//!
//! The file's length is the record of what was received: what is written stays after a broken stream and after a crash, and
//! the next stream goes on there. Nothing is held in memory but a few chunks. The hash is kept between streams and is only
//! made again from the file by a process that did not write it.

mod writing;

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio::sync::OwnedMutexGuard;

use crate::domain::custody::hex;

pub use writing::{WriteError, Writing};

/// How many hashes are kept for uploads that nobody writes just now; the others are made again.
const MAX_KEPT: usize = 4_096;
/// How long a stream waits for the one before it to end.
const PATIENCE: Duration = Duration::from_secs(5);
const READ: usize = 256 * 1024;

/// The folder of files on their way in. Cheap to clone.
#[derive(Clone)]
pub struct Parts {
    folder: PathBuf,
    progress: Arc<Mutex<HashMap<String, Arc<tokio::sync::Mutex<Progress>>>>>,
}

/// What the hash covers.
#[derive(Default)]
struct Progress {
    hash: Sha256,
    length: u64,
}

/// One upload's file, for as long as this is held nobody else's.
pub struct Turn {
    progress: OwnedMutexGuard<Progress>,
    path: PathBuf,
}

impl Parts {
    /// The folder, which is made with the first file if need be.
    pub fn new(folder: PathBuf) -> Parts {
        Parts {
            folder,
            progress: Arc::default(),
        }
    }

    /// Where an upload's file lies.
    pub fn path(&self, upload_id: &str) -> PathBuf {
        self.folder.join(upload_id)
    }

    /// How many bytes of an upload are there.
    ///
    /// # Errors
    ///
    /// The file system does not say.
    pub async fn committed(&self, upload_id: &str) -> io::Result<u64> {
        match tokio::fs::metadata(self.path(upload_id)).await {
            Ok(metadata) => Ok(metadata.len()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// The upload's file, once nobody else writes or reads it; `None` when somebody does not end.
    pub async fn turn(&self, upload_id: &str) -> Option<Turn> {
        let progress = self.progress_of(upload_id);
        let progress = tokio::time::timeout(PATIENCE, progress.lock_owned()).await.ok()?;
        Some(Turn {
            progress,
            path: self.path(upload_id),
        })
    }

    /// Deletes the file of an upload that has ended.
    ///
    /// # Errors
    ///
    /// It is there and cannot be deleted.
    pub async fn remove(&self, upload_id: &str) -> io::Result<()> {
        self.lock().remove(upload_id);
        match tokio::fs::remove_file(self.path(upload_id)).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn progress_of(&self, upload_id: &str) -> Arc<tokio::sync::Mutex<Progress>> {
        let mut kept = self.lock();
        if kept.len() >= MAX_KEPT {
            kept.retain(|_, progress| Arc::strong_count(progress) > 1);
        }
        kept.entry(upload_id.to_owned()).or_default().clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<tokio::sync::Mutex<Progress>>>> {
        // The map is whole after every statement that holds the lock, so a panic elsewhere cannot have torn it.
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// Where the file lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes the file durable and returns its length and its SHA-256 in hexadecimal.
    ///
    /// # Errors
    ///
    /// It cannot be read or made durable.
    pub async fn seal(self) -> io::Result<(Turn, u64, String)> {
        let sealing = tokio::task::spawn_blocking(move || {
            let mut turn = self;
            let mut file = open(&turn.path)?;
            turn.progress.catch_up(&mut file)?;
            file.sync_all()?;
            let hash = hex(&turn.progress.hash.clone().finalize());
            let length = turn.progress.length;
            Ok((turn, length, hash))
        });
        sealing.await.map_err(io::Error::other)?
    }
}

impl Progress {
    /// Hashes what the file has beyond what the hash covers.
    fn catch_up(&mut self, file: &mut File) -> io::Result<()> {
        let length = file.metadata()?.len();
        if length < self.length {
            *self = Progress::default();
        }
        if length > self.length {
            file.seek(SeekFrom::Start(self.length))?;
            let mut buffer = vec![0; READ];
            loop {
                let read = file.read(&mut buffer)?;
                if read == 0 {
                    break;
                }
                self.hash.update(&buffer[..read]);
                self.length += read as u64;
            }
        }
        Ok(())
    }
}

/// The file, made if need be, for reading and for writing at its end.
fn open(path: &Path) -> io::Result<File> {
    let open = || File::options().read(true).append(true).create(true).open(path);
    match (open(), path.parent()) {
        (Err(error), Some(folder)) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            open()
        }
        (opened, _) => opened,
    }
}
