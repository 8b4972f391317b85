//! How many calls a second the suite takes, beside the same statements done without it, in the same run.
//!
//! One story is told slowly to a suite, and everything that its databases are asked to do is taken down: the call's own
//! transactions, and those of all that follows from it in the other contexts until nothing is left to do. That tape is then
//! replayed without the suite, for other orders, with as many statements, transactions, rows and bytes, as durably, as many at
//! once: on SQLite over prepared statements with the same settings (WAL, `synchronous = FULL`), on PostgreSQL by pgbench. The
//! suite's rate counts until nothing is left to do, because the replay does all of that too.

mod listen;
mod pgbench;
mod raw;
mod service;
mod tape;

use crate::place::CONTEXTS;
use crate::postgres::{Database, Server};
use service::{Call, Service, Taken};
use std::path::PathBuf;
use std::time::Duration;
use tape::{IdNumbers, Transaction};

/// Calls in flight, and connections of the replay.
const AT_ONCE: usize = 8;

/// Stories before the one that is taken down, so that statements and packs are known by then.
const WARM_UP: usize = 3;

/// How long a call may go on to have consequences while it is taken down.
const AFTERMATH: Duration = Duration::from_millis(400);

/// One line of the table.
struct Line {
    call: Call,
    count: usize,
    taken: Taken,
    replay_rate: f64,
    statements: usize,
    transactions: usize,
}

impl Line {
    fn new(call: Call, count: usize, taken: Taken, replay_rate: f64, tape: &[Transaction]) -> Line {
        let statements = tape.iter().map(|transaction| transaction.statements.len()).sum();
        Line { call, count, taken, replay_rate, statements, transactions: tape.len() }
    }

    fn print(&self) {
        let rate = |duration: Duration| self.count as f64 / duration.as_secs_f64();
        let (answered, done) = (rate(self.taken.answered), rate(self.taken.at_rest));
        println!(
            "{:<8} {:>12.0} {:>12.0} {:>12.0} {:>8.2} {:>14} {:>12}",
            self.call.name(),
            answered,
            done,
            self.replay_rate,
            done / self.replay_rate,
            self.transactions,
            self.statements,
        );
    }
}

fn print_head(title: &str, replay: &str) {
    println!("{title}; {AT_ONCE} calls in flight over gRPC on loopback, {AT_ONCE} connections of {replay}");
    println!(
        "{:<8} {:>12} {:>12} {:>12} {:>8} {:>14} {:>12}",
        "call",
        "answered/s",
        "done/s",
        format!("{replay}/s"),
        "ratio",
        "transactions",
        "statements"
    );
}

/// What is done for each call, in the order of a story.
type Tapes = Vec<(Call, Vec<Transaction>)>;

/// Takes down what databases are asked to do.
trait Ear {
    /// Begins to listen.
    fn open(&mut self) -> anyhow::Result<()>;
    /// Ends, and tells what was heard.
    fn close(&mut self) -> anyhow::Result<Vec<Transaction>>;
}

struct InProcess;

impl Ear for InProcess {
    fn open(&mut self) -> anyhow::Result<()> {
        listen::start();
        Ok(())
    }

    fn close(&mut self) -> anyhow::Result<Vec<Transaction>> {
        Ok(listen::stop())
    }
}

struct ServerLog {
    path: PathBuf,
    from: u64,
}

impl Ear for ServerLog {
    fn open(&mut self) -> anyhow::Result<()> {
        self.from = std::fs::metadata(&self.path)?.len();
        Ok(())
    }

    fn close(&mut self) -> anyhow::Result<Vec<Transaction>> {
        pgbench::tape(&self.path, self.from)
    }
}

/// Tells some stories, and the last one slowly enough to hear what each of its calls leads to.
async fn hear(service: &Service, ear: &mut dyn Ear) -> anyhow::Result<Tapes> {
    for _ in 0..WARM_UP {
        let mut case = service.cases(1);
        for call in Call::STORY {
            service.call(call, &mut case, 1).await?;
        }
    }
    let mut tapes = Vec::new();
    let mut case = service.cases(1);
    for call in Call::STORY {
        tokio::time::sleep(AFTERMATH).await;
        ear.open()?;
        service.call(call, &mut case, 1).await?;
        tokio::time::sleep(AFTERMATH).await;
        tapes.push((call, ear.close()?));
    }
    Ok(tapes)
}

/// Measures on SQLite, in files of the temporary folder.
///
/// # Errors
/// A call or a statement failed.
pub async fn sqlite(count: usize) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (heard, measured) = (folder.path().join("heard"), folder.path().join("measured"));
    listen::install();
    let service = Service::start(&heard, None).await?;
    let tapes = hear(&service, &mut InProcess).await?;
    service.stop().await;
    listen::uninstall();

    let files = raw::Files::open(&heard, &CONTEXTS)?;
    let mut seqs = files.first_seqs(tapes.iter().flat_map(|(_, tape)| tape))?;
    let mut ids = IdNumbers::default();
    let service = Service::start(&measured, None).await?;
    let mut cases = service.cases(count);
    print_head("SQLite", "raw");
    for (call, tape) in &tapes {
        let taken = service.call(*call, &mut cases, AT_ONCE).await?;
        let script = files.script(tape, &mut ids, &mut seqs)?;
        let replay = files.replay(&script, count as u64, AT_ONCE)?;
        Line::new(*call, count, taken, count as f64 / replay.as_secs_f64(), tape).print();
    }
    service.stop().await;
    Ok(())
}

/// Measures on a PostgreSQL server of its own.
///
/// # Errors
/// There is no server, or a call or a statement failed.
pub async fn postgres(count: usize) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start()?;
    let database = || Database::create_on(server.url().to_owned());
    let (heard, measured) = (database()?, database()?);
    server.execute(&pgbench::LOGGING)?;
    let service = Service::start(&folder.path().join("heard"), Some(heard.url())).await?;
    let tapes = hear(&service, &mut ServerLog { path: server.log(), from: 0 }).await?;
    service.stop().await;
    server.execute(&pgbench::SILENCE)?;

    let mut ids = IdNumbers::default();
    let service = Service::start(&folder.path().join("measured"), Some(measured.url())).await?;
    let mut cases = service.cases(count);
    print_head("PostgreSQL", "pgbench");
    for (call, tape) in &tapes {
        let taken = service.call(*call, &mut cases, AT_ONCE).await?;
        let script = folder.path().join(format!("{}.sql", call.name()));
        std::fs::write(&script, pgbench::script(tape, &mut ids))?;
        let rate = pgbench::run(&heard.url(), &script, AT_ONCE, (count / AT_ONCE) as u64)?;
        Line::new(*call, count, taken, rate, tape).print();
    }
    service.stop().await;
    Ok(())
}
