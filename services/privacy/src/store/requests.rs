//! Requests. The buyer's id lies beside their bodies, so that it can go by itself.

use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use crate::domain::{Kind, Request, State};
use crate::schema::data_requests;

/// Which requests are listed, newest first.
#[derive(Clone, Debug)]
pub(crate) struct RequestFilter {
    pub marketplace_id: Option<String>,
    pub kind: Option<Kind>,
    pub state: Option<State>,
    /// Only those older than this one.
    pub before: Option<String>,
    pub limit: i64,
}

/// Writes a new request about this buyer.
pub(crate) fn request_insert(conn: &mut Conn, request: &Request, buyer_id: &str) -> Result<(), Error> {
    let row = (
        data_requests::data_request_id.eq(&request.data_request_id),
        data_requests::marketplace_id.eq(&request.marketplace_id),
        data_requests::kind.eq(request.kind.as_str()),
        data_requests::state.eq(request.state.as_str()),
        data_requests::pseudonym.eq(&request.pseudonym),
        data_requests::buyer_id.eq(buyer_id),
        data_requests::revision.eq(request.revision),
        data_requests::body.eq(body_of(request)),
        data_requests::create_time.eq(request.create_time.naive_utc()),
    );
    on_conn!(conn, |c| diesel::insert_into(data_requests::table)
        .values(row)
        .execute(c))
    .map(drop)
}

/// Writes a request, if it is still in the revision before. Returns whether it was.
pub(crate) fn request_update(conn: &mut Conn, request: &Request) -> Result<bool, Error> {
    let target = data_requests::table
        .find(&request.data_request_id)
        .filter(data_requests::revision.eq(request.revision - 1));
    let row = (
        data_requests::state.eq(request.state.as_str()),
        data_requests::revision.eq(request.revision),
        data_requests::body.eq(body_of(request)),
    );
    on_conn!(conn, |c| diesel::update(target).set(row).execute(c)).map(|count| count == 1)
}

/// A request, with the buyer's id; that is empty once they were erased.
pub(crate) fn request_fetch(conn: &mut Conn, id: &str) -> Result<Option<(Request, String)>, Error> {
    let row: Option<(String, String)> = on_conn!(conn, |c| data_requests::table
        .find(id)
        .select((data_requests::body, data_requests::buyer_id))
        .first(c)
        .optional())?;
    row.map(|(body, buyer_id)| Ok((request_of(&body)?, buyer_id)))
        .transpose()
}

/// Requests, newest first.
pub(crate) fn request_list(conn: &mut Conn, filter: &RequestFilter) -> Result<Vec<Request>, Error> {
    let bodies: Vec<String> = on_conn!(conn, |c| {
        let mut query = data_requests::table.select(data_requests::body).into_boxed();
        if let Some(id) = &filter.marketplace_id {
            query = query.filter(data_requests::marketplace_id.eq(id));
        }
        if let Some(kind) = filter.kind {
            query = query.filter(data_requests::kind.eq(kind.as_str()));
        }
        if let Some(state) = filter.state {
            query = query.filter(data_requests::state.eq(state.as_str()));
        }
        if let Some(before) = &filter.before {
            query = query.filter(data_requests::data_request_id.lt(before));
        }
        query
            .order(data_requests::data_request_id.desc())
            .limit(filter.limit)
            .load(c)
    })?;
    bodies.iter().map(|body| request_of(body)).collect()
}

/// Removes the buyer's id from every request about them that has ended.
pub(crate) fn buyer_forget(conn: &mut Conn, pseudonym: &str) -> Result<(), Error> {
    let ended = data_requests::table
        .filter(data_requests::pseudonym.eq(pseudonym))
        .filter(data_requests::state.eq(State::Done.as_str()));
    on_conn!(conn, |c| diesel::update(ended)
        .set(data_requests::buyer_id.eq(""))
        .execute(c))
    .map(drop)
}

fn body_of(request: &Request) -> String {
    serde_json::to_string(request).expect("invariant: a request is plain data")
}

fn request_of(body: &str) -> Result<Request, Error> {
    serde_json::from_str(body).map_err(Error::corrupt)
}
