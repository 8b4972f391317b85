//! From a source text to something that can be published: checked completely, or refused with every error.

use chrono::{DateTime, Utc};
use redress_policy::pack::{Binding, Pack};
use redress_policy::{Layer, PackError, load, load_terms};
use redress_policybook::seller_policy_id;
use sha2::{Digest, Sha256};

use super::{PolicyVersion, Rejection};

/// A checked pack or seller's terms, not yet published.
#[derive(Clone, Debug)]
pub struct Draft {
    pub policy_id: String,
    pub layer: Layer,
    /// Empty for a law.
    pub marketplace_id: String,
    /// Empty for a pack.
    pub seller_id: String,
    /// Where a law applies; empty for the others.
    pub countries: Vec<String>,
    /// The local day a pack's document names, as an instant.
    pub document_time: Option<DateTime<Utc>>,
    pub source: String,
    pub source_sha256: String,
    edition: String,
    display_name: String,
    binds: Binding,
    clause_count: i32,
}

impl Draft {
    /// A marketplace's or a law's pack.
    ///
    /// # Errors
    ///
    /// Everything that is wrong in it, with file, line and path.
    pub fn of_pack(source: &str, file: &str) -> Result<Self, Vec<PackError>> {
        let pack = load(source, file)?;
        let header = &pack.pack;
        let is_law = header.layer == Layer::Law;
        let document_time = header
            .effective
            .parse()
            .ok()
            .and_then(|day| header.time_zone.day_start(day).ok());
        Ok(Self {
            policy_id: header.id.to_string(),
            layer: header.layer,
            marketplace_id: if is_law {
                String::new()
            } else {
                header.id.to_string()
            },
            seller_id: String::new(),
            countries: if is_law {
                header.countries.iter().map(ToString::to_string).collect()
            } else {
                Vec::new()
            },
            document_time,
            source_sha256: sha256(source),
            source: source.to_owned(),
            edition: header.edition.to_string(),
            display_name: header.name.to_string(),
            binds: header.binds,
            clause_count: count(pack.clauses.len()),
        })
    }

    /// A seller's terms, against the marketplace's pack.
    ///
    /// # Errors
    ///
    /// Everything that is wrong in them or that the pack does not let a seller adjust.
    pub fn of_terms(source: &str, file: &str, pack: &Pack, seller_id: &str) -> Result<Self, Vec<PackError>> {
        let terms = load_terms(source, file, pack, Layer::Seller)?;
        let mut clauses: Vec<_> = terms
            .cases
            .iter()
            .filter_map(|case| case.clauses.as_ref())
            .flat_map(|ids| ids.iter())
            .collect();
        clauses.sort_unstable();
        clauses.dedup();
        Ok(Self {
            policy_id: seller_policy_id(&pack.pack.id, seller_id),
            layer: Layer::Seller,
            marketplace_id: pack.pack.id.to_string(),
            seller_id: seller_id.to_owned(),
            countries: Vec::new(),
            document_time: None,
            source_sha256: sha256(source),
            source: source.to_owned(),
            edition: terms.terms.edition.to_string(),
            display_name: terms.terms.name.to_string(),
            binds: pack.pack.binds,
            clause_count: count(clauses.len()),
        })
    }

    /// From when it is in force, when it is published at `now`.
    ///
    /// # Errors
    ///
    /// A time before now: a version never changes what was in force.
    pub fn effective_time(
        &self,
        wanted: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, Rejection> {
        match wanted {
            Some(time) if time < now => Err(Rejection::EffectiveInPast { now }),
            Some(time) => Ok(time),
            None => Ok(now),
        }
    }

    /// Refuses to publish a policy of another layer or marketplace under a taken id.
    ///
    /// # Errors
    ///
    /// [`Rejection::OtherLayer`].
    pub fn may_follow(&self, marketplace_id: &str, seller_id: &str) -> Result<(), Rejection> {
        if self.marketplace_id == marketplace_id && self.seller_id == seller_id {
            return Ok(());
        }
        let layer = match (marketplace_id, seller_id) {
            ("", _) => Layer::Law,
            (_, "") => Layer::Marketplace,
            _ => Layer::Seller,
        };
        Err(Rejection::OtherLayer {
            policy_id: self.policy_id.clone(),
            layer,
        })
    }

    /// The version that is published.
    pub fn version(&self, version: i32, effective_time: DateTime<Utc>, now: DateTime<Utc>) -> PolicyVersion {
        PolicyVersion {
            policy_id: self.policy_id.clone(),
            version,
            layer: self.layer,
            marketplace_id: self.marketplace_id.clone(),
            seller_id: self.seller_id.clone(),
            edition: self.edition.clone(),
            display_name: self.display_name.clone(),
            binds: self.binds,
            effective_time,
            publish_time: now,
            source_sha256: self.source_sha256.clone(),
            clause_count: self.clause_count,
        }
    }
}

fn sha256(source: &str) -> String {
    Sha256::digest(source.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn count(items: usize) -> i32 {
    i32::try_from(items).unwrap_or(i32::MAX)
}
