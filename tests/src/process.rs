//! The real binary as a process: started until it says that it is ready, then killed, told to stop, or looked at.
//!
//! A process that is not ended by the test is killed with its value.

use crate::client::Clients;
use crate::place::Place;
use anyhow::{Context as _, bail};
use rustix::process::{Pid, Resource, Rlimit, Signal, getrlimit, kill_process, prlimit};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

/// How long a start or a stop may take.
const LIMIT: Duration = Duration::from_secs(40);

/// How the binary is started.
#[derive(Clone, Debug)]
pub struct Start {
    binary: PathBuf,
    arguments: Vec<String>,
}

impl Start {
    /// `redress serve` on a free port of this machine, with its data in `place`.
    pub fn new(binary: impl AsRef<Path>, place: &Place) -> Start {
        let start = Start {
            binary: binary.as_ref().to_owned(),
            arguments: vec!["serve".to_owned()],
        };
        let start = start
            .with("--data", &place.folder().to_string_lossy())
            .with("--listen", "127.0.0.1:0")
            .with("--http", "127.0.0.1:0");
        match place.database() {
            Some(database) => start.with("--database", &database.url()),
            None => start,
        }
    }

    /// With one more option; a later one of the same name is an error of the command line.
    #[must_use]
    pub fn with(mut self, option: &str, value: &str) -> Start {
        self.arguments.retain_pair(option);
        self.arguments.extend([option.to_owned(), value.to_owned()]);
        self
    }

    /// Starts it and waits until it is ready.
    ///
    /// # Errors
    /// It ended instead, with what it said; or it took too long.
    pub async fn run(&self) -> anyhow::Result<Process> {
        let begin = Instant::now();
        let mut child = self.spawn()?;
        let stderr = collect(child.stderr.take().context("no standard error")?);
        let mut lines = BufReader::new(child.stdout.take().context("no standard output")?).lines();
        let line = tokio::time::timeout(LIMIT, lines.next_line())
            .await
            .context("it is not ready in time")??;
        let Some(ready_line) = line else {
            let status = child.wait().await?;
            bail!("it ended with {status} before it was ready: {}", stderr.await?);
        };
        let address = address_in(&ready_line).with_context(|| format!("no address in `{ready_line}`"))?;
        let rest = tokio::spawn(async move {
            let mut rest = String::new();
            while let Ok(Some(line)) = lines.next_line().await {
                rest.push_str(&line);
                rest.push('\n');
            }
            rest
        });
        Ok(Process {
            child,
            address,
            ready_line,
            start_duration: begin.elapsed(),
            stderr,
            stdout: rest,
        })
    }

    /// Starts it and kills it after a time, ready or not.
    ///
    /// # Errors
    /// It cannot be started or killed.
    pub async fn interrupt(&self, after: Duration) -> anyhow::Result<()> {
        let mut child = self.spawn()?;
        tokio::time::sleep(after).await;
        child.kill().await?;
        Ok(())
    }

    /// Starts it and expects it to end by itself.
    ///
    /// # Errors
    /// It does not end.
    pub async fn run_to_end(&self) -> anyhow::Result<Ended> {
        let child = self.spawn()?;
        let output = tokio::time::timeout(LIMIT, child.wait_with_output())
            .await
            .context("it goes on")??;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(Ended {
            status: output.status,
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        })
    }

    fn spawn(&self) -> anyhow::Result<Child> {
        // A write beyond the limit on file sizes is to fail instead of ending the process.
        Command::new("sh")
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
            .arg(&self.binary)
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot start {}", self.binary.display()))
    }
}

trait RetainPair {
    fn retain_pair(&mut self, option: &str);
}

impl RetainPair for Vec<String> {
    /// Removes an option with its value.
    fn retain_pair(&mut self, option: &str) {
        if let Some(at) = self.iter().position(|argument| argument == option) {
            self.drain(at..at + 2);
        }
    }
}

