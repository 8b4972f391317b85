//! Between the contract and the domain. Pure.

use redress_contracts::redress::privacy::v1 as pb;
use redress_core::etag::etag;
use redress_policy::pack::RecordKind;
use redress_rpc::convert::time_to_wire;

use crate::domain::{Answer, Kept, Kind, Open, Request, State, Step};

/// A request as it is told.
pub(crate) fn request_to_wire(request: &Request) -> pb::DataRequest {
    let count = |orders: usize| i32::try_from(orders).unwrap_or(i32::MAX);
    pb::DataRequest {
        data_request_id: request.data_request_id.clone(),
        marketplace_id: request.marketplace_id.clone(),
        kind: kind_to_wire(request.kind).into(),
        state: state_to_wire(request.state).into(),
        pseudonym: request.pseudonym.clone(),
        order_count: count(request.orders.len()),
        done_order_count: count(request.orders.iter().filter(|order| order.is_done).count()),
        steps: steps_to_wire(request),
        open_cases: request.open.iter().map(open_to_wire).collect(),
        kept: request.kept.iter().map(kept_to_wire).collect(),
        requested_by: request.requested_by.clone(),
        create_time: Some(time_to_wire(request.create_time)),
        update_time: Some(time_to_wire(request.update_time)),
        end_time: request.end_time.map(time_to_wire),
        next_try_time: request.next_try_time.map(time_to_wire),
        etag: etag(request.revision),
    }
}

fn steps_to_wire(request: &Request) -> Vec<pb::ContextStep> {
    let answered = request.pass.as_ref().map(|pass| pass.answered);
    let step = |(number, step): (usize, &Step)| pb::ContextStep {
        context: step.context.clone(),
        is_done: answered.is_none_or(|answered| number < answered),
        record_count: step.records,
        row_count: step.rows,
        field_count: step.fields,
        file_count: step.files,
        reply_count: step.replies,
    };
    request.steps.iter().enumerate().map(step).collect()
}

fn open_to_wire(case: &Open) -> pb::OpenCase {
    pb::OpenCase {
        context: case.context.clone(),
        kind: case.kind.clone(),
        case_id: case.case_id.clone(),
        state: case.state.clone(),
        order_id: case.order_id.clone(),
    }
}

fn kept_to_wire(kept: &Kept) -> pb::KeptRecords {
    let kind = match kept.records {
        RecordKind::Accounts => pb::RecordKind::Accounts,
        RecordKind::Claims => pb::RecordKind::Claims,
    };
    pb::KeptRecords {
        context: kept.context.clone(),
        what: kept.what.clone(),
        record_kind: kind.into(),
        row_count: kept.rows,
        why: kept.why.clone(),
        clause_ids: kept.clauses.clone(),
        keep_until_time: kept.until.map(time_to_wire),
    }
}

/// What a context erased or counted.
pub(crate) fn answer_from_wire(context: &str, done: pb::PersonalDataErased) -> Answer {
    Answer {
        step: Step {
            context: context.to_owned(),
            rows: done.row_count,
            fields: done.field_count,
            files: done.file_count,
            replies: done.reply_count,
            ..Step::default()
        },
        kept: done.kept.into_iter().filter_map(kept_from_wire).collect(),
        open: done.open_cases.into_iter().map(open_from_wire).collect(),
    }
}

fn kept_from_wire(kept: pb::KeptRecords) -> Option<Kept> {
    let records = match kept.record_kind() {
        pb::RecordKind::Accounts => RecordKind::Accounts,
        pb::RecordKind::Claims => RecordKind::Claims,
        pb::RecordKind::Unspecified => return None,
    };
    Some(Kept {
        context: kept.context,
        what: kept.what,
        records,
        rows: kept.row_count,
        why: String::new(),
        clauses: Vec::new(),
        until: None,
    })
}

/// Something that keeps an order waiting.
pub(crate) fn open_from_wire(case: pb::OpenCase) -> Open {
    Open {
        context: case.context,
        kind: case.kind,
        case_id: case.case_id,
        state: case.state,
        order_id: case.order_id,
    }
}

fn kind_to_wire(kind: Kind) -> pb::DataRequestKind {
    match kind {
        Kind::Export => pb::DataRequestKind::Export,
        Kind::Erasure => pb::DataRequestKind::Erasure,
        Kind::Preview => pb::DataRequestKind::Preview,
    }
}

/// The kind that a list is of.
pub(crate) fn kind_from_wire(kind: pb::DataRequestKind) -> Option<Kind> {
    match kind {
        pb::DataRequestKind::Unspecified => None,
        pb::DataRequestKind::Export => Some(Kind::Export),
        pb::DataRequestKind::Erasure => Some(Kind::Erasure),
        pb::DataRequestKind::Preview => Some(Kind::Preview),
    }
}

fn state_to_wire(state: State) -> pb::DataRequestState {
    match state {
        State::Accepted => pb::DataRequestState::Accepted,
        State::Running => pb::DataRequestState::Running,
        State::Waiting => pb::DataRequestState::Waiting,
        State::Done => pb::DataRequestState::Done,
    }
}

/// The state that a list is of.
pub(crate) fn state_from_wire(state: pb::DataRequestState) -> Option<State> {
    match state {
        pb::DataRequestState::Unspecified => None,
        pb::DataRequestState::Accepted => Some(State::Accepted),
        pb::DataRequestState::Running => Some(State::Running),
        pb::DataRequestState::Waiting => Some(State::Waiting),
        pb::DataRequestState::Done => Some(State::Done),
    }
}
