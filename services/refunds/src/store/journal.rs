//! The ledger's rows: journals and their transfers, inserted and never changed.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use redress_core::Money;
use redress_db::{Conn, Error, on_conn};

use super::{Sight, parse};
use crate::domain::ledger::Transfer;
use crate::domain::words::Movement;
use crate::schema::{journals, transfers};

/// What a journal is about.
#[derive(Clone, Debug)]
pub struct NewJournal<'a> {
    pub id: String,
    pub movement: Movement,
    pub marketplace_id: &'a str,
    pub order_id: &'a str,
    /// Empty for a capture.
    pub refund_id: &'a str,
    pub post_time: DateTime<Utc>,
}

/// A journal as it is read.
#[derive(Clone, Debug)]
pub struct Journal {
    pub id: String,
    pub kind: String,
    pub refund_id: String,
    pub order_id: String,
    pub post_time: DateTime<Utc>,
    /// Account and signed amount; debits positive.
    pub postings: Vec<Posting>,
}

/// One side of a transfer, or the balance of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    pub account: String,
    pub amount: Money,
}

/// Which journals a list shows; an empty id does not restrict.
#[derive(Clone, Debug)]
pub struct JournalFilter {
    pub order_id: String,
    pub refund_id: String,
    pub before: Option<String>,
    pub limit: i64,
}

/// Writes a journal with its transfers.
pub fn journal_insert(
    conn: &mut Conn,
    journal: NewJournal<'_>,
    currency: &str,
    booked: &[Transfer],
) -> Result<(), Error> {
    let row = (
        journals::journal_id.eq(&journal.id),
        journals::kind.eq(journal.movement.as_str()),
        journals::marketplace_id.eq(journal.marketplace_id),
        journals::order_id.eq(journal.order_id),
        journals::refund_id.eq(journal.refund_id),
        journals::post_time.eq(journal.post_time.naive_utc()),
    );
    let rows: Vec<_> = (0_i64..)
        .zip(booked)
        .map(|(position, transfer)| {
            (
                transfers::journal_id.eq(&journal.id),
                transfers::position.eq(position),
                transfers::marketplace_id.eq(journal.marketplace_id),
                transfers::debit_account.eq(transfer.debit.as_str()),
                transfers::credit_account.eq(transfer.credit.as_str()),
                transfers::currency.eq(currency),
                transfers::amount_minor.eq(transfer.minor),
            )
        })
        .collect();
    on_conn!(conn, |c| {
        diesel::insert_into(journals::table).values(row).execute(c)?;
        diesel::insert_into(transfers::table).values(rows).execute(c)
    })
    .map(drop)
}

/// Journals, newest first.
pub fn journal_list(conn: &mut Conn, filter: &JournalFilter, sight: &Sight) -> Result<Vec<Journal>, Error> {
    type Row = (String, String, String, String, chrono::NaiveDateTime);
    let rows: Vec<Row> = on_conn!(conn, |c| {
        let mut query = journals::table
            .select((
                journals::journal_id,
                journals::kind,
                journals::refund_id,
                journals::order_id,
                journals::post_time,
            ))
            .into_boxed();
        if !filter.order_id.is_empty() {
            query = query.filter(journals::order_id.eq(&filter.order_id));
        }
        if !filter.refund_id.is_empty() {
            query = query.filter(journals::refund_id.eq(&filter.refund_id));
        }
        if let Some(marketplace) = &sight.marketplace {
            query = query.filter(journals::marketplace_id.eq(marketplace));
        }
        if let Some(before) = &filter.before {
            query = query.filter(journals::journal_id.lt(before));
        }
        query
            .order(journals::journal_id.desc())
            .limit(filter.limit)
            .load(c)
    })?;
    let ids: Vec<String> = rows.iter().map(|row| row.0.clone()).collect();
    let mut postings = posting_list(conn, &ids)?;
    let journal = |(id, kind, refund_id, order_id, post_time): Row| Journal {
        postings: postings.remove(&id).unwrap_or_default(),
        post_time: post_time.and_utc(),
        id,
        kind,
        refund_id,
        order_id,
    };
    Ok(rows.into_iter().map(journal).collect())
}

fn posting_list(conn: &mut Conn, journal_ids: &[String]) -> Result<BTreeMap<String, Vec<Posting>>, Error> {
    let rows: Vec<(String, String, String, String, i64)> = on_conn!(conn, |c| transfers::table
        .filter(transfers::journal_id.eq_any(journal_ids))
        .order((transfers::journal_id, transfers::position))
        .select((
            transfers::journal_id,
            transfers::debit_account,
            transfers::credit_account,
            transfers::currency,
            transfers::amount_minor,
        ))
        .load(c))?;
    let mut by_journal: BTreeMap<String, Vec<Posting>> = BTreeMap::new();
    for (journal_id, debit, credit, currency, minor) in rows {
        let currency = parse(&currency)?;
        let postings = by_journal.entry(journal_id).or_default();
        postings.push(Posting {
            account: debit,
            amount: Money::new(minor, currency),
        });
        postings.push(Posting {
            account: credit,
            amount: Money::new(-minor, currency),
        });
    }
    Ok(by_journal)
}

/// The balance of every account of a marketplace, per currency; summed up by the database.
pub fn balance_list(conn: &mut Conn, marketplace_id: &str) -> Result<Vec<Posting>, Error> {
    // Diesel sums to a numeric, which SQLite has not.
    let sum = || sql::<BigInt>("CAST(SUM(amount_minor) AS BIGINT)");
    type Rows = Vec<(String, String, i64)>;
    let (debits, credits): (Rows, Rows) = on_conn!(conn, |c| {
        let own = transfers::table.filter(transfers::marketplace_id.eq(marketplace_id));
        let debits = own
            .group_by((transfers::debit_account, transfers::currency))
            .select((transfers::debit_account, transfers::currency, sum()))
            .load(c)?;
        let credits = own
            .group_by((transfers::credit_account, transfers::currency))
            .select((transfers::credit_account, transfers::currency, sum()))
            .load(c)?;
        Ok((debits, credits))
    })?;
    let mut balances: BTreeMap<(String, String), i64> = BTreeMap::new();
    let signed = debits
        .into_iter()
        .map(|row| (row, 1))
        .chain(credits.into_iter().map(|row| (row, -1)));
    for ((account, currency, minor), sign) in signed {
        *balances.entry((account, currency)).or_default() += sign * minor;
    }
    let posting = |((account, currency), minor): ((String, String), i64)| {
        Ok(Posting {
            account,
            amount: Money::new(minor, parse(&currency)?),
        })
    };
    balances.into_iter().map(posting).collect()
}
