//! Between protobuf and the domain. Pure: requests come in with every field error collected, resources and events go
//! out.

pub(crate) mod asking;
pub(crate) mod dispute;
pub(crate) mod documents;
pub(crate) mod events;
pub(crate) mod goods;
pub(crate) mod inspection;
pub(crate) mod order;
pub(crate) mod parcel;
pub(crate) mod party;
pub(crate) mod requests;
pub(crate) mod return_case;
pub(crate) mod shipments;
pub(crate) mod unmatched;
pub(crate) mod words;
