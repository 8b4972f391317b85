//! Uploads.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use super::{parse, signed, unsigned};
use crate::domain::file::BadFile;
use crate::domain::upload::{Declaration, Upload};
use crate::domain::words::UploadState;
use crate::schema::uploads;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = uploads, treat_none_as_null = true)]
struct Row {
    upload_id: String,
    marketplace_id: String,
    case_id: String,
    order_id: String,
    kind: String,
    party: String,
    party_id: String,
    sender: String,
    file_name: String,
    description: String,
    size_bytes: i64,
    sha256: String,
    state: String,
    start_time: NaiveDateTime,
    expire_time: NaiveDateTime,
    evidence_id: Option<String>,
    flaw: Option<String>,
    refusal: Option<String>,
}

/// Writes a new upload.
pub fn upload_insert(conn: &mut Conn, upload: &Upload) -> Result<(), Error> {
    let row = to_row(upload);
    on_conn!(conn, |c| diesel::insert_into(uploads::table)
        .values(&row)
        .execute(c))
    .map(drop)
}

/// Writes an upload that has ended, if it is still open. Returns whether it was.
pub fn upload_update(conn: &mut Conn, upload: &Upload) -> Result<bool, Error> {
    let row = to_row(upload);
    let target = uploads::table
        .find(&upload.upload_id)
        .filter(uploads::state.eq(UploadState::Open.as_str()));
    on_conn!(conn, |c| diesel::update(target).set(&row).execute(c)).map(|count| count == 1)
}

/// One upload.
pub fn upload_fetch(conn: &mut Conn, upload_id: &str) -> Result<Option<Upload>, Error> {
    let row: Option<Row> = on_conn!(conn, |c| uploads::table
        .find(upload_id)
        .select(Row::as_select())
        .first(c)
        .optional())?;
    row.map(from_row).transpose()
}

/// An order's open uploads.
pub fn upload_list_open_by_order(conn: &mut Conn, order_id: &str) -> Result<Vec<Upload>, Error> {
    let rows: Vec<Row> = on_conn!(conn, |c| uploads::table
        .filter(uploads::order_id.eq(order_id))
        .filter(uploads::state.eq(UploadState::Open.as_str()))
        .select(Row::as_select())
        .load(c))?;
    rows.into_iter().map(from_row).collect()
}

/// How many uploads of a case are open.
pub fn upload_count_open(conn: &mut Conn, case_id: &str) -> Result<i64, Error> {
    on_conn!(conn, |c| uploads::table
        .filter(uploads::case_id.eq(case_id))
        .filter(diesel::dsl::sql::<diesel::sql_types::Bool>("state = 'open'"))
        .count()
        .get_result(c))
}

fn to_row(upload: &Upload) -> Row {
    let declared = &upload.declared;
    Row {
        upload_id: upload.upload_id.clone(),
        marketplace_id: upload.marketplace_id.clone(),
        case_id: upload.case_id.clone(),
        order_id: upload.order_id.clone(),
        kind: declared.kind.to_string(),
        party: declared.party.to_string(),
        party_id: upload.party_id.clone(),
        sender: upload.sender.clone(),
        file_name: declared.file_name.clone(),
        description: declared.description.clone(),
        size_bytes: signed(declared.size),
        sha256: declared.sha256.clone(),
        state: upload.state.to_string(),
        start_time: upload.start_time.naive_utc(),
        expire_time: upload.expire_time.naive_utc(),
        evidence_id: upload.evidence_id.clone(),
        flaw: upload.refusal.as_ref().map(|refusal| refusal.flaw.to_string()),
        refusal: upload.refusal.as_ref().map(|refusal| refusal.text.clone()),
    }
}

fn from_row(row: Row) -> Result<Upload, Error> {
    let refusal = match row.flaw {
        Some(flaw) => Some(BadFile {
            flaw: parse(&flaw)?,
            text: row.refusal.unwrap_or_default(),
        }),
        None => None,
    };
    Ok(Upload {
        upload_id: row.upload_id,
        marketplace_id: row.marketplace_id,
        case_id: row.case_id,
        order_id: row.order_id,
        party_id: row.party_id,
        sender: row.sender,
        declared: Declaration {
            kind: parse(&row.kind)?,
            party: parse(&row.party)?,
            file_name: row.file_name,
            description: row.description,
            size: unsigned(row.size_bytes)?,
            sha256: row.sha256,
        },
        state: parse(&row.state)?,
        start_time: row.start_time.and_utc(),
        expire_time: row.expire_time.and_utc(),
        evidence_id: row.evidence_id,
        refusal,
    })
}
