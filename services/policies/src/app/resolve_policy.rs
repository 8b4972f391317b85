//! ResolvePolicy: the versions that bind a case. Deciding contexts ask it once per command, so it reads no source.

use chrono::{DateTime, Utc};
use redress_db::Conn;
use redress_policybook::seller_policy_id;
use redress_rpc::Caller;

use super::App;
use crate::domain::Rejection;
use crate::domain::binding::{Candidate, all_binding, all_in_force, binding_time};
use crate::domain::special_period::SpecialPeriod;
use crate::error::Error;
use crate::store::{resolving, special_periods};

/// Which case.
#[derive(Clone, Debug)]
pub struct ResolvePolicy {
    pub marketplace_id: String,
    pub place_time: DateTime<Utc>,
    pub application_time: DateTime<Utc>,
    /// Empty: no law takes part.
    pub buyer_country: String,
    pub seller_ids: Vec<String>,
}

/// What binds it.
#[derive(Clone, Debug)]
pub struct Resolved {
    pub marketplace: Candidate,
    pub laws: Vec<Candidate>,
    pub sellers: Vec<Candidate>,
    pub special_periods: Vec<SpecialPeriod>,
}

impl App {
    /// The binding versions.
    ///
    /// # Errors
    ///
    /// The marketplace does not exist for this caller, or no version was in force at the time that binds.
    pub async fn resolve_policy(&self, caller: &Caller, case: ResolvePolicy) -> Result<Resolved, Error> {
        let caller = caller.clone();
        let resolving = self.db.read(move |conn| {
            let (marketplace, time) = marketplace(conn, &caller, &case)?;
            let ending = special_periods::special_period_list_ending_after;
            Ok(Resolved {
                marketplace,
                laws: laws(conn, &case)?,
                sellers: sellers(conn, &case, time)?,
                special_periods: ending(conn, &case.marketplace_id, case.place_time)?,
            })
        });
        resolving.await
    }
}

/// The marketplace's version that binds, and the time at which it was in force.
pub(super) fn marketplace(
    conn: &mut Conn,
    caller: &Caller,
    case: &ResolvePolicy,
) -> Result<(Candidate, DateTime<Utc>), Error> {
    let id = &case.marketplace_id;
    if !caller.may_see(id) {
        return Err(Rejection::UnknownPolicy(id.clone()).into());
    }
    let not_in_force = |time| {
        Error::from(Rejection::NotInForce {
            policy_id: id.clone(),
            time,
        })
    };
    let at_application = resolving::candidate_in_force(conn, id, case.application_time)?;
    let Some(newest) = at_application else {
        let exists = resolving::marketplace_exists(conn, id)?;
        return Err(if exists {
            not_in_force(case.application_time)
        } else {
            Rejection::UnknownPolicy(id.clone()).into()
        });
    };
    let time = binding_time(newest.binds, case.place_time, case.application_time);
    if newest.effective_time <= time {
        return Ok((newest, time));
    }
    let at_placement = resolving::candidate_in_force(conn, id, time)?;
    at_placement
        .map(|candidate| (candidate, time))
        .ok_or_else(|| not_in_force(time))
}

/// The laws of the buyer's country. Each says by itself which of its versions binds, whatever the shop's pack says.
pub(super) fn laws(conn: &mut Conn, case: &ResolvePolicy) -> Result<Vec<Candidate>, Error> {
    if case.buyer_country.is_empty() {
        return Ok(Vec::new());
    }
    let applying = resolving::law_list_by_country(conn, &case.buyer_country)?;
    let mut ids: Vec<_> = applying.iter().map(|(policy_id, _)| policy_id.clone()).collect();
    ids.dedup();
    let candidates = resolving::candidate_list(conn, &ids, case.application_time)?;
    let binding = all_binding(&candidates, case.place_time, case.application_time).into_iter();
    // The version that binds may have left the country out.
    let applies = |law: &&Candidate| {
        applying
            .iter()
            .any(|(id, version)| *id == law.policy_id && *version == law.version)
    };
    Ok(binding.filter(applies).cloned().collect())
}

/// The terms of the case's sellers that were in force at `time`.
pub(super) fn sellers(
    conn: &mut Conn,
    case: &ResolvePolicy,
    time: DateTime<Utc>,
) -> Result<Vec<Candidate>, Error> {
    let terms: Vec<_> = case
        .seller_ids
        .iter()
        .map(|seller| seller_policy_id(&case.marketplace_id, seller))
        .collect();
    let candidates = resolving::candidate_list(conn, &terms, time)?;
    Ok(all_in_force(&candidates, time).into_iter().cloned().collect())
}
