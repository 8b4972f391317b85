//! A mail server of the test's own: it speaks SMTP on a port of this machine, does as it is told, and keeps what it took.

use std::collections::VecDeque;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use redress_notifications::{Config, Encryption, SmtpConfig, Transport};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

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
}

impl Drop for PostOffice {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl PostOffice {
    /// Opens; the first connections are met with these manners, every further one takes what comes.
    pub async fn open(manners: &[Manner]) -> Self {
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
                tokio::spawn(serve(stream, manner.unwrap_or(Manner::Takes), own.clone()));
            }
        });
        Self { port, books, serving }
    }

    /// Settings that lead here.
    pub fn config(&self) -> Config {
        config(self.port)
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
async fn serve(stream: TcpStream, manner: Manner, books: Arc<Mutex<Books>>) {
    let mut stream = BufReader::new(stream);
    let mut mail = Mail {
        from: String::new(),
        to: String::new(),
        text: String::new(),
    };
    let mut answer = "220 post.example".to_owned();
    loop {
        answer.push_str("\r\n");
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
            "EHLO" => "250-post.example\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES".to_owned(),
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

async fn read_text(stream: &mut BufReader<TcpStream>) -> String {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 || line == ".\r\n" {
            return text;
        }
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
