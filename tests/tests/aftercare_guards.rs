//! Many hands at once: what was delivered is returned once, what was captured is paid back once, and a request that is sent
//! again and again has one effect, on both databases.

use anyhow::{Context as _, ensure};
use futures::future::join_all;
use prost::Message as _;
use redress_contracts::redress::orders::v1::Order;
use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::refunds::v1::{Refund, RefundState};
use redress_contracts::redress::returns::v1::{
    InterveneInReturnRequest, ListReturnsRequest, Return, ReturnInterventionKind, ReturnRulingFor,
    ReturnState, RuleReturnDisputeRequest,
};
use redress_db::Backend;
use redress_tests::scene::{PRICE, SHIPPING, SHOP, Scene, apply, ask, dollars, inspect, receive};
use redress_tests::shop::minor;
use redress_tests::storm::same_answer;
use tonic::{Code, Status};

/// Calls at once for the same units of a line.
const MANY: usize = 32;
/// Calls at once about one return.
const SOME: usize = 16;

/// Declares a test for each database.
macro_rules! on_both {
    ($($scenario:ident: $sqlite:ident, $postgres:ident;)+) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $sqlite() -> anyhow::Result<()> {
                on(Backend::Sqlite, $scenario).await
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn $postgres() -> anyhow::Result<()> {
                on(Backend::Postgres, $scenario).await
            }
        )+
    };
}

on_both! {
    asking: no_more_is_asked_back_than_was_delivered_on_sqlite,
        no_more_is_asked_back_than_was_delivered_on_postgres;
    receiving: no_more_is_received_than_is_out_on_sqlite,
        no_more_is_received_than_is_out_on_postgres;
    applying: a_remedy_is_applied_once_on_sqlite,
        a_remedy_is_applied_once_on_postgres;
    everything: nothing_together_pays_back_more_than_was_captured_on_sqlite,
        nothing_together_pays_back_more_than_was_captured_on_postgres;
    repeating: a_repeated_request_has_one_effect_on_sqlite,
        a_repeated_request_has_one_effect_on_postgres;
}

async fn on(backend: Backend, scenario: impl AsyncFn(&Scene) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let scene = Scene::set(backend).await?;
    scenario(&scene).await?;
    scene.rest().await?;
    scene.stop().await
}

/// How many calls were done; the others must have been refused with one of these reasons.
fn done<T>(answers: Vec<Result<T, Status>>, reasons: &[&str]) -> anyhow::Result<usize> {
    let mut count = 0;
    for answer in answers {
        match answer {
            Ok(_) => count += 1,
            Err(status) => {
                let reason = redress_rpc::error::reason_of(&status).unwrap_or_default();
                ensure!(reasons.contains(&reason.as_str()), "{status:?}");
            }
        }
    }
    Ok(count)
}

async fn returns_of(scene: &Scene, order: &Order) -> anyhow::Result<Vec<Return>> {
    let request = ListReturnsRequest {
        marketplace_id: SHOP.to_owned(),
        order_id: order.order_id.clone(),
        page_size: 200,
        ..ListReturnsRequest::default()
    };
    Ok(scene
        .clients
        .returns
        .clone()
        .list_returns(request)
        .await?
        .into_inner()
        .returns)
}

async fn refunds_of(scene: &Scene, order_id: &str) -> anyhow::Result<Vec<Refund>> {
    scene.rest().await?;
    scene.clients.refunds_of(order_id).await
}

fn paid(refunds: &[Refund]) -> i64 {
    let paid = refunds
        .iter()
        .filter(|refund| refund.state() == RefundState::Succeeded);
    paid.map(|refund| minor(refund.amount.as_ref())).sum()
}

/// 32 requests of one unit each, for 5 that were delivered; and then of two, of which only whole ones fit.
async fn asking(scene: &Scene) -> anyhow::Result<()> {
    for (name, quantity, of_each) in [("ones", 5, 1), ("twos", 5, 2)] {
        let order = scene.delivered(name, quantity).await?;
        let calls = (0..MANY).map(|at| {
            let request = ask(&format!("{name}-{at}"), &order, of_each);
            let mut returns = scene.clients.returns.clone();
            async move { returns.request_return(request).await }
        });
        let done = done(join_all(calls).await, &["INVALID_FIELD", "PRECONDITION_FAILED"])?;
        ensure!(
            done as i32 == quantity / of_each,
            "{done} returns of {of_each} of {quantity}"
        );
        let returns = returns_of(scene, &order).await?;
        let asked: i32 = returns
            .iter()
            .flat_map(|case| &case.lines)
            .map(|line| line.quantity)
            .sum();
        ensure!(
            returns.len() == done && asked <= quantity,
            "{asked} of {quantity} are asked back"
        );
    }
    Ok(())
}