/// What became of a process that ended by itself.
#[derive(Debug)]
pub struct Ended {
    /// How it ended.
    pub status: ExitStatus,
    /// What it printed; of a server, after the line with which it said that it is ready.
    pub stdout: String,
    /// What it complained about.
    pub stderr: String,
}

/// A running server.
pub struct Process {
    child: Child,
    address: SocketAddr,
    ready_line: String,
    start_duration: Duration,
    stderr: JoinHandle<String>,
    stdout: JoinHandle<String>,
}

impl Process {
    /// Where it serves.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where its HTTP gateway listens.
    ///
    /// # Errors
    /// It has none.
    pub fn http(&self) -> anyhow::Result<SocketAddr> {
        let said = self.ready_line.split_once("HTTP on http://");
        let address = said.and_then(|(_, rest)| rest.split([',', ' ']).next()?.parse().ok());
        address.with_context(|| format!("no gateway in `{}`", self.ready_line))
    }

    /// Clients of it.
    ///
    /// # Errors
    /// Its address is none.
    pub fn clients(&self) -> anyhow::Result<Clients> {
        Clients::connect(self.address)
    }

    /// The line with which it said that it is ready.
    pub fn ready_line(&self) -> &str {
        &self.ready_line
    }

    /// From the start to that line.
    pub fn start_duration(&self) -> Duration {
        self.start_duration
    }

    /// The memory it holds, in bytes.
    ///
    /// # Errors
    /// It is gone.
    pub fn resident_bytes(&self) -> anyhow::Result<u64> {
        self.memory("VmRSS:")
    }

    /// What it holds of that for its own data: without its code, of which the system maps more or less as it likes.
    ///
    /// # Errors
    /// It is gone.
    pub fn held_bytes(&self) -> anyhow::Result<u64> {
        self.memory("RssAnon:")
    }

    fn memory(&self, name: &str) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid().as_raw_nonzero()))?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .with_context(|| format!("no {name}"))?;
        let kib: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kib * 1024)
    }

    /// Lets it write no file beyond `bytes`, or any size again.
    ///
    /// # Errors
    /// The system refuses.
    pub fn limit_files(&self, bytes: Option<u64>) -> anyhow::Result<()> {
        let maximum = getrlimit(Resource::Fsize).maximum;
        prlimit(
            Some(self.pid()),
            Resource::Fsize,
            Rlimit {
                current: bytes.or(maximum),
                maximum,
            },
        )?;
        Ok(())
    }

    /// Kills it without a warning, as a power failure would, and waits until it is gone.
    ///
    /// # Errors
    /// It cannot be killed.
    pub async fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill().await?;
        Ok(())
    }

    /// Tells it to stop and waits for its end.
    ///
    /// # Errors
    /// It goes on.
    pub async fn terminate(mut self) -> anyhow::Result<Ended> {
        kill_process(self.pid(), Signal::TERM)?;
        let status = tokio::time::timeout(LIMIT, self.child.wait())
            .await
            .context("it does not stop")??;
        Ok(Ended {
            status,
            stdout: self.stdout.await?,
            stderr: self.stderr.await?,
        })
    }

    fn pid(&self) -> Pid {
        let id = self.child.id().expect("invariant: nobody has waited for it yet");
        Pid::from_raw(id.cast_signed()).expect("invariant: a process id is not zero")
    }
}

/// Reads all that comes, so that the process never waits for its reader.
fn collect(mut stderr: impl tokio::io::AsyncRead + Unpin + Send + 'static) -> JoinHandle<String> {
    tokio::spawn(async move {
        let mut bytes = Vec::new();
        let _ = stderr.read_to_end(&mut bytes).await;
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// The address in `redress is ready: gRPC on ADDR, …`.
fn address_in(ready_line: &str) -> Option<SocketAddr> {
    let (_, rest) = ready_line.split_once("gRPC on ")?;
    rest.split([',', ' ']).next()?.parse().ok()
}
