//! DeclareSpecialPeriod, EndSpecialPeriod and ListSpecialPeriods.

use chrono::TimeDelta;
use redress_contracts::redress::policies::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::shop::PACK;
use crate::world::{Client, code, everywhere, refusal, start, wire};

fn declaration() -> pb::DeclareSpecialPeriodRequest {
    pb::DeclareSpecialPeriodRequest {
        request_id: "declare-1".to_owned(),
        marketplace_id: "corner".to_owned(),
        kind: "holiday_closure".to_owned(),
        region: "PH".to_owned(),
        start_time: wire(start()),
        end_time: wire(start() + TimeDelta::days(7)),
        reason: "Holy Week".to_owned(),
    }
}

fn ending(period: &pb::SpecialPeriod, days: i64) -> pb::EndSpecialPeriodRequest {
    pb::EndSpecialPeriodRequest {
        request_id: format!("end-{days}"),
        special_period_id: period.special_period_id.clone(),
        end_time: wire(start() + TimeDelta::days(days)),
        etag: period.etag.clone(),
    }
}

async fn declare(mut client: Client) -> pb::SpecialPeriod {
    client
        .declare_special_period(declaration())
        .await
        .unwrap()
        .into_inner()
}

#[tokio::test]
async fn a_period_is_declared_moved_and_announced_each_once() {
    everywhere(async |world| {
        world.publish(PACK).await;
        let mut client = world.operator();
        let declared = declare(client.clone()).await;
        assert_eq!(declare(client.clone()).await, declared);
        let moved = client
            .end_special_period(ending(&declared, 9))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(moved.end_time, wire(start() + TimeDelta::days(9)));
        assert_eq!(
            client
                .end_special_period(ending(&declared, 9))
                .await
                .unwrap()
                .into_inner(),
            moved
        );
        let stale = client.end_special_period(ending(&declared, 5)).await;
        assert_eq!(code(stale), (Code::Aborted, "STALE_ETAG".to_owned()));
        let reused = pb::EndSpecialPeriodRequest {
            request_id: "end-9".to_owned(),
            ..ending(&moved, 5)
        };
        assert_eq!(
            code(client.end_special_period(reused).await),
            (Code::AlreadyExists, "REQUEST_ID_REUSED".to_owned())
        );
        let changes = world
            .events::<pb::SpecialPeriodChanged>("policies.special_period_changed")
            .await;
        assert_eq!(
            changes
                .iter()
                .map(|event| event.change.as_str())
                .collect::<Vec<_>>(),
            ["declared", "end_moved"]
        );
        assert_eq!(changes[1].special_period.as_ref(), Some(&moved));
    })
    .await;
}

#[tokio::test]
async fn what_has_passed_is_not_rewritten() {
    everywhere(async |world| {
        world.publish(PACK).await;
        let mut client = world.operator();
        let declared = declare(client.clone()).await;
        world.clock.advance(TimeDelta::days(3));
        let past = client.end_special_period(ending(&declared, 2)).await;
        assert_eq!(refusal(past).2[0].0, "end_time");
        let now = pb::EndSpecialPeriodRequest {
            end_time: None,
            ..ending(&declared, 0)
        };
        let ended = client.end_special_period(now).await.unwrap().into_inner();
        assert_eq!(ended.end_time, wire(start() + TimeDelta::days(3)));
        let over = client.end_special_period(ending(&ended, 8)).await;
        assert_eq!(
            code(over),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn bad_fields_are_named_and_strangers_find_nothing() {
    everywhere(async |world| {
        world.publish(PACK).await;
        let bad = pb::DeclareSpecialPeriodRequest {
            kind: "boredom".to_owned(),
            region: "Philippines".to_owned(),
            end_time: wire(start()),
            reason: " ".to_owned(),
            ..declaration()
        };
        let (_, _, fields) = refusal(world.operator().declare_special_period(bad).await);
        let paths: Vec<_> = fields.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["kind", "region", "end_time", "reason"]);
        let nowhere = pb::DeclareSpecialPeriodRequest {
            marketplace_id: "nowhere".to_owned(),
            ..declaration()
        };
        assert_eq!(
            code(world.operator().declare_special_period(nowhere).await).0,
            Code::NotFound
        );
        let period = declare(world.operator()).await;
        let stranger = world
            .bound("market", Role::Agent, "mia")
            .end_special_period(ending(&period, 8))
            .await;
        assert_eq!(code(stranger).0, Code::NotFound);
        let seller = world
            .bound("corner", Role::Seller, "ana")
            .end_special_period(ending(&period, 8))
            .await;
        assert_eq!(code(seller).0, Code::PermissionDenied);
    })
    .await;
}

#[tokio::test]
async fn periods_are_listed_newest_first() {
    everywhere(async |world| {
        world.publish(PACK).await;
        let mut client = world.bound("corner", Role::Agent, "mia");
        let mut made = Vec::new();
        for number in 0..3 {
            let request = pb::DeclareSpecialPeriodRequest {
                request_id: format!("{number}"),
                ..declaration()
            };
            made.push(
                client
                    .declare_special_period(request)
                    .await
                    .unwrap()
                    .into_inner()
                    .special_period_id,
            );
        }
        let mut request = pb::ListSpecialPeriodsRequest {
            page_size: 2,
            ..Default::default()
        };
        let mut seen = Vec::new();
        loop {
            let listed = client
                .list_special_periods(request.clone())
                .await
                .unwrap()
                .into_inner();
            seen.extend(
                listed
                    .special_periods
                    .into_iter()
                    .map(|period| period.special_period_id),
            );
            request.page_token = listed.next_page_token;
            if request.page_token.is_empty() {
                break;
            }
        }
        made.reverse();
        assert_eq!(seen, made);
    })
    .await;
}
