//! Decide: what-if on published packs and drafts, and facts that are not sound.

use chrono::TimeDelta;
use redress_contracts::redress::policies::v1 as pb;
use serde_json::{Value, json};
use tonic::Code;

use crate::shop::{LAW, PACK, TERMS, pack};
use crate::world::{everywhere, refusal, start};

/// A line paid at the start and cancelled some hours later.
fn facts(hours: i64) -> Value {
    json!({
        "topic": "cancel",
        "ground": "change_of_mind",
        "requested_by": "buyer",
        "now": start() + TimeDelta::hours(hours),
        "order": {
            "buyer_country": "PH",
            "currency": "PHP",
            "place_time": start(),
            "payment_confirm_time": start(),
            "payment_kind": "card",
        },
        "lines": [{ "line_id": "l1", "seller_id": "ana", "quantity": 1, "ordered_quantity": 2, "unit_price_minor": 5000 }],
    })
}

fn request(facts: &Value) -> pb::DecideRequest {
    pb::DecideRequest {
        policy_id: "corner".to_owned(),
        facts_json: facts.to_string(),
        ..Default::default()
    }
}

#[tokio::test]
async fn the_binding_version_the_law_and_the_sellers_terms_decide_together() {
    everywhere(async |world| {
        world.publish(PACK).await;
        world.publish(LAW).await;
        let mut client = world.operator();
        let decided = client
            .decide(request(&facts(30)))
            .await
            .unwrap()
            .into_inner()
            .decision
            .unwrap();
        assert_eq!(
            (decided.outcome(), decided.refusal_reason.as_str()),
            (pb::Outcome::Refused, "WINDOW_CLOSED")
        );
        assert_eq!(decided.layers, ["law:law-asean@1", "marketplace:corner@1"]);
        let terms = pb::PublishPolicyRequest {
            source: TERMS.to_owned(),
            marketplace_id: "corner".to_owned(),
            seller_id: "ana".to_owned(),
            ..Default::default()
        };
        client.publish_policy(terms).await.unwrap();
        let reply = client.decide(request(&facts(30))).await.unwrap().into_inner();
        let decided = reply.decision.unwrap();
        assert_eq!(decided.outcome(), pb::Outcome::Allowed);
        assert_eq!(decided.layers[2], "seller:ana@1");
        assert_eq!(
            (
                decided.decision_id.as_str(),
                decided.clause_ids.contains(&"C-1".to_owned())
            ),
            ("", true)
        );
        let amount = decided.breakdown.unwrap().amount.unwrap();
        assert_eq!((amount.units, amount.currency_code.as_str()), (50, "PHP"));
        let stored: redress_policy::Decision = serde_json::from_str(&reply.decision_json).unwrap();
        assert_eq!(stored.outcome, redress_policy::Outcome::Allowed);
    })
    .await;
}

#[tokio::test]
async fn a_draft_or_a_named_version_decides_instead() {
    everywhere(async |world| {
        world.publish(PACK).await;
        world.clock.advance(TimeDelta::hours(1));
        world
            .publish(&pack("second", &[("{ hours = 24 }", "{ hours = 48 }")]))
            .await;
        let outcome = async |version, draft: String| {
            let request = pb::DecideRequest {
                version,
                draft_source: draft,
                ..request(&facts(30))
            };
            world.operator().decide(request).await.map(|reply| {
                let decision = reply.into_inner().decision.unwrap();
                (decision.outcome(), decision.policy_version)
            })
        };
        assert_eq!(
            outcome(0, String::new()).await.unwrap(),
            (pb::Outcome::Refused, 1)
        );
        assert_eq!(
            outcome(2, String::new()).await.unwrap(),
            (pb::Outcome::Allowed, 2)
        );
        let draft = pack("draft", &[("{ hours = 24 }", "{ hours = 36 }")]);
        assert_eq!(
            outcome(0, draft.clone()).await.unwrap(),
            (pb::Outcome::Allowed, 0)
        );
        let (code, _, fields) = refusal(outcome(0, draft.replace("\"corner\"", "\"market\"")).await);
        assert_eq!(
            (code, fields[0].0.as_str()),
            (Code::InvalidArgument, "draft_source")
        );
        let (_, reason, fields) = refusal(outcome(0, draft.replace("\"PHP\"", "\"XYZ\"")).await);
        assert_eq!(
            (reason.as_str(), fields[0].0.as_str()),
            ("POLICY_PACK_INVALID", "draft_source")
        );
    })
    .await;
}

#[tokio::test]
async fn facts_that_are_not_sound_are_refused_where_they_are_wrong() {
    type Spoil = fn(&mut Value);
    let cases: [(Spoil, &str); 5] = [
        (
            |facts| facts["lines"][0]["quantity"] = json!(3),
            "facts_json.lines[0].quantity",
        ),
        (
            |facts| facts["lines"][0]["colour"] = json!("red"),
            "facts_json.lines[0].colour",
        ),
        (
            |facts| facts["order"]["currency"] = json!("XYZ"),
            "facts_json.order.currency",
        ),
        (|facts| facts["ground"] = json!("boredom"), "facts_json.ground"),
        (|facts| facts["lines"] = json!([]), "facts_json.lines"),
    ];
    everywhere(async |world| {
        world.publish(PACK).await;
        for (spoil, path) in &cases {
            let mut facts = facts(1);
            spoil(&mut facts);
            let (code, _, fields) = refusal(world.operator().decide(request(&facts)).await);
            assert_eq!(
                (code, fields[0].0.as_str()),
                (Code::InvalidArgument, *path),
                "{fields:?}"
            );
        }
        let broken = pb::DecideRequest {
            facts_json: "{".to_owned(),
            ..request(&facts(1))
        };
        assert_eq!(
            refusal(world.operator().decide(broken).await).2[0].0,
            "facts_json"
        );
    })
    .await;
}
