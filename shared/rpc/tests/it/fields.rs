//! Field checks, conversions and the request hash.

use std::collections::BTreeSet;

use prost_types::Timestamp;
use redress_contracts::google::r#type::Money as WireMoney;
use redress_contracts::google::r#type::PostalAddress;
use redress_rpc::{Fields, Reason, convert, request_hash};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

fn money(currency: &str, units: i64, nanos: i32) -> Option<WireMoney> {
    Some(WireMoney {
        currency_code: currency.into(),
        units,
        nanos,
    })
}

#[test]
fn good_fields_are_converted() {
    let mut fields = Fields::new();
    assert_eq!(fields.positive("quantity", 3), Some(3));
    assert_eq!(
        fields
            .money_positive("price", money("USD", 12, 340_000_000))
            .unwrap()
            .minor,
        1234
    );
    assert_eq!(fields.money("fee", money("JPY", -5, 0)).unwrap().minor, -5);
    assert_eq!(fields.country("country", "PH").as_deref(), Some("PH"));
    assert_eq!(fields.non_empty("name", "Aña", 3).as_deref(), Some("Aña"));
    assert_eq!(fields.optional_id::<u32>("id", ""), None);
    let time = fields
        .timestamp(
            "time",
            Some(Timestamp {
                seconds: 1,
                nanos: 1_999,
            }),
        )
        .unwrap();
    assert_eq!(time.timestamp_subsec_nanos(), 1_000, "cut to microseconds");
    assert!(fields.finish().is_ok());
}

#[test]
fn every_bad_field_is_named_by_its_path_at_once() {
    let mut fields = Fields::new();
    fields.positive(format_args!("lines[{}].quantity", 0), 0);
    fields.money_not_negative("lines[1].price", money("USD", -1, 0));
    fields.money("fine", money("JPY", 1, 500_000_000));
    fields.money("signs", money("USD", 1, -1));
    fields.money("currency", money("XXX", 1, 0));
    fields.money("absent", None);
    fields.country("country", "UK");
    fields.id::<u32>("id", "abc");
    fields.timestamp(
        "time",
        Some(Timestamp {
            seconds: 0,
            nanos: -1,
        }),
    );
    fields.timestamp(
        "year",
        Some(Timestamp {
            seconds: i64::MAX,
            nanos: 0,
        }),
    );
    fields.one_of::<prost_types::field::Kind>("kind", 0);
    fields.one_of::<prost_types::field::Kind>("kinds[0]", 999);
    fields.non_empty("blank", " \t", 10);
    fields.at_most("long", "abcd", 3);
    fields.at_most("control", "a\u{7}", 3);
    fields.required_request_id("request_id", "");
    fields.within("page_size", 500, 0..=200);

    let status = Status::from(fields.finish().unwrap_err());
    assert_eq!(status.code(), Code::InvalidArgument);
    let details = status.get_error_details();
    assert_eq!(details.error_info().unwrap().reason, "INVALID_FIELD");
    let named: BTreeSet<_> = details
        .bad_request()
        .unwrap()
        .field_violations
        .iter()
        .map(|field| field.field.as_str())
        .collect();
    let expected = [
        "lines[0].quantity",
        "lines[1].price",
        "fine",
        "signs",
        "currency",
        "absent",
        "country",
        "id",
        "time",
        "year",
        "kind",
        "kinds[0]",
        "blank",
        "long",
        "control",
        "request_id",
        "page_size",
    ];
    assert_eq!(named, BTreeSet::from(expected));
}

#[test]
fn money_and_time_come_back_as_they_went() {
    for wire in [
        money("KWD", -3, -5_000_000),
        money("JPY", 700, 0),
        money("EUR", 0, 10_000_000),
    ] {
        let wire = wire.unwrap();
        assert_eq!(
            convert::money_to_wire(convert::money_from_wire(&wire).unwrap()),
            wire
        );
    }
    for seconds in [-62_135_596_800, -1, 0, 253_402_300_799] {
        let wire = Timestamp {
            seconds,
            nanos: 123_456_000,
        };
        assert_eq!(
            convert::time_to_wire(convert::time_from_wire(&wire).unwrap()),
            wire
        );
    }
}

#[test]
fn the_request_hash_ignores_the_request_id_only() {
    let address = |code: &str, city: &str| PostalAddress {
        region_code: code.into(),
        locality: city.into(),
        ..Default::default()
    };
    let hash = |address: &PostalAddress| request_hash(address, |body| body.region_code.clear());
    assert_eq!(hash(&address("a", "Manila")), hash(&address("b", "Manila")));
    assert_ne!(hash(&address("a", "Manila")), hash(&address("a", "Cebu")));
}

#[test]
fn a_bad_page_token_is_told_as_such_unless_more_is_bad() {
    let bad = || Err::<Option<String>, _>("is not one of this list");
    let mut fields = Fields::new();
    assert_eq!(fields.page_token(bad()), None);
    assert_eq!(fields.finish().unwrap_err().reason(), Reason::InvalidPageToken);

    let mut fields = Fields::new();
    fields.page_token(bad());
    fields.refuse("page_size", "must not be negative");
    assert_eq!(fields.finish().unwrap_err().reason(), Reason::InvalidField);

    let mut fields = Fields::new();
    let good: Result<_, String> = Ok(Some("ord_1".to_owned()));
    assert_eq!(fields.page_token(good).as_deref(), Some("ord_1"));
    fields.finish().unwrap();
}
