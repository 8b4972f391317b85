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
