//! How a request goes on, whatever contexts answer.

use chrono::{DateTime, Utc};

use super::*;

const CONTEXTS: [&str; 2] = ["evidence", "orders"];

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH
}

fn request(kind: Kind, order_ids: &[&str]) -> Request {
    let order = |id: &&str| OrderPart {
        order_id: (*id).to_owned(),
        country: "FR".to_owned(),
        change_time: now(),
        is_done: false,
    };
    Request {
        data_request_id: "dsr_1".to_owned(),
        marketplace_id: "kwoking".to_owned(),
        kind,
        state: State::Accepted,
        pseudonym: "erased_1".to_owned(),
        requested_by: "agent/ada".to_owned(),
        orders: order_ids.iter().map(order).collect(),
        steps: Vec::new(),
        pass: None,
        pass_count: 0,
        open: Vec::new(),
        kept: Vec::new(),
        create_time: now(),
        update_time: now(),
        end_time: None,
        next_try_time: None,
        revision: 1,
    }
}

fn open(order_id: &str) -> Open {
    Open {
        context: "returns".to_owned(),
        kind: "return".to_owned(),
        case_id: "ret_1".to_owned(),
        state: "approved".to_owned(),
        order_id: order_id.to_owned(),
    }
}

/// Every context answers with one erased row, and with what is open.
fn pass(request: &mut Request, opened: &[Open]) {
    for context in CONTEXTS {
        let step = Step {
            context: context.to_owned(),
            rows: 1,
            ..Step::default()
        };
        let answer = Answer {
            step,
            open: opened.to_vec(),
            ..Answer::default()
        };
        request.answered(answer, CONTEXTS.len());
    }
}

#[test]
fn without_open_cases_one_pass_does_it() {
    let mut request = request(Kind::Erasure, &["ord_1", "ord_2"]);
    request.begin(Vec::new(), now());
    assert_eq!(request.state, State::Running);
    pass(&mut request, &[]);
    assert_eq!((request.left().len(), &request.pass), (0, &None));
    request.begin(Vec::new(), now());
    assert_eq!((request.state, request.end_time), (State::Done, Some(now())));
    assert_eq!(request.steps.iter().map(|step| step.rows).sum::<i64>(), 2);
}

#[test]
fn an_order_with_an_open_case_waits_and_the_others_do_not() {
    let mut request = request(Kind::Erasure, &["ord_1", "ord_2"]);
    request.begin(vec![open("ord_2")], now());
    pass(&mut request, &[]);
    assert_eq!(request.left(), ["ord_2"]);
    request.begin(vec![open("ord_2")], now());
    assert_eq!((request.state, request.pass.is_none()), (State::Waiting, true));
    request.begin(Vec::new(), now());
    pass(&mut request, &[]);
    request.begin(Vec::new(), now());
    assert_eq!((request.state, request.pass_count), (State::Done, 2));
}

#[test]
fn what_is_opened_during_a_pass_keeps_its_order_for_the_next() {
    let mut request = request(Kind::Erasure, &["ord_1", "ord_2"]);
    request.begin(Vec::new(), now());
    pass(&mut request, &[open("ord_1")]);
    assert_eq!(request.left(), ["ord_1"]);
}

#[test]
fn a_preview_waits_for_nothing() {
    let mut request = request(Kind::Preview, &["ord_1"]);
    request.begin(vec![open("ord_1")], now());
    assert_eq!(request.state, State::Running);
    pass(&mut request, &[open("ord_1")]);
    request.begin(vec![open("ord_1")], now());
    assert_eq!((request.state, request.open.len()), (State::Done, 1));
}

#[test]
fn a_buyer_without_orders_is_done_at_once() {
    let mut request = request(Kind::Erasure, &[]);
    request.begin(Vec::new(), now());
    assert_eq!(request.state, State::Done);
}
