//! Writing one stream's chunks, on a thread of its own, so that the network and the disk wait for each other as little as
//! possible and never on the threads that serve calls.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::thread;

use bytes::Bytes;
use sha2::Digest as _;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::{Turn, open};

/// How many chunks may wait for the disk.
const QUEUE: usize = 2;
/// After so many bytes what was written is made durable beside the writing, so that little is left to wait for at the end.
const SYNC_STEP: u64 = 32 * 1_048_576;

/// A stream being written. Dropped, it writes what it was given and ends.
pub struct Writing {
    sender: mpsc::Sender<Step>,
    thread: JoinHandle<Result<(), WriteError>>,
    /// How many bytes there are once everything given is written.
    committed: u64,
}

/// Writing failed.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// What was sent again is not what is there.
    #[error("other bytes are already at {offset}")]
    OtherBytes { offset: u64 },
    /// The disk.
    #[error("the file could not be written")]
    Io(#[from] io::Error),
}

enum Step {
    Append(Bytes),
    /// The bytes are there already, from this offset on, and must be the same.
    Compare(u64, Bytes),
}

impl Turn {
    /// Begins to write.
    ///
    /// # Errors
    ///
    /// The file cannot be opened.
    pub async fn write(self) -> io::Result<Writing> {
        let opening = tokio::task::spawn_blocking(move || {
            let mut turn = self;
            let mut file = open(&turn.path)?;
            turn.progress.catch_up(&mut file)?;
            Ok::<_, io::Error>((turn, file))
        });
        let (turn, file) = opening.await.map_err(io::Error::other)??;
        let committed = turn.progress.length;
        let (sender, receiver) = mpsc::channel(QUEUE);
        let thread = tokio::task::spawn_blocking(move || run(turn, file, receiver));
        Ok(Writing {
            sender,
            thread,
            committed,
        })
    }
}

impl Writing {
    /// How many bytes there are once everything given is written.
    pub fn committed(&self) -> u64 {
        self.committed
    }

    /// Gives a chunk whose first `repeated` bytes are there already, at `offset`. Returns `false` when writing has failed:
    /// [`end`](Self::end) says why.
    pub async fn give(&mut self, offset: u64, repeated: usize, mut data: Bytes) -> bool {
        let there = data.split_to(repeated);
        if !there.is_empty() && self.sender.send(Step::Compare(offset, there)).await.is_err() {
            return false;
        }
        self.committed += data.len() as u64;
        data.is_empty() || self.sender.send(Step::Append(data)).await.is_ok()
    }

    /// Waits until everything given is written.
    ///
    /// # Errors
    ///
    /// See [`WriteError`]; what was written before stays.
    pub async fn end(self) -> Result<(), WriteError> {
        let Writing { sender, thread, .. } = self;
        drop(sender);
        thread.await.map_err(io::Error::other)?
    }
}

fn run(mut turn: Turn, mut file: File, mut steps: mpsc::Receiver<Step>) -> Result<(), WriteError> {
    let mut syncing = Syncing::from(turn.progress.length);
    while let Some(step) = steps.blocking_recv() {
        match step {
            Step::Append(data) => {
                file.write_all(&data)?;
                turn.progress.hash.update(&data);
                turn.progress.length += data.len() as u64;
                syncing.reached(turn.progress.length, &file)?;
            }
            Step::Compare(offset, data) => {
                file.seek(SeekFrom::Start(offset))?;
                let mut there = vec![0; data.len()];
                file.read_exact(&mut there)?;
                if there != data {
                    return Err(WriteError::OtherBytes { offset });
                }
            }
        }
    }
    Ok(syncing.end()?)
}

/// Makes what was written durable on a thread of its own, one step at a time. A failure there is this file's only word of it,
/// so each is waited for.
struct Syncing {
    from: u64,
    thread: Option<thread::JoinHandle<io::Result<()>>>,
}

impl Syncing {
    fn from(length: u64) -> Syncing {
        Syncing {
            from: length,
            thread: None,
        }
    }

    fn reached(&mut self, length: u64, file: &File) -> io::Result<()> {
        if length - self.from < SYNC_STEP || self.thread.as_ref().is_some_and(|thread| !thread.is_finished())
        {
            return Ok(());
        }
        self.end()?;
        let written = file.try_clone()?;
        self.from = length;
        self.thread = Some(thread::Builder::new().spawn(move || written.sync_data())?);
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        let Some(thread) = self.thread.take() else {
            return Ok(());
        };
        let synced = thread.join();
        synced.map_err(|_| io::Error::other("making a file durable broke down"))?
    }
}
