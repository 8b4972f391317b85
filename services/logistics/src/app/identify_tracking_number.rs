//! IdentifyTrackingNumber: every carrier that a number may belong to, and whether it is probably mistyped.

use redress_contracts::redress::logistics::v1 as pb;

use super::App;
use crate::carriers::{assess, identify};
use crate::convert::carrier::identified_to_wire;

impl App {
    /// What is known of a number. Needs nothing but the carriers' data.
    pub(crate) fn identify_tracking_number(number: &str, hint: &str) -> pb::IdentifyTrackingNumberResponse {
        identified_to_wire(&identify(number, hint), &assess(number, hint))
    }
}
