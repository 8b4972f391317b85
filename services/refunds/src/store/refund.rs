//! Refunds, what they take of order lines, and where their payouts go.

use diesel::dsl::exists;
use diesel::prelude::*;
use redress_core::Money;
use redress_db::{Conn, Error, on_conn};

use super::Sight;
use crate::domain::PayoutDetails;
use crate::domain::refund::{Ground, Refund, Take};
use crate::domain::words::State;
use crate::schema::{payout_details, refund_lines, refunds};
use crate::store::{from_json, parse, to_json};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = refunds)]
struct RefundRow {
    refund_id: String,
    marketplace_id: String,
    order_id: String,
    payment_id: String,
    buyer_id: String,
    state: String,
    kind: String,
    method: String,
    payout_hint: String,
    currency: String,
    amount_minor: i64,
    breakdown: String,
    cause: String,
    cause_id: String,
    owed_id: Option<String>,
    decision_id: String,
    reason: String,
    provider_reference: String,
    due_time: chrono::NaiveDateTime,
    is_overdue: bool,
    debtor: String,
    seller_id: String,
    corrects_refund_id: Option<String>,
    clause_ids: String,
    attempt_count: i64,
    unanswered_count: i64,
    create_time: chrono::NaiveDateTime,
    settle_time: Option<chrono::NaiveDateTime>,
    revision: i64,
}

/// Which refunds a list shows.
#[derive(Clone, Debug, Default)]
pub struct RefundFilter {
    pub marketplace_id: Option<String>,
    pub order_id: Option<String>,
    pub state: Option<State>,
    pub cause_id: Option<String>,
    pub overdue_only: bool,
    /// Only those older than this refund.
    pub before: Option<String>,
    pub limit: i64,
}

/// Writes a new refund.
pub fn refund_insert(conn: &mut Conn, refund: &Refund) -> Result<(), Error> {
    let row = to_row(refund);
    on_conn!(conn, |c| diesel::insert_into(refunds::table)
        .values(row)
        .execute(c))
    .map(drop)
}

/// Writes what may change of a refund, if it is still in the revision before. Returns whether it was.
pub fn refund_update(conn: &mut Conn, refund: &Refund) -> Result<bool, Error> {
    let target = refunds::table
        .find(&refund.id)
        .filter(refunds::revision.eq(refund.revision - 1));
    let changes = (
        refunds::state.eq(refund.state.as_str()),
        refunds::payout_hint.eq(&refund.payout_hint),
        refunds::is_overdue.eq(refund.is_overdue),
        refunds::reason.eq(&refund.reason),
        refunds::provider_reference.eq(&refund.provider_reference),
        refunds::attempt_count.eq(refund.attempt_count),
        refunds::unanswered_count.eq(refund.unanswered_count),
        refunds::settle_time.eq(refund.settle_time.map(|time| time.naive_utc())),
        refunds::revision.eq(refund.revision),
    );
    on_conn!(conn, |c| diesel::update(target).set(changes).execute(c)).map(|count| count == 1)
}

/// One refund; `None` when it does not exist or is out of sight.
pub fn refund_fetch(conn: &mut Conn, id: &str, sight: &Sight) -> Result<Option<Refund>, Error> {
    let filter = RefundFilter {
        limit: 1,
        ..RefundFilter::default()
    };
    let mut found = refund_select(conn, Some(id), &filter, sight)?;
    found.pop().map(from_row).transpose()
}

/// Refunds, newest first.
pub fn refund_list(conn: &mut Conn, filter: &RefundFilter, sight: &Sight) -> Result<Vec<Refund>, Error> {
    refund_select(conn, None, filter, sight)?
        .into_iter()
        .map(from_row)
        .collect()
}

fn refund_select(
    conn: &mut Conn,
    id: Option<&str>,
    filter: &RefundFilter,
    sight: &Sight,
) -> Result<Vec<RefundRow>, Error> {
    on_conn!(conn, |c| {
        let mut query = refunds::table.select(RefundRow::as_select()).into_boxed();
        if let Some(id) = id {
            query = query.filter(refunds::refund_id.eq(id));
        }
        for marketplace in [&filter.marketplace_id, &sight.marketplace].into_iter().flatten() {
            query = query.filter(refunds::marketplace_id.eq(marketplace));
        }
        for order_id in [&filter.order_id, &sight.order].into_iter().flatten() {
            query = query.filter(refunds::order_id.eq(order_id));
        }
        if let Some(state) = filter.state {
            query = query.filter(refunds::state.eq(state.as_str()));
        }
        if let Some(cause_id) = &filter.cause_id {
            query = query.filter(refunds::cause_id.eq(cause_id));
        }
        if filter.overdue_only {
            query = query.filter(refunds::is_overdue);
        }
        if let Some(before) = &filter.before {
            query = query.filter(refunds::refund_id.lt(before));
        }
        if let Some(buyer) = &sight.buyer {
            query = query.filter(refunds::buyer_id.eq(buyer));
        }
        if let Some(seller) = &sight.seller {
            let own_lines = refund_lines::table
                .filter(refund_lines::refund_id.eq(refunds::refund_id))
                .filter(refund_lines::seller_id.eq(seller));
            query = query.filter(refunds::seller_id.eq(seller).or(exists(own_lines)));
        }
        query.order(refunds::refund_id.desc()).limit(filter.limit).load(c)
    })
}

