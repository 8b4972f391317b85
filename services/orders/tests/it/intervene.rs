//! Intervene and ListInterventions.

use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::{Ground, Party};
use redress_rpc::Role;
use tonic::Code;

use crate::check_replay;
use crate::disputed::{buyer, disputed, last_change, read, refused, seller, step, waiting};
use crate::draft::{Draft, minor, money};
use crate::world::{World, ask, bad_fields, code, everywhere, metadata, start};
use pb::InterventionKind as Kind;

async fn listed(client: &mut crate::world::Client, order: &pb::Order) -> Vec<pb::Intervention> {
    let request = pb::ListInterventionsRequest {
        order_id: order.order_id.clone(),
        ..Default::default()
    };
    client
        .list_interventions(request)
        .await
        .unwrap()
        .into_inner()
        .interventions
}

fn force(order: &pb::Order, minor: i64) -> pb::InterveneRequest {
    pb::InterveneRequest {
        amount: Some(money("GBP", minor)),
        ..step(order, None, Kind::ForceRefund)
    }
}

async fn intervene(world: &World, request: pb::InterveneRequest) -> Result<pb::Intervention, tonic::Status> {
    Ok(world.operator().intervene(request).await?.into_inner())
}

#[tokio::test]
async fn the_platform_overrides_a_refusal_and_forces_the_rest() {
    everywhere(async |world| {
        let (order, cancellation) = refused(&world).await;
        let guided = intervene(&world, step(&order, Some(&cancellation), Kind::Guidance))
            .await
            .unwrap();
        assert!(
            guided.amount.is_none() && guided.clause_ids == ["KJ-06"],
            "{guided:?}"
        );
        let mut agent = world.bound("kajet", Role::Agent, "agt_7");
        let request = pb::InterveneRequest {
            request_id: "i1".into(),
            etag: world.order(&order).await.etag,
            ..step(&order, Some(&cancellation), Kind::ApproveCancellation)
        };
        let stale = pb::InterveneRequest {
            request_id: String::new(),
            etag: order.etag.clone(),
            ..request.clone()
        };
        assert_eq!(
            code(agent.intervene(stale).await),
            (Code::Aborted, "STALE_ETAG".to_owned())
        );
        let other = pb::InterveneRequest {
            reason: "Otherwise.".into(),
            ..request.clone()
        };
        let done = check_replay!(agent, intervene, request, other);
        assert_eq!((done.principal.as_str(), minor(&done.amount)), ("agt_7", 3_200));
        let told = last_change(&world).await;
        assert_eq!(
            (told.change.as_str(), told.actor()),
            ("intervened", Party::Platform)
        );
        assert_eq!(
            (told.intervention, told.explanation),
            (Some(done.clone()), done.reason.clone())
        );
        assert_eq!(
            told.cancellation.unwrap().state(),
            pb::CancellationState::Approved
        );
        assert_eq!(world.order(&order).await.state(), pb::OrderState::Cancelled);
        let forced = intervene(&world, force(&order, 1_300)).await.unwrap();
        let debts = world.debts().await;
        assert_eq!(
            debts.iter().map(|debt| debt.cause.as_str()).collect::<Vec<_>>(),
            ["intervention"; 2]
        );
        assert_eq!(debts[0].cause_id, cancellation.cancellation_id);
        assert_eq!(
            (&debts[1].cause_id, debts[1].seller_id.as_str()),
            (&forced.intervention_id, "sel_a")
        );
        assert!(debts[1].due_time.is_some() && debts[1].method.is_some());
        let beyond = intervene(&world, force(&order, 1)).await;
        assert_eq!(metadata(&beyond, "remaining"), "0.00 GBP");
        assert_eq!(
            code(beyond),
            (Code::FailedPrecondition, "AMOUNT_EXCEEDS_REFUNDABLE".to_owned())
        );
        for mut party in [buyer(&world), seller(&world), world.operator()] {
            assert_eq!(
                listed(&mut party, &order).await,
                [guided.clone(), done.clone(), forced.clone()]
            );
        }
    })
    .await;
}

