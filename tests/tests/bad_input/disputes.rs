//! Disputes over returns, and interventions, that cannot be.

use anyhow::{Context as _, ensure};
use redress_contracts::google::r#type::Money;
use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::returns::v1::{
    AddReturnStatementRequest, AnswerReturnProposalRequest, AppealReturnRulingRequest,
    EscalateReturnDisputeRequest, InterveneInReturnRequest, OpenReturnDisputeRequest,
    ProposeReturnSettlementRequest, RecordReturnOutcomeRequest, Return, ReturnDispute,
    ReturnInterventionKind, ReturnRulingFor, RuleReturnDisputeRequest,
};
use redress_tests::scene::{Scene, dollars};
use redress_tests::shop;
use tonic::{Code, Status};

use crate::aftercare::{Seen, buyer, on_both, seller};
use crate::expected::{Expected, Where, forbidden, illegal, invalid, not_found, refused, stale};

on_both! {
    settling: a_dispute_takes_no_proposal_that_cannot_be_on_sqlite,
        a_dispute_takes_no_proposal_that_cannot_be_on_postgres;
    ruling: a_ruling_and_what_follows_it_have_their_bounds_on_sqlite,
        a_ruling_and_what_follows_it_have_their_bounds_on_postgres;
    intervening: an_intervention_has_its_bounds_on_sqlite,
        an_intervention_has_its_bounds_on_postgres;
}

fn yen() -> Money {
    Money {
        currency_code: "JPY".to_owned(),
        units: 1,
        nanos: 0,
    }
}

fn too_much() -> Expected {
    Expected {
        code: Code::FailedPrecondition,
        reason: "AMOUNT_EXCEEDS_REFUNDABLE",
        place: Where::Field("amount"),
    }
}

async fn disputed(scene: &Scene, name: &str) -> anyhow::Result<(Return, ReturnDispute)> {
    let order = scene.delivered(name, 3).await?;
    let asked = scene.asked(&format!("{name}-ask"), &order, 2).await?;
    let case = scene.decided(name, &asked, false).await?;
    let dispute = scene.disputed(name, &case).await?;
    Ok((scene.found(&case).await?, dispute))
}

fn propose(dispute: &ReturnDispute, amount: Option<Money>) -> ProposeReturnSettlementRequest {
    ProposeReturnSettlementRequest {
        request_id: "propose".to_owned(),
        dispute_id: dispute.dispute_id.clone(),
        party: Party::Seller.into(),
        amount,
        ..ProposeReturnSettlementRequest::default()
    }
}

async fn settling(scene: &Scene) -> anyhow::Result<()> {
    let (case, dispute) = disputed(scene, "order").await?;
    let order = scene.clients.order(&case.order_id).await?;
    let before = Seen::now(scene, &[&order]).await?;
    let disputes = || scene.clients.return_disputes.clone();
    let try_propose = async |request| disputes().propose_return_settlement(request).await.map(drop);

    let open = OpenReturnDisputeRequest {
        request_id: "open".to_owned(),
        return_id: case.return_id.clone(),
        opened_by: Party::Buyer.into(),
        statement: "Again.".to_owned(),
        ..OpenReturnDisputeRequest::default()
    };
    let answer = disputes().open_return_dispute(open.clone()).await.map(drop);
    let there = Expected {
        code: Code::FailedPrecondition,
        reason: "PRECONDITION_FAILED",
        place: Where::Nowhere,
    };
    refused("a second dispute", answer, &there)?;
    let many = OpenReturnDisputeRequest {
        evidence_ids: vec!["evd_1".to_owned(); 21],
        ..open.clone()
    };
    let answer = disputes().open_return_dispute(many).await.map(drop);
    refused("too much evidence", answer, &invalid("evidence_ids"))?;
    let silent = OpenReturnDisputeRequest {
        statement: " \n ".to_owned(),
        ..open.clone()
    };
    let answer = disputes().open_return_dispute(silent).await.map(drop);
    refused("a dispute without a word", answer, &invalid("statement"))?;
    let nobody = OpenReturnDisputeRequest {
        return_id: dispute.dispute_id.clone(),
        ..open
    };
    let answer = disputes().open_return_dispute(nobody).await.map(drop);
    refused("a dispute over a dispute", answer, &not_found())?;

    for (what, amount) in [
        ("nothing", None),
        ("of zero", Some(dollars(0))),
        ("below zero", Some(dollars(-1))),
        ("in yen", Some(yen())),
        (
            "of half a cent",
            Some(Money {
                nanos: 5_000_000,
                ..dollars(100)
            }),
        ),
        (
            "of two signs",
            Some(Money {
                nanos: -500_000_000,
                ..dollars(100)
            }),
        ),
    ] {
        let answer = try_propose(propose(&dispute, amount)).await;
        refused(&format!("an amount {what}"), answer, &invalid("amount"))?;
    }
    for minor in [1_000_000, i64::MAX / 100] {
        let answer = try_propose(propose(&dispute, Some(dollars(minor)))).await;
        refused("more than is at stake", answer, &too_much())?;
    }
    let old = ProposeReturnSettlementRequest {
        etag: "old".to_owned(),
        ..propose(&dispute, Some(dollars(1)))
    };
    refused("a stale etag", try_propose(old).await, &stale())?;
    let answer = AnswerReturnProposalRequest {
        request_id: "answer".to_owned(),
        dispute_id: dispute.dispute_id.clone(),
        proposal_id: "p1".to_owned(),
        party: Party::Buyer.into(),
        accept: true,
        ..AnswerReturnProposalRequest::default()
    };
    let answered = disputes().answer_return_proposal(answer.clone()).await.map(drop);
    refused("an answer to nothing", answered, &not_found())?;
    before.is_still_so(scene, &[&order]).await?;

    disputes()
        .propose_return_settlement(propose(&dispute, Some(dollars(100))))
        .await?;
    let own = AnswerReturnProposalRequest {
        party: Party::Seller.into(),
        ..answer
    };
    let answered = disputes().answer_return_proposal(own).await.map(drop);
    refused("an answer to one's own proposal", answered, &forbidden())
}

