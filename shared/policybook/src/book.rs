//! The policy book: which layers bind a case, and the packs themselves.
//!
//! Which version binds is asked anew for every case, because it may change at any moment; a version's source never
//! changes and is fetched once. Cheap to clone; clones share what was fetched.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use redress_contracts::redress::policies::v1 as pb;
use redress_contracts::redress::policies::v1::policy_service_client::PolicyServiceClient;
use redress_policy::pack::{Pack, SellerTerms};
use redress_policy::{
    Decision, LawPack, Layer, Layers, SellerTermsPack, SpecialPeriodFact, StoredDecision, decide, load,
};
use redress_rpc::{Caller, Channel, convert};

use crate::cache::Cache;
use crate::error::BookError;
use crate::terms::fitting_terms;

/// What names the layers of a case.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// The marketplace; its pack has the same id.
    pub marketplace_id: &'a str,
    /// When the order was placed.
    pub place_time: DateTime<Utc>,
    /// When the application is or was made.
    pub application_time: DateTime<Utc>,
    /// The buyer's country (ISO 3166 alpha-2); without one no law takes part.
    pub buyer_country: &'a str,
    /// The sellers of the lines concerned.
    pub seller_ids: &'a [String],
    /// The TOML source of the order's own terms.
    pub order_terms: Option<&'a str>,
}

/// The layers that bind a case, with the special periods that may touch it.
#[derive(Clone, Debug)]
pub struct Bound {
    /// The layers to decide by.
    pub layers: Layers,
    /// Special periods that end after the order was placed.
    pub special_periods: Vec<SpecialPeriodFact>,
}

/// A pack's id and version.
type PackKey = (String, i32);
/// Terms beside the pack they were fitted to.
type TermsKey = (PackKey, PackKey);

/// Asks the policies context and remembers packs.
#[derive(Clone)]
pub struct PolicyBook {
    client: PolicyServiceClient<Channel>,
    packs: Arc<Cache<PackKey, Pack>>,
    terms: Arc<Cache<TermsKey, SellerTerms>>,
}

impl PolicyBook {
    /// A book over a channel to the policies context. `service` is the context that asks, such as `orders`.
    pub fn new(channel: Channel, service: &str) -> Self {
        Self {
            client: PolicyServiceClient::new(channel.acting_as(Caller::service(service))),
            packs: Arc::new(Cache::new()),
            terms: Arc::new(Cache::new()),
        }
    }

    /// The layers that bind a case. One call when the versions are known already.
    ///
    /// # Errors
    ///
    /// See [`BookError`].
    pub async fn layers(&self, query: Query<'_>) -> Result<Bound, BookError> {
        let request = pb::ResolvePolicyRequest {
            policy_id: query.marketplace_id.to_owned(),
            place_time: Some(convert::time_to_wire(query.place_time)),
            application_time: Some(convert::time_to_wire(query.application_time)),
            buyer_country: query.buyer_country.to_owned(),
            seller_ids: query.seller_ids.to_vec(),
        };
        let resolved = self.client.clone().resolve_policy(request).await;
        let resolved = resolved
            .map_err(|status| BookError::of_call(query.marketplace_id, status))?
            .into_inner();
        let named = resolved.marketplace.unwrap_or_default();
        let marketplace = self.pack(&named.policy_id, named.version).await?;
        let mut laws = Vec::with_capacity(resolved.laws.len());
        for law in &resolved.laws {
            laws.push(LawPack {
                pack: self.pack(&law.policy_id, law.version).await?,
                version: law.version,
            });
        }
        let mut sellers = Vec::with_capacity(resolved.sellers.len());
        for seller in &resolved.sellers {
            sellers.push(self.seller(seller, &marketplace, named.version).await?);
        }
        let order = order_terms(query.order_terms, &marketplace)?;
        let layers = Layers {
            laws,
            marketplace,
            version: named.version,
            sellers,
            order,
        };
        let special_periods = resolved
            .special_periods
            .iter()
            .filter_map(special_period)
            .collect();
        Ok(Bound {
            layers,
            special_periods,
        })
    }

    /// One version of a pack.
    ///
    /// # Errors
    ///
    /// See [`BookError`].
    pub async fn pack(&self, policy_id: &str, version: i32) -> Result<Arc<Pack>, BookError> {
        let key = (policy_id.to_owned(), version);
        if let Some(pack) = self.packs.get(&key) {
            return Ok(pack);
        }
        let source = self.source(policy_id, version).await?;
        let pack = load(&source, &file_of(policy_id, version)).map_err(|errors| BookError::Unreadable {
            policy_id: policy_id.to_owned(),
            version,
            errors,
        })?;
        let pack = Arc::new(pack);
        self.packs.put(key, pack.clone());
        Ok(pack)
    }

    /// Decides a stored decision again, on its own facts and by the versions that it names. `order_terms` is the source
    /// of the order's own terms, where it had any.
    ///
    /// # Errors
    ///
    /// See [`BookError`].
    pub async fn rerun(
        &self,
        stored: &StoredDecision,
        order_terms: Option<&str>,
    ) -> Result<Decision, BookError> {
        let layers = self.layers_of(&stored.decision, order_terms).await?;
        Ok(decide(&layers, &stored.facts)?)
    }