/// 16 parcels of two for a return of five: two whole ones fit, and the fifth is taken by one of one.
async fn receiving(scene: &Scene) -> anyhow::Result<()> {
    let case = scene.approved("order", 5).await?;
    for (of_each, expected) in [(2, 2), (1, 1)] {
        let calls = (0..SOME).map(|at| {
            let request = receive(&format!("of-{of_each}-{at}"), &case, of_each);
            let mut returns = scene.clients.returns.clone();
            async move { returns.receive_parcel(request).await }
        });
        let done = done(
            join_all(calls).await,
            &["INVALID_FIELD", "ILLEGAL_TRANSITION", "CONFLICT"],
        )?;
        ensure!(
            done == expected,
            "{done} parcels of {of_each} were booked in, not {expected}"
        );
    }
    let now = scene.found(&case).await?;
    ensure!(now.state() == ReturnState::Received, "it is {:?}", now.state());
    let received: i32 = now.lines.iter().map(|line| line.received_quantity).sum();
    ensure!(received == 5, "{received} of 5 are back");
    let in_parcels: i32 = now
        .parcels
        .iter()
        .flat_map(|parcel| &parcel.lines)
        .map(|line| line.quantity)
        .sum();
    ensure!(in_parcels == 5, "{in_parcels} are in parcels");
    Ok(())
}

/// 16 remedies with different request ids: one refund.
async fn applying(scene: &Scene) -> anyhow::Result<()> {
    let case = scene.inspected("order", 3).await?;
    let calls = (0..SOME).map(|at| {
        let request = apply(&format!("apply-{at}"), &case);
        let mut returns = scene.clients.returns.clone();
        async move { returns.apply_remedy(request).await }
    });
    let done = done(join_all(calls).await, &["ILLEGAL_TRANSITION", "CONFLICT"])?;
    ensure!(done == 1, "{done} remedies were applied");
    let refunds = refunds_of(scene, &case.order_id).await?;
    ensure!(refunds.len() == 1, "{} refunds", refunds.len());
    ensure!(paid(&refunds) > 0 && paid(&refunds) <= 3 * PRICE, "{refunds:?}");
    let now = scene.found(&case).await?;
    let refund = now
        .remedy
        .context("it has no remedy")?
        .refund
        .context("it has no refund")?;
    ensure!(
        minor(refund.amount.as_ref()) == paid(&refunds),
        "another sum was paid"
    );
    Ok(())
}

