//! A small pool of equal connections. Who waits is served in the order of arrival; a connection whose transaction
//! did not end cleanly is never used again; connections that died while idle are replaced before any work is done.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::config::Target;
use crate::conn::{Begin, Conn};
use crate::error::Error;

#[derive(Clone)]
pub(crate) struct Pool(Arc<Inner>);

struct Inner {
    target: Target,
    begin: Begin,
    permits: Arc<Semaphore>,
    wait_limit: Duration,
    idle: Mutex<Vec<Conn>>,
}

/// The right to use one connection.
pub(crate) struct Turn {
    pool: Pool,
    _permit: OwnedSemaphorePermit,
}

impl Pool {
    pub(crate) fn new(target: Target, begin: Begin, size: usize, wait_limit: Duration) -> Pool {
        let permits = Arc::new(Semaphore::new(size.max(1)));
        Pool(Arc::new(Inner {
            target,
            begin,
            permits,
            wait_limit,
            idle: Mutex::default(),
        }))
    }

    /// Waits for a turn; `Busy` after the wait limit.
    pub(crate) async fn turn(&self) -> Result<Turn, Error> {
        let permit = tokio::time::timeout(self.0.wait_limit, self.0.permits.clone().acquire_owned()).await;
        let permit = permit.map_err(|_| Error::Busy)?;
        let permit = permit.expect("invariant: the semaphore is never closed");
        Ok(Turn {
            pool: self.clone(),
            _permit: permit,
        })
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Conn>> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// A connection with an open transaction. Blocks.
    pub(crate) fn begin(&self) -> Result<Conn, Error> {
        let Inner { target, begin, .. } = &*self.pool.0;
        loop {
            let idle = self.pool.idle().pop();
            let is_new = idle.is_none();
            let mut conn = match idle {
                Some(conn) => conn,
                None => Conn::open(target, *begin)?,
            };
            match conn.begin(*begin) {
                Ok(()) => return Ok(conn),
                Err(error) if is_new => return Err(error),
                // It died while it was idle; nothing was done on it yet, so take the next.
                Err(_) => drop(conn),
            }
        }
    }

    /// Gives the connection back, if its transaction has ended.
    pub(crate) fn give_back(self, mut conn: Conn) {
        if conn.is_clean() {
            self.pool.idle().push(conn);
        }
    }
}
