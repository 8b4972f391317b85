//! The two places where money is rounded: a share in basis points, and the split of a total by weights.

/// 10 000 basis points are the whole.
const WHOLE_BP: i128 = 10_000;

/// `basis_points` of `minor`, rounded half away from zero to whole minor units. Exact inside (128 bits); a result
/// beyond 64 bits, which takes a share of more than the whole, is held at the largest amount.
pub fn share_bp(minor: i64, basis_points: i64) -> i64 {
    let product = i128::from(minor) * i128::from(basis_points);
    let rounded = (product.abs() + WHOLE_BP / 2) / WHOLE_BP * product.signum();
    rounded.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
}

/// Splits `total` into one part per weight, in proportion, by largest remainder: the parts sum to `total` exactly and
/// each is within one minor unit of its exact share. Ties go to the earlier weight.
///
/// Negative weights count as zero. When no weight is positive all weigh the same. No weights, no parts: the caller
/// must have at least one line to put a total on.
pub fn allocate(total: i64, weights: &[i64]) -> Vec<i64> {
    let has_weight = weights.iter().any(|weight| *weight > 0);
    let weigh = |weight: &i64| {
        if has_weight {
            i128::from((*weight).max(0))
        } else {
            1
        }
    };
    let sum: i128 = weights.iter().map(weigh).sum();
    let sign = i128::from(total.signum());
    let size = i128::from(total).abs();

    let mut parts: Vec<i128> = weights.iter().map(|weight| size * weigh(weight) / sum).collect();
    let mut by_remainder: Vec<usize> = (0..parts.len()).collect();
    by_remainder.sort_by_key(|&at| std::cmp::Reverse(size * weigh(&weights[at]) % sum));
    // Each remainder is below one unit, so what is left is fewer units than there are parts.
    let left = size - parts.iter().sum::<i128>();
    for &at in by_remainder.iter().take(left as usize) {
        parts[at] += 1;
    }
    parts.into_iter().map(|part| (part * sign) as i64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shares_round_half_away_from_zero() {
        for (minor, basis_points, share) in [
            (1_000, 1_500, 150),
            (1, 5_000, 1),
            (-1, 5_000, -1),
            (3, 1_666, 0),
            (3, 1_667, 1),
            (0, 9, 0),
            (99, 10_000, 99),
        ] {
            assert_eq!(
                share_bp(minor, basis_points),
                share,
                "{basis_points} bp of {minor}"
            );
        }
        assert_eq!(share_bp(i64::MAX, 10_000), i64::MAX);
        assert_eq!(share_bp(i64::MIN, 20_000), i64::MIN);
    }

    #[test]
    fn a_total_is_split_by_largest_remainder() {
        assert_eq!(allocate(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(allocate(-100, &[1, 1, 1]), [-34, -33, -33]);
        assert_eq!(allocate(7, &[0, 0]), [4, 3]);
        assert_eq!(allocate(10, &[0, 5, -3]), [0, 10, 0]);
        assert_eq!(allocate(5, &[]), Vec::<i64>::new());
    }

    proptest! {
        #[test]
        fn a_split_sums_to_its_total_and_is_fair(total: i64, weights in prop::collection::vec(0_i64.., 1..12)) {
            let parts = allocate(total, &weights);
            let sum: i128 = parts.iter().copied().map(i128::from).sum();
            prop_assert_eq!(sum, i128::from(total));
            prop_assert_eq!(&parts, &allocate(total, &weights));
            let weight_sum: i128 = weights.iter().copied().map(i128::from).sum();
            for (part, weight) in parts.iter().zip(&weights).filter(|_| weight_sum > 0) {
                // |part - total * weight / sum| < 1, without the division.
                let error = i128::from(*part) * weight_sum - i128::from(total) * i128::from(*weight);
                prop_assert!(error.abs() < weight_sum);
            }
        }

        #[test]
        fn a_share_is_within_half_a_unit_and_mirrors_its_sign(minor in -i64::MAX..=i64::MAX, bp in 0_i64..=10_000) {
            let error = i128::from(share_bp(minor, bp)) * 10_000 - i128::from(minor) * i128::from(bp);
            prop_assert!(error.abs() <= 5_000);
            prop_assert_eq!(share_bp(-minor, bp), -share_bp(minor, bp));
        }
    }
}
