//! Between protobuf and the domain. Pure; requests are checked as far as they can be without the shipment.

pub(crate) mod carrier;
pub(crate) mod events;
pub(crate) mod report;
pub(crate) mod requests;
pub(crate) mod shipment;
pub(crate) mod words;
