//! How many calls a second the suite takes, beside the same statements done without it, in the same run.
//!
//! One story is told slowly to a suite, and everything that its databases are asked to do is taken down: each call's own
//! transactions, up to the one that stores its reply, and those of all that follows from it in the other contexts until nothing
//! is left to do (events, refunds, the provider's books, messages). The tapes are then replayed without the suite, for other
//! orders, with as many statements, transactions, rows and bytes, as durably, as many at once: on SQLite over prepared statements
//! with the same settings (WAL, `synchronous = FULL`), on PostgreSQL by pgbench with prepared statements.
//!
//! Two ratios follow. *Answered*: calls that the suite answered a second, with all its background work going on meanwhile, beside
//! replays of the calls' own transactions alone. *Done*: calls a second until nothing was left to do, beside replays of
//! everything. The suite may put several transactions into one commit; the replay does not.

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

/// Replays of own transactions begin here, so that they meet no row of the replays of everything.
const OWN_FROM: u64 = 500_000_000;

/// One line of the table; rates a second.
struct Line {
    call: Call,
    answered: f64,
    own_replayed: f64,
    done: f64,
    all_replayed: f64,
    /// Transactions and statements, the call's own and all.
    own: (usize, usize),
    all: (usize, usize),
}

impl Line {
    fn new(tape: &Tape, count: usize, taken: Taken, own_replayed: f64, all_replayed: f64) -> Line {
        let size = |part: &[Transaction]| {
            (
                part.len(),
                part.iter().map(|transaction| transaction.statements.len()).sum(),
            )
        };
        Line {
            call: tape.call,
            answered: count as f64 / taken.answered.as_secs_f64(),
            own_replayed,
            done: count as f64 / taken.at_rest.as_secs_f64(),
            all_replayed,
            own: size(tape.own()),
            all: size(&tape.all),
        }
    }

    fn print(&self) {
        let ratio = |ours: f64, theirs: f64| ours / theirs;
        println!(
            "{:<7} {:>10.0} {:>10.0} {:>6.2} {:>9} {:>10.0} {:>10.0} {:>6.2} {:>9}",
            self.call.name(),
            self.answered,
            self.own_replayed,
            ratio(self.answered, self.own_replayed),
            format!("{}/{}", self.own.0, self.own.1),
            self.done,
            self.all_replayed,
            ratio(self.done, self.all_replayed),
            format!("{}/{}", self.all.0, self.all.1),
        );
    }
}

fn print_head(title: &str, replay: &str) {
    println!(
        "{title}: {AT_ONCE} calls in flight over gRPC on loopback, beside {AT_ONCE} connections of {replay}; a second"
    );
    println!(
        "{:<7} {:>10} {:>10} {:>6} {:>9} {:>10} {:>10} {:>6} {:>9}",
        "call", "answered", replay, "ratio", "tx/stmts", "done", replay, "ratio", "tx/stmts"
    );
}

/// What was done for one call.
struct Tape {
    call: Call,
    all: Vec<Transaction>,
}

impl Tape {
    /// The part before the reply: up to the transaction that stores it, or all when none does.
    fn own(&self) -> &[Transaction] {
        let stores_reply = |transaction: &Transaction| {
            transaction
                .statements
                .iter()
                .any(|s| s.sql.contains("idempotency"))
        };
        let end = self
            .all
            .iter()
            .position(stores_reply)
            .map_or(self.all.len(), |at| at + 1);
        &self.all[..end]
    }
}

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
async fn hear(service: &Service, ear: &mut dyn Ear) -> anyhow::Result<Vec<Tape>> {
    for _ in 0..WARM_UP {
        let mut case = service.cases(1);
        service.tell(&Call::CANCELLED, &mut case, 1).await?;
    }
    let mut tapes = Vec::new();
    let mut case = service.cases(1);
    for call in Call::CANCELLED {
        tokio::time::sleep(AFTERMATH).await;
        ear.open()?;
        service.call(call, &mut case, 1).await?;
        tokio::time::sleep(AFTERMATH).await;
        tapes.push(Tape {
            call,
            all: ear.close()?,
        });
    }
    Ok(tapes)
}

/// How many requests to return are decided a second, beside orders placed in the same run: both are one call over gRPC with
/// one transaction, and a request also reads the order and its parcels and decides.
///
/// # Errors
/// A call failed.
pub async fn asking(count: usize) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let service = Service::start(folder.path(), None).await?;
    let mut cases = service.cases(count);
    let placed = service.call(Call::Place, &mut cases, AT_ONCE).await?;
    service
        .tell(&[Call::Pay, Call::Ship, Call::Deliver], &mut cases, AT_ONCE)
        .await?;
    let asked = service.call(Call::Ask, &mut cases, AT_ONCE).await?;
    service.stop().await;
    let rate = |taken: Duration| count as f64 / taken.as_secs_f64();
    println!(
        "return requests with their full decision: {:.0} a second answered ({:.2} x placing an order), {:.0} a second with all that follows ({:.2} x)",
        rate(asked.answered),
        rate(asked.answered) / rate(placed.answered),
        rate(asked.at_rest),
        rate(asked.at_rest) / rate(placed.at_rest),
    );
    Ok(())
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
    let mut seqs = files.first_seqs(tapes.iter().flat_map(|tape| &tape.all))?;
    let mut ids = IdNumbers::default();
    let service = Service::start(&measured, None).await?;
    let mut cases = service.cases(count);
    print_head("SQLite", "raw");
    for tape in &tapes {
        let taken = service.call(tape.call, &mut cases, AT_ONCE).await?;
        let own = files.script(tape.own(), &mut ids, &seqs)?;
        let own = files.replay(&own, OWN_FROM, count as u64, AT_ONCE)?;
        let all = files.script(&tape.all, &mut ids, &seqs)?;
        let all = files.replay(&all, 0, count as u64, AT_ONCE)?;
        raw::pass(&tape.all, &mut seqs);
        let rate = |duration: Duration| count as f64 / duration.as_secs_f64();
        Line::new(tape, count, taken, rate(own), rate(all)).print();
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
    let tapes = hear(
        &service,
        &mut ServerLog {
            path: server.log(),
            from: 0,
        },
    )
    .await?;
    service.stop().await;
    server.execute(&pgbench::SILENCE)?;

    let mut ids = IdNumbers::default();
    let service = Service::start(&folder.path().join("measured"), Some(measured.url())).await?;
    let mut cases = service.cases(count);
    print_head("PostgreSQL", "pgbench");
    for tape in &tapes {
        let taken = service.call(tape.call, &mut cases, AT_ONCE).await?;
        let mut rate = |part: &[Transaction], from: u64| {
            let script = folder.path().join("replay.sql");
            std::fs::write(&script, pgbench::script(part, &mut ids))?;
            pgbench::run(&heard.url(), &script, AT_ONCE, from, count / AT_ONCE)
        };
        let (own, all) = (rate(tape.own(), OWN_FROM)?, rate(&tape.all, 0)?);
        Line::new(tape, count, taken, own, all).print();
    }
    service.stop().await;
    Ok(())
}
