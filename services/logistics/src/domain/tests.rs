//! The whole of status × report, and parcels as they go.

use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use redress_policy::DeadlineKind;

use super::change::What;
use super::parcel::{NewParcel, Parcel};
use super::report::{Report, Standing};
use super::shipment::Journey;
use super::words::{Purpose, Status};

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 16, 12, 0, 0).unwrap()
}

fn report(status: Status, hours: i64) -> Report {
    Report {
        status,
        event_time: noon() + TimeDelta::hours(hours),
        carrier_code: String::new(),
        carrier_status: String::new(),
        location: String::new(),
        description: String::new(),
        source: "ups".to_owned(),
        source_event_id: String::new(),
    }
}

fn parcel() -> Parcel {
    let new = NewParcel {
        carrier: "ups".to_owned(),
        tracking_number: "1Z999AA10123456784".to_owned(),
        tracking_site: String::new(),
        lines: Vec::new(),
    };
    Parcel::new("prc_1".to_owned(), new, noon())
}

fn journey() -> Journey {
    Journey {
        ship_time: noon(),
        estimated_delivery_time: Some(noon() + TimeDelta::days(10)),
        insured_value: None,
        origin_country: String::new(),
        destination_country: String::new(),
    }
}

/// What a report makes of a parcel that is somewhere: the status it then has.
fn after(known: Status, reported: Status, hours: i64) -> Status {
    let known = Standing::after(None, known, noon()).unwrap();
    let time = noon() + TimeDelta::hours(hours);
    Standing::after(Some(known), reported, time).map_or(known.status, |standing| standing.status)
}

#[test]
fn a_later_report_moves_a_parcel_on_until_its_way_is_over() {
    for known in Status::ALL {
        for reported in Status::ALL {
            let expected = match (*known, *reported) {
                (known, _) if known.is_final() => known,
                (known, Status::LabelCreated) => known,
                // What was refused or is on its way back is delivered to who sent it.
                (
                    Status::RefusedByRecipient | Status::RefusedAtCustoms | Status::Returning,
                    Status::Delivered,
                ) => Status::ReturnedToSender,
                (_, reported) => reported,
            };
            assert_eq!(
                after(*known, *reported, 1),
                expected,
                "{known:?}, then {reported:?}"
            );
        }
    }
}

#[test]
fn an_older_report_moves_nothing_unless_it_says_that_the_way_is_over() {
    for known in Status::ALL {
        for reported in Status::ALL {
            let contradicts = matches!(
                known,
                Status::RefusedByRecipient | Status::RefusedAtCustoms | Status::Returning | Status::Lost
            );
            let expected = match (*known, *reported) {
                (known, _) if known.is_final() => known,
                (known, Status::Delivered) if contradicts => known,
                (_, Status::Delivered) => Status::Delivered,
                (_, Status::ReturnedToSender) => Status::ReturnedToSender,
                (known, _) => known,
            };
            assert_eq!(
                after(*known, *reported, -1),
                expected,
                "{known:?}, before it {reported:?}"
            );
        }
    }
}

#[test]
fn of_two_reports_of_the_same_instant_the_further_one_counts() {
    for (at, known) in Status::ALL.iter().enumerate() {
        for (other, reported) in Status::ALL.iter().enumerate() {
            let is_back = known.is_refused() || *known == Status::Returning;
            let expected = match *reported {
                _ if known.is_final() || other <= at => *known,
                Status::Delivered if is_back => Status::ReturnedToSender,
                reported => reported,
            };
            assert_eq!(
                after(*known, *reported, 0),
                expected,
                "{known:?} with {reported:?}"
            );
        }
    }
}

