//! How a call is refused.

use std::fmt::Debug;

use tonic::{Code, Response, Status};
use tonic_types::StatusExt as _;

/// The code and the registered reason.
#[track_caller]
pub fn refused<T: Debug>(answer: Result<Response<T>, Status>) -> (Code, String) {
    let status = answer.unwrap_err();
    let info = status.get_details_error_info().unwrap();
    (status.code(), info.reason)
}

/// The bad fields, by path, of a call that was refused for nothing else.
#[track_caller]
pub fn bad_fields<T: Debug>(answer: Result<Response<T>, Status>) -> Vec<String> {
    let status = answer.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let bad = status.get_details_bad_request().unwrap();
    bad.field_violations.into_iter().map(|bad| bad.field).collect()
}
