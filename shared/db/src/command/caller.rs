//! Callers of commands as hashes: a caller's name may be a person's, and must only be told from others.

use diesel::prelude::*;
use sha2::{Digest as _, Sha256};

use crate::conn::Conn;
use crate::error::Error;
use crate::on_conn;
use crate::schema::idempotency::{caller, table};

const PREFIX: &str = "sha256:";

/// A caller as it is stored.
pub(crate) fn sealed(name: &str) -> String {
    let digest = Sha256::digest(name);
    digest.iter().fold(PREFIX.to_owned(), |mut text, byte| {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(digit), 16).expect("invariant: four bits are a digit"));
        }
        text
    })
}

/// Seals the callers that an older program stored by name.
pub(crate) fn seal_all(conn: &mut Conn) -> Result<(), Error> {
    let open: Vec<String> = on_conn!(conn, |c| table
        .filter(caller.not_like(format!("{PREFIX}%")))
        .select(caller)
        .distinct()
        .load(c))?;
    for name in open {
        on_conn!(conn, |c| diesel::update(table.filter(caller.eq(&name)))
            .set(caller.eq(sealed(&name)))
            .execute(c))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::SqliteConnection;
    use diesel::connection::SimpleConnection as _;

    #[test]
    fn callers_stored_by_name_are_sealed_once() {
        let mut raw = SqliteConnection::establish(":memory:").expect("a database in memory");
        raw.batch_execute(
            "CREATE TABLE idempotency (scope TEXT, caller TEXT, request_id TEXT); \
             INSERT INTO idempotency VALUES ('a', 'shop/buyer/mara', '1'), ('b', 'shop/buyer/mara', '1'), \
             ('a', 'shop/agent/ada', '1')",
        )
        .expect("the table is made");
        let mut conn = Conn::Sqlite(raw);
        for _ in 0..2 {
            seal_all(&mut conn).expect("they are sealed");
            let found: Result<Vec<String>, Error> =
                on_conn!(&mut conn, |c| table.select(caller).order(caller).load(c));
            let mut expected = ["shop/buyer/mara", "shop/buyer/mara", "shop/agent/ada"].map(sealed);
            expected.sort();
            assert_eq!(found.expect("they are read"), expected);
        }
    }
}
