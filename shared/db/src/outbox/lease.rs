//! Who of several replicas relays. On PostgreSQL a row with an end, by the server's own time, so that replicas need
//! not agree on theirs; a replica that dies is replaced when its lease runs out. An SQLite file belongs to one
//! process, which always holds the lease.

use std::time::Duration;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Timestamp;
use tokio::time::Instant;

use crate::conn::Conn;
use crate::database::{Backend, Db};
use crate::error::Error;
use crate::schema::leases;

const LENGTH: Duration = Duration::from_secs(10);

pub(crate) struct Lease {
    db: Db,
    name: &'static str,
    holder: String,
    until: Option<Instant>,
}

impl Lease {
    pub(crate) fn new(db: Db, name: &'static str) -> Lease {
        let environment = db.environment();
        let holder = environment.ids.text("rly", environment.clock.now());
        Lease {
            db,
            name,
            holder,
            until: None,
        }
    }

    /// Whether it is held for long enough to begin another event.
    pub(crate) fn is_held(&self) -> bool {
        self.db.backend() == Backend::Sqlite
            || self
                .until
                .is_some_and(|until| Instant::now() + LENGTH / 2 < until)
    }

    /// Takes or extends it; `false` when another replica has it.
    pub(crate) async fn take(&mut self) -> Result<bool, Error> {
        // Counted from before the statement, so that the lease never ends later here than in the database.
        let until = Instant::now() + LENGTH;
        let (name, holder) = (self.name, self.holder.clone());
        let is_mine = self
            .db
            .write(move |tx| take_row(tx.conn(), name, &holder))
            .await?;
        self.until = is_mine.then_some(until);
        Ok(is_mine)
    }

    /// Lets the next replica have it at once.
    pub(crate) async fn release(self) -> Result<(), Error> {
        if self.until.is_none() {
            return Ok(());
        }
        self.db
            .write(move |tx| release_row(tx.conn(), self.name, &self.holder))
            .await
    }
}

fn take_row(conn: &mut Conn, name: &str, holder: &str) -> Result<bool, Error> {
    let Conn::Pg(c) = conn else { return Ok(true) };
    let now = || sql::<Timestamp>("(now() AT TIME ZONE 'utc')");
    let end = || {
        sql::<Timestamp>(&format!(
            "(now() AT TIME ZONE 'utc' + interval '{} s')",
            LENGTH.as_secs()
        ))
    };
    let is_free = leases::holder.eq(holder).or(leases::until_time.le(now()));
    let upsert = diesel::insert_into(leases::table)
        .values((
            leases::name.eq(name),
            leases::holder.eq(holder),
            leases::until_time.eq(end()),
        ))
        .on_conflict(leases::name)
        .do_update()
        .set((leases::holder.eq(holder), leases::until_time.eq(end())));
    let taken = diesel::query_dsl::methods::FilterDsl::filter(upsert, is_free).execute(c)?;
    Ok(taken == 1)
}

fn release_row(conn: &mut Conn, name: &str, holder: &str) -> Result<(), Error> {
    let Conn::Pg(c) = conn else { return Ok(()) };
    diesel::delete(
        leases::table
            .filter(leases::name.eq(name))
            .filter(leases::holder.eq(holder)),
    )
    .execute(c)?;
    Ok(())
}
