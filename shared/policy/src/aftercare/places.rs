//! Which warehouse is nearest to a country.
//!
//! Distances run between a warehouse and about the middle of the country (`data/countries.txt`), rounded to kilometres, so
//! that the answer does not depend on a machine's last digit.

use crate::pack::{Pack, Warehouse};

/// Code, latitude and longitude of each country, one a line.
const COUNTRIES: &str = include_str!("../../data/countries.txt");

/// The mean radius of the earth in kilometres.
const EARTH_KM: f64 = 6_371.0;

/// The warehouse that a return from a country (ISO 3166 alpha-2) goes to: one in the same country before all others, the one
/// that names the `region` first; then the nearest. The first of equals, and the first of all for an unknown country. None
/// when the pack has none.
pub fn nearest_warehouse<'a>(pack: &'a Pack, country: &str, region: Option<&str>) -> Option<&'a Warehouse> {
    let from = place(country);
    pack.warehouses.iter().min_by_key(|warehouse| {
        let is_at_home = warehouse.country.eq_ignore_ascii_case(country);
        let names_it = |name: &crate::Text| {
            region.is_some_and(|region| name.to_lowercase() == region.trim().to_lowercase())
        };
        let is_for_region = is_at_home && warehouse.regions.iter().any(names_it);
        let distance = from.map_or(0, |from| {
            distance_km(from, (warehouse.latitude, warehouse.longitude))
        });
        (!is_for_region, !is_at_home, distance)
    })
}

/// About where a country lies, in degrees.
fn place(country: &str) -> Option<(f64, f64)> {
    COUNTRIES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .find_map(|line| {
            let mut words = line.split(' ');
            let is_it = words.next()?.eq_ignore_ascii_case(country);
            is_it.then(|| Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?)))?
        })
}

/// The great-circle distance between two places, by the haversine formula.
fn distance_km(a: (f64, f64), b: (f64, f64)) -> i64 {
    let [a_lat, a_lon, b_lat, b_lon] = [a.0, a.1, b.0, b.1].map(f64::to_radians);
    let half = |from: f64, to: f64| ((to - from) / 2.0).sin().powi(2);
    let chord = half(a_lat, b_lat) + a_lat.cos() * b_lat.cos() * half(a_lon, b_lon);
    (2.0 * EARTH_KM * chord.sqrt().min(1.0).asin()).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_one_place_on_earth() {
        let codes: Vec<&str> = COUNTRIES
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| &line[..2])
            .collect();
        assert_eq!(codes.len(), 249);
        assert!(codes.is_sorted_by(|a, b| a < b));
        for code in codes {
            let (latitude, longitude) = place(code).expect(code);
            assert!(
                latitude.abs() <= 90.0 && longitude.abs() <= 180.0 && longitude != 0.0,
                "{code}"
            );
        }
        assert_eq!(place("XX"), None);
    }

    #[test]
    fn distances_are_those_of_a_globe() {
        let (paris, new_york, auckland) = ((48.86, 2.35), (40.71, -74.01), (-36.85, 174.76));
        assert_eq!(distance_km(paris, paris), 0);
        for (to, about) in [(new_york, 5_837), (auckland, 18_540)] {
            let km = distance_km(paris, to);
            assert!((km - about).abs() < 30, "{km}");
            assert_eq!(distance_km(to, paris), km);
        }
        assert_eq!(distance_km((0.0, 0.0), (0.0, 180.0)), 20_015);
    }
}
