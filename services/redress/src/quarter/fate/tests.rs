//! Fates: repeatable, and each order's own.

use super::{Fate, Trouble};
use std::collections::BTreeSet;

const SIZE: (u32, u32) = (2_000, 90);

#[test]
fn a_seed_gives_the_same_fates_and_another_seed_others() {
    let of = |seed| -> Vec<String> {
        (0..50)
            .map(|n| format!("{:?}", Fate::of(seed, n, SIZE)))
            .collect()
    };
    assert_eq!(of(7), of(7));
    assert_ne!(of(7), of(8));
}

#[test]
fn every_part_of_the_quarter_is_lived_through() {
    let fates: Vec<Fate> = (0..2_000).map(|n| Fate::of(7, n, SIZE)).collect();
    let shops: BTreeSet<&str> = fates.iter().map(|fate| fate.shop.id).collect();
    assert_eq!(shops.len(), 5);
    let courses: BTreeSet<_> = fates
        .iter()
        .flat_map(|fate| &fate.legs)
        .map(|leg| std::mem::discriminant(&leg.course))
        .map(|kind| format!("{kind:?}"))
        .collect();
    assert_eq!(courses.len(), 8);
    let troubles: BTreeSet<_> = fates
        .iter()
        .map(|fate| format!("{:?}", std::mem::discriminant(&fate.trouble)))
        .collect();
    assert_eq!(troubles.len(), 10);
    assert!(
        fates
            .iter()
            .all(|fate| fate.day < 90 && fate.ship_day >= fate.day)
    );
    assert!(fates.iter().any(|fate| fate.cart.sellers().len() > 1));
    assert!(
        fates
            .iter()
            .any(|fate| fate.trouble == Trouble::None && !fate.wishes.is_empty())
    );
}

#[test]
fn a_cart_costs_what_its_lines_and_shipping_cost() {
    for number in 0..500 {
        let cart = Fate::of(3, number, SIZE).cart;
        let lines: i64 = cart.pieces.iter().map(|piece| piece.total()).sum();
        assert_eq!(cart.total(), lines + cart.shipping);
        assert!(cart.pieces.iter().all(|piece| piece.total() > 0));
    }
}
