//! PublishPolicy: versions, refusals that publish nothing, replays, races.

use chrono::TimeDelta;
use redress_contracts::redress::policies::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::shop::{LAW, PACK, TERMS, pack};
use crate::world::{World, code, everywhere, refusal, start, wire};

fn request(source: &str) -> pb::PublishPolicyRequest {
    pb::PublishPolicyRequest {
        request_id: "publish-1".to_owned(),
        source: source.to_owned(),
        file_name: "corner.toml".to_owned(),
        ..Default::default()
    }
}

fn terms(seller_id: &str) -> pb::PublishPolicyRequest {
    pb::PublishPolicyRequest {
        source: TERMS.to_owned(),
        seller_id: seller_id.to_owned(),
        marketplace_id: "corner".to_owned(),
        ..Default::default()
    }
}

async fn versions(world: &World) -> usize {
    let listed = world
        .operator()
        .list_policy_versions(pb::ListPolicyVersionsRequest {
            policy_id: "corner".to_owned(),
            ..Default::default()
        })
        .await;
    listed.map_or(0, |listed| listed.into_inner().policies.len())
}

#[tokio::test]
async fn each_publication_is_the_next_version_and_is_announced() {
    everywhere(async |world| {
        let first = world.publish(PACK).await;
        assert_eq!(
            (first.version, first.clause_count, first.edition.as_str()),
            (1, 2, "first")
        );
        assert_eq!(
            (first.effective_time, first.source.as_str()),
            (wire(start()), PACK)
        );
        world.clock.advance(TimeDelta::days(1));
        let second = world.publish(&pack("second", &[])).await;
        assert_eq!(
            (second.version, second.publish_time),
            (2, wire(start() + TimeDelta::days(1)))
        );
        let announced = world
            .events::<pb::PolicyPublished>("policies.policy_published")
            .await;
        let announced: Vec<_> = announced.into_iter().map(|event| event.policy.unwrap()).collect();
        assert_eq!(
            announced.iter().map(|policy| policy.version).collect::<Vec<_>>(),
            [1, 2]
        );
        assert!(announced.iter().all(|policy| policy.source.is_empty()));
    })
    .await;
}

