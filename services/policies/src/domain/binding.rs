//! Which version binds.
//!
//! In force at a time is the version with the latest effective time up to then; of two with the same one, the later
//! publication. A version that is scheduled ahead stays scheduled when another one is published meanwhile.
//!
//! The pack in force when an application is made says which version binds it: itself, or the one that was in force when
//! the order was placed.

use chrono::{DateTime, Utc};
use redress_policy::pack::Binding;

/// What matters of a version here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub policy_id: String,
    pub version: i32,
    pub seller_id: String,
    pub binds: Binding,
    pub effective_time: DateTime<Utc>,
}

/// The version in force at `time`, out of the versions of one policy.
pub fn in_force<'a>(
    candidates: impl IntoIterator<Item = &'a Candidate>,
    time: DateTime<Utc>,
) -> Option<&'a Candidate> {
    candidates
        .into_iter()
        .filter(|candidate| candidate.effective_time <= time)
        .max_by_key(|candidate| (candidate.effective_time, candidate.version))
}

/// The time whose version binds a case.
pub fn binding_time(
    binds: Binding,
    place_time: DateTime<Utc>,
    application_time: DateTime<Utc>,
) -> DateTime<Utc> {
    match binds {
        Binding::Placement => place_time.min(application_time),
        Binding::Application => application_time,
    }
}

/// The versions in force at `time`, one per policy, by policy id.
pub fn all_in_force(candidates: &[Candidate], time: DateTime<Utc>) -> Vec<&Candidate> {
    each(candidates, |versions| in_force(versions, time))
}

/// The versions that bind by what each policy itself says, one per policy, by policy id.
pub fn all_binding(
    candidates: &[Candidate],
    place_time: DateTime<Utc>,
    application_time: DateTime<Utc>,
) -> Vec<&Candidate> {
    each(candidates, |versions| {
        let newest = in_force(versions.iter().copied(), application_time)?;
        in_force(versions, binding_time(newest.binds, place_time, application_time))
    })
}

fn each<'a>(
    candidates: &'a [Candidate],
    choose: impl Fn(Vec<&'a Candidate>) -> Option<&'a Candidate>,
) -> Vec<&'a Candidate> {
    let mut ids: Vec<&str> = candidates
        .iter()
        .map(|candidate| candidate.policy_id.as_str())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let versions = |id| {
        candidates
            .iter()
            .filter(move |candidate| candidate.policy_id == id)
            .collect()
    };
    ids.into_iter().filter_map(|id| choose(versions(id))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn day(day: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, day, 0, 0, 0).unwrap()
    }

    fn candidate(policy_id: &str, version: i32, effective: u32) -> Candidate {
        Candidate {
            policy_id: policy_id.to_owned(),
            version,
            seller_id: String::new(),
            binds: Binding::Placement,
            effective_time: day(effective),
        }
    }

    #[test]
    fn the_latest_effective_time_decides_and_then_the_later_publication() {
        // Version 2 is scheduled ahead of version 3; version 4 replaces 2 on its day.
        let versions =
            [(1, 1), (2, 20), (3, 10), (4, 20)].map(|(version, from)| candidate("kajet", version, from));
        let at = |time| in_force(&versions, time).map(|found| found.version);
        assert_eq!(at(day(1) - chrono::TimeDelta::microseconds(1)), None);
        assert_eq!(at(day(1)), Some(1));
        assert_eq!(at(day(9)), Some(1));
        assert_eq!(at(day(10)), Some(3));
        assert_eq!(at(day(20)), Some(4));
    }

    #[test]
    fn one_version_per_policy_is_in_force() {
        let versions = [
            candidate("b", 1, 1),
            candidate("a", 1, 1),
            candidate("b", 2, 5),
            candidate("c", 1, 9),
        ];
        let found: Vec<_> = all_in_force(&versions, day(6))
            .iter()
            .map(|c| (c.policy_id.as_str(), c.version))
            .collect();
        assert_eq!(found, [("a", 1), ("b", 2)]);
    }

    #[test]
    fn a_policy_that_binds_by_placement_keeps_the_version_of_the_order() {
        let mut versions = vec![
            candidate("law", 1, 1),
            candidate("law", 2, 5),
            candidate("new", 1, 4),
        ];
        let bound = |versions: &[Candidate]| -> Vec<_> {
            all_binding(versions, day(3), day(9))
                .iter()
                .map(|c| (c.policy_id.clone(), c.version))
                .collect()
        };
        assert_eq!(bound(&versions), [("law".to_owned(), 1)]);
        versions
            .iter_mut()
            .for_each(|version| version.binds = Binding::Application);
        assert_eq!(bound(&versions), [("law".to_owned(), 2), ("new".to_owned(), 1)]);
    }

    #[test]
    fn placement_binds_at_the_order_and_application_at_the_request() {
        assert_eq!(binding_time(Binding::Placement, day(2), day(9)), day(2));
        assert_eq!(binding_time(Binding::Application, day(2), day(9)), day(9));
    }
}
