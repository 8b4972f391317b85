//! Where new ids come from. Within one [`Ids`] each id is greater than the one before, also when the given time
//! stands still or goes back; its random bits keep it unique among processes.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::{TypedId, encode};

const VERSION_7: u128 = 0x7 << 76;
const VARIANT: u128 = 0b10 << 62;
const RANDOM_A_MASK: u128 = 0xfff;
const RANDOM_B_MASK: u128 = (1 << 62) - 1;
const MILLIS_MASK: u128 = (1 << 48) - 1;

/// Makes ids. Cheap to clone; clones share the same sequence.
#[derive(Clone, Debug)]
pub struct Ids(Arc<Mutex<Sequence>>);

#[derive(Debug)]
struct Sequence {
    /// The 48 bits of time and the 74 random bits of the last id, without version and variant.
    last: u128,
    rng: StdRng,
}

impl Ids {
    /// Ids that nobody can foretell, seeded by the operating system.
    pub fn system() -> Ids {
        Ids::from_rng(rand::make_rng())
    }

    /// The same ids for the same seed and the same times: for tests and replays.
    pub fn seeded(seed: u64) -> Ids {
        Ids::from_rng(StdRng::seed_from_u64(seed))
    }

    fn from_rng(rng: StdRng) -> Ids {
        Ids(Arc::new(Mutex::new(Sequence { last: 0, rng })))
    }

    /// A new id of the kind `T`, made at `now`.
    pub fn next<T: TypedId>(&self, now: DateTime<Utc>) -> T {
        T::from_checked(self.text(T::PREFIX, now))
    }

    /// A new id as text, for kinds that have no type of their own.
    pub fn text(&self, prefix: &str, now: DateTime<Utc>) -> String {
        encode(prefix, self.next_bits(now))
    }

    fn next_bits(&self, now: DateTime<Utc>) -> u128 {
        // A panic cannot leave the sequence half-changed, so a poisoned lock still guards a sound one.
        let mut sequence = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let millis = u128::from(now.timestamp_millis().max(0).unsigned_abs()) & MILLIS_MASK;
        let random = u128::from(sequence.rng.next_u64()) << 64 | u128::from(sequence.rng.next_u64());
        let fresh = millis << 74 | random >> 54;
        // Within a millisecond (or when time went back) go on from the last id by a random step, as RFC 9562
        // section 6.2 method 2 says; an overflow carries into the time, which keeps the order.
        let step = 1 + (random as u32 as u128);
        sequence.last = if fresh > sequence.last && fresh >> 74 != sequence.last >> 74 {
            fresh
        } else {
            sequence.last + step
        };
        let bits = sequence.last;
        let time = bits >> 74 & MILLIS_MASK;
        time << 80 | VERSION_7 | (bits >> 62 & RANDOM_A_MASK) << 64 | VARIANT | bits & RANDOM_B_MASK
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeDelta, TimeZone};

    fn start() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap()
    }

    #[test]
    fn ids_sort_in_the_order_they_were_made_whatever_the_time() {
        let ids = Ids::seeded(1);
        let steps = [0, 0, 0, 1, 1, -5, 100, 100, 99, 3_600_000];
        let made: Vec<String> = (0..50)
            .flat_map(|_| steps)
            .map(|step| ids.text("ord", start() + TimeDelta::milliseconds(step)))
            .collect();
        assert!(made.is_sorted_by(|a, b| a < b));
        assert!(made.iter().all(|id| crate::id::is_well_formed(id, "ord")));
    }

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        let of = |seed| Ids::seeded(seed).text("ret", start());
        assert_eq!(of(7), of(7));
        assert_ne!(of(7), of(8));
        assert_ne!(
            Ids::system().text("ret", start()),
            Ids::system().text("ret", start())
        );
    }

    #[test]
    fn the_bits_are_a_uuid_of_version_7_with_its_time() {
        let bits = Ids::seeded(3).next_bits(start());
        assert_eq!(bits >> 80, start().timestamp_millis() as u128);
        assert_eq!(bits >> 76 & 0xf, 7);
        assert_eq!(bits >> 62 & 0b11, 0b10);
    }
}
