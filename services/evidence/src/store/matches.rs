//! What pictures look like, and which pieces of other cases show the same.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::Bool;
use redress_db::{Conn, Error, on_conn};

use crate::domain::evidence::Evidence;
use crate::domain::fingerprint::Fingerprint;
use crate::schema::{copies, evidence, fingerprints, picture_matches};

/// A picture that is everywhere is not told of more than so often.
const MAX_MATCHES: i64 = 100;
/// Serialises those who add evidence to one marketplace on PostgreSQL, with the marketplace's hash beside it; any number that
/// nothing else in the database uses.
const LOCK: i32 = 0x6576_6964;

/// The other cases that a piece was seen in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    /// With the same picture, or the same file.
    pub picture_case_ids: Vec<String>,
    /// With exactly the same file.
    pub file_case_ids: Vec<String>,
}

/// Writes what a piece looks like.
pub fn fingerprint_insert(conn: &mut Conn, piece: &Evidence, fingerprint: Fingerprint) -> Result<(), Error> {
    let [band_0, band_1, band_2, band_3] = fingerprint.bands();
    let row = (
        fingerprints::evidence_id.eq(&piece.evidence_id),
        fingerprints::marketplace_id.eq(&piece.marketplace_id),
        fingerprints::case_id.eq(&piece.case_id),
        fingerprints::bits.eq(fingerprint.stored()),
        fingerprints::band_0.eq(band_0),
        fingerprints::band_1.eq(band_1),
        fingerprints::band_2.eq(band_2),
        fingerprints::band_3.eq(band_3),
    );
    on_conn!(conn, |c| diesel::insert_into(fingerprints::table)
        .values(row)
        .execute(c))
    .map(drop)
}

/// Finds the pieces of the marketplace's other cases that show what this one shows, and writes both directions.
pub fn match_insert(
    conn: &mut Conn,
    piece: &Evidence,
    fingerprint: Option<Fingerprint>,
    max_distance: u32,
) -> Result<(), Error> {
    lock(conn, &piece.marketplace_id)?;
    // A file is the same picture, too, also where there is no picture to compare.
    let mut found: BTreeMap<String, (String, bool)> = BTreeMap::new();
    if let Some(fingerprint) = fingerprint {
        for (id, case_id, bits) in alike(conn, piece, fingerprint)? {
            if fingerprint.distance(Fingerprint::from_stored(bits)) <= max_distance {
                found.insert(id, (case_id, false));
            }
        }
    }
    for (id, case_id) in same_files(conn, piece)? {
        found.insert(id, (case_id, true));
    }
    let rows: Vec<_> = found
        .into_iter()
        .flat_map(|(other, (other_case, is_same_file))| {
            let there = (piece.evidence_id.clone(), other.clone(), other_case, is_same_file);
            let back = (
                other,
                piece.evidence_id.clone(),
                piece.case_id.clone(),
                is_same_file,
            );
            [there, back]
        })
        .map(|(one, other, case_id, is_same_file)| {
            (
                picture_matches::evidence_id.eq(one),
                picture_matches::other_evidence_id.eq(other),
                picture_matches::other_case_id.eq(case_id),
                picture_matches::is_same_file.eq(is_same_file),
            )
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    on_conn!(conn, |c| diesel::insert_into(picture_matches::table)
        .values(rows)
        .execute(c))
    .map(drop)
}

/// Two that are added at once must find each other. SQLite has one writer anyway.
fn lock(conn: &mut Conn, marketplace_id: &str) -> Result<(), Error> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Pg(c) => redress_db::body_result(|| {
            diesel::sql_query("SELECT pg_advisory_xact_lock($1, hashtext($2))")
                .bind::<diesel::sql_types::Integer, _>(LOCK)
                .bind::<diesel::sql_types::Text, _>(marketplace_id)
                .execute(c)
        })
        .map(drop),
    }
}

/// Pieces with a band that is the fingerprint's, or differs from it in one bit.
fn alike(
    conn: &mut Conn,
    piece: &Evidence,
    fingerprint: Fingerprint,
) -> Result<Vec<(String, String, i64)>, Error> {
    let mut found = Vec::new();
    for (band, neighbours) in fingerprint.neighbours().into_iter().enumerate() {
        // Each band has its index, so each is asked for by itself.
        let rows: Vec<(String, String, i64)> = on_conn!(conn, |c| {
            let mut query = fingerprints::table
                .filter(fingerprints::marketplace_id.eq(&piece.marketplace_id))
                .filter(fingerprints::case_id.ne(&piece.case_id))
                .order(fingerprints::evidence_id.desc())
                .limit(MAX_MATCHES)
                .select((
                    fingerprints::evidence_id,
                    fingerprints::case_id,
                    fingerprints::bits,
                ))
                .into_boxed();
            query = match band {
                0 => query.filter(fingerprints::band_0.eq_any(&neighbours)),
                1 => query.filter(fingerprints::band_1.eq_any(&neighbours)),
                2 => query.filter(fingerprints::band_2.eq_any(&neighbours)),
                _ => query.filter(fingerprints::band_3.eq_any(&neighbours)),
            };
            query.load(c)
        })?;
        found.extend(rows);
    }
    Ok(found)
}

fn same_files(conn: &mut Conn, piece: &Evidence) -> Result<Vec<(String, String)>, Error> {
    on_conn!(conn, |c| evidence::table
        .filter(evidence::sha256.eq(&piece.original.sha256))
        .filter(diesel::dsl::sql::<Bool>("state <> 'erased'"))
        .filter(evidence::marketplace_id.eq(&piece.marketplace_id))
        .filter(evidence::case_id.ne(&piece.case_id))
        .order(evidence::evidence_id.desc())
        .limit(MAX_MATCHES)
        .select((evidence::evidence_id, evidence::case_id))
        .load(c))
}

/// Where each of these pieces was seen, too.
pub fn match_list(conn: &mut Conn, evidence_ids: &[&str]) -> Result<BTreeMap<String, Matches>, Error> {
    let rows: Vec<(String, String, bool)> = on_conn!(conn, |c| picture_matches::table
        .filter(picture_matches::evidence_id.eq_any(evidence_ids))
        .order((picture_matches::evidence_id, picture_matches::other_case_id))
        .select((
            picture_matches::evidence_id,
            picture_matches::other_case_id,
            picture_matches::is_same_file
        ))
        .load(c))?;
    let mut matches: BTreeMap<String, Matches> = BTreeMap::new();
    for (evidence_id, case_id, is_same_file) in rows {
        let of_piece = matches.entry(evidence_id).or_default();
        if is_same_file && of_piece.file_case_ids.last() != Some(&case_id) {
            of_piece.file_case_ids.push(case_id.clone());
        }
        if of_piece.picture_case_ids.last() != Some(&case_id) {
            of_piece.picture_case_ids.push(case_id);
        }
    }
    Ok(matches)
}

/// Forgets what an erased piece looked like, and where else it was seen, in both directions.
pub fn match_remove(conn: &mut Conn, evidence_id: &str) -> Result<(), Error> {
    on_conn!(conn, |c| {
        diesel::delete(fingerprints::table.find(evidence_id)).execute(c)?;
        diesel::delete(copies::table.find(evidence_id)).execute(c)?;
        let either = picture_matches::evidence_id
            .eq(evidence_id)
            .or(picture_matches::other_evidence_id.eq(evidence_id));
        diesel::delete(picture_matches::table.filter(either)).execute(c)
    })
    .map(drop)
}
