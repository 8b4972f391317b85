//! What can go wrong with a database, told apart as far as a caller can act on it. The raw error stays the source;
//! its text goes to the log, never to a client.

use std::sync::Arc;

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind};

type Source = Arc<dyn std::error::Error + Send + Sync>;

/// A statement or a transaction failed. Nothing of the transaction stands, except that after
/// [`Unavailable`](Error::Unavailable) a commit may have gone through unseen: ask again with the same request id.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// A row with this key is there already. `constraint` is the constraint's name on PostgreSQL and the columns
    /// (`orders.marketplace, orders.reference`) on SQLite, which does not name it.
    #[error("a unique constraint is violated")]
    UniqueViolation { constraint: Option<String> },
    /// A CHECK does not hold; named on both databases if the migration names it.
    #[error("a check constraint is violated")]
    CheckViolation { constraint: Option<String> },
    /// A row refers to one that is not there, or is referred to.
    #[error("a foreign key is violated")]
    ForeignKey,
    /// The row asked for does not exist.
    #[error("no such row")]
    NotFound,
    /// The request id was used before with another body.
    #[error("the request id was used before for another request")]
    RequestIdReused,
    /// The request was carried out before, and its reply was erased with the data of the person that it told of.
    #[error("the reply to this request was erased")]
    ReplyErased,
    /// Too many wait for the database, or two transactions were in each other's way. Trying again may succeed.
    #[error("the database is busy")]
    Busy,
    /// No space is left for the database.
    #[error("the database's disk is full")]
    DiskFull,
    /// The database does not take writes.
    #[error("the database is read-only")]
    ReadOnly,
    /// The database cannot be reached or stopped answering.
    #[error("the database is unavailable")]
    Unavailable(#[source] Source),
    /// What is stored cannot be read as what it should be.
    #[error("stored data is damaged")]
    Corrupt(#[source] Source),
    /// A fault of this program: a wrong statement, a missing value.
    #[error("a database statement failed")]
    Other(#[source] Source),
}

impl Error {
    /// The database cannot be reached, for the reason given.
    pub(crate) fn unavailable(reason: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        Error::Unavailable(Arc::from(reason.into()))
    }

    /// Stored data is damaged, in the way given. For stores that decode a column themselves.
    pub fn corrupt(reason: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        Error::Corrupt(Arc::from(reason.into()))
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Error {
        use diesel::result::Error as Raw;
        match &error {
            Raw::NotFound => Error::NotFound,
            Raw::DatabaseError(kind, info) => match kind {
                DatabaseErrorKind::UniqueViolation => Error::UniqueViolation {
                    constraint: constraint(info.as_ref(), "UNIQUE constraint failed: "),
                },
                DatabaseErrorKind::CheckViolation => Error::CheckViolation {
                    constraint: constraint(info.as_ref(), "CHECK constraint failed: "),
                },
                DatabaseErrorKind::ForeignKeyViolation | DatabaseErrorKind::RestrictViolation => {
                    Error::ForeignKey
                }
                DatabaseErrorKind::SerializationFailure => Error::Busy,
                DatabaseErrorKind::ReadOnlyTransaction => Error::ReadOnly,
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => {
                    Error::Unavailable(Arc::new(error))
                }
                _ => by_message(error),
            },
            Raw::DeserializationError(_) => Error::Corrupt(Arc::new(error)),
            Raw::BrokenTransactionManager => Error::Unavailable(Arc::new(error)),
            _ => Error::Other(Arc::new(error)),
        }
    }
}

/// PostgreSQL names the constraint; SQLite only says it in the message, after `prefix`.
fn constraint(info: &dyn DatabaseErrorInformation, prefix: &str) -> Option<String> {
    let named = info
        .constraint_name()
        .or_else(|| info.message().strip_prefix(prefix));
    named.map(str::to_owned)
}

/// Diesel keeps no error code for these kinds, so the message has to tell. SQLite's texts are fixed
/// (`sqlite3_errstr`); PostgreSQL's are those of an English server, other languages end as `Other`.
fn by_message(error: diesel::result::Error) -> Error {
    let message = error.to_string();
    let says = |texts: &[&str]| texts.iter().any(|text| message.contains(text));
    if says(&[
        "is locked",
        "deadlock detected",
        "canceling statement due to",
        "too many clients",
    ]) {
        Error::Busy
    } else if says(&["disk is full", "No space left on device"]) {
        Error::DiskFull
    } else if says(&["readonly database"]) {
        Error::ReadOnly
    } else if says(&["disk image is malformed", "is not a database"]) {
        Error::Corrupt(Arc::new(error))
    } else if says(&[
        "disk I/O error",
        "unable to open database",
        "terminating connection",
        "the database system is",
    ]) {
        Error::Unavailable(Arc::new(error))
    } else {
        Error::Other(Arc::new(error))
    }
}

/// A database could not be opened at start; one readable line each.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address is neither of the two forms. The address itself may hold a password and is not repeated.
    #[error("the database address must be sqlite:/path/to/file or postgresql://…: {0}")]
    Url(&'static str),
    /// Not usable as the name of a PostgreSQL schema.
    #[error("{0:?} cannot be a schema name: use lowercase letters, digits and underscores")]
    Schema(String),
    /// The database was migrated by a newer program.
    #[error(
        "the database has migration {version}, which this version of the program does not know: use the newer program"
    )]
    NewerSchema {
        /// The first unknown version.
        version: String,
    },
    /// A migration of a context has a version that is reserved for the shared tables.
    #[error("migration {0} must not begin with \"shared\"")]
    ReservedVersion(String),
    /// A migration failed.
    #[error("the database could not be migrated")]
    Migration(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database cannot be reached or used.
    #[error("the database could not be opened")]
    Database(#[from] Error),
}
