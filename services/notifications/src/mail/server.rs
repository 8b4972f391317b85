//! A mail server, spoken to by SMTP: one connection per message.
//!
//! Each step is told apart, because they mean different things: before the text is handed over nothing was sent, whatever
//! failed; afterwards only the server's answer says so, and without one nobody knows. A mail that is sent again has the
//! same Message-ID, by which mail systems can tell that they have it already. Not every one looks: after a lost answer a
//! mail may arrive twice.

use std::error::Error as _;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Response;

use super::form::{Sender, form};
use crate::config::{ConfigError, Encryption, SmtpConfig};
use crate::domain::message::{Answer, Fault, Message, is_status_code};

/// How long a farewell may take; nothing depends on its answer.
const FAREWELL_LIMIT: Duration = Duration::from_secs(2);

/// The longest name that a server may give to what it took.
const MAX_REFERENCE: usize = 128;

/// What a server replies that takes nothing from strangers (RFC 4954): that is the settings' fault, not the recipient's.
const SIGN_IN_FIRST: &str = "530";

/// What a server says that takes no addresses beyond ASCII (RFC 6531).
const NO_FOREIGN_LETTERS: &str = "5.6.7";

/// Whom to believe that they are the server of the settings.
fn tls_parameters(config: &SmtpConfig) -> Result<TlsParameters, ConfigError> {
    let mut parameters = TlsParameters::builder(config.host.clone());
    if let Some(file) = &config.ca_file {
        let pem = std::fs::read(file).map_err(ConfigError::AuthorityFile)?;
        let authorities = Certificate::from_pem(&pem).map_err(ConfigError::Encryption)?;
        parameters = parameters.add_root_certificate(authorities);
    }
    parameters.build().map_err(ConfigError::Encryption)
}

/// A mail server.
pub struct Server {
    host: String,
    port: u16,
    encryption: Encryption,
    tls: Option<TlsParameters>,
    credentials: Option<Credentials>,
    sender: Sender,
    hello: ClientId,
    step_limit: Duration,
}

impl Server {
    /// The server of the settings, which were checked. Nothing is connected yet.
    ///
    /// # Errors
    ///
    /// The file with the password, that with authorities, or this machine's certificates cannot be read.
    pub fn new(config: &SmtpConfig) -> Result<Self, ConfigError> {
        let sign_in = config.sign_in()?;
        let tls = match config.tls {
            Encryption::None => None,
            Encryption::Starttls | Encryption::Implicit => Some(tls_parameters(config)?),
        };
        let address: Result<Address, _> = config.from.parse();
        Ok(Self {
            host: config.host.clone(),
            port: config.port,
            encryption: config.tls,
            tls,
            credentials: sign_in.map(|(name, password)| Credentials::new(name, password.reveal().to_owned())),
            sender: Sender {
                address: address.expect("invariant: the settings were checked"),
            },
            hello: ClientId::Domain(config.hello_name.clone()),
            step_limit: config.limit(),
        })
    }

    /// How long sending one message can take at most.
    pub fn limit(&self) -> Duration {
        self.step_limit * 2 + FAREWELL_LIMIT
    }

    /// Hands the message over.
    pub async fn send(&self, message: &Message) -> Answer {
        let Ok(mail) = form(message, &self.sender) else {
            return not_taken(Fault::Form);
        };
        let Ok(recipient) = message.recipient.parse::<Address>() else {
            return not_taken(Fault::Form);
        };
        let opening = tokio::time::timeout(self.step_limit, self.open(recipient));
        let mut connection = match opening.await {
            Ok(Ok(connection)) => connection,
            Ok(Err(answer)) => return answer,
            Err(_) => return not_taken(Fault::Connection),
        };
        let text = mail.formatted();
        let answered = tokio::time::timeout(self.step_limit, connection.message(&text));
        let answer = match answered.await {
            Ok(Ok(response)) => Answer::Taken {
                reference: reference(&response, &message.recipient),
            },
            Ok(Err(error)) => of_error(&error).unwrap_or(Answer::Unknown),
            Err(_) => Answer::Unknown,
        };
        if answer != Answer::Unknown {
            farewell(connection).await;
        }
        answer
    }

