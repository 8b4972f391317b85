//! Between protobuf and the domain. Pure: requests come in with every field error collected, resources and events go
//! out.

pub(crate) mod address;
pub(crate) mod cancellation;
pub(crate) mod dispute;
pub(crate) mod events;
pub(crate) mod line;
pub(crate) mod order;
pub(crate) mod party;
pub(crate) mod payment;
pub(crate) mod placing;
pub(crate) mod requests;
pub(crate) mod sight;
pub(crate) mod words;
