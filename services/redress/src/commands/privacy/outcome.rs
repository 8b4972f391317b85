//! What a request came to, for people and for machines.

use redress_contracts::redress::privacy::v1 as pb;
use redress_rpc::convert::time_from_wire;
use serde_json::{Value, json};

/// What one context did.
pub(super) fn step(kind: pb::DataRequestKind, step: &pb::ContextStep) -> String {
    let context = &step.context;
    match kind {
        pb::DataRequestKind::Export => format!("{context:<14} {} records", step.record_count),
        pb::DataRequestKind::Unspecified | pb::DataRequestKind::Erasure | pb::DataRequestKind::Preview => {
            format!(
                "{context:<14} {} fields in {} rows, {} files, {} stored replies and events",
                step.field_count, step.row_count, step.file_count, step.reply_count
            )
        }
    }
}

/// What was erased, what waits, and what stays.
pub(super) fn summary(request: &pb::DataRequest) -> String {
    let sum = |of: fn(&pb::ContextStep) -> i64| request.steps.iter().map(of).sum::<i64>();
    let done = match request.kind() {
        pb::DataRequestKind::Preview => "would erase",
        pb::DataRequestKind::Unspecified | pb::DataRequestKind::Export | pb::DataRequestKind::Erasure => {
            "erased"
        }
    };
    let mut lines = vec![format!(
        "{done} {} fields in {} rows of {} orders, under {}",
        sum(|step| step.field_count),
        sum(|step| step.row_count),
        request.done_order_count,
        request.pseudonym
    )];
    for case in &request.open_cases {
        lines.push(format!(
            "waits  {} {} is {}: an open case needs order {}",
            case.kind, case.case_id, case.state, case.order_id
        ));
    }
    for kept in &request.kept {
        let until = match until(kept) {
            Some(date) => format!("until {date}"),
            None => "until somebody decides".to_owned(),
        };
        lines.push(format!(
            "kept   {}: {} ({}), {until}: {} [{}]",
            kept.context,
            kept.what,
            kept.row_count,
            kept.why,
            kept.clause_ids.join(", ")
        ));
    }
    lines.join("\n")
}

fn until(kept: &pb::KeptRecords) -> Option<String> {
    let time = time_from_wire(kept.keep_until_time.as_ref()?).ok()?;
    Some(time.format("%Y-%m-%d").to_string())
}

/// The request for machines.
pub(super) fn as_json(request: &pb::DataRequest) -> Value {
    let step = |step: &pb::ContextStep| {
        json!({
            "context": step.context,
            "records": step.record_count,
            "rows": step.row_count,
            "fields": step.field_count,
            "files": step.file_count,
            "replies": step.reply_count,
        })
    };
    let open = |case: &pb::OpenCase| {
        json!({
            "context": case.context,
            "kind": case.kind,
            "case_id": case.case_id,
            "state": case.state,
            "order_id": case.order_id,
        })
    };
    let kept = |kept: &pb::KeptRecords| {
        json!({
            "context": kept.context,
            "what": kept.what,
            "rows": kept.row_count,
            "why": kept.why,
            "clause_ids": kept.clause_ids,
            "until": until(kept),
        })
    };
    json!({
        "data_request_id": request.data_request_id,
        "state": request.state().as_str_name(),
        "pseudonym": request.pseudonym,
        "orders": request.order_count,
        "done_orders": request.done_order_count,
        "steps": request.steps.iter().map(step).collect::<Vec<_>>(),
        "open_cases": request.open_cases.iter().map(open).collect::<Vec<_>>(),
        "kept": request.kept.iter().map(kept).collect::<Vec<_>>(),
    })
}
