//! Perceptual fingerprints: 64 bits that stay nearly the same when a picture is scaled or compressed again.
//!
//! Two fingerprints that differ in at most seven bits agree in one of four bands but for one bit, so looking for the bands'
//! neighbours by index finds all of them without looking at every picture.

/// How many bands a fingerprint has.
pub const BANDS: usize = 4;
const BAND_BITS: u32 = 16;
/// The most that two fingerprints may differ for the index to find them for sure.
pub const MAX_DISTANCE: u32 = 7;
/// A picture without structure (a blank wall, a black frame) resembles every other one, which says nothing.
const TELLING_BITS: std::ops::RangeInclusive<u32> = 6..=58;

/// A picture's fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(pub u64);

impl Fingerprint {
    /// From the number that the database keeps.
    pub fn from_stored(stored: i64) -> Fingerprint {
        Fingerprint(u64::from_be_bytes(stored.to_be_bytes()))
    }

    /// The number that the database keeps.
    pub fn stored(self) -> i64 {
        i64::from_be_bytes(self.0.to_be_bytes())
    }

    /// Whether the picture has enough structure to be told from others.
    pub fn is_telling(self) -> bool {
        TELLING_BITS.contains(&self.0.count_ones())
    }

    /// In how many bits two differ.
    pub fn distance(self, other: Fingerprint) -> u32 {
        (self.0 ^ other.0).count_ones()
    }

    /// The four bands, the highest bits first.
    pub fn bands(self) -> [i64; BANDS] {
        [48, 32, 16, 0].map(|shift| i64::from((self.0 >> shift) as u16))
    }

    /// What a band of another fingerprint may be when it differs from this one's in at most one bit, band by band.
    pub fn neighbours(self) -> [Vec<i64>; BANDS] {
        self.bands().map(|band| {
            let flipped = (0..BAND_BITS).map(|bit| band ^ (1 << bit));
            std::iter::once(band).chain(flipped).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_in_seven_bits_is_found_by_a_band() {
        let one = Fingerprint(0x0123_4567_89ab_cdef);
        // Seven bits spread as evenly as can be over the bands.
        let other = Fingerprint(one.0 ^ 0x0003_0003_0003_0001);
        assert_eq!(one.distance(other), MAX_DISTANCE);
        let bands = other.bands();
        let is_found = one
            .neighbours()
            .iter()
            .zip(bands)
            .any(|(neighbours, band)| neighbours.contains(&band));
        assert!(is_found);
        assert_eq!(Fingerprint::from_stored(other.stored()), other);
    }

    #[test]
    fn a_blank_picture_tells_nothing() {
        assert!(!Fingerprint(0).is_telling());
        assert!(!Fingerprint(u64::MAX).is_telling());
        assert!(Fingerprint(0x0123_4567_89ab_cdef).is_telling());
    }
}
