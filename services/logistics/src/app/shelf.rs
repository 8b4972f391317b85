//! The packs that bind shipments, at hand. A version never changes, so what was fetched once stays right; a change that
//! needs one that is missing says so and is run again. Bounded: when it is full it forgets everything.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redress_policy::{LawPack, Layers};
use redress_policybook::{Bound, PolicyBook};

use crate::domain::shipment::Versions;
use crate::error::Error;

/// At most so many sets of versions.
const CAPACITY: usize = 1_024;

/// The packs at hand. Cheap to clone; clones share them.
#[derive(Clone)]
pub(crate) struct Shelf {
    book: PolicyBook,
    layers: Arc<Mutex<HashMap<Versions, Layers>>>,
}

impl Shelf {
    pub(crate) fn new(book: PolicyBook) -> Self {
        Self {
            book,
            layers: Arc::default(),
        }
    }

    /// The layers of a shipment, if they are at hand.
    pub(crate) fn get(&self, versions: &Versions) -> Option<Layers> {
        self.lock().get(versions).cloned()
    }

    /// Puts the layers that bind a new shipment on the shelf, and says what to find them by.
    pub(crate) fn put(&self, bound: &Bound) -> Versions {
        let layers = &bound.layers;
        let laws = layers.laws.iter();
        let versions = Versions {
            policy_id: layers.marketplace.pack.id.to_string(),
            version: layers.version,
            laws: laws
                .map(|law| (law.pack.pack.id.to_string(), law.version))
                .collect(),
        };
        let layers = Layers {
            // Neither sellers nor orders have clocks of parcels of their own.
            sellers: Vec::new(),
            order: None,
            ..layers.clone()
        };
        self.keep(versions.clone(), layers);
        versions
    }

    /// Fetches what is missing.
    ///
    /// # Errors
    ///
    /// The policies context does not have it, or does not answer.
    pub(crate) async fn fetch(&self, missing: &[Versions]) -> Result<(), Error> {
        for versions in missing {
            if self.get(versions).is_some() {
                continue;
            }
            let mut laws = Vec::with_capacity(versions.laws.len());
            for (policy_id, version) in &versions.laws {
                laws.push(LawPack {
                    pack: self.book.pack(policy_id, *version).await?,
                    version: *version,
                });
            }
            let marketplace = self.book.pack(&versions.policy_id, versions.version).await?;
            let layers = Layers {
                laws,
                ..Layers::of(marketplace, versions.version)
            };
            self.keep(versions.clone(), layers);
        }
        Ok(())
    }

    fn keep(&self, versions: Versions, layers: Layers) {
        let mut known = self.lock();
        if known.len() >= CAPACITY {
            known.clear();
        }
        known.insert(versions, layers);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Versions, Layers>> {
        // The map is whole after every statement that holds the lock, so a panic elsewhere cannot have torn it.
        self.layers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
