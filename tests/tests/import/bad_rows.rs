//! A history full of mistakes, one good order among them.

use super::{BINARY, LINES, ORDERS, PARCELS, PAYMENTS, counts, orders, serve};
use anyhow::ensure;
use redress_db::Backend;
use redress_tests::history::{History, Import};
use redress_tests::place::Place;
use serde_json::json;

async fn bad_rows(backend: Backend) -> anyhow::Result<()> {
    let place = Place::new(backend)?;
    let latin = [
        ORDERS.as_bytes(),
        b"\n",
        BAD_ORDERS.as_bytes(),
        b"\nlatin,b1,2018-03-01,EUR,FR,,S\xE3o,,,,\n",
    ]
    .concat();
    let history = History::new(&place)?
        .with_bytes("orders.csv", &latin)?
        .with("lines.csv", &[LINES, BAD_LINES])?
        .with("payments.csv", &[PAYMENTS, BAD_PAYMENTS])?
        .with("parcels.csv", &[PARCELS, BAD_PARCELS])?;
    let report = place.folder().join("report.csv");
    let import = Import::into_place(BINARY, &history, &place).with("--report", &report.to_string_lossy());
    let output = import.run().await?;
    let text = std::fs::read_to_string(&report)?;
    let mut found: Vec<String> = text
        .lines()
        .skip(1)
        .map(|line| line.split(',').take(4).collect::<Vec<_>>().join(" "))
        .collect();
    found.sort_unstable();
    let mut expected: Vec<String> = REJECTED.lines().map(|line| line.trim().to_owned()).collect();
    expected.sort_unstable();
    ensure!(found == expected, "{text}");
    ensure!(counts(&output)[0] == 1, "{output:#}");
    ensure!(
        output["import"]["loose_rows"] == json!({ "missing_value": 1, "unknown_order": 2 }),
        "{output:#}"
    );
    // Nothing of a buyer's address or name is in a report.
    ensure!(!text.contains("Mara") && !text.contains("Lisboa"), "{text}");
    let (server, clients) = serve(&place).await?;
    let references: Vec<String> = orders(&clients)
        .await?
        .into_iter()
        .map(|order| order.external_reference)
        .collect();
    ensure!(references == ["good"], "{references:?}");
    let ended = server.terminate().await?;
    ensure!(ended.status.success(), "{ended:?}");
    Ok(())
}

const BAD_ORDERS: &str = "\
good,b1,2018-03-01,EUR,FR,,Lisboa,Mara Example,,,
torn,b1,2018-03-01,EUR
money,b1,2018-03-01,EUR,FR,,,,,,
minus,b1,2018-03-01,EUR,FR,,,,,,
good,b1,2018-03-01,EUR,FR,,,,,,
swift,b1,2018-03-01,EUR,FR,,,,,,
sum,b1,2018-03-01,EUR,FR,,,,,,
future,b1,2999-03-01,EUR,FR,,,,,,
,b1,2018-03-01,EUR,FR,,,,,,
when,b1,01/03/2018,EUR,FR,,,,,,
bare,b1,2018-03-01,EUR,FR,,,,,,
twice,b1,2018-03-01,EUR,FR,,,,,,
nowhere,b1,2018-03-01,EUR,Brazil,,,,,,
unpaid,b1,2018-03-01,EUR,FR,,,,,,
late,b1,2018-03-01,EUR,FR,,,,,,cancelled";

const BAD_LINES: &str = "\
good,,s1,k1,Lamp,1,10.00,,,,,
money,,s1,k1,Lamp,1,\"1.000,00\",,,,,
minus,,s1,k1,Lamp,1,-10.00,,,,,
swift,,s1,k1,Lamp,1,10.00,,,,,
sum,,s1,k1,Lamp,1,10.00,,,,,
future,,s1,k1,Lamp,1,10.00,,,,,
when,,s1,k1,Lamp,1,10.00,,,,,
ghost,,s1,k1,Lamp,1,10.00,,,,,
twice,1,s1,k1,Lamp,1,5.00,,,,,
twice,1,s1,k1,Lamp,1,5.00,,,,,
nowhere,,s1,k1,Lamp,1,10.00,,,,,
unpaid,,s1,k1,Lamp,1,10.00,,,,,
late,,s1,k1,Lamp,1,10.00,,,,,
latin,,s1,k1,Lamp,1,10.00,,,,,";

const BAD_PAYMENTS: &str = "\
good,card,,10.00,,2018-03-01
money,card,,10.00,,2018-03-01
minus,barter,,10.00,,2018-03-01
swift,card,,10.00,,2018-03-01
sum,card,,10.01,,2018-03-01
future,card,,10.00,,
twice,card,,10.00,,2018-03-01
nowhere,card,,10.00,,2018-03-01
unpaid,card,,10.00,,
late,card,,10.00,,2018-03-01
latin,card,,10.00,,2018-03-01
ghost,card,,10.00,,2018-03-01";

const BAD_PARCELS: &str = "\
swift,,,,,2018-03-04,,2018-03-03
unpaid,,,,,2018-03-04,,
late,,,,,2018-03-04,,
good,,,,,2018-03-04,,";

const REJECTED: &str = "\
orders.csv 3 torn columns
lines.csv 3 money bad_money
lines.csv 4 minus negative_money
payments.csv 4 minus unknown_word
orders.csv 6 good duplicate_id
parcels.csv 2 swift time_order
payments.csv 6 sum payments_differ
orders.csv 9 future future_time
orders.csv 10  missing_value
orders.csv 11 when bad_time
orders.csv 12 bare no_lines
orders.csv 12 bare no_payments
lines.csv 11 twice duplicate_id
orders.csv 14 nowhere refused
parcels.csv 3 unpaid shipped_unpaid
orders.csv 16 late cancelled_after_shipping
orders.csv 17 latin encoding
lines.csv 9 ghost unknown_order
payments.csv 13 ghost unknown_order";

#[tokio::test]
async fn bad_rows_are_reported_by_file_line_and_reason_and_the_rest_goes_on_on_sqlite() -> anyhow::Result<()>
{
    bad_rows(Backend::Sqlite).await
}

#[tokio::test]
async fn bad_rows_are_reported_by_file_line_and_reason_and_the_rest_goes_on_on_postgres() -> anyhow::Result<()>
{
    bad_rows(Backend::Postgres).await
}
