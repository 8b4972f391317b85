//! Chance that can be replayed. A die is thrown for one thing, named by numbers, so that what is thrown for one order
//! never depends on another, or on how often somebody else threw.
//!
//! The stream is SplitMix64, written out here: it must be the same for ever, because a seed stands for a whole quarter.

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// Dice for one thing.
#[derive(Clone, Debug)]
pub struct Dice {
    state: u64,
}

impl Dice {
    /// The dice of the thing that these numbers name, under a seed.
    pub fn of(seed: u64, name: &[u64]) -> Self {
        let mut state = mix(seed.wrapping_add(STEP));
        for part in name {
            state = mix(state.wrapping_add(STEP) ^ part.wrapping_mul(STEP));
        }
        Self { state }
    }

    fn throw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mix(self.state)
    }

    /// A number below `end`, each as likely; 0 when `end` is.
    pub fn below(&mut self, end: u64) -> u64 {
        // The high half of the product: no division, and the bias is below what 64 bits show.
        let scaled = u128::from(self.throw()) * u128::from(end);
        (scaled >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        let span = u64::from(high.saturating_sub(low)) + 1;
        low + u32::try_from(self.below(span)).unwrap_or(0)
    }

    /// Whether something happens that happens so many times in a hundred.
    pub fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// One of these, each as likely.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let at = usize::try_from(self.below(from.len() as u64)).unwrap_or(0);
        &from[at]
    }

    /// One of these, by its weight.
    pub fn weigh<'a, T>(&mut self, from: &'a [(u64, T)]) -> &'a T {
        let total = from.iter().map(|(weight, _)| weight).sum();
        let mut left = self.below(total);
        let last = &from[from.len() - 1];
        let found = from.iter().find(|(weight, _)| {
            let is_it = left < *weight;
            left = left.saturating_sub(*weight);
            is_it
        });
        &found.unwrap_or(last).1
    }
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn the_stream_is_splitmix64_and_a_name_begins_it_anew() {
        let mut dice = Dice { state: 1_234_567 };
        assert_eq!(dice.throw(), 6_457_827_717_110_365_317);
        assert_eq!(dice.throw(), 3_203_168_211_198_807_973);
        let of = |name: &[u64]| Dice::of(7, name).throw();
        assert_eq!(of(&[1, 2]), of(&[1, 2]));
        assert_ne!(of(&[1, 2]), of(&[2, 1]));
        assert_ne!(of(&[1]), of(&[1, 0]));
    }

    #[test]
    fn weights_and_percentages_are_kept() {
        let mut dice = Dice::of(3, &[]);
        let heads = (0..10_000).filter(|_| dice.percent(25)).count();
        assert!((2_300..2_700).contains(&heads), "{heads} of 10000");
        let rare = (0..10_000)
            .filter(|_| *dice.weigh(&[(9, 'a'), (1, 'b')]) == 'b')
            .count();
        assert!((850..1_150).contains(&rare), "{rare} of 10000");
        assert!((0..100).all(|_| (3..=5).contains(&dice.between(3, 5))));
    }
}
