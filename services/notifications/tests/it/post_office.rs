//! A mail server of the test's own: it speaks SMTP on a port of this machine, does as it is told, and keeps what it took.

use std::collections::VecDeque;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use redress_notifications::{Config, Encryption, SmtpConfig, Transport};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// A connection, encrypted or not.
trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// A certificate of the server's own, for `localhost`.
struct Seal {
    acceptor: TlsAcceptor,
    folder: TempDir,
}

impl Seal {
    fn new() -> Self {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("own.pem"), made.cert.pem()).unwrap();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            folder,
        }
    }
}

/// What the server does with one connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    Takes,
    /// Answers this to the recipient.
    Answers(&'static str),
    /// Answers this to the text.
    AnswersText(&'static str),
    /// Hangs up once it has the text.
    HangsUpAfterText,
    /// Says nothing more once it has the text.
    FallsSilentAfterText,
}

/// A mail that was taken, or whose answer was kept back.
#[derive(Clone, Debug)]
pub struct Mail {
    pub from: String,
    pub to: String,
    pub text: String,
}

impl Mail {
    /// A header's value.
    pub fn header(&self, name: &str) -> &str {
        let start = format!("{name}: ");
        let found = self.text.lines().find_map(|line| line.strip_prefix(&start));
        found.unwrap_or_default()
    }
}

#[derive(Default)]
struct Books {
    manners: VecDeque<Manner>,
    mails: Vec<Mail>,
    said: Vec<String>,
}

/// The running server; it ends with this.
pub struct PostOffice {
    port: u16,
    books: Arc<Mutex<Books>>,
    serving: JoinHandle<()>,
    seal: Arc<Seal>,
    encryption: Encryption,
}

impl Drop for PostOffice {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl PostOffice {
    /// Opens; the first connections are met with these manners, every further one takes what comes.
    pub async fn open(manners: &[Manner]) -> Self {
        Self::open_encrypted(manners, Encryption::None).await
    }

    /// The same with TLS, under a certificate of its own.
    pub async fn open_encrypted(manners: &[Manner], encryption: Encryption) -> Self {
        let seal = Arc::new(Seal::new());
        let own_seal = seal.clone();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let books = Arc::new(Mutex::new(Books {
            manners: manners.iter().copied().collect(),
            ..Books::default()
        }));
        let own = books.clone();
        let serving = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let manner = own.lock().unwrap().manners.pop_front();
                let (manner, own, seal) = (manner.unwrap_or(Manner::Takes), own.clone(), own_seal.clone());
                tokio::spawn(async move {
                    let later = (encryption == Encryption::Starttls).then(|| seal.acceptor.clone());
                    if encryption != Encryption::Implicit {
                        return serve(Box::new(stream), later, manner, own).await;
                    }
                    // A client that does not believe the certificate hangs up.
                    if let Ok(stream) = seal.acceptor.accept(stream).await {
                        serve(Box::new(stream), later, manner, own).await;
                    }
                });
            }
        });
        Self {
            port,
            books,
            serving,
            seal,
            encryption,
        }
    }

    /// The file with its certificate.
    pub fn certificate(&self) -> PathBuf {
        self.seal.folder.path().join("own.pem")
    }

    /// Settings that lead here.
    pub fn config(&self) -> Config {
        let mut config = config(self.port);
        if self.encryption != Encryption::None {
            config.smtp.host = "localhost".to_owned();
            config.smtp.tls = self.encryption;
            config.smtp.ca_file = Some(self.certificate());
        }
        config
    }

    /// What it has got, in that order.
    pub fn mails(&self) -> Vec<Mail> {
        self.books.lock().unwrap().mails.clone()
    }

    /// Every line that was said to it, texts left out.
    pub fn said(&self) -> Vec<String> {
        self.books.lock().unwrap().said.clone()
    }
}

/// Settings for a server on this port of this machine.
pub fn config(port: u16) -> Config {
    Config {
        transport: Transport::Smtp,
        smtp: SmtpConfig {
            host: "127.0.0.1".to_owned(),
            port,
            tls: Encryption::None,
            from: "notices@shop.example".to_owned(),
            timeout_ms: 2_000,
            ..SmtpConfig::default()
        },
        ..Config::default()
    }
}

/// A port that nobody listens on.
pub async fn closed_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    listener.local_addr().unwrap().port()
}

/// One conversation. A client that hangs up ends it, whatever it was about.
async fn serve(
    stream: Box<dyn Wire>,
    mut later: Option<TlsAcceptor>,
    manner: Manner,
    books: Arc<Mutex<Books>>,
) {
    let mut stream = BufReader::new(stream);
    let mut mail = Mail {
        from: String::new(),
        to: String::new(),
        text: String::new(),
    };
    let mut answer = "220 post.example".to_owned();
    loop {
        if !answer.is_empty() {
            answer.push_str("\r\n");
        }
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        let line = line.trim_end();
        books.lock().unwrap().said.push(line.to_owned());
        let verb = line
            .split([' ', ':'])
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        answer = match verb.as_str() {
            "EHLO" if later.is_some() => "250-post.example\r\n250 STARTTLS".to_owned(),
            "EHLO" => {
                "250-post.example\r\n250-8BITMIME\r\n250-AUTH PLAIN\r\n250 ENHANCEDSTATUSCODES".to_owned()
            }
            "AUTH" => "235 2.7.0 Ok".to_owned(),
            "STARTTLS" if let Some(acceptor) = later.take() => {
                let asked = stream.write_all(b"220 Go ahead\r\n").await;
                let Ok(encrypted) = acceptor.accept(stream.into_inner()).await else {
                    return;
                };
                if asked.is_err() {
                    return;
                }
                stream = BufReader::new(Box::new(encrypted));
                // The client speaks next.
                String::new()
            }
            "MAIL" => {
                mail.from = address(line);
                "250 2.1.0 Ok".to_owned()
            }
            "RCPT" => {
                mail.to = address(line);
                match manner {
                    Manner::Answers(answer) => answer.to_owned(),
                    _ => "250 2.1.5 Ok".to_owned(),
                }
            }
            "DATA" => {
                let asked = stream.write_all(b"354 End with a dot\r\n").await;
                mail.text = read_text(&mut stream).await;
                if asked.is_err() {
                    return;
                }
                match take(manner, &mail, &books) {
                    Some(answer) => answer,
                    None if manner == Manner::HangsUpAfterText => return,
                    None => std::future::pending().await,
                }
            }
            "QUIT" => {
                // The client may have gone already.
                let _ = stream.write_all(b"221 2.0.0 Bye\r\n").await;
                return;
            }
            _ => "502 5.5.1 Not known here".to_owned(),
        };
    }
}

/// Keeps the mail as the manner wants; what is answered, if anything.
fn take(manner: Manner, mail: &Mail, books: &Mutex<Books>) -> Option<String> {
    if let Manner::AnswersText(answer) = manner {
        return Some(answer.to_owned());
    }
    let mut books = books.lock().unwrap();
    books.mails.push(mail.clone());
    let is_told = matches!(manner, Manner::Takes);
    is_told.then(|| format!("250 2.0.0 Ok: queued as Q{}", books.mails.len()))
}

fn address(line: &str) -> String {
    let inside = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map(|(address, _)| address.to_owned()).unwrap_or_default()
}

async fn read_text(stream: &mut BufReader<Box<dyn Wire>>) -> String {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 || line == ".\r\n" {
            return text;
        }
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
