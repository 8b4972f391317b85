//! The words of a message's states, and of why an attempt failed.

use std::fmt;

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Queued,
    Sending,
    Sent,
    Failed,
    Unknown,
    Bounced,
    GivenUp,
    Undeliverable,
}

impl State {
    pub const ALL: [Self; 8] = [
        Self::Queued,
        Self::Sending,
        Self::Sent,
        Self::Failed,
        Self::Unknown,
        Self::Bounced,
        Self::GivenUp,
        Self::Undeliverable,
    ];

    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Bounced => "bounced",
            Self::GivenUp => "given_up",
            Self::Undeliverable => "undeliverable",
        }
    }

    /// The state of a word in the database.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Folder,
    Form,
    Connection,
    Encryption,
    Credentials,
    RefusedForNow,
    RefusedForGood,
    NoAnswer,
}

impl Fault {
    pub const ALL: [Self; 8] = [
        Self::Folder,
        Self::Form,
        Self::Connection,
        Self::Encryption,
        Self::Credentials,
        Self::RefusedForNow,
        Self::RefusedForGood,
        Self::NoAnswer,
    ];

    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Folder => "folder",
            Self::Form => "form",
            Self::Connection => "connection",
            Self::Encryption => "encryption",
            Self::Credentials => "credentials",
            Self::RefusedForNow => "refused_for_now",
            Self::RefusedForGood => "refused_for_good",
            Self::NoAnswer => "no_answer",
        }
    }

    /// The fault of a word in the database.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.as_str() == word)
    }

    /// What people are told of it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Folder => "the mail folder takes no file",
            Self::Form => "the message cannot be put into mail form",
            Self::Connection => "the mail server cannot be reached",
            Self::Encryption => "the mail server offers no encryption that can be trusted",
            Self::Credentials => "the mail server does not accept the user name and password",
            Self::RefusedForNow => "the mail server refused for now",
            Self::RefusedForGood => "the mail server refused for good",
            Self::NoAnswer => "the mail server did not say whether it took the message",
        }
    }
}

/// Whether it is a status code as RFC 3463 writes them: class, subject, detail.
pub fn is_status_code(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let is_number =
        |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    matches!(parts[..], ["2" | "4" | "5", subject, detail] if is_number(subject) && is_number(detail))
}
