//! Pages: a token belongs to one list with one filter and one caller, and a stale etag changes nothing.

use anyhow::{Context as _, ensure};
use chrono::TimeDelta;
use prost::Message as _;
use prost_reflect::{DynamicMessage, MethodDescriptor, Value};
use redress_contracts::redress::logistics::v1::{Parcel, RecordTrackingEventRequest, TrackingStatus};
use redress_rpc::{Caller, Role};
use redress_tests::scene::{SHOP, Scene, gif};
use tonic::Code;

use crate::aftercare::{Seen, on_both};
use crate::expected::{Expected, Where, invalid, refused, stale};
use crate::sweep::methods;
use crate::tracking::report;
use redress_tests::cast::{Cast, casts};
use redress_tests::wire::{self, Answer};

on_both! {
    pages: a_page_token_belongs_to_one_list_on_sqlite,
        a_page_token_belongs_to_one_list_on_postgres;
    etags: a_stale_etag_changes_nothing_on_sqlite,
        a_stale_etag_changes_nothing_on_postgres;
}

/// Lists, and a field of their filter with another value; empty when a list has no filter but its caller's.
const LISTS: [(&str, &str, &str); 13] = [
    ("ListReturns", "state", "4"),
    ("ListReturnDisputes", "marketplace_id", "kwoking"),
    ("ListUnmatchedParcels", "marketplace_id", "kwoking"),
    ("ListShipments", "tracking_number", "1Z5R89390357567127"),
    ("ListTrackingEvents", "parcel_id", ""),
    ("ListCarriers", "country", "DE"),
    ("ListEvidence", "case_id", ""),
    ("ListCustodyRecords", "case_id", ""),
    ("ListTimeline", "case_id", "ret_other"),
    ("ListOrders", "buyer_id", "byr_other"),
    ("ListCancellations", "state", "1"),
    ("ListRefunds", "cause_id", "can_other"),
    ("ListMessages", "order_id", "ord_other"),
];

fn bad_token() -> Expected {
    Expected {
        code: Code::InvalidArgument,
        reason: "INVALID_PAGE_TOKEN",
        place: Where::Field("page_token"),
    }
}

fn set(message: &mut DynamicMessage, field: &str, text: &str) {
    let value = match message.get_field_by_name(field).as_deref() {
        Some(Value::EnumNumber(_)) => Value::EnumNumber(text.parse().unwrap_or_default()),
        _ => Value::String(text.to_owned()),
    };
    message.set_field_by_name(field, value);
}

/// A list of as much as there is, one on a page.
fn wide(cast: &Cast, method: &MethodDescriptor) -> DynamicMessage {
    let mut message = DynamicMessage::new(method.input());
    let good = cast.good(&method.input(), "page");
    let needed = match method.name() {
        "ListTimeline" | "ListEvidence" => "order_id",
        "ListTrackingEvents" => "parcel_id",
        "ListCustodyRecords" => "case_id",
        "ListCarriers" => "",
        _ => "marketplace_id",
    };
    for field in method.input().fields().filter(|field| field.name() == needed) {
        message.set_field(&field, good.get_field(&field).into_owned());
    }
    message.set_field_by_name("page_size", Value::I32(1));
    message
}

/// What the casts have only one of.
async fn two_of_each(scene: &Scene, cast: &Cast, methods: &[MethodDescriptor]) -> anyhow::Result<()> {
    let order = scene.delivered("second", 1).await?;
    let case = scene.asked("second", &order, 1).await?;
    let case = scene.decided("second", &case, false).await?;
    scene.disputed("second", &case).await?;
    let named = |list: &str, field: &str| {
        let method = methods.iter().find(|method| method.name() == list)?;
        let good = cast.good(&method.input(), "second");
        let value = good.get_field_by_name(field)?;
        value.as_str().map(str::to_owned)
    };
    let order_id = named("ListEvidence", "order_id").context("no order")?;
    scene.evidence(&order_id, &gif("second", 50)).await?;
    let parcel_id = named("ListTrackingEvents", "parcel_id").context("no parcel")?;
    let parcel = Parcel {
        parcel_id,
        ..Parcel::default()
    };
    for minutes in 1..=2 {
        let time = scene.now() - TimeDelta::minutes(minutes);
        let request = RecordTrackingEventRequest {
            request_id: format!("second-{minutes}"),
            marketplace_id: SHOP.to_owned(),
            report: Some(report(&parcel, TrackingStatus::InTransit, time)),
        };
        scene
            .clients
            .logistics
            .clone()
            .record_tracking_event(request)
            .await?;
    }
    Ok(())
}