    /// The layers that a decision names.
    ///
    /// # Errors
    ///
    /// See [`BookError`].
    pub async fn layers_of(
        &self,
        decision: &Decision,
        order_source: Option<&str>,
    ) -> Result<Layers, BookError> {
        let marketplace = self.pack(&decision.policy_id, decision.policy_version).await?;
        let (mut laws, mut sellers, mut order) = (Vec::new(), Vec::new(), None);
        for name in &decision.layers {
            match named_layer(name)? {
                Named::Law { policy_id, version } => {
                    laws.push(LawPack {
                        pack: self.pack(policy_id, version).await?,
                        version,
                    });
                }
                Named::Seller { seller_id, version } => {
                    let terms = pb::PolicyRef {
                        policy_id: seller_policy_id(&decision.policy_id, seller_id),
                        version,
                        seller_id: seller_id.to_owned(),
                    };
                    sellers.push(self.seller(&terms, &marketplace, decision.policy_version).await?);
                }
                Named::Marketplace => {}
                Named::Order => order = order_terms(order_source, &marketplace)?,
            }
        }
        Ok(Layers {
            laws,
            marketplace,
            version: decision.policy_version,
            sellers,
            order,
        })
    }

    async fn seller(
        &self,
        named: &pb::PolicyRef,
        pack: &Pack,
        pack_version: i32,
    ) -> Result<SellerTermsPack, BookError> {
        let key = (
            (named.policy_id.clone(), named.version),
            (pack.pack.id.to_string(), pack_version),
        );
        let terms = match self.terms.get(&key) {
            Some(terms) => terms,
            None => {
                let source = self.source(&named.policy_id, named.version).await?;
                let file = file_of(&named.policy_id, named.version);
                let terms = fitting_terms(&source, &file, pack, Layer::Seller).map_err(|errors| {
                    BookError::Unreadable {
                        policy_id: named.policy_id.clone(),
                        version: named.version,
                        errors,
                    }
                })?;
                let terms = Arc::new(terms);
                self.terms.put(key, terms.clone());
                terms
            }
        };
        Ok(SellerTermsPack {
            seller_id: named.seller_id.as_str().into(),
            terms,
            version: named.version,
        })
    }

    async fn source(&self, policy_id: &str, version: i32) -> Result<String, BookError> {
        let request = pb::GetPolicyRequest {
            policy_id: policy_id.to_owned(),
            version,
        };
        let policy = self.client.clone().get_policy(request).await;
        Ok(policy
            .map_err(|status| BookError::of_call(policy_id, status))?
            .into_inner()
            .source)
    }
}

impl std::fmt::Debug for PolicyBook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PolicyBook").finish_non_exhaustive()
    }
}

/// The id under which a seller's terms are published: `<marketplace>.<seller>`.
pub fn seller_policy_id(marketplace_id: &str, seller_id: &str) -> String {
    format!("{marketplace_id}.{seller_id}")
}

fn order_terms(source: Option<&str>, pack: &Pack) -> Result<Option<Arc<SellerTerms>>, BookError> {
    let source = source.filter(|source| !source.is_empty());
    let terms = source.map(|source| fitting_terms(source, "order terms", pack, Layer::Order));
    Ok(terms.transpose().map_err(BookError::Terms)?.map(Arc::new))
}

fn file_of(policy_id: &str, version: i32) -> String {
    format!("{policy_id}@{version}.toml")
}

fn special_period(period: &pb::SpecialPeriod) -> Option<SpecialPeriodFact> {
    let time = |time: &Option<_>| time.as_ref().and_then(|time| convert::time_from_wire(time).ok());
    Some(SpecialPeriodFact {
        special_period_id: period.special_period_id.as_str().into(),
        region: period.region.as_str().into(),
        start_time: time(&period.start_time)?,
        end_time: time(&period.end_time)?,
    })
}

/// A layer as a decision names it.
enum Named<'a> {
    Law { policy_id: &'a str, version: i32 },
    Marketplace,
    Seller { seller_id: &'a str, version: i32 },
    Order,
}

fn named_layer(name: &str) -> Result<Named<'_>, BookError> {
    let unknown = || BookError::LayerName(name.to_owned());
    let (layer, rest) = name.split_once(':').ok_or_else(unknown)?;
    let versioned = || {
        let (id, version) = rest.rsplit_once('@').ok_or_else(unknown)?;
        Ok((id, version.parse().map_err(|_| unknown())?))
    };
    match layer {
        "law" => versioned().map(|(policy_id, version)| Named::Law { policy_id, version }),
        "marketplace" => Ok(Named::Marketplace),
        "seller" => versioned().map(|(seller_id, version)| Named::Seller { seller_id, version }),
        "order" => Ok(Named::Order),
        _ => Err(unknown()),
    }
}