async fn ruling(scene: &Scene) -> anyhow::Result<()> {
    let (case, dispute) = disputed(scene, "order").await?;
    let order = scene.clients.order(&case.order_id).await?;
    let before = Seen::now(scene, &[&order]).await?;
    let disputes = || scene.clients.return_disputes.clone();
    let rule = |ruling_for: ReturnRulingFor, amount| RuleReturnDisputeRequest {
        request_id: "rule".to_owned(),
        dispute_id: dispute.dispute_id.clone(),
        ruling_for: ruling_for.into(),
        amount,
        reason: "By what was shown.".to_owned(),
        ..RuleReturnDisputeRequest::default()
    };
    let try_rule =
        async |request| -> Result<(), Status> { disputes().rule_return_dispute(request).await.map(drop) };
    for caller in [buyer(), seller()] {
        let request = caller.request(rule(ReturnRulingFor::Buyer, None));
        let answer = disputes().rule_return_dispute(request).await.map(drop);
        refused(&format!("a ruling of the {}", caller.role), answer, &forbidden())?;
    }
    let in_part = ReturnRulingFor::BuyerInPart;
    for (what, amount) in [
        ("none", None),
        ("negative", Some(dollars(-5))),
        ("in yen", Some(yen())),
    ] {
        let answer = try_rule(rule(in_part, amount)).await;
        refused(&format!("a part that is {what}"), answer, &invalid("amount"))?;
    }
    let answer = try_rule(rule(in_part, Some(dollars(1_000_000)))).await;
    refused("a part that is more than the whole", answer, &too_much())?;
    let answer = try_rule(rule(ReturnRulingFor::Unspecified, None)).await;
    refused("a ruling for nobody", answer, &invalid("ruling_for"))?;
    let mute = RuleReturnDisputeRequest {
        reason: "\t".to_owned(),
        ..rule(ReturnRulingFor::Seller, None)
    };
    refused(
        "a ruling without a reason",
        try_rule(mute).await,
        &invalid("reason"),
    )?;
    let appeal = AppealReturnRulingRequest {
        request_id: "appeal".to_owned(),
        dispute_id: dispute.dispute_id.clone(),
        party: Party::Buyer.into(),
        reason: "Look again.".to_owned(),
        ..AppealReturnRulingRequest::default()
    };
    let answer = disputes().appeal_return_ruling(appeal.clone()).await.map(drop);
    refused("an appeal before the ruling", answer, &illegal())?;
    let escalate = EscalateReturnDisputeRequest {
        request_id: "escalate".to_owned(),
        dispute_id: dispute.dispute_id.clone(),
        body: "The Emperor of Atlantis".to_owned(),
        reference: "1".to_owned(),
        ..EscalateReturnDisputeRequest::default()
    };
    let answer = disputes().escalate_return_dispute(escalate).await.map(drop);
    refused("a body that no pack names", answer, &invalid("body"))?;
    let outcome = RecordReturnOutcomeRequest {
        request_id: "outcome".to_owned(),
        dispute_id: dispute.dispute_id.clone(),
        outcome: "Paid.".to_owned(),
        amount: Some(dollars(100)),
        ..RecordReturnOutcomeRequest::default()
    };
    let answer = disputes().record_return_outcome(outcome).await.map(drop);
    refused("an outcome of nothing", answer, &illegal())?;
    before.is_still_so(scene, &[&order]).await?;

    disputes()
        .rule_return_dispute(rule(ReturnRulingFor::Seller, None))
        .await?;
    let again = RuleReturnDisputeRequest {
        request_id: "again".to_owned(),
        ..rule(ReturnRulingFor::Buyer, None)
    };
    refused("a second ruling", try_rule(again).await, &illegal())?;
    scene.days(30).await?;
    let answer = disputes().appeal_return_ruling(appeal).await.map(drop);
    refused("an appeal after its time", answer, &illegal())?;
    let late = AddReturnStatementRequest {
        request_id: "late".to_owned(),
        dispute_id: dispute.dispute_id.clone(),
        party: Party::Buyer.into(),
        text: "One more thing.".to_owned(),
        ..AddReturnStatementRequest::default()
    };
    refused(
        "a word after the end",
        disputes().add_return_statement(late).await.map(drop),
        &illegal(),
    )
}

