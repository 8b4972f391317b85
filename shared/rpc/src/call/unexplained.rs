//! What the transport refuses by itself, before or beside any service: bytes that are no message, a method that a service does
//! not have, a compression that nobody speaks. Such an answer has a code and no details; here it gets those of this suite.

use http::HeaderMap;
use tonic::Code;

use super::answer::code_in;
use crate::error::{Problem, Reason};

/// The problem behind an answer that ends without details; none when there is nothing to explain.
pub(super) fn problem_of(headers: &HeaderMap) -> Option<Problem> {
    if headers.contains_key("grpc-status-details-bin") {
        return None;
    }
    match code_in(headers)? {
        // The transport's word for bytes that it cannot read; a service's own failures have details.
        Code::Internal | Code::InvalidArgument => Some(Problem::new(
            Code::InvalidArgument,
            Reason::MalformedMessage,
            "what was sent is no message of this method",
        )),
        Code::Unimplemented => Some(Problem::new(
            Code::Unimplemented,
            Reason::Unimplemented,
            "this server does not serve that method, or not with that compression",
        )),
        _ => None,
    }
}
