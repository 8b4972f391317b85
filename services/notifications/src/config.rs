//! How mail goes out, how often it is tried, and in which language those are written to who are no buyers. Every value
//! has a default that suits a start on one machine.

mod smtp;

use chrono::TimeDelta;
use serde::Deserialize;

use crate::domain::language::Language;
use crate::domain::message::Patience;

pub use smtp::{Encryption, Secret, SmtpConfig};

/// Settings of the notifications context.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// How mail goes out. Default `folder`.
    pub transport: Transport,
    /// The language of messages to sellers: `en`, `fr`, `fil`, `es` or `pt`. Default `en`.
    pub seller_language: Language,
    /// The language of messages to the platform's people. Default `en`.
    pub platform_language: Language,
    /// How many messages are handed over at the same time. Default 8.
    pub max_in_flight: usize,
    /// How long after the first failure a message is tried again; each further wait is twice as long. Default 30000.
    pub retry_first_ms: u32,
    /// No wait is longer. Default 3600000 (an hour).
    pub retry_longest_ms: u32,
    /// After so many attempts a message is given up, unless it is the mail folder that takes no file. Default 48.
    pub retry_max: u32,
    /// The mail server.
    pub smtp: SmtpConfig,
}

/// How mail goes out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// As files in the data folder.
    #[default]
    Folder,
    /// Through a mail server. What goes to an address that nobody has (`.invalid`) is a file in the folder all the same.
    Smtp,
}

/// A setting that cannot be used, or must not be.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// One key.
    #[error("`{key}` {problem}")]
    Key {
        key: &'static str,
        problem: &'static str,
    },
    /// The file with the password.
    #[error("`notifications.smtp.password_file` cannot be read")]
    PasswordFile(#[source] std::io::Error),
    /// The file with authorities.
    #[error("`notifications.smtp.ca_file` cannot be read")]
    AuthorityFile(#[source] std::io::Error),
    /// The certificates that this machine trusts cannot be read.
    #[error("encryption cannot be set up")]
    Encryption(#[source] lettre::transport::smtp::Error),
}

impl Default for Config {
    fn default() -> Config {
        Config {
            transport: Transport::Folder,
            seller_language: Language::English,
            platform_language: Language::English,
            max_in_flight: 32,
            retry_first_ms: 30_000,
            retry_longest_ms: 3_600_000,
            retry_max: 48,
            smtp: SmtpConfig::default(),
        }
    }
}

impl Config {
    /// Whether every setting can be used; those of the mail server only when mail goes through it.
    ///
    /// # Errors
    ///
    /// The first key that cannot, with what is wrong with it.
    pub fn check(&self) -> Result<(), ConfigError> {
        let above_zero = [
            ("notifications.max_in_flight", self.max_in_flight == 0),
            ("notifications.retry_first_ms", self.retry_first_ms == 0),
            ("notifications.retry_longest_ms", self.retry_longest_ms == 0),
            ("notifications.retry_max", self.retry_max == 0),
        ];
        if let Some((key, _)) = above_zero.into_iter().find(|(_, is_zero)| *is_zero) {
            let problem = "must be above zero";
            return Err(ConfigError::Key { key, problem });
        }
        match self.transport {
            Transport::Folder => Ok(()),
            Transport::Smtp => self.smtp.check(),
        }
    }

    /// How often and how soon a message is tried again.
    pub(crate) fn patience(&self) -> Patience {
        Patience {
            first: TimeDelta::milliseconds(self.retry_first_ms.into()),
            longest: TimeDelta::milliseconds(self.retry_longest_ms.into()),
            attempts: self.retry_max.into(),
        }
    }
}
