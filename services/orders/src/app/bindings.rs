//! What named the layers of orders when they were last changed here: it saves a command the read before its transaction.
//!
//! Nothing is decided on it unseen. A command compares it with the locked order and reads again when another process, or
//! another command, has changed it. Bounded: when it is full it forgets everything.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::store::Binding;

/// At most so many orders, some hundred bytes each.
const CAPACITY: usize = 8_192;

/// The bindings of orders. Cheap to clone; clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bindings(Arc<Mutex<HashMap<String, Binding>>>);

impl Bindings {
    pub(super) fn get(&self, order_id: &str) -> Option<Binding> {
        self.lock().get(order_id).cloned()
    }

    /// An order with terms of its own, which may be long, is not kept.
    pub(super) fn keep(&self, binding: Binding) {
        if binding.terms_source.is_some() {
            return;
        }
        let mut known = self.lock();
        if known.len() >= CAPACITY {
            known.clear();
        }
        known.insert(binding.order_id.clone(), binding);
    }

    pub(super) fn forget(&self, order_id: &str) {
        self.lock().remove(order_id);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Binding>> {
        // The map is whole after every statement that holds the lock, so a panic elsewhere cannot have torn it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn binding(order_id: &str) -> Binding {
        Binding {
            order_id: order_id.to_owned(),
            marketplace_id: "kwoking".to_owned(),
            place_time: DateTime::UNIX_EPOCH,
            buyer_country: "CH".to_owned(),
            seller_ids: Vec::new(),
            terms_source: None,
        }
    }

    #[test]
    fn it_never_holds_more_than_its_capacity() {
        let bindings = Bindings::default();
        for number in 0..=CAPACITY {
            bindings.keep(binding(&number.to_string()));
        }
        assert_eq!(bindings.lock().len(), 1);
        assert!(bindings.get(&CAPACITY.to_string()).is_some() && bindings.get("0").is_none());
        bindings.forget(&CAPACITY.to_string());
        assert!(bindings.get(&CAPACITY.to_string()).is_none());
    }
}
