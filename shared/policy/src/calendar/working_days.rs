//! A set of days as bits with running counts: membership, rank and selection in a few instructions, 860 bytes for 15 years.
//!
//! Days are numbered from 0. This file knows nothing of dates, weekends or holidays.

/// Which of the days 0 … len-1 are working days.
#[derive(Debug)]
pub(super) struct WorkingDays {
    len: usize,
    /// Bit `d % 64` of word `d / 64` is set when day d is a working day. Bits at and past `len` are clear.
    words: Box<[u64]>,
    /// How many working days lie in the words before this one.
    before: Box<[u16]>,
}

impl WorkingDays {
    /// The set of those days below `len` for which `works` holds.
    pub(super) fn new(len: usize, works: impl Fn(usize) -> bool) -> Self {
        let mut words = vec![0u64; len.div_ceil(64)];
        for day in (0..len).filter(|day| works(*day)) {
            words[day / 64] |= 1 << (day % 64);
        }
        let mut total = 0;
        let before = words.iter().map(|word| {
            let so_far = u16::try_from(total).expect("invariant: a calendar has fewer than 2^16 days");
            total += word.count_ones();
            so_far
        });
        let before = before.collect();
        Self {
            len,
            words: words.into(),
            before,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn contains(&self, day: usize) -> bool {
        self.words[day / 64] & (1 << (day % 64)) != 0
    }

    /// How many working days there are from day 0 up to and including `day`.
    pub(super) fn count_through(&self, day: usize) -> usize {
        let through = self.words[day / 64] & (u64::MAX >> (63 - day % 64));
        usize::from(self.before[day / 64]) + through.count_ones() as usize
    }

    /// The `rank`-th working day, counted from 1; `None` when there are fewer.
    pub(super) fn nth(&self, rank: usize) -> Option<usize> {
        let at = self
            .before
            .partition_point(|before| usize::from(*before) < rank)
            .checked_sub(1)?;
        let mut word = self.words[at];
        for _ in 1..rank - usize::from(self.before[at]) {
            word &= word.wrapping_sub(1);
        }
        (word != 0).then(|| at * 64 + word.trailing_zeros() as usize)
    }
}
