//! What pseudonyms are made with.

use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use crate::schema::pseudonym_keys;

/// The one row's id.
const ID: &str = "buyers";

/// The key, once there is one.
pub(crate) fn pseudonym_key_fetch(conn: &mut Conn) -> Result<Option<Vec<u8>>, Error> {
    on_conn!(conn, |c| pseudonym_keys::table
        .find(ID)
        .select(pseudonym_keys::secret)
        .first(c)
        .optional())
}

/// Writes the key, if there is none yet.
pub(crate) fn pseudonym_key_insert(conn: &mut Conn, secret: &[u8]) -> Result<(), Error> {
    let row = (
        pseudonym_keys::pseudonym_key_id.eq(ID),
        pseudonym_keys::secret.eq(secret),
    );
    on_conn!(conn, |c| diesel::insert_into(pseudonym_keys::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))
    .map(drop)
}
