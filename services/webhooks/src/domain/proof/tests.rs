//! Headers that prove something, and those that do not. What other programs sign is tried in `tests/it/signatures.rs`.

use super::*;

fn request(headers: &[(&str, &str)], body: &str) -> Request {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Request::new(headers.iter().map(owned), body.as_bytes().to_vec())
}

fn secret() -> SigningSecret {
    SigningSecret::new("whsec_of_a_test".to_owned())
}

/// `printf '%s.%s' 1777881600 '{}' | openssl dgst -sha256 -hmac whsec_of_a_test`
const STAMPED: &str = "86f0032d3162581468981b2141c9ed21d5a71555cace807cf53a169c40f4fa43";
const TIME: &str = "1777881600";

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_777_881_600, 0).unwrap()
}

fn is_stripes(header: &str) -> bool {
    let request = request(&[("Stripe-Signature", header)], "{}");
    request.is_proven(Provider::Stripe, &[&secret()], now())
}

#[test]
fn one_good_signature_of_several_is_enough() {
    assert!(is_stripes(&format!("t={TIME},v1={STAMPED}")));
    assert!(is_stripes(&format!(
        "t={TIME}, v1={}, v1={STAMPED}, v0=1",
        "0".repeat(64)
    )));
    assert!(is_stripes(&format!("t={TIME},v1={}", STAMPED.to_uppercase())));
}

#[test]
fn a_header_that_is_not_as_it_should_be_proves_nothing() {
    for header in [
        String::new(),
        "t=".to_owned(),
        format!("v1={STAMPED}"),
        format!("t={TIME}"),
        format!("t={TIME},v0={STAMPED}"),
        format!("t={TIME},t={TIME},v1={STAMPED}"),
        format!("t={TIME} ,v1={STAMPED}0"),
        format!("t={TIME},v1={}", &STAMPED[1..]),
        format!("t={TIME},v1=é{}", &STAMPED[2..]),
        format!("t=99999999999999999999,v1={STAMPED}"),
        format!("t=-{TIME},v1={STAMPED}"),
    ] {
        assert!(!is_stripes(&header), "{header}");
    }
    let other = request(
        &[("Shippo-Auth-Signature", &format!("t={TIME},v1={STAMPED}"))],
        "{}",
    );
    assert!(!other.is_proven(Provider::Stripe, &[&secret()], now()));
    assert!(other.is_proven(Provider::Shippo, &[&secret()], now()));
    assert!(
        !other.is_proven(Provider::Shippo, &[], now()),
        "without a secret nothing is proven"
    );
}

#[test]
fn a_secret_is_never_shown() {
    assert_eq!(format!("{:?}", secret()), "SigningSecret");
}