#[tokio::test]
async fn what_waits_is_approved_or_refused_over_everybodys_head() {
    everywhere(async |world| {
        let (order, cancellation) = waiting(&world).await;
        intervene(
            &world,
            step(&order, Some(&cancellation), Kind::ApproveCancellation),
        )
        .await
        .unwrap();
        assert_eq!(
            world.cancellation(&cancellation).await.state(),
            pb::CancellationState::Approved
        );
        assert_eq!(world.debts().await.len(), 1);
        let (order, cancellation) = waiting(&world).await;
        intervene(
            &world,
            step(&order, Some(&cancellation), Kind::RefuseCancellation),
        )
        .await
        .unwrap();
        let now = world.cancellation(&cancellation).await;
        assert_eq!(
            (now.state(), now.next_deadline),
            (pb::CancellationState::Refused, None)
        );
        assert_eq!(now.decide_reason, "platform: The refusal breaks the rules.");
        let again = intervene(
            &world,
            step(&order, Some(&cancellation), Kind::RefuseCancellation),
        )
        .await;
        assert_eq!(
            code(again),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn approving_what_is_disputed_ends_the_dispute_for_the_buyer() {
    everywhere(async |world| {
        let (order, cancellation, dispute) = disputed(&world).await;
        let done = intervene(
            &world,
            step(&order, Some(&cancellation), Kind::ApproveCancellation),
        )
        .await
        .unwrap();
        assert_eq!(minor(&done.amount), 3_200);
        let ruled = read(&world, &dispute).await;
        assert_eq!(
            (ruled.state(), ruled.ruling_for()),
            (pb::DisputeState::Ruled, pb::RulingFor::Buyer)
        );
        assert_ne!(ruled.etag, dispute.etag);
        let last: Vec<String> = world
            .changes()
            .await
            .into_iter()
            .map(|(change, _)| change)
            .rev()
            .take(2)
            .collect();
        assert_eq!(last, ["intervened", "dispute_ruled"]);
        assert!(
            crate::disputed::clocks(&world, &cancellation.cancellation_id)
                .await
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn a_shipped_order_is_no_bar_and_a_refund_needs_a_payment() {
    everywhere(async |world| {
        let draft = || Draft::new("kajet", "GBP", "GB", &[("sel_a", 1, 2_000)]);
        let shipped = world.paid(draft()).await;
        world.ship(&shipped, &[]).await.unwrap();
        assert_eq!(
            minor(&intervene(&world, force(&shipped, 500)).await.unwrap().amount),
            500
        );
        assert_eq!(world.order(&shipped).await.state(), pb::OrderState::Shipped);
        let unpaid = world.place(draft()).await;
        let outcome = intervene(&world, force(&unpaid, 500)).await;
        assert_eq!(code(outcome), (Code::FailedPrecondition, "NOT_PAID".to_owned()));
        let euros = pb::InterveneRequest {
            amount: Some(money("EUR", 1)),
            ..force(&shipped, 1)
        };
        assert_eq!(bad_fields(intervene(&world, euros).await), ["amount"]);
    })
    .await;
}

#[tokio::test]
async fn only_the_platform_steps_in_and_only_with_the_packs_powers() {
    everywhere(async |world| {
        let (order, cancellation) = refused(&world).await;
        for mut party in [
            buyer(&world),
            seller(&world),
            world.bound("kajet", Role::Auditor, "aud"),
        ] {
            let outcome = party.intervene(step(&order, None, Kind::Guidance)).await;
            assert_eq!(
                code(outcome),
                (Code::PermissionDenied, "CALLER_FORBIDDEN".to_owned())
            );
        }
        let empty = intervene(&world, pb::InterveneRequest::default()).await;
        assert_eq!(bad_fields(empty), ["order_id", "kind", "reason"]);
        let unnamed = intervene(&world, step(&order, None, Kind::ApproveCancellation)).await;
        assert_eq!(bad_fields(unnamed), ["cancellation_id"]);
        let priced = pb::InterveneRequest {
            amount: Some(money("GBP", 1)),
            ..step(&order, None, Kind::Guidance)
        };
        assert_eq!(bad_fields(intervene(&world, priced).await), ["amount"]);
        assert_eq!(
            bad_fields(intervene(&world, step(&order, None, Kind::ForceRefund)).await),
            ["amount"]
        );
        let other = world.paid(Draft::kajet()).await;
        let foreign = intervene(
            &world,
            step(&other, Some(&cancellation), Kind::ApproveCancellation),
        )
        .await;
        assert_eq!(code(foreign), (Code::NotFound, "NOT_FOUND".to_owned()));
        let mut elsewhere = world.bound("kakaclo", Role::Agent, "agt");
        let foreign = elsewhere.intervene(step(&order, None, Kind::Guidance)).await;
        assert_eq!(code(foreign), (Code::NotFound, "NOT_FOUND".to_owned()));
        assert!(listed(&mut world.operator(), &order).await.is_empty());
        let (_, powerless) = redress_policy::packs::all()
            .find(|(name, _)| name.contains("kwoking"))
            .unwrap();
        world.shelf.publish(
            &powerless.replace("may_override = true", "may_override = false"),
            start(),
        );
        let order = world.paid(Draft::kwoking()).await;
        let approved = world
            .cancel(ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]))
            .await
            .unwrap();
        let outcome = intervene(&world, step(&order, Some(&approved), Kind::ApproveCancellation)).await;
        assert_eq!(metadata(&outcome, "clauses"), "KW-17");
        assert_eq!(
            code(outcome),
            (Code::FailedPrecondition, "INTERVENTION_NOT_ALLOWED".to_owned())
        );
        intervene(&world, step(&order, Some(&approved), Kind::Guidance))
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_seller_sees_no_intervention_on_anothers_cancellation_and_lists_come_in_pages() {
    everywhere(async |world| {
        let order = world.paid(Draft::kajet()).await;
        let of_b = world
            .cancel(ask(&order, Party::Buyer, Ground::ChangeOfMind, &[("2", 1)]))
            .await
            .unwrap();
        let first = intervene(&world, step(&order, None, Kind::Guidance))
            .await
            .unwrap();
        let second = intervene(&world, step(&order, Some(&of_b), Kind::Guidance))
            .await
            .unwrap();
        assert_eq!(
            listed(&mut seller(&world), &order).await,
            std::slice::from_ref(&first)
        );
        let mut seller_b = world.bound("kajet", Role::Seller, "sel_b");
        assert_eq!(
            listed(&mut seller_b, &order).await,
            [first.clone(), second.clone()]
        );
        let request = pb::ListInterventionsRequest {
            order_id: order.order_id.clone(),
            page_size: 1,
            ..pb::ListInterventionsRequest::default()
        };
        let page = world
            .operator()
            .list_interventions(request.clone())
            .await
            .unwrap()
            .into_inner();
        assert_eq!(page.interventions, [first]);
        let next = pb::ListInterventionsRequest {
            page_token: page.next_page_token,
            ..request
        };
        let page = world
            .operator()
            .list_interventions(next)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(
            (page.interventions.as_slice(), page.next_page_token.as_str()),
            ([second].as_slice(), "")
        );
        let mut stranger = world.bound("kajet", Role::Buyer, "byr_other");
        let request = pb::ListInterventionsRequest {
            order_id: order.order_id.clone(),
            ..Default::default()
        };
        assert_eq!(code(stranger.list_interventions(request).await).0, Code::NotFound);
    })
    .await;
}
