//! The calls about the record of custody.

use redress_contracts::redress::evidence::v1 as pb;
use redress_rpc::{Caller, Fields, Problem};
use tonic::{Request, Response};

use super::{PageRequest, Reply, complete, only_id};
use crate::app::App;
use crate::convert::{MAX_ID, record_to_wire};
use crate::verify::{Scope, Verified};

pub async fn list_custody_records(
    app: &App,
    request: Request<pb::ListCustodyRecordsRequest>,
) -> Reply<pb::ListCustodyRecordsResponse> {
    let caller = Caller::of(&request).clone();
    let request = request.into_inner();
    let case_id = only_id("case_id", &request.case_id)?;
    let filter = ["custody_records", &caller.key(), &case_id];
    let page = PageRequest::read(&filter, request.page_size, &request.page_token)?;
    // Every token that this list gave out holds a sequence.
    let after = page
        .after
        .as_deref()
        .and_then(|key| key.parse().ok())
        .unwrap_or(0);
    let (records, has_more) = app
        .list_custody_records(&caller, case_id, (after, page.size))
        .await?;
    let last = records.last().map(|record| record.sequence.to_string());
    Ok(Response::new(pb::ListCustodyRecordsResponse {
        records: records.into_iter().map(record_to_wire).collect(),
        next_page_token: page.next_token(last, has_more),
    }))
}

pub async fn verify_custody(
    app: &App,
    request: Request<pb::VerifyCustodyRequest>,
) -> Reply<pb::VerifyCustodyResponse> {
    let caller = Caller::of(&request).clone();
    let request = request.into_inner();
    let scope = scope(&caller, &request)?;
    let verified = app.verify_custody(&caller, scope, request.reads_bytes).await?;
    Ok(Response::new(verified_to_wire(verified)))
}

fn scope(caller: &Caller, request: &pb::VerifyCustodyRequest) -> Result<Scope, Problem> {
    if request.case_id.is_empty() || !request.marketplace_id.is_empty() {
        let marketplace_id = caller.marketplace_for("marketplace_id", &request.marketplace_id)?;
        if request.case_id.is_empty() {
            return Ok(Scope::Marketplace(marketplace_id));
        }
    }
    let mut fields = Fields::new();
    let case_id = fields.at_most("case_id", &request.case_id, MAX_ID);
    Ok(Scope::Case(complete(fields, case_id)?))
}

fn verified_to_wire(verified: Verified) -> pb::VerifyCustodyResponse {
    let is_valid = verified.is_valid();
    let (broken_case_id, broken_sequence, flaw) = match verified.broken {
        Some((case_id, broken)) => (case_id, broken.sequence, broken.text.to_owned()),
        None => (String::new(), 0, String::new()),
    };
    pb::VerifyCustodyResponse {
        is_valid,
        broken_case_id,
        broken_sequence,
        flaw,
        case_count: verified.cases,
        record_count: verified.records,
        original_count: verified.originals,
    }
}
