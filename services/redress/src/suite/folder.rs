//! The data folder: made when it is missing, and held by one process at a time.

use anyhow::{Context as _, bail};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// A held data folder; let go when dropped, also when the process is killed.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Takes the folder for this process.
    ///
    /// # Errors
    /// It cannot be made or written to, or another process holds it.
    pub(super) fn hold(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display();
        std::fs::create_dir_all(path).with_context(|| format!("cannot make the data folder {shown}"))?;
        let path = path
            .canonicalize()
            .with_context(|| format!("cannot use the data folder {shown}"))?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.join("redress.lock"))
            .with_context(|| format!("cannot write to the data folder {shown}"))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path, _lock: lock }),
            Err(TryLockError::WouldBlock) => bail!("another process holds the data folder {shown}"),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("cannot lock the data folder {shown}"))
            }
        }
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The SQLite file of a context.
    pub(super) fn database(&self, context: &str) -> PathBuf {
        self.path.join(format!("{context}.db"))
    }

    /// Where the bytes of evidence are kept.
    pub(super) fn evidence(&self) -> PathBuf {
        self.path.join("evidence")
    }

    /// Where mail is written as files; made when it is missing.
    pub(super) fn mail(&self) -> anyhow::Result<PathBuf> {
        let mail = self.path.join("mail");
        std::fs::create_dir_all(&mail).with_context(|| format!("cannot make {}", mail.display()))?;
        Ok(mail)
    }
}
