//! ResolvePolicy: which versions bind before and after publications.

use chrono::{DateTime, TimeDelta, Utc};
use redress_contracts::redress::policies::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::shop::{LAW, PACK, TERMS, pack};
use crate::world::{World, code, everywhere, start, wire};

async fn resolve(
    world: &World,
    placed: DateTime<Utc>,
    asked: DateTime<Utc>,
    country: &str,
) -> Result<pb::ResolvePolicyResponse, tonic::Status> {
    let request = pb::ResolvePolicyRequest {
        policy_id: "corner".to_owned(),
        place_time: wire(placed),
        application_time: wire(asked),
        buyer_country: country.to_owned(),
        seller_ids: vec!["ana".to_owned(), "ben".to_owned()],
    };
    Ok(world.operator().resolve_policy(request).await?.into_inner())
}

async fn terms(world: &World, source: &str) {
    let terms = pb::PublishPolicyRequest {
        source: source.to_owned(),
        marketplace_id: "corner".to_owned(),
        seller_id: "ana".to_owned(),
        ..Default::default()
    };
    world.operator().publish_policy(terms).await.unwrap();
}

fn named(refs: &[pb::PolicyRef]) -> Vec<String> {
    refs.iter()
        .map(|one| format!("{}@{}", one.policy_id, one.version))
        .collect()
}

#[tokio::test]
async fn an_order_keeps_its_version_where_the_pack_binds_by_placement() {
    everywhere(async |world| {
        world.publish(PACK).await;
        terms(&world, TERMS).await;
        let day = TimeDelta::days(1);
        world.clock.advance(day);
        world.publish(&pack("second", &[])).await;
        terms(&world, &TERMS.replace("72", "96")).await;
        let resolved = async |placed, asked| {
            let found = resolve(&world, placed, asked, "").await.unwrap();
            (found.marketplace.unwrap().version, named(&found.sellers))
        };
        let (before, after) = (start() + day - TimeDelta::microseconds(1), start() + day);
        assert_eq!(
            resolved(before, after + day).await,
            (1, vec!["corner.ana@1".to_owned()])
        );
        assert_eq!(
            resolved(after, after + day).await,
            (2, vec!["corner.ana@2".to_owned()])
        );
    })
    .await;
}

#[tokio::test]
async fn an_application_takes_the_newest_version_where_the_pack_binds_by_application() {
    everywhere(async |world| {
        let by_application = [("binds = \"placement\"", "binds = \"application\"")];
        world.publish(&pack("first", &by_application)).await;
        let day = TimeDelta::days(1);
        world.clock.advance(day);
        world.publish(&pack("second", &by_application)).await;
        let version = async |asked| {
            resolve(&world, start(), asked, "")
                .await
                .unwrap()
                .marketplace
                .unwrap()
                .version
        };
        // A case opened before the publication keeps the version that it was opened under.
        assert_eq!(version(start() + day - TimeDelta::microseconds(1)).await, 1);
        assert_eq!(version(start() + day).await, 2);
    })
    .await;
}

#[tokio::test]
async fn the_law_of_the_buyers_country_takes_part_as_long_as_it_names_it() {
    everywhere(async |world| {
        world.publish(PACK).await;
        world.publish(LAW).await;
        let laws = async |country| {
            named(
                &resolve(&world, start(), start() + TimeDelta::days(9), country)
                    .await
                    .unwrap()
                    .laws,
            )
        };
        assert_eq!(laws("PH").await, ["law-asean@1"]);
        assert_eq!(laws("ID").await, ["law-asean@1"]);
        assert!(laws("FR").await.is_empty() && laws("").await.is_empty());
        world.clock.advance(TimeDelta::days(1));
        world.publish(&LAW.replace("[\"PH\", \"ID\"]", "[\"PH\"]")).await;
        assert_eq!(laws("PH").await, ["law-asean@2"]);
        assert!(laws("ID").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_order_older_than_the_policy_has_none_and_says_so() {
    everywhere(async |world| {
        let unknown = resolve(&world, start(), start(), "").await;
        assert_eq!(code(unknown), (Code::NotFound, "NOT_FOUND".to_owned()));
        world.publish(PACK).await;
        let early = resolve(&world, start() - TimeDelta::days(1), start(), "").await;
        assert_eq!(
            code(early),
            (Code::FailedPrecondition, "NO_POLICY_IN_FORCE".to_owned())
        );
        let request = pb::ResolvePolicyRequest {
            policy_id: "corner".to_owned(),
            place_time: wire(start()),
            application_time: wire(start()),
            ..Default::default()
        };
        let stranger = world
            .bound("market", Role::Service, "orders")
            .resolve_policy(request)
            .await;
        assert_eq!(code(stranger).0, Code::NotFound);
    })
    .await;
}

#[tokio::test]
async fn special_periods_that_end_after_the_order_come_along() {
    everywhere(async |world| {
        world.publish(PACK).await;
        let declare = async |from: i64, to: i64| {
            let request = pb::DeclareSpecialPeriodRequest {
                marketplace_id: "corner".to_owned(),
                kind: "weather".to_owned(),
                start_time: wire(start() + TimeDelta::days(from)),
                end_time: wire(start() + TimeDelta::days(to)),
                reason: "a typhoon".to_owned(),
                ..Default::default()
            };
            world
                .operator()
                .declare_special_period(request)
                .await
                .unwrap()
                .into_inner()
                .special_period_id
        };
        declare(-9, 0).await;
        let (running, ahead) = (declare(-1, 1).await, declare(3, 4).await);
        let found = resolve(&world, start(), start(), "")
            .await
            .unwrap()
            .special_periods;
        let ids: Vec<_> = found.into_iter().map(|period| period.special_period_id).collect();
        assert_eq!(ids, [running, ahead]);
    })
    .await;
}