    /// A connection on which the server waits for the text; else what became of the attempt.
    async fn open(&self, recipient: Address) -> Result<AsyncSmtpConnection, Answer> {
        let mut connection = self.connect().await?;
        if let Some(credentials) = &self.credentials {
            let signed_in = connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials);
            if let Err(error) = signed_in.await {
                let code = code(&error);
                farewell(connection).await;
                return Err(Answer::NotTaken {
                    fault: Fault::Credentials,
                    code,
                });
            }
        }
        match self.announce(&mut connection, recipient).await {
            Ok(()) => Ok(connection),
            Err(answer) => {
                farewell(connection).await;
                Err(answer)
            }
        }
    }

    /// A greeted connection, encrypted as the settings ask for.
    async fn connect(&self) -> Result<AsyncSmtpConnection, Answer> {
        let at_once = self
            .tls
            .clone()
            .filter(|_| self.encryption == Encryption::Implicit);
        let address = (self.host.as_str(), self.port);
        let connecting =
            AsyncSmtpConnection::connect_tokio1(address, Some(self.step_limit), &self.hello, at_once, None);
        let mut connection = connecting.await.map_err(|error| Answer::NotTaken {
            fault: if error.is_tls() {
                Fault::Encryption
            } else {
                Fault::Connection
            },
            code: code(&error),
        })?;
        if let Some(tls) = self
            .tls
            .clone()
            .filter(|_| self.encryption == Encryption::Starttls)
        {
            let encrypted = connection.starttls(tls, &self.hello).await;
            encrypted.map_err(|error| Answer::NotTaken {
                fault: Fault::Encryption,
                code: code(&error),
            })?;
        }
        Ok(connection)
    }

    /// Says from whom and to whom, and that the text follows.
    async fn announce(&self, connection: &mut AsyncSmtpConnection, recipient: Address) -> Result<(), Answer> {
        let mut parameters = Vec::new();
        let addresses: [&str; 2] = [self.sender.address.as_ref(), recipient.as_ref()];
        if !addresses.iter().all(|address| address.is_ascii()) {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(Answer::Refused {
                    code: NO_FOREIGN_LETTERS.to_owned(),
                });
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let refused = |error: Error| of_error(&error).unwrap_or_else(|| not_taken(Fault::Connection));
        let from = Mail::new(Some(self.sender.address.clone()), parameters);
        connection.command(from).await.map_err(refused)?;
        let to = Rcpt::new(recipient, Vec::new());
        connection.command(to).await.map_err(refused)?;
        connection.command(Data).await.map_err(refused)?;
        Ok(())
    }
}

fn not_taken(fault: Fault) -> Answer {
    Answer::NotTaken {
        fault,
        code: String::new(),
    }
}

/// What the server's refusal means; `None` when it is no refusal but a failure of the connection.
fn of_error(error: &Error) -> Option<Answer> {
    let reply_code = error.status().map(|code| code.to_string());
    let code = code(error);
    if reply_code.as_deref() == Some(SIGN_IN_FIRST) {
        let fault = Fault::Credentials;
        Some(Answer::NotTaken { fault, code })
    } else if error.is_permanent() {
        Some(Answer::Refused { code })
    } else if error.is_transient() {
        let fault = Fault::RefusedForNow;
        Some(Answer::NotTaken { fault, code })
    } else {
        None
    }
}

/// The status code that the reply begins with, else its reply code; empty when there was no reply.
fn code(error: &Error) -> String {
    let Some(reply_code) = error.status() else {
        return String::new();
    };
    let said = error.source().map(ToString::to_string).unwrap_or_default();
    let first = said.split_whitespace().next().unwrap_or_default();
    if is_status_code(first) {
        first.to_owned()
    } else {
        reply_code.to_string()
    }
}

/// The name under which the server keeps what it took: the last word that it said, if it looks like one.
fn reference(response: &Response, recipient: &str) -> String {
    let last = response.message().last().unwrap_or_default();
    let word = last.split_whitespace().last().unwrap_or_default();
    let word = word.trim_matches(['<', '>', '(', ')', '.', ',', ';']);
    let is_name = word.len() <= MAX_REFERENCE
        && word.bytes().all(|byte| byte.is_ascii_graphic())
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && !is_status_code(word)
        && !word.contains(recipient);
    if is_name { word.to_owned() } else { String::new() }
}

async fn farewell(mut connection: AsyncSmtpConnection) {
    // The answer does not matter: what was taken is taken.
    let _ = tokio::time::timeout(FAREWELL_LIMIT, connection.abort()).await;
}
