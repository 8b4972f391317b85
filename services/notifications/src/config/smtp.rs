//! The mail server: where it is, how it is spoken to, and what must not be.

use std::convert::Infallible;
use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use lettre::Address;
use serde::Deserialize;

use super::ConfigError;

/// Settings of the mail server.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SmtpConfig {
    /// Its name or address. Required for the transport `smtp`; empty by default.
    pub host: String,
    /// Its port. Default 587.
    pub port: u16,
    /// How the connection is encrypted. Default `starttls`.
    pub tls: Encryption,
    /// Authorities beside those that this machine trusts, as a PEM file. Absent by default.
    pub ca_file: Option<PathBuf>,
    /// Who signs in; nobody when absent. Absent by default.
    pub username: Option<String>,
    /// The file that holds the password, without anything else but a line end. Absent by default. The environment's
    /// `REDRESS_SMTP_PASSWORD` wins over it.
    pub password_file: Option<PathBuf>,
    /// The address that mail comes from. Required for the transport `smtp`; empty by default.
    pub from: String,
    /// What this side calls itself to the server. Default `localhost`.
    pub hello_name: String,
    /// How long the server may take until it asks for the text, and again until it says that it took it. Default 30000.
    pub timeout_ms: u32,
    /// The password as the environment gives it; it cannot stand in the file.
    #[serde(skip)]
    pub password: Option<Secret>,
}

/// How a connection is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encryption {
    /// Not at all. Only to this machine itself, and without signing in.
    None,
    /// After the greeting; a server that does not offer it gets nothing.
    #[default]
    Starttls,
    /// From the first byte.
    Implicit,
}

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself, to be given to nobody but whom it is for.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl Default for SmtpConfig {
    fn default() -> SmtpConfig {
        SmtpConfig {
            host: String::new(),
            port: 587,
            tls: Encryption::Starttls,
            ca_file: None,
            username: None,
            password_file: None,
            from: String::new(),
            hello_name: "localhost".to_owned(),
            timeout_ms: 30_000,
            password: None,
        }
    }
}

impl SmtpConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let has_password = self.password.is_some() || self.password_file.is_some();
        let is_plain = self.tls == Encryption::None;
        let is_name = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
        let rules = [
            (
                "notifications.smtp.host",
                !is_name(&self.host),
                "must name the mail server",
            ),
            ("notifications.smtp.port", self.port == 0, "must be above zero"),
            (
                "notifications.smtp.from",
                self.from.parse::<Address>().is_err(),
                "must be the e-mail address that mail comes from",
            ),
            (
                "notifications.smtp.hello_name",
                !is_name(&self.hello_name),
                "must be a name of this machine",
            ),
            (
                "notifications.smtp.timeout_ms",
                self.timeout_ms == 0,
                "must be above zero",
            ),
            (
                "notifications.smtp.tls",
                is_plain && !is_loopback(&self.host),
                "may be \"none\" only for a mail server on this machine: mail would cross the network in the clear",
            ),
            (
                "notifications.smtp.username",
                is_plain && (self.username.is_some() || has_password),
                "must not be set with tls = \"none\": the password would be sent in the clear",
            ),
            (
                "notifications.smtp.username",
                self.username.is_some() != has_password,
                "goes with a password, from REDRESS_SMTP_PASSWORD or `password_file`; neither is of use alone",
            ),
        ];
        match rules.into_iter().find(|(_, is_broken, _)| *is_broken) {
            Some((key, _, problem)) => Err(ConfigError::Key { key, problem }),
            None => Ok(()),
        }
    }

    /// Who signs in with which password; nobody when no name is set.
    pub(crate) fn sign_in(&self) -> Result<Option<(String, Secret)>, ConfigError> {
        let Some(username) = self.username.clone() else {
            return Ok(None);
        };
        let password = match (&self.password, &self.password_file) {
            (Some(password), _) => password.clone(),
            (None, Some(file)) => {
                let text = std::fs::read_to_string(file).map_err(ConfigError::PasswordFile)?;
                Secret(text.trim_end_matches(['\r', '\n']).to_owned())
            }
            (None, None) => {
                return Err(ConfigError::Key {
                    key: "notifications.smtp.username",
                    problem: "goes with a password",
                });
            }
        };
        Ok(Some((username, password)))
    }

    /// How long each of the two halves of a delivery may take.
    pub(crate) fn limit(&self) -> Duration {
        Duration::from_millis(self.timeout_ms.into())
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> SmtpConfig {
        SmtpConfig {
            host: "mail.example.com".to_owned(),
            from: "notices@example.com".to_owned(),
            username: Some("notices".to_owned()),
            password: Some(Secret("open sesame".to_owned())),
            ..SmtpConfig::default()
        }
    }

    #[test]
    fn a_setting_that_would_send_something_in_the_clear_is_refused() {
        let plain = |host: &str| SmtpConfig {
            host: host.to_owned(),
            tls: Encryption::None,
            username: None,
            password: None,
            ..good()
        };
        let cases = [
            (good(), ""),
            (plain("127.0.0.1"), ""),
            (plain("::1"), ""),
            (plain("localhost"), ""),
            (
                plain("mail.example.com"),
                "`notifications.smtp.tls` may be \"none\" only",
            ),
            (plain("10.0.0.1"), "`notifications.smtp.tls` may be \"none\" only"),
            (
                SmtpConfig {
                    username: Some("notices".to_owned()),
                    ..plain("127.0.0.1")
                },
                "`notifications.smtp.username` must not be set with tls = \"none\"",
            ),
            (
                SmtpConfig {
                    password: None,
                    ..good()
                },
                "`notifications.smtp.username` goes with a password",
            ),
            (SmtpConfig::default(), "`notifications.smtp.host` must name"),
            (
                SmtpConfig {
                    from: "nobody".to_owned(),
                    ..good()
                },
                "`notifications.smtp.from` must be the e-mail address",
            ),
        ];
        for (config, expected) in cases {
            let said = config
                .check()
                .map_or_else(|error| error.to_string(), |()| String::new());
            assert!(
                said.starts_with(expected) && said.is_empty() == expected.is_empty(),
                "{said}"
            );
            assert!(!said.contains('\n'), "{said}");
        }
    }

    #[test]
    fn a_password_is_never_shown_and_comes_from_the_environment_or_a_file() {
        let config = good();
        assert!(!format!("{config:?}").contains("sesame"), "{config:?}");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("password");
        std::fs::write(&file, "from the file\n").unwrap();
        let of_file = SmtpConfig {
            password: None,
            password_file: Some(file.clone()),
            ..good()
        };
        let (name, password) = of_file.sign_in().unwrap().unwrap();
        assert_eq!((name.as_str(), password.reveal()), ("notices", "from the file"));
        let both = SmtpConfig {
            password_file: Some(file),
            ..good()
        };
        assert_eq!(both.sign_in().unwrap().unwrap().1.reveal(), "open sesame");
    }
}
