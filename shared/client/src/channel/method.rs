//! What the contracts say of a method: whether it streams, and whether it may be made again.
//!
//! A method that reads may; one that changes something may when its request has a `request_id`, because the server answers a
//! repetition with the stored reply. A method that no contract here has is neither held back nor repeated.

use std::collections::HashMap;
use std::sync::LazyLock;

use bytes::Bytes;
use prost::Message as _;
use prost_types::{FileDescriptorProto, FileDescriptorSet};
use redress_contracts::{ACCESS, FILE_DESCRIPTOR_SET};

use super::frame;
use crate::request_id;

static METHODS: LazyLock<HashMap<String, Method>> = LazyLock::new(read);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Method {
    pub(super) takes_stream: bool,
    pub(super) gives_stream: bool,
    is_read: bool,
    /// The number of the field `request_id` in the request.
    request_id: Option<u32>,
}

impl Method {
    /// The method of a path, `/package.Service/Method`.
    pub(super) fn of(path: &str) -> Self {
        const UNKNOWN: Method = Method {
            takes_stream: true,
            gives_stream: true,
            is_read: false,
            request_id: None,
        };
        METHODS
            .get(path.trim_start_matches('/'))
            .copied()
            .unwrap_or(UNKNOWN)
    }

    pub(super) fn streams(&self) -> bool {
        self.takes_stream || self.gives_stream
    }

    /// Sees to it that a message can be sent twice, and says whether it can.
    pub(super) fn make_safe(&self, message: &mut Bytes) -> bool {
        match self.request_id {
            Some(number) => frame::fill(message, number, request_id),
            None => self.is_read,
        }
    }
}

fn read() -> HashMap<String, Method> {
    let set = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET)
        .expect("invariant: the contracts' build wrote a descriptor set");
    let mut request_ids = HashMap::new();
    for file in &set.file {
        for message in &file.message_type {
            let mut fields = message.field.iter();
            if let Some(field) = fields.find(|field| field.name() == "request_id") {
                let name = format!(".{}.{}", file.package(), message.name());
                request_ids.insert(name, field.number().cast_unsigned());
            }
        }
    }
    set.file
        .iter()
        .flat_map(|file| methods(file, &request_ids))
        .collect()
}

fn methods(file: &FileDescriptorProto, request_ids: &HashMap<String, u32>) -> Vec<(String, Method)> {
    let mut methods = Vec::new();
    for service in &file.service {
        for method in &service.method {
            let path = format!("{}.{}/{}", file.package(), service.name(), method.name());
            let rule = ACCESS.binary_search_by(|rule| rule.path.cmp(&path));
            let is_read = rule.is_ok_and(|at| ACCESS[at].scope.ends_with(":read"));
            let method = Method {
                takes_stream: method.client_streaming(),
                gives_stream: method.server_streaming(),
                is_read,
                request_id: request_ids.get(method.input_type()).copied(),
            };
            methods.push((path, method));
        }
    }
    methods
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_has_no_request_id_and_what_has_one_changes_something() {
        let both = |method: &Method| method.is_read && method.request_id.is_some();
        assert_eq!(METHODS.values().filter(|method| both(method)).count(), 0);
        assert!(METHODS.len() >= ACCESS.len());
    }

    #[test]
    fn only_what_may_be_sent_twice_is_safe() {
        let is_safe = |path: &str| Method::of(path).make_safe(&mut Bytes::from_static(&[0; 5]));
        assert!(is_safe("/redress.orders.v1.OrderService/GetOrder"));
        assert!(is_safe("/redress.orders.v1.OrderService/WatchOrder"));
        assert!(is_safe("/redress.orders.v1.OrderService/PlaceOrder"));
        assert!(!is_safe(
            "/redress.refunds.v1.SandboxProviderService/ScriptProvider"
        ));
        assert!(!is_safe("/redress.evidence.v1.EvidenceService/UploadChunks"));
        assert!(!is_safe("/redress.orders.v9.OrderService/PlaceOrder"));
    }
}
