//! What is read of each provider's body, and that nothing else of it is.

use super::*;
use serde_json::{Value, json};

fn way_of(provider: Provider, body: &Value) -> (Reading, Way) {
    let reading = read(provider, body.to_string().as_bytes());
    match reading.said.clone() {
        Said::Facts(Facts::Parcel(way)) => (reading, way),
        other => panic!("{other:?}"),
    }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn easypost_tells_its_whole_history_with_an_id_of_its_own() {
    let body = json!({"id": "evt_a1", "object": "Event", "description": "tracker.updated", "pending_urls": ["x"], "result": {
        "object": "Tracker", "tracking_code": " 9400 1118 ", "carrier": "USPS", "status": "delivered", "signed_by": "J. DOE",
        "tracking_details": [
            {"datetime": "2026-05-02T09:00:00Z", "status": "delivered", "message": "Left at the door",
                "tracking_location": {"city": "Reno", "state": "NV", "country": "US", "zip": "89501"}},
            {"datetime": "2026-05-01T07:00:00-07:00", "status": "in_transit", "message": null, "tracking_location": null},
            {"datetime": null, "status": "in_transit"}]}});
    let (reading, way) = way_of(Provider::EasyPost, &body);
    assert_eq!(
        (&*reading.event_id, &*reading.event_type),
        ("evt_a1", "tracker.updated")
    );
    assert_eq!((&*reading.subject, &*way.carrier), ("94001118", "USPS"));
    assert_eq!(reading.event_time, Some(at("2026-05-02T09:00:00Z")));
    assert_eq!(way.sightings.len(), 2);
    assert_eq!(way.sightings[0].time, at("2026-05-01T14:00:00Z"));
    assert_eq!(way.sightings[1].codes, ["delivered"]);
    assert_eq!(way.sightings[1].place, "Reno, NV, US");
    assert!(
        !format!("{reading:?}").contains("DOE"),
        "who signed is nobody's business here"
    );
    // How often it was tried to send it changes nothing of what it says.
    let mut again = body.clone();
    again["pending_urls"] = json!([]);
    assert_eq!(way_of(Provider::EasyPost, &again).0.sha256, reading.sha256);
    let mut other = body;
    other["result"]["tracking_details"][0]["status"] = json!("return_to_sender");
    assert_ne!(way_of(Provider::EasyPost, &other).0.sha256, reading.sha256);
}

#[test]
fn aftership_names_a_subtag_and_a_time_that_may_lack_its_zone() {
    let body = json!({"ts": 1, "event": "tracking_update", "event_id": "8c6d", "msg": {"tracking_number": "RLJ1", "slug": "usps",
        "checkpoints": [
            {"checkpoint_time": "2026-05-01T10:00:00", "created_at": "2026-05-01T08:00:00+00:00", "tag": "InTransit", "subtag": "InTransit_002",
                "message": "Accepted", "city": "Reno", "country_name": "USA"},
            {"checkpoint_time": "2026-05-01T12:57:26+08:00", "created_at": "2026-05-01T15:00:00+00:00", "tag": "Delivered", "location": "Valencia"}]}});
    let (_, way) = way_of(Provider::AfterShip, &body);
    assert_eq!(way.sightings[0].time, at("2026-05-01T04:57:26Z"));
    assert_eq!(
        (&way.sightings[0].codes[..], &*way.sightings[0].place),
        (&["Delivered".to_owned()][..], "Valencia")
    );
    assert_eq!(way.sightings[1].time, at("2026-05-01T08:00:00Z"));
    assert_eq!(way.sightings[1].codes, ["InTransit_002", "InTransit"]);
    assert_eq!(way.sightings[1].place, "Reno, USA");
}

#[test]
fn shippo_and_seventeen_track_are_known_by_what_they_say() {
    let status = json!({"status": "TRANSIT", "status_date": "2026-05-01T10:00:00Z", "status_details": "On its way",
        "substatus": {"code": "package_arrived"}, "location": {"city": "Las Vegas", "state": "NV", "country": "US"}});
    let shippo = json!({"event": "track_updated", "test": true, "data": {"tracking_number": "92", "carrier": "usps", "eta": "2026-05-09T00:00:00Z",
        "tracking_status": status.clone(), "tracking_history": [status]}});
    let (reading, way) = way_of(Provider::Shippo, &shippo);
    assert_eq!(reading.event_id, reading.sha256);
    assert_eq!(way.sightings.len(), 1, "where it is now is in its history, too");
    assert_eq!(way.sightings[0].codes, ["package_arrived", "TRANSIT"]);
    let mut later = shippo;
    later["data"]["eta"] = json!("2026-05-10T00:00:00Z");
    assert_eq!(way_of(Provider::Shippo, &later).0.event_id, reading.event_id);

    let leg = |name: &str, time: &str| {
        json!({"provider": {"key": 1, "name": name}, "events": [
        {"time_iso": time, "time_utc": null, "stage": "PickedUp", "sub_status": null, "description": "In", "location": null}]})
    };
    let track = json!({"event": "TRACKING_UPDATED", "data": {"number": "rr1", "carrier": 1, "track_info": {"tracking": {"providers": [
        leg("China Post", "2026-05-01T10:00:00+08:00"), leg("USPS", "2026-05-03T10:00:00-05:00")]}}}});
    let (reading, way) = way_of(Provider::SeventeenTrack, &track);
    assert_eq!(
        (&*reading.subject, &*way.carrier),
        ("RR1", ""),
        "two carriers had it"
    );
    assert_eq!(way.sightings[0].time, at("2026-05-01T02:00:00Z"));
    assert_eq!(way.sightings[0].codes, ["InTransit_PickedUp"]);
}

#[test]
fn an_amount_of_stripes_is_one_of_ours_in_every_currency() {
    let amount = |amount: i64, currency: &str| {
        let body = json!({"id": "evt_1", "type": "payment_intent.succeeded", "created": 1_777_000_000, "data": {"object": {
            "id": "pi_1", "amount_received": amount, "currency": currency, "metadata": {"redress_order_id": "ord_1"}}}});
        match read(Provider::Stripe, body.to_string().as_bytes()).said {
            Said::Facts(Facts::Payment(payment)) => Some(payment.amount.to_string()),
            _ => None,
        }
    };
    for (given, currency, expected) in [
        (1_234, "usd", Some("12.34 USD")),
        (500, "jpy", Some("500 JPY")),
        (1_230, "kwd", Some("1.230 KWD")),
        // Stripe keeps two digits that these currencies do not have any more, and none of one that has two.
        (500, "isk", Some("5 ISK")),
        (501, "isk", None),
        (500, "ugx", Some("5 UGX")),
        (5, "mga", Some("5.00 MGA")),
        (5, "zzz", None),
    ] {
        assert_eq!(amount(given, currency).as_deref(), expected, "{given} {currency}");
    }
}

#[test]
fn the_newest_part_of_a_long_way_is_kept_and_no_text_is_longer_than_it_may_be() {
    let details: Vec<Value> = (0..600)
        .map(|minute| {
            let time = at("2026-05-01T00:00:00Z") + chrono::TimeDelta::minutes(minute);
            json!({"datetime": time.to_rfc3339(), "status": "x".repeat(900), "message": "a\u{1b}[2J".repeat(900)})
        })
        .collect();
    let body = json!({"id": "é".repeat(5), "description": "tracker.updated", "result": {
        "tracking_code": "9".repeat(900), "tracking_details": details}});
    let (reading, way) = way_of(Provider::EasyPost, &body);
    assert_eq!(reading.event_id, reading.sha256, "such an id is none");
    assert_eq!(way.sightings.len(), MAX_SIGHTINGS);
    assert_eq!(way.sightings[0].time, at("2026-05-01T01:40:00Z"));
    assert_eq!(way.tracking_number.len(), 128);
    assert_eq!(way.sightings[0].codes[0].len(), 128);
    assert_eq!(way.sightings[0].text.chars().count(), 500);
    assert!(!way.sightings[0].text.contains('\u{1b}'));
}