/// A return that is paid back, another that is ruled for the buyer, forced refunds and goodwill, all at once and for all that
/// there is.
async fn everything(scene: &Scene) -> anyhow::Result<()> {
    let captured = 6 * PRICE + SHIPPING;
    let order = scene.delivered("order", 6).await?;
    let one = scene.asked("one", &order, 3).await?;
    let one = scene.decided("one", &one, true).await?;
    let one = scene.back("one", &one).await?;
    let one = scene.seen("one", &one).await?;
    let two = scene.asked("two", &order, 3).await?;
    let two = scene.decided("two", &two, false).await?;
    let dispute = scene.disputed("two", &two).await?;
    let clients = &scene.clients;
    let force = |at: usize| InterveneInReturnRequest {
        request_id: format!("force-{at}"),
        return_id: one.return_id.clone(),
        kind: ReturnInterventionKind::ForceRefund.into(),
        reason: "The rules were not kept.".to_owned(),
        amount: Some(dollars(captured / 2)),
        ..InterveneInReturnRequest::default()
    };
    let rule = |at: usize| RuleReturnDisputeRequest {
        request_id: format!("rule-{at}"),
        dispute_id: dispute.dispute_id.clone(),
        ruling_for: ReturnRulingFor::Buyer.into(),
        reason: "By what was shown.".to_owned(),
        ..RuleReturnDisputeRequest::default()
    };
    let goodwill = |at: usize| redress_contracts::redress::refunds::v1::CreateRefundRequest {
        breakdown: Some(redress_contracts::redress::policies::v1::Breakdown {
            lines: vec![redress_contracts::redress::policies::v1::BreakdownLine {
                part: redress_contracts::redress::policies::v1::BreakdownPart::Goodwill.into(),
                amount: Some(dollars(captured / 2)),
                message: "a gesture".to_owned(),
                ..Default::default()
            }],
            amount: Some(dollars(captured / 2)),
        }),
        ..redress_tests::shop::goodwill(&format!("goodwill-{at}"), &order.order_id, 1)
    };
    let (one, force, rule, goodwill) = (&one, &force, &rule, &goodwill);
    let answers = join_all((0..SOME).map(|at| async move {
        match at % 4 {
            0 => clients
                .returns
                .clone()
                .apply_remedy(apply(&format!("apply-{at}"), one))
                .await
                .map(drop),
            1 => clients
                .return_disputes
                .clone()
                .intervene_in_return(force(at))
                .await
                .map(drop),
            2 => clients
                .return_disputes
                .clone()
                .rule_return_dispute(rule(at))
                .await
                .map(drop),
            _ => clients
                .refunds
                .clone()
                .create_refund(goodwill(at))
                .await
                .map(drop),
        }
    }));
    let reasons = [
        "AMOUNT_EXCEEDS_REFUNDABLE",
        "ILLEGAL_TRANSITION",
        "CONFLICT",
        "PRECONDITION_FAILED",
    ];
    let done = done(answers.await, &reasons)?;
    ensure!(done >= 2, "only {done} were done");
    let refunds = refunds_of(scene, &order.order_id).await?;
    let paid = paid(&refunds);
    ensure!(paid <= captured, "{paid} were paid back of {captured}");
    let open = refunds.iter().filter(|refund| {
        !matches!(
            refund.state(),
            RefundState::Succeeded | RefundState::Failed | RefundState::Reversed
        )
    });
    ensure!(open.count() == 0, "a refund has no end: {refunds:?}");
    let standing = clients
        .audit_settled(&order.order_id, &redress_tests::shop::payment_reference("order"))
        .await?;
    ensure!(standing.paid_back <= standing.captured, "{standing:?}");
    clients.audit_ledger(SHOP).await?;
    Ok(())
}

/// The same request 32 times at once: one effect, and the same reply to all.
async fn repeating(scene: &Scene) -> anyhow::Result<()> {
    let order = scene.delivered("order", 4).await?;
    let returns = || scene.clients.returns.clone();
    let request = ask("ask", &order, 3);
    let asked = same_answer(MANY, || async { returns().request_return(request.clone()).await }).await?;
    ensure!(
        returns_of(scene, &order).await?.len() == 1,
        "more than one return"
    );
    let approved = scene.decided("order", &asked, true).await?;
    let request = receive("receive", &approved, 2);
    same_answer(MANY, || async { returns().receive_parcel(request.clone()).await }).await?;
    let received = scene.found(&approved).await?;
    ensure!(received.lines[0].received_quantity == 2, "{:?}", received.lines);
    let request = receive("rest", &approved, 1);
    same_answer(MANY, || async { returns().receive_parcel(request.clone()).await }).await?;
    let request = inspect("inspect", &approved)?;
    same_answer(MANY, || async { returns().inspect_return(request.clone()).await }).await?;
    let request = apply("apply", &approved);
    let applied = same_answer(MANY, || async { returns().apply_remedy(request.clone()).await }).await?;
    let refunds = refunds_of(scene, &order.order_id).await?;
    ensure!(refunds.len() == 1, "{} refunds", refunds.len());
    let again = returns().apply_remedy(request.clone()).await?.into_inner();
    ensure!(
        again.encode_to_vec() == applied.encode_to_vec(),
        "a later reply differs"
    );
    let mut other = request;
    other.reason = "otherwise".to_owned();
    let status = returns()
        .apply_remedy(other)
        .await
        .err()
        .context("another body was taken")?;
    ensure!(status.code() == Code::AlreadyExists, "{status:?}");
    let file = redress_tests::scene::gif("photo", 9);
    let start = file.start(&order.order_id);
    let evidence = || scene.clients.evidence.clone();
    let upload = same_answer(MANY, || async { evidence().start_upload(start.clone()).await }).await?;
    let whole = file.chunk(&upload, 0, file.bytes.len());
    evidence().upload_chunks(futures::stream::iter([whole])).await?;
    let finish = file.finish(&upload);
    let added = same_answer(MANY, || async { evidence().finish_upload(finish.clone()).await }).await?;
    ensure!(added.party() == Party::Buyer, "it is {:?}'s", added.party());
    Ok(())
}