async fn pages(scene: &Scene) -> anyhow::Result<()> {
    let casts = casts(scene).await?;
    let methods = methods()?;
    two_of_each(scene, &casts[0], &methods).await?;
    let mut tokens = Vec::new();
    for (name, field, other) in LISTS {
        let method = methods.iter().find(|method| method.name() == name);
        let method = method.with_context(|| format!("there is no {name}"))?;
        let list = async |message: &DynamicMessage, caller: &Caller| -> Answer {
            let request = caller.request(message.encode_to_vec());
            wire::call(&scene.clients.channel, method, request).await
        };
        let operator = Caller::local_operator();
        let mut first = wide(&casts[0], method);
        let page = list(&first, &operator).await.with_context(|| name)?;
        let page = DynamicMessage::decode(method.output(), page.as_slice())?;
        let token = page
            .get_field_by_name("next_page_token")
            .context("it has no pages")?;
        let token = token.as_str().unwrap_or_default().to_owned();
        ensure!(!token.is_empty(), "{name} has no second page to test with");
        let elsewhere = if other.is_empty() {
            let good = casts[1].good(&method.input(), "page");
            good.get_field_by_name(field)
                .and_then(|value| value.as_str().map(str::to_owned))
                .unwrap_or_default()
        } else {
            other.to_owned()
        };
        set(&mut first, "page_token", &token);
        list(&first, &operator)
            .await
            .with_context(|| format!("the second page of {name}"))?;
        let mut filtered = first.clone();
        set(&mut filtered, field, &elsewhere);
        let answer = list(&filtered, &operator).await.map(drop);
        refused(&format!("{name} with another {field}"), answer, &bad_token())?;
        for broken in [&token[1..], &token[..token.len() - 1], "AAAA", "💥", "x y"] {
            let mut damaged = first.clone();
            set(&mut damaged, "page_token", broken);
            refused(
                &format!("{name} with `{broken}`"),
                list(&damaged, &operator).await.map(drop),
                &bad_token(),
            )?;
        }
        let mut negative = first.clone();
        negative.set_field_by_name("page_token", Value::String(String::new()));
        negative.set_field_by_name("page_size", Value::I32(-1));
        refused(
            &format!("less than no {name}"),
            list(&negative, &operator).await.map(drop),
            &invalid("page_size"),
        )?;
        if name != "ListCarriers" && name != "ListRefunds" {
            let other = Caller::new(Some(SHOP), Role::Agent, "somebody");
            let answer = list(&first, &other).await.map(drop);
            refused(&format!("another's {name}"), answer, &bad_token())?;
        }
        tokens.push((name, first, token));
    }
    // Nor is it one of another list.
    for (at, (name, message, _)) in tokens.iter().enumerate() {
        let method = methods
            .iter()
            .find(|method| method.name() == *name)
            .context("it was there")?;
        let mut wrong = message.clone();
        set(&mut wrong, "page_token", &tokens[(at + 1) % tokens.len()].2);
        let request = Caller::local_operator().request(wrong.encode_to_vec());
        let answer = wire::call(&scene.clients.channel, method, request)
            .await
            .map(drop);
        refused(
            &format!("{name} with a token of another list"),
            answer,
            &bad_token(),
        )?;
    }
    Ok(())
}

/// Every change with an etag, and the cast whose return allows it.
const CHANGES: [(&str, usize); 16] = [
    ("AmendReturn", 0),
    ("WithdrawReturn", 0),
    ("DecideReturn", 0),
    ("AnnounceParcel", 1),
    ("ReceiveParcel", 1),
    ("InspectReturn", 2),
    ("ApplyRemedy", 2),
    ("RecordRepair", 3),
    ("SendParcel", 3),
    ("InterveneInReturn", 0),
    ("AddReturnStatement", 3),
    ("ProposeReturnSettlement", 3),
    ("AnswerReturnProposal", 3),
    ("RuleReturnDispute", 3),
    ("EraseEvidence", 0),
    ("RecordProofOfDelivery", 0),
];

async fn etags(scene: &Scene) -> anyhow::Result<()> {
    let casts = casts(scene).await?;
    let before = Seen::now(scene, &[]).await?;
    let methods = methods()?;
    for (name, cast) in CHANGES {
        let method = methods.iter().find(|method| method.name() == name);
        let method = method.with_context(|| format!("there is no {name}"))?;
        for etag in ["0", "stale", "\"1\"", "💥"] {
            let mut message = casts[cast].good(&method.input(), &format!("etag-{name}"));
            set(&mut message, "etag", etag);
            let request = Caller::local_operator().request(message.encode_to_vec());
            let answer = wire::call(&scene.clients.channel, method, request)
                .await
                .map(drop);
            refused(&format!("{name} with the etag {etag}"), answer, &stale())?;
        }
    }
    before.is_still_so(scene, &[]).await
}
