//! Order histories for the import, and the real binary that imports them.

use crate::place::Place;
use anyhow::{Context as _, bail};
use redress_core::{Clock, Ids};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

/// A folder of CSV files, inside a place.
pub struct History {
    folder: PathBuf,
}

impl History {
    /// An empty folder.
    ///
    /// # Errors
    /// There is no room for it.
    pub fn new(place: &Place) -> anyhow::Result<History> {
        let name = Ids::system().text("history", Clock::system().now());
        let folder = place.folder().join(name);
        std::fs::create_dir(&folder)?;
        Ok(History { folder })
    }

    /// With a file of these lines.
    ///
    /// # Errors
    /// There is no room for it.
    pub fn with(self, file: &str, lines: &[&str]) -> anyhow::Result<History> {
        self.with_bytes(file, lines.join("\n").as_bytes())
    }

    /// With a file of these bytes.
    ///
    /// # Errors
    /// There is no room for it.
    pub fn with_bytes(self, file: &str, bytes: &[u8]) -> anyhow::Result<History> {
        std::fs::write(self.folder.join(file), bytes)?;
        Ok(self)
    }

    /// So many delivered orders, each with a line, a payment and a parcel, in Redress's own layout.
    ///
    /// # Errors
    /// There is no room for it.
    pub fn of_many(place: &Place, count: usize) -> anyhow::Result<History> {
        let mut files = [
            (
                "orders.csv",
                "order_id,buyer_id,place_time,currency,country".to_owned(),
            ),
            ("lines.csv", "order_id,seller_id,sku,title,unit_price".to_owned()),
            ("payments.csv", "order_id,kind,amount,confirm_time".to_owned()),
            ("parcels.csv", "order_id,ship_time,deliver_time".to_owned()),
        ];
        for at in 0..count {
            let rows = [
                format!("\nx{at},b{at},2018-03-01T10:00:00Z,EUR,FR"),
                format!("\nx{at},s1,k1,Lamp,19.90"),
                format!("\nx{at},card,19.90,2018-03-01T10:05:00Z"),
                format!("\nx{at},2018-03-03T10:00:00Z,2018-03-08T10:00:00Z"),
            ];
            for ((_, text), row) in files.iter_mut().zip(rows) {
                text.push_str(&row);
            }
        }
        let history = History::new(place)?;
        files.iter().try_fold(history, |history, (file, text)| {
            history.with_bytes(file, text.as_bytes())
        })
    }
}

/// How the binary imports a history.
pub struct Import {
    binary: PathBuf,
    arguments: Vec<String>,
}

impl Import {
    /// Into the data of a place.
    pub fn into_place(binary: impl AsRef<Path>, history: &History, place: &Place) -> Import {
        let import = Import::of(binary, history).with("--data", &place.folder().to_string_lossy());
        match place.database() {
            Some(database) => import.with("--database", &database.url()),
            None => import,
        }
    }

    /// Into a running server; what was finished is noted in a place.
    pub fn into_server(
        binary: impl AsRef<Path>,
        history: &History,
        (address, place): (std::net::SocketAddr, &Place),
    ) -> Import {
        Import::of(binary, history)
            .with("--server", &format!("http://{address}"))
            .with("--data", &place.folder().to_string_lossy())
    }

    fn of(binary: impl AsRef<Path>, history: &History) -> Import {
        Import {
            binary: binary.as_ref().to_owned(),
            arguments: ["import", "orders", "--json"]
                .map(str::to_owned)
                .into_iter()
                .chain([history.folder.to_string_lossy().into_owned()])
                .collect(),
        }
    }

    /// With one more option.
    #[must_use]
    pub fn with(mut self, option: &str, value: &str) -> Import {
        self.arguments.extend([option.to_owned(), value.to_owned()]);
        self
    }

    /// Imports to the end; what it printed.
    ///
    /// # Errors
    /// It failed, or printed no JSON.
    pub async fn run(&self) -> anyhow::Result<Value> {
        let output = self.command().output().await?;
        let said = String::from_utf8_lossy(&output.stderr);
        anyhow::ensure!(output.status.success(), "it ended with {}: {said}", output.status);
        serde_json::from_slice(&output.stdout).with_context(|| format!("no JSON; it said {said}"))
    }

    /// Imports until it has shown progress so often, and kills it without a warning.
    ///
    /// # Errors
    /// It came to its end before that.
    pub async fn kill_after(&self, lines: usize) -> anyhow::Result<()> {
        let mut child = self.command().spawn()?;
        let mut said = BufReader::new(child.stderr.take().context("no standard error")?).lines();
        for _ in 0..lines {
            if said.next_line().await?.is_none() {
                bail!("it ended with {} before it was killed", child.wait().await?);
            }
        }
        child.kill().await?;
        Ok(())
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }
}