/// Whether a debt has become refunds already.
pub fn refund_exists_for_debt(conn: &mut Conn, owed_id: &str) -> Result<bool, Error> {
    on_conn!(conn, |c| diesel::select(exists(
        refunds::table.filter(refunds::owed_id.eq(owed_id))
    ))
    .get_result(c))
}

/// Writes what a refund takes of order lines.
pub fn take_insert(conn: &mut Conn, refund_id: &str, takes: &[Take]) -> Result<(), Error> {
    let rows: Vec<_> = takes
        .iter()
        .map(|take| {
            (
                refund_lines::refund_id.eq(refund_id),
                refund_lines::line_id.eq(&take.line_id),
                refund_lines::seller_id.eq(&take.seller_id),
                refund_lines::taken_minor.eq(take.minor),
            )
        })
        .collect();
    on_conn!(conn, |c| diesel::insert_into(refund_lines::table)
        .values(rows)
        .execute(c))
    .map(drop)
}

/// What a refund takes of order lines: line id and minor units, in the lines' order.
pub fn take_list(conn: &mut Conn, refund_id: &str) -> Result<Vec<(String, i64)>, Error> {
    on_conn!(conn, |c| refund_lines::table
        .filter(refund_lines::refund_id.eq(refund_id))
        .order(refund_lines::line_id)
        .select((refund_lines::line_id, refund_lines::taken_minor))
        .load(c))
}

/// Writes where a payout goes.
pub fn payout_insert(conn: &mut Conn, refund_id: &str, details: &PayoutDetails) -> Result<(), Error> {
    let row = (
        payout_details::refund_id.eq(refund_id),
        payout_details::kind.eq(&details.kind),
        payout_details::account.eq(&details.account),
        payout_details::holder.eq(&details.holder),
        payout_details::bank.eq(&details.bank),
    );
    on_conn!(conn, |c| diesel::insert_into(payout_details::table)
        .values(row)
        .execute(c))
    .map(drop)
}

/// Where a payout goes, once it is known.
pub fn payout_fetch(conn: &mut Conn, refund_id: &str) -> Result<Option<PayoutDetails>, Error> {
    let row: Option<(String, String, String, String)> = on_conn!(conn, |c| payout_details::table
        .find(refund_id)
        .select((
            payout_details::kind,
            payout_details::account,
            payout_details::holder,
            payout_details::bank
        ))
        .first(c)
        .optional())?;
    Ok(row.map(|(kind, account, holder, bank)| PayoutDetails {
        kind,
        account,
        holder,
        bank,
    }))
}

fn to_row(refund: &Refund) -> RefundRow {
    let Refund {
        ground, breakdown, ..
    } = refund;
    RefundRow {
        refund_id: refund.id.clone(),
        marketplace_id: refund.marketplace_id.clone(),
        order_id: refund.order_id.clone(),
        payment_id: refund.payment_id.clone(),
        buyer_id: refund.buyer_id.clone(),
        state: refund.state.to_string(),
        kind: refund.kind.to_string(),
        method: to_json(&refund.method),
        payout_hint: refund.payout_hint.clone(),
        currency: breakdown.currency().to_string(),
        amount_minor: breakdown.amount.minor,
        breakdown: to_json(&breakdown.lines),
        cause: ground.cause.clone(),
        cause_id: ground.cause_id.clone(),
        owed_id: ground.owed_id.clone(),
        decision_id: ground.decision_id.clone(),
        reason: refund.reason.clone(),
        provider_reference: refund.provider_reference.clone(),
        due_time: refund.due_time.naive_utc(),
        is_overdue: refund.is_overdue,
        debtor: refund.debtor.to_string(),
        seller_id: ground.seller_id.clone(),
        corrects_refund_id: ground.corrects_refund_id.clone(),
        clause_ids: to_json(&ground.clause_ids),
        attempt_count: refund.attempt_count,
        unanswered_count: refund.unanswered_count,
        create_time: refund.create_time.naive_utc(),
        settle_time: refund.settle_time.map(|time| time.naive_utc()),
        revision: refund.revision,
    }
}

fn from_row(row: RefundRow) -> Result<Refund, Error> {
    let amount = Money::new(row.amount_minor, parse(&row.currency)?);
    Ok(Refund {
        id: row.refund_id,
        marketplace_id: row.marketplace_id,
        order_id: row.order_id,
        payment_id: row.payment_id,
        buyer_id: row.buyer_id,
        state: parse(&row.state)?,
        kind: parse(&row.kind)?,
        method: from_json(&row.method)?,
        payout_hint: row.payout_hint,
        breakdown: crate::domain::Breakdown {
            lines: from_json(&row.breakdown)?,
            amount,
        },
        ground: Ground {
            cause: row.cause,
            cause_id: row.cause_id,
            owed_id: row.owed_id,
            decision_id: row.decision_id,
            clause_ids: from_json(&row.clause_ids)?,
            seller_id: row.seller_id,
            corrects_refund_id: row.corrects_refund_id,
        },
        due_time: row.due_time.and_utc(),
        is_overdue: row.is_overdue,
        debtor: parse(&row.debtor)?,
        reason: row.reason,
        provider_reference: row.provider_reference,
        attempt_count: row.attempt_count,
        unanswered_count: row.unanswered_count,
        create_time: row.create_time.and_utc(),
        settle_time: row.settle_time.map(|time| time.and_utc()),
        revision: row.revision,
    })
}