async fn intervening(scene: &Scene) -> anyhow::Result<()> {
    let order = scene.delivered("order", 3).await?;
    let case = scene.asked("order-ask", &order, 2).await?;
    let before = Seen::now(scene, &[&order]).await?;
    let disputes = || scene.clients.return_disputes.clone();
    let intervene = |kind: ReturnInterventionKind, amount| InterveneInReturnRequest {
        request_id: "step".to_owned(),
        return_id: case.return_id.clone(),
        kind: kind.into(),
        reason: "The rules were not kept.".to_owned(),
        amount,
        ..InterveneInReturnRequest::default()
    };
    let attempt = async |request| disputes().intervene_in_return(request).await.map(drop);
    let force = ReturnInterventionKind::ForceRefund;
    for caller in [buyer(), seller()] {
        let request = caller.request(intervene(force, Some(dollars(100))));
        let answer = disputes().intervene_in_return(request).await.map(drop);
        refused(
            &format!("an intervention of the {}", caller.role),
            answer,
            &forbidden(),
        )?;
    }
    for (what, amount) in [
        ("nothing", None),
        ("less", Some(dollars(-1))),
        ("yen", Some(yen())),
    ] {
        refused(
            &format!("a refund of {what}"),
            attempt(intervene(force, amount)).await,
            &invalid("amount"),
        )?;
    }
    for minor in [3 * 2_200 + 700 + 1, i64::MAX / 100] {
        let answer = attempt(intervene(force, Some(dollars(minor)))).await;
        refused("more than was captured", answer, &too_much())?;
    }
    let guided = intervene(ReturnInterventionKind::Guidance, Some(dollars(1)));
    refused("guidance for money", attempt(guided).await, &invalid("amount"))?;
    let mute = InterveneInReturnRequest {
        reason: String::new(),
        ..intervene(ReturnInterventionKind::Approve, None)
    };
    refused(
        "an intervention without a reason",
        attempt(mute).await,
        &invalid("reason"),
    )?;
    let old = InterveneInReturnRequest {
        etag: "old".to_owned(),
        ..intervene(force, Some(dollars(1)))
    };
    refused("a stale etag", attempt(old).await, &stale())?;
    before.is_still_so(scene, &[&order]).await?;

    // A shop whose pack knows no disputes.
    let mut orders = scene.clients.orders.clone();
    let mut place = shop::order("elsewhere");
    place.shipping_address.get_or_insert_default().region_code = "CH".to_owned();
    let placed = orders.place_order(place).await?.into_inner();
    orders
        .confirm_payment(shop::pay("elsewhere-pay", &placed.order_id))
        .await?;
    orders
        .mark_shipped(shop::ship("elsewhere-ship", &placed.order_id))
        .await?;
    orders
        .mark_delivered(shop::deliver("elsewhere-deliver", &placed.order_id))
        .await?;
    scene.rest().await?;
    let mut returns = scene.clients.returns.clone();
    let ask = shop::ask("elsewhere-ask", &placed.order_id);
    let asked = returns.request_return(ask).await?.into_inner();
    let open = OpenReturnDisputeRequest {
        request_id: "elsewhere".to_owned(),
        return_id: asked.return_id,
        opened_by: Party::Buyer.into(),
        statement: "It is not as was said.".to_owned(),
        ..OpenReturnDisputeRequest::default()
    };
    let answer = disputes().open_return_dispute(open).await.map(drop);
    let status = answer.err().context("it was disputed")?;
    let reason = redress_rpc::error::reason_of(&status);
    ensure!(reason.as_deref() == Some("DISPUTES_NOT_OFFERED"), "{status:?}");
    Ok(())
}