#[tokio::test]
async fn a_pack_with_errors_is_refused_with_file_line_and_reason_and_nothing_is_published() {
    let cases = [
        (
            "an unknown key",
            pack("x", &[("language = \"en\"", "langauge = \"en\"")]),
            "corner.toml:",
            "langauge",
        ),
        (
            "a missing clause",
            pack(
                "x",
                &[(
                    "clauses = [\"C-2\"]\n\n[[refund_plan]]",
                    "clauses = [\"C-9\"]\n\n[[refund_plan]]",
                )],
            ),
            "corner.toml:",
            "C-9",
        ),
        (
            "an impossible window",
            pack("x", &[("{ hours = 24 }", "{ hours = 0 }")]),
            "corner.toml:36",
            "hours",
        ),
        (
            "no such currency",
            pack("x", &[("\"PHP\"", "\"XYZ\"")]),
            "corner.toml:56",
            "ISO 4217",
        ),
        (
            "no such plan",
            pack("x", &[("refund = \"full\"", "refund = \"half\"")]),
            "corner.toml:",
            "half",
        ),
        ("no TOML", "pack = [".to_owned(), "corner.toml:1", ""),
    ];
    everywhere(async |world| {
        for (what, source, place, reason) in &cases {
            let outcome = world.operator().publish_policy(request(source)).await;
            let (code, registered, fields) = refusal(outcome);
            assert_eq!(
                (code, registered.as_str()),
                (Code::InvalidArgument, "POLICY_PACK_INVALID"),
                "{what}"
            );
            let named = |(field, text): &(String, String)| {
                field == "source" && text.starts_with(place) && text.contains(reason)
            };
            assert!(fields.iter().any(named), "{what}: {fields:?}");
        }
        assert_eq!(versions(&world).await, 0);
        assert!(
            world
                .events::<pb::PolicyPublished>("policies.policy_published")
                .await
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn every_error_of_a_pack_is_named_at_once() {
    everywhere(async |world| {
        let source = pack(
            "x",
            &[
                ("\"PHP\"", "\"XYZ\""),
                ("refund = \"full\"", "refund = \"half\""),
                ("calendar = \"PH\"", "calendar = \"ZZ\""),
            ],
        );
        let (_, _, fields) = refusal(world.operator().publish_policy(request(&source)).await);
        for reason in ["ISO 4217", "half", "ZZ"] {
            assert!(
                fields.iter().any(|(_, text)| text.contains(reason)),
                "{reason}: {fields:?}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_replay_returns_the_stored_reply_and_another_body_is_refused() {
    everywhere(async |world| {
        let mut client = world.operator();
        let first = client.publish_policy(request(PACK)).await.unwrap().into_inner();
        world.clock.advance(TimeDelta::hours(1));
        assert_eq!(
            client.publish_policy(request(PACK)).await.unwrap().into_inner(),
            first
        );
        let other = client.publish_policy(request(&pack("other", &[]))).await;
        assert_eq!(code(other), (Code::AlreadyExists, "REQUEST_ID_REUSED".to_owned()));
        assert_eq!(versions(&world).await, 1);
    })
    .await;
}

#[tokio::test]
async fn the_source_in_force_makes_no_new_version_and_an_older_one_does() {
    everywhere(async |world| {
        let first = world.publish(PACK).await;
        world.clock.advance(TimeDelta::hours(1));
        assert_eq!(world.publish(PACK).await, first);
        assert_eq!(world.publish(&pack("second", &[])).await.version, 2);
        assert_eq!(world.publish(PACK).await.version, 3);
        assert_eq!(
            world
                .events::<pb::PolicyPublished>("policies.policy_published")
                .await
                .len(),
            3
        );
    })
    .await;
}

#[tokio::test]
async fn a_version_is_scheduled_ahead_but_never_back() {
    everywhere(async |world| {
        world.publish(PACK).await;
        let ahead = start() + TimeDelta::days(30);
        let scheduled = pb::PublishPolicyRequest {
            effective_time: wire(ahead),
            ..request(&pack("ahead", &[]))
        };
        let published = world
            .operator()
            .publish_policy(scheduled)
            .await
            .unwrap()
            .into_inner();
        assert_eq!((published.version, published.effective_time), (2, wire(ahead)));
        let back = pb::PublishPolicyRequest {
            request_id: String::new(),
            effective_time: wire(start() - TimeDelta::seconds(1)),
            ..request(&pack("back", &[]))
        };
        let (code, _, fields) = refusal(world.operator().publish_policy(back).await);
        assert_eq!(
            (code, fields[0].0.as_str()),
            (Code::InvalidArgument, "effective_time")
        );
        assert_eq!(versions(&world).await, 2);
    })
    .await;
}

#[tokio::test]
async fn concurrent_publications_count_up_without_a_gap() {
    everywhere(async |world| {
        let publications = (0..12).map(|number| {
            let mut client = world.operator();
            let request = pb::PublishPolicyRequest {
                source: pack(&format!("edition {number}"), &[]),
                ..Default::default()
            };
            tokio::spawn(async move { client.publish_policy(request).await.unwrap().into_inner().version })
        });
        let mut made = Vec::new();
        for publication in publications.collect::<Vec<_>>() {
            made.push(publication.await.unwrap());
        }
        made.sort_unstable();
        assert_eq!(made, (1..=12).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn a_sellers_terms_are_checked_against_the_marketplaces_newest_pack() {
    everywhere(async |world| {
        let unknown = world.operator().publish_policy(terms("ana")).await;
        assert_eq!(code(unknown), (Code::NotFound, "NOT_FOUND".to_owned()));
        world.publish(PACK).await;
        let published = world
            .operator()
            .publish_policy(terms("ana"))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(
            (published.policy_id.as_str(), published.version),
            ("corner.ana", 1)
        );
        assert_eq!(
            (published.layer(), published.seller_id.as_str()),
            (pb::Layer::Seller, "ana")
        );
        world
            .publish(&pack("closed", &[("adjustable_by = [\"seller\"]\n", "")]))
            .await;
        let (code, reason, fields) = refusal(world.operator().publish_policy(terms("ben")).await);
        assert_eq!(
            (code, reason.as_str()),
            (Code::InvalidArgument, "POLICY_PACK_INVALID")
        );
        assert!(fields[0].1.starts_with("terms.toml:"), "{fields:?}");
    })
    .await;
}

#[tokio::test]
async fn nobody_publishes_for_another_marketplace_or_seller_or_makes_laws() {
    everywhere(async |world| {
        world.publish(PACK).await;
        let as_agent = |marketplace| world.bound(marketplace, Role::Agent, "mia");
        let foreign = as_agent("elsewhere")
            .publish_policy(request(&pack("x", &[])))
            .await;
        assert_eq!(code(foreign), (Code::NotFound, "NOT_FOUND".to_owned()));
        let law = as_agent("corner").publish_policy(request(LAW)).await;
        assert_eq!(code(law), (Code::PermissionDenied, "CALLER_FORBIDDEN".to_owned()));
        let buyer = world
            .bound("corner", Role::Buyer, "bo")
            .publish_policy(request(&pack("x", &[])))
            .await;
        assert_eq!(
            code(buyer),
            (Code::PermissionDenied, "CALLER_FORBIDDEN".to_owned())
        );
        let other_seller = world
            .bound("corner", Role::Seller, "ana")
            .publish_policy(terms("ben"))
            .await;
        assert_eq!(code(other_seller), (Code::NotFound, "NOT_FOUND".to_owned()));
        let own = pb::PublishPolicyRequest {
            source: TERMS.to_owned(),
            ..Default::default()
        };
        let own = world
            .bound("corner", Role::Seller, "ana")
            .publish_policy(own)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(own.policy_id, "corner.ana");
        let taken = request(&LAW.replace("law-asean", "corner"));
        let (code, _, fields) = refusal(world.operator().publish_policy(taken).await);
        assert_eq!((code, fields[0].0.as_str()), (Code::InvalidArgument, "source"));
        assert_eq!(versions(&world).await, 1);
    })
    .await;
}
