//! The check character: a Reed-Solomon code with one check symbol over the field of 32 elements.
//!
//! The characters are the coefficients of a polynomial that must vanish at `a`, a generator of the field: the sum of
//! `digit * a^place` is zero. One wrong character changes the sum by `difference * a^place`, which is not zero. Two
//! characters that change places change it by `difference * (a^i - a^j)`, which is not zero either as long as `i` and `j`
//! differ by less than 31, the order of `a`. So both are always found, wherever they happen; ISO 7064 MOD 37,36 gives
//! the same for neighbours only, and needs characters outside the alphabet.

/// `x^5 + x^2 + 1`, primitive over two elements.
const POLYNOMIAL: u8 = 0b10_0101;

/// The check symbol for these values below 32.
pub fn digit(body: &[u8]) -> u8 {
    times_generator(evaluate(body))
}

/// Whether the last symbol is the check of those before it.
pub fn holds(word: &[u8]) -> bool {
    evaluate(word) == 0
}

/// The polynomial's value at the generator, by Horner's rule; adding is exclusive or.
fn evaluate(digits: &[u8]) -> u8 {
    digits.iter().fold(0, |sum, digit| times_generator(sum) ^ digit)
}

fn times_generator(element: u8) -> u8 {
    let shifted = element << 1;
    if shifted & 0b10_0000 == 0 {
        shifted
    } else {
        shifted ^ POLYNOMIAL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_runs_through_all_31_elements_but_zero() {
        let mut seen = std::collections::BTreeSet::new();
        let mut element = 1;
        while seen.insert(element) {
            element = times_generator(element);
        }
        assert_eq!(
            seen.into_iter().collect::<Vec<u8>>(),
            (1..32).collect::<Vec<u8>>()
        );
    }
}