#[test]
fn a_parcel_that_is_accepted_after_all_is_delivered_to_its_recipient() {
    let mut standing = Standing::after(None, Status::RefusedAtCustoms, noon());
    for (hours, status) in [
        (1, Status::CustomsCleared),
        (2, Status::InTransit),
        (3, Status::Delivered),
    ] {
        standing = Standing::after(standing, status, noon() + TimeDelta::hours(hours));
        assert_eq!(standing.unwrap().status, status);
    }
    let mut standing = Standing::after(None, Status::Returning, noon());
    for (hours, status) in [(1, Status::OutForDelivery), (2, Status::Delivered)] {
        standing = Standing::after(standing, status, noon() + TimeDelta::hours(hours));
    }
    assert_eq!(standing.unwrap().status, Status::ReturnedToSender);
}

#[test]
fn the_same_reports_lead_to_the_same_place_in_any_order() {
    let told = [
        report(Status::LabelCreated, 0),
        report(Status::PickedUp, 1),
        report(Status::InTransit, 5),
        report(Status::OutForDelivery, 30),
        report(Status::DeliveryAttemptFailed, 35),
        report(Status::OutForDelivery, 50),
        report(Status::Delivered, 55),
        report(Status::ArrivedAtFacility, 56),
    ];
    for turn in 0..told.len() {
        for is_backwards in [false, true] {
            let mut order: Vec<_> = told.iter().cycle().skip(turn).take(told.len()).collect();
            if is_backwards {
                order.reverse();
            }
            let mut parcel = parcel();
            for report in order {
                parcel.take(report);
            }
            let standing = parcel.standing.unwrap();
            assert_eq!(
                (standing.status, standing.time),
                (Status::Delivered, told[6].event_time)
            );
            assert_eq!(
                (parcel.deliver_time(), parcel.failed_attempt_count),
                (Some(told[6].event_time), 1)
            );
        }
    }
}

#[test]
fn clocks_run_only_while_somebody_waits_for_the_carrier() {
    let runs = |parcel: &Parcel| {
        let start = |kind| parcel.clock_start(kind, &journey(), noon()).is_some();
        (start(DeadlineKind::Stall), start(DeadlineKind::Overdue))
    };
    for status in Status::ALL {
        let mut parcel = parcel();
        parcel.take(&report(*status, 1));
        let expected = match status {
            Status::AvailableForPickup => (false, true),
            status => (!status.stops_clocks(), !status.stops_clocks()),
        };
        assert_eq!(runs(&parcel), expected, "{status:?}");
    }
    let mut stalled = parcel();
    (stalled.is_stalled, stalled.is_overdue) = (true, true);
    assert_eq!(runs(&stalled), (false, false));
    stalled.take(&report(Status::InTransit, 1));
    assert_eq!(
        runs(&stalled),
        (true, false),
        "moving ends a stall, not the delay"
    );
}

#[test]
fn a_stall_is_counted_from_the_last_move_and_from_a_new_number() {
    let mut parcel = parcel();
    let start = |parcel: &Parcel| parcel.clock_start(DeadlineKind::Stall, &journey(), noon());
    assert_eq!(start(&parcel), Some(noon()));
    parcel.take(&report(Status::InTransit, 5));
    parcel.take(&report(Status::PickedUp, 2));
    assert_eq!(start(&parcel), Some(noon() + TimeDelta::hours(5)));
    let later = noon() + TimeDelta::days(2);
    let other = crate::carriers::assess("1Z5R89390357567127", "ups");
    assert_eq!(parcel.renumber(other.clone(), later), Ok(true));
    assert_eq!(parcel.renumber(other, later), Ok(false));
    assert_eq!(start(&parcel), Some(later));
    assert!(parcel.had_number("1Z999AA10123456784") && !parcel.had_number("1Z5R89390357567127"));
}

#[test]
fn each_status_is_told_as_what_it_means_to_people() {
    assert_eq!(What::of(Status::Lost, None, Purpose::Return), What::ReturnLost);
    assert_eq!(What::of(Status::Lost, None, Purpose::Resend), What::Lost);
    assert_eq!(
        What::of(Status::Lost, Some(Status::Lost), Purpose::Resend),
        What::Moved
    );
    let again = Some(Status::DeliveryAttemptFailed);
    assert_eq!(
        What::of(Status::DeliveryAttemptFailed, again, Purpose::Outbound),
        What::AttemptFailed
    );
}
