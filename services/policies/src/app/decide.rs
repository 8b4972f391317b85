//! Decide: a what-if on given facts, by a published pack or by a draft. Nothing is stored.
//!
//! The facts are complete: special periods count as the facts give them, not as they were declared.

use std::sync::Arc;

use redress_db::Conn;
use redress_policy::pack::Pack;
use redress_policy::{DecideError, Decision, Facts, LawPack, Layer, Layers, SellerTermsPack, decide, load};
use redress_policybook::fitting_terms;
use redress_rpc::Caller;

use super::resolve_policy::{self, ResolvePolicy};
use super::{App, pack_of, unreadable, visible_version};
use crate::domain::binding::{Candidate, binding_time};
use crate::domain::{Published, Rejection};
use crate::error::Error;
use crate::store::policies;

/// What to decide.
#[derive(Clone, Debug)]
pub struct Decide {
    pub policy_id: String,
    /// 0: the version that binds.
    pub version: i32,
    pub facts: Facts,
    /// A pack to decide by instead of a published one; its version counts as 0.
    pub draft_source: Option<String>,
}

impl App {
    /// The decision, not stored and without an id.
    ///
    /// # Errors
    ///
    /// The pack does not exist for this caller, the draft has errors, or the facts contradict themselves.
    pub async fn decide(&self, caller: &Caller, question: Decide) -> Result<Decision, Error> {
        let (caller, now) = (caller.clone(), self.now());
        let answer = self.db.read(move |conn| {
            let case = case_of(&question);
            let (pack, version) = match &question.draft_source {
                Some(source) => (draft(source, &question.policy_id)?, 0),
                None => {
                    let version = match question.version {
                        0 => resolve_policy::marketplace(conn, &caller, &case)?.0.version,
                        version => version,
                    };
                    let found = visible_version(conn, &caller, &question.policy_id, version, now)?;
                    (pack_of(&found)?, version)
                }
            };
            let layers = stack(conn, &case, Arc::new(pack), version)?;
            Ok::<_, Error>(decide(&layers, &question.facts))
        });
        Ok(answer.await?.map_err(of_facts)?)
    }
}

fn case_of(question: &Decide) -> ResolvePolicy {
    let mut seller_ids: Vec<_> = question
        .facts
        .lines
        .iter()
        .map(|line| line.seller_id.to_string())
        .collect();
    seller_ids.sort_unstable();
    seller_ids.dedup();
    ResolvePolicy {
        marketplace_id: question.policy_id.clone(),
        place_time: question.facts.order.place_time,
        application_time: question.facts.now,
        buyer_country: question.facts.order.buyer_country.to_string(),
        seller_ids,
    }
}

fn draft(source: &str, policy_id: &str) -> Result<Pack, Rejection> {
    let pack = load(source, "draft.toml").map_err(|errors| Rejection::Pack {
        field: "draft_source",
        errors,
    })?;
    if *pack.pack.id != *policy_id {
        return Err(Rejection::OtherPack {
            policy_id: policy_id.to_owned(),
            draft: pack.pack.id.to_string(),
        });
    }
    Ok(pack)
}

/// The marketplace's pack with the laws and the sellers' terms that go with it.
fn stack(
    conn: &mut Conn,
    case: &ResolvePolicy,
    marketplace: Arc<Pack>,
    version: i32,
) -> Result<Layers, Error> {
    let mut laws = Vec::new();
    for law in resolve_policy::laws(conn, case)? {
        let pack = pack_of(&fetch(conn, &law)?)?;
        laws.push(LawPack {
            pack: Arc::new(pack),
            version: law.version,
        });
    }
    let time = binding_time(marketplace.pack.binds, case.place_time, case.application_time);
    let mut sellers = Vec::new();
    for seller in resolve_policy::sellers(conn, case, time)? {
        let found = fetch(conn, &seller)?;
        let terms = fitting_terms(
            &found.source,
            &found.policy.policy_id,
            &marketplace,
            Layer::Seller,
        )
        .map_err(|errors| unreadable(&found, errors))?;
        sellers.push(SellerTermsPack {
            seller_id: seller.seller_id.as_str().into(),
            terms: Arc::new(terms),
            version: seller.version,
        });
    }
    Ok(Layers {
        laws,
        marketplace,
        version,
        sellers,
        order: None,
    })
}

fn fetch(conn: &mut Conn, named: &Candidate) -> Result<Published, Error> {
    let found = policies::version_fetch(conn, &named.policy_id, named.version)?;
    found.ok_or_else(|| {
        Rejection::UnknownVersion {
            policy_id: named.policy_id.clone(),
            version: named.version,
        }
        .into()
    })
}

fn of_facts(error: DecideError) -> Rejection {
    Rejection::Facts(match error {
        DecideError::Facts(errors) => errors
            .into_iter()
            .map(|error| (error.path, error.reason))
            .collect(),
        DecideError::Time(error) => vec![(String::new(), error.to_string())],
    })
}
