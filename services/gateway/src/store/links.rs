//! What links are signed with.

use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use crate::schema::link_secrets;

/// The one row's id.
const ID: &str = "link";

/// The secret, once there is one.
pub fn link_secret_fetch(conn: &mut Conn) -> Result<Option<Vec<u8>>, Error> {
    on_conn!(conn, |c| link_secrets::table
        .find(ID)
        .select(link_secrets::secret)
        .first(c)
        .optional())
}

/// Writes the secret, if there is none yet.
pub fn link_secret_insert(conn: &mut Conn, secret: &[u8]) -> Result<(), Error> {
    let row = (
        link_secrets::link_secret_id.eq(ID),
        link_secrets::secret.eq(secret),
    );
    on_conn!(conn, |c| diesel::insert_into(link_secrets::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))
    .map(drop)
}
