//! A bounded memory of immutable things. When it is full, the one that was not used for longest goes.
//!
//! Only what can never change is kept here (a pack's version), so nothing in it is ever stale.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// At most so many entries; a marketplace with its laws and busiest sellers fits many times.
const CAPACITY: usize = 512;

#[derive(Debug)]
pub(crate) struct Cache<K, V> {
    kept: Mutex<Kept<K, V>>,
}

#[derive(Debug)]
struct Kept<K, V> {
    entries: HashMap<K, Entry<V>>,
    uses: u64,
}

#[derive(Debug)]
struct Entry<V> {
    value: Arc<V>,
    last_use: u64,
}

impl<K: Eq + Hash + Clone, V> Cache<K, V> {
    pub(crate) fn new() -> Self {
        Self {
            kept: Mutex::new(Kept {
                entries: HashMap::new(),
                uses: 0,
            }),
        }
    }

    pub(crate) fn get(&self, key: &K) -> Option<Arc<V>> {
        // No statement under this lock can panic halfway, so a poisoned lock still guards a sound map.
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.uses += 1;
        let now = kept.uses;
        let entry = kept.entries.get_mut(key)?;
        entry.last_use = now;
        Some(entry.value.clone())
    }

    pub(crate) fn put(&self, key: K, value: Arc<V>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.uses += 1;
        let last_use = kept.uses;
        kept.entries.insert(key, Entry { value, last_use });
        if kept.entries.len() > CAPACITY {
            let oldest = kept
                .entries
                .iter()
                .min_by_key(|(_, entry)| entry.last_use)
                .map(|(key, _)| key.clone());
            if let Some(oldest) = oldest {
                kept.entries.remove(&oldest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_cache_forgets_what_was_not_used_for_longest() {
        let cache = Cache::new();
        for number in 0..CAPACITY {
            cache.put(number, Arc::new(number));
        }
        assert_eq!(cache.get(&0).as_deref(), Some(&0));
        cache.put(CAPACITY, Arc::new(CAPACITY));
        assert!(cache.get(&0).is_some() && cache.get(&CAPACITY).is_some());
        assert!(cache.get(&1).is_none());
    }
}
