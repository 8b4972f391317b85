//! PostgreSQL for these tests: a database of its own for each, on the server that the test run started.

use anyhow::Context as _;
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use redress_core::{Clock, Ids};
use redress_db::testing::{POSTGRES_VARIABLE, postgres_url};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A database that nobody else uses; dropped with this value, whoever is still connected.
pub struct Database {
    server: String,
    name: String,
}

impl Database {
    /// An empty database on the test run's server.
    ///
    /// # Errors
    /// There is no server: the tests were not started by `tests/run`.
    pub fn create() -> anyhow::Result<Database> {
        let server = postgres_url().with_context(|| {
            format!("{POSTGRES_VARIABLE} names no PostgreSQL server; run the tests by `bash tests/run`")
        })?;
        Database::create_on(server)
    }

    /// An empty database on a given server.
    ///
    /// # Errors
    /// The server refuses.
    pub fn create_on(server: String) -> anyhow::Result<Database> {
        let name = Ids::system().text("test", Clock::system().now());
        execute(&server, &format!("CREATE DATABASE {name}"))?;
        Ok(Database { server, name })
    }

    /// Its address.
    pub fn url(&self) -> String {
        let (base, _) = self
            .server
            .rsplit_once('/')
            .expect("invariant: the server's address names a database");
        format!("{base}/{}", self.name)
    }

    /// Makes the database refuse writes, or take them again, for every session from now on; those that are open end.
    ///
    /// # Errors
    /// The server refuses.
    pub fn set_read_only(&self, is_read_only: bool) -> anyhow::Result<()> {
        let setting = if is_read_only { "on" } else { "off" };
        execute(
            &self.server,
            &format!(
                "ALTER DATABASE {} SET default_transaction_read_only = {setting}",
                self.name
            ),
        )?;
        let others = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'",
            self.name
        );
        execute(&self.server, &others)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Err(error) = execute(
            &self.server,
            &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name),
        ) {
            eprintln!("the database {} stays behind: {error:#}", self.name);
        }
    }
}

fn execute(server: &str, statement: &str) -> anyhow::Result<()> {
    let mut conn =
        PgConnection::establish(server).context("cannot connect to the PostgreSQL server for tests")?;
    conn.batch_execute(statement)
        .with_context(|| format!("PostgreSQL refuses `{statement}`"))
}

/// A server of its own, for measurements and long runs; ended and removed with this value.
pub struct Server {
    folder: PathBuf,
    url: String,
}

impl Server {
    /// Starts a server in a new temporary folder.
    ///
    /// # Errors
    /// PostgreSQL is not installed or does not start.
    pub fn start() -> anyhow::Result<Server> {
        let folder = std::env::temp_dir().join(Ids::system().text("redress-postgres", Clock::system().now()));
        let output = script("start", &folder)
            .output()
            .context("cannot run tests/tools/postgres.sh")?;
        anyhow::ensure!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
        let url = String::from_utf8(output.stdout)?.trim().to_owned();
        Ok(Server { folder, url })
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it writes down.
    pub fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    /// Tells it some statements, each on its own.
    ///
    /// # Errors
    /// It refuses one.
    pub fn execute(&self, statements: &[&str]) -> anyhow::Result<()> {
        statements
            .iter()
            .try_for_each(|statement| execute(&self.url, statement))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        match script("stop", &self.folder).stdout(Stdio::null()).status() {
            Ok(status) if status.success() => {}
            ended => eprintln!("the server in {} stays behind: {ended:?}", self.folder.display()),
        }
    }
}

fn script(act: &str, folder: &std::path::Path) -> Command {
    let mut command = Command::new("bash");
    command
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tools/postgres.sh"))
        .arg(act)
        .arg(folder);
    command.stdin(Stdio::null()).stderr(Stdio::piped());
    command
}
