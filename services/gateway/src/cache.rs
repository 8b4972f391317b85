//! Keys that were looked up a moment ago, so that a busy one is not looked up for every request.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::domain::key::ApiKey;

/// How long a key is remembered. One that another process revoked may work that much longer; in this process it ends at once.
const FRESH: Duration = Duration::from_secs(1);
/// How many keys are remembered.
const REMEMBERED: usize = 10_000;

/// A key, and when it was looked up.
type Remembered = (Arc<ApiKey>, Instant);

/// The remembered keys, by the hash of the secret that they were looked up with. Cheap to clone.
#[derive(Clone, Default)]
pub struct KeyCache {
    keys: Arc<Mutex<HashMap<String, Remembered>>>,
}

impl KeyCache {
    /// A key that was looked up a moment ago.
    pub fn get(&self, sha256: &str) -> Option<Arc<ApiKey>> {
        let keys = self.keys();
        let (key, at) = keys.get(sha256)?;
        (at.elapsed() < FRESH).then(|| key.clone())
    }

    /// Remembers a key.
    pub fn put(&self, sha256: &str, key: &Arc<ApiKey>) {
        let mut keys = self.keys();
        if keys.len() >= REMEMBERED {
            keys.clear();
        }
        keys.insert(sha256.to_owned(), (key.clone(), Instant::now()));
    }

    /// Forgets a key that has changed.
    pub fn forget(&self, api_key_id: &str) {
        self.keys().retain(|_, (key, _)| key.api_key_id != api_key_id);
    }

    fn keys(&self) -> MutexGuard<'_, HashMap<String, Remembered>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
