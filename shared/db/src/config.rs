//! Which database a context uses and how hard. The address' scheme alone decides between SQLite and PostgreSQL;
//! anything else is an error, so that a mistyped address never creates a file.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use redress_core::{Clock, Ids};
use serde::Deserialize;

use crate::error::OpenError;

/// The database of one context.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DbConfig {
    /// `sqlite:/path/to/orders.db` (the folder must exist) or `postgresql://user@host/database`.
    pub url: String,
    /// The context's name: its schema on PostgreSQL.
    pub schema: String,
    /// Connections for reading. Default 4.
    #[serde(default = "default_read_connections")]
    pub read_connections: usize,
    /// Connections for writing on PostgreSQL; SQLite always has one. Default 8.
    #[serde(default = "default_write_connections")]
    pub write_connections: usize,
    /// How long a caller waits for a free connection before it is told that the database is busy. Default 5000.
    #[serde(default = "default_wait_limit_ms")]
    pub wait_limit_ms: u64,
    /// How long one statement may run on PostgreSQL. Default 30000.
    #[serde(default = "default_statement_limit_ms")]
    pub statement_limit_ms: u64,
}

impl DbConfig {
    /// The defaults, for the given address and context.
    pub fn new(url: impl Into<String>, schema: impl Into<String>) -> DbConfig {
        DbConfig {
            url: url.into(),
            schema: schema.into(),
            read_connections: default_read_connections(),
            write_connections: default_write_connections(),
            wait_limit_ms: default_wait_limit_ms(),
            statement_limit_ms: default_statement_limit_ms(),
        }
    }

    pub(crate) fn wait_limit(&self) -> Duration {
        Duration::from_millis(self.wait_limit_ms)
    }

    pub(crate) fn target(&self) -> Result<Target, OpenError> {
        let (scheme, rest) = self
            .url
            .split_once(':')
            .ok_or(OpenError::Url("it has no scheme"))?;
        match scheme {
            "sqlite" if rest.is_empty() || rest == ":memory:" => {
                Err(OpenError::Url("the file's path is missing"))
            }
            "sqlite" if rest.starts_with("//") && !rest.starts_with("///") => Err(OpenError::Url(
                "write sqlite:relative/path or sqlite:/absolute/path",
            )),
            "sqlite" if rest.ends_with('/') => Err(OpenError::Url("the path is a folder")),
            "sqlite" => Ok(Target::Sqlite(PathBuf::from(
                rest.strip_prefix("//").unwrap_or(rest),
            ))),
            "postgresql" | "postgres" if rest.starts_with("//") => Ok(Target::Postgres(PostgresTarget {
                url: self.url.clone(),
                schema: checked_schema(&self.schema)?,
                statement_limit_ms: self.statement_limit_ms,
            })),
            "postgresql" | "postgres" => Err(OpenError::Url("two slashes must follow postgresql:")),
            _ => Err(OpenError::Url("its scheme is unknown")),
        }
    }
}

/// The address may hold a password.
impl fmt::Debug for DbConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DbConfig")
            .field("schema", &self.schema)
            .finish_non_exhaustive()
    }
}

/// A checked address.
#[derive(Clone)]
pub(crate) enum Target {
    Sqlite(PathBuf),
    Postgres(PostgresTarget),
}

#[derive(Clone)]
pub(crate) struct PostgresTarget {
    pub url: String,
    /// Only `[a-z0-9_]`, so that it can stand in a statement.
    pub schema: String,
    pub statement_limit_ms: u64,
}

fn checked_schema(name: &str) -> Result<String, OpenError> {
    let is_plain = name
        .bytes()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_');
    let is_usable = is_plain && name.len() <= 63 && name.starts_with(|c: char| c.is_ascii_lowercase());
    if is_usable {
        Ok(name.to_owned())
    } else {
        Err(OpenError::Schema(name.to_owned()))
    }
}

/// What a database takes from the process around it.
#[derive(Clone)]
pub struct Environment {
    /// The time of every row.
    pub clock: Clock,
    /// The ids of events.
    pub ids: Ids,
    /// How traces are carried over rows.
    pub tracing: Tracing,
}

impl Environment {
    /// Rows carry no trace context until `tracing` is set.
    pub fn new(clock: Clock, ids: Ids) -> Environment {
        Environment {
            clock,
            ids,
            tracing: Tracing::default(),
        }
    }
}

/// How the trace context gets into rows and out of them; the telemetry crate has both functions.
#[derive(Clone, Copy)]
pub struct Tracing {
    /// The W3C `traceparent` of the current span.
    pub parent: fn() -> Option<String>,
    /// A span with the given name for work that the first argument's `traceparent` caused earlier.
    pub caused: fn(Option<&str>, &str) -> tracing::Span,
}

impl Default for Tracing {
    fn default() -> Tracing {
        Tracing {
            parent: || None,
            caused: |_, name| tracing::info_span!("caused", otel.name = name),
        }
    }
}

fn default_read_connections() -> usize {
    4
}

fn default_write_connections() -> usize {
    8
}

fn default_wait_limit_ms() -> u64 {
    5_000
}

fn default_statement_limit_ms() -> u64 {
    30_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_two_kinds_of_address_are_taken() {
        let target = |url: &str| DbConfig::new(url, "orders").target();
        assert!(
            matches!(target("sqlite:/data/orders.db"), Ok(Target::Sqlite(path)) if path.ends_with("orders.db"))
        );
        assert!(
            matches!(target("sqlite:///data/o.db"), Ok(Target::Sqlite(path)) if path.starts_with("/data"))
        );
        assert!(matches!(
            target("postgresql://localhost/r"),
            Ok(Target::Postgres(_))
        ));
        for wrong in [
            "",
            "orders.db",
            "sqlite:",
            "sqlite::memory:",
            "sqlite://data/o.db",
            "sqlite:/data/",
            "postgress://h/d",
            "postgresql:h",
        ] {
            assert!(matches!(target(wrong), Err(OpenError::Url(_))), "{wrong}");
        }
    }

    #[test]
    fn a_schema_name_cannot_smuggle_in_a_statement() {
        for wrong in ["", "Orders", "1st", "a\"; DROP SCHEMA public; --"] {
            let target = DbConfig::new("postgresql://localhost/r", wrong).target();
            assert!(matches!(target, Err(OpenError::Schema(_))), "{wrong}");
        }
    }

    #[test]
    fn a_password_is_not_printed() {
        let config = DbConfig::new("postgresql://me:secret@localhost/r", "orders");
        assert!(!format!("{config:?}").contains("secret"));
    }
}
