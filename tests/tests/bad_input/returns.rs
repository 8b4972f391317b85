//! Returns that cannot be asked for, numbers with a typing error, and goods that cannot be received.

use anyhow::{Context as _, ensure};
use redress_contracts::google::r#type::Money;
use redress_contracts::redress::returns::v1::{
    FindReturnRequest, GetReturnRequest, RequestReturnRequest, Return, ReturnLine, ReturnState,
};
use redress_tests::scene::{Scene, apply, ask, decide, dollars, inspect, receive};
use tonic::{Code, Status};

use crate::aftercare::{Seen, on_both};
use crate::expected::{Expected, Where, illegal, invalid, not_found, policy_refuses, refused};

on_both! {
    asking: a_return_that_cannot_be_is_refused_with_its_reason_on_sqlite,
        a_return_that_cannot_be_is_refused_with_its_reason_on_postgres;
    numbers: a_return_number_with_a_typing_error_finds_nothing_on_sqlite,
        a_return_number_with_a_typing_error_finds_nothing_on_postgres;
    goods: goods_that_cannot_be_are_not_taken_back_on_sqlite,
        goods_that_cannot_be_are_not_taken_back_on_postgres;
}

async fn try_ask(scene: &Scene, request: RequestReturnRequest) -> Result<(), Status> {
    scene
        .clients
        .returns
        .clone()
        .request_return(request)
        .await
        .map(drop)
}

async fn asking(scene: &Scene) -> anyhow::Result<()> {
    let order = scene.delivered("delivered", 3).await?;
    let under_way = scene.shipped("under-way", 2).await?;
    let closed = scene.closed("closed", 2).await?;
    let of_closed = scene.clients.order(&closed.order_id).await?;
    ensure!(
        closed.state() == ReturnState::Closed,
        "it is {:?}",
        closed.state()
    );
    let orders = [&order, &under_way, &of_closed];
    let before = Seen::now(scene, &orders).await?;

    let answer = try_ask(scene, ask("many", &order, 4)).await;
    refused("more than was delivered", answer, &invalid("lines[0].quantity"))?;
    for quantity in [-1, i32::MIN, i32::MAX] {
        let answer = try_ask(scene, ask("odd", &order, quantity)).await;
        refused(
            &format!("a quantity of {quantity}"),
            answer,
            &invalid("lines[0].quantity"),
        )?;
    }
    let answer = try_ask(scene, ask("early", &under_way, 1)).await;
    refused("what is under way", answer, &policy_refuses("LINE_NOT_DELIVERED"))?;
    let answer = try_ask(scene, ask("again", &of_closed, 1)).await;
    refused("what was paid back", answer, &invalid("lines[0].quantity"))?;
    let answer = try_ask(scene, ask("again", &of_closed, 0)).await;
    refused("all that is left of nothing", answer, &precondition())?;
    let lines = |lines: &[(&str, i32)]| RequestReturnRequest {
        lines: lines
            .iter()
            .map(|(line_id, quantity)| ReturnLine {
                line_id: (*line_id).to_owned(),
                quantity: *quantity,
                ..ReturnLine::default()
            })
            .collect(),
        ..ask("lines", &order, 0)
    };
    let answer = try_ask(scene, lines(&[("9", 1)])).await;
    refused("a line of no order", answer, &invalid("lines[0].line_id"))?;
    let answer = try_ask(scene, lines(&[("1", 1), ("1", 1)])).await;
    refused("a line twice", answer, &invalid("lines[1].line_id"))?;
    texts(scene, &order).await?;
    before.is_still_so(scene, &orders).await?;

    // Windows close: 30 days at this shop, and the refusal says when.
    scene.days(45).await?;
    let before = Seen::now(scene, &orders).await?;
    let answer = try_ask(scene, ask("late", &order, 1)).await;
    refused(
        "after the hard end",
        answer.clone(),
        &policy_refuses("WINDOW_CLOSED"),
    )?;
    let close_time = redress_rpc::error::reason_of(&answer.err().context("it was taken")?);
    ensure!(close_time.as_deref() == Some("WINDOW_CLOSED"), "{close_time:?}");
    before.is_still_so(scene, &orders).await
}

async fn texts(scene: &Scene, order: &redress_contracts::redress::orders::v1::Order) -> anyhow::Result<()> {
    let good = || ask("text", order, 1);
    let with = |change: &dyn Fn(&mut RequestReturnRequest)| {
        let mut request = good();
        change(&mut request);
        try_ask(scene, request)
    };
    let answer = with(&|request| request.explanation = "x".repeat(4_001)).await;
    refused("an explanation without end", answer, &invalid("explanation"))?;
    let answer = with(&|request| request.explanation = "a\0b".to_owned()).await;
    refused("an explanation with NUL", answer, &invalid("explanation"))?;
    let answer = with(&|request| request.invoice = "INV\u{7}".to_owned()).await;
    refused("an invoice that rings", answer, &invalid("invoice"))?;
    let answer = with(&|request| {
        request.contact.get_or_insert_default().email = "nowhere".to_owned();
    })
    .await;
    refused("an address without a place", answer, &invalid("contact.email"))?;
    let answer = with(&|request| request.wished_remedy = 99).await;
    refused(
        "a wish for what does not exist",
        answer,
        &invalid("wished_remedy"),
    )?;
    let answer = with(&|request| request.ground = 0).await;
    refused("no ground", answer, &invalid("ground"))?;
    let answer = with(&|request| request.maker_warranty_months = i32::MAX).await;
    refused("a warranty for ever", answer, &invalid("maker_warranty_months"))?;
    let answer = with(&|request| request.order_id = "ret_01jz0000000000000000000000".to_owned()).await;
    refused("an id of another kind", answer, &not_found())?;
    let answer = with(&|request| request.request_id = "two words".to_owned()).await;
    refused("a request id with a blank", answer, &invalid("request_id"))
}

/// Every number that differs from a good one in one character, or by two neighbours that changed places.
fn typos(number: &str) -> Vec<String> {
    let characters: Vec<char> = number.chars().collect();
    let mut all = Vec::new();
    for at in "RMA-".len()..characters.len() {
        let mut other = characters.clone();
        if other[at] == '-' {
            continue;
        }
        other[at] = if other[at] == '2' { '3' } else { '2' };
        all.push(other.iter().collect());
        let next = if at + 1 < characters.len() && characters[at + 1] == '-' {
            at + 2
        } else {
            at + 1
        };
        if next < characters.len() && characters[next] != characters[at] {
            let mut swapped = characters.clone();
            swapped.swap(at, next);
            all.push(swapped.iter().collect());
        }
    }
    all
}

async fn numbers(scene: &Scene) -> anyhow::Result<()> {
    let one = scene.approved("one", 2).await?;
    let two = scene.approved("two", 2).await?;
    let order = scene.clients.order(&one.order_id).await?;
    let before = Seen::now(scene, &[&order]).await?;
    let find = async |number: &str| {
        let request = FindReturnRequest {
            rma_number: number.to_owned(),
        };
        scene.clients.returns.clone().find_return(request).await
    };
    let found = find(&one.rma_number.to_lowercase().replace('-', " "))
        .await?
        .into_inner();
    ensure!(found.return_id == one.return_id, "another return was found");
    let typos = typos(&one.rma_number);
    ensure!(typos.len() >= 15, "only {} typing errors", typos.len());
    for typed in typos {
        let answer = find(&typed).await.map(drop);
        refused(&typed, answer, &invalid("rma_number"))?;
        let request = redress_contracts::redress::returns::v1::ReceiveParcelRequest {
            rma_number: typed.clone(),
            ..receive("typo", &one, 1)
        };
        let answer = scene
            .clients
            .returns
            .clone()
            .receive_parcel(request)
            .await
            .map(drop);
        refused(&typed, answer, &invalid("rma_number"))?;
    }
    let request = redress_contracts::redress::returns::v1::ReceiveParcelRequest {
        rma_number: two.rma_number.clone(),
        ..receive("other", &one, 1)
    };
    let answer = scene
        .clients
        .returns
        .clone()
        .receive_parcel(request)
        .await
        .map(drop);
    refused("another return's number", answer, &invalid("rma_number"))?;
    before.is_still_so(scene, &[&order]).await
}

async fn goods(scene: &Scene) -> anyhow::Result<()> {
    let order = scene.delivered("waits", 3).await?;
    let waits = scene.asked("waits-ask", &order, 2).await?;
    let refused_case = scene.delivered("refused", 3).await?;
    let refused_case = scene.asked("refused-ask", &refused_case, 2).await?;
    let refused_case = scene.decided("refused", &refused_case, false).await?;
    let approved = scene.approved("approved", 2).await?;
    let received = scene.received("received", 2).await?;
    let orders = [&order];
    let before = Seen::now(scene, &orders).await?;
    let returns = || scene.clients.returns.clone();

    for case in [&waits, &refused_case, &received] {
        let answer = returns()
            .receive_parcel(receive("goods", case, 1))
            .await
            .map(drop);
        refused(
            &format!("goods of a return that is {:?}", case.state()),
            answer,
            &illegal(),
        )?;
    }
    for quantity in [3, i32::MAX, 0, -1] {
        let answer = returns()
            .receive_parcel(receive("goods", &approved, quantity))
            .await
            .map(drop);
        refused(
            &format!("{quantity} dresses of 2"),
            answer,
            &invalid("lines[0].quantity"),
        )?;
    }
    money(scene, &approved, &received).await?;
    for case in [&waits, &approved, &refused_case] {
        let answer = returns().apply_remedy(apply("pay", case)).await.map(drop);
        refused(
            &format!("a refund of a return that is {:?}", case.state()),
            answer,
            &illegal(),
        )?;
    }
    let answer = returns().apply_remedy(apply("pay", &received)).await.map(drop);
    refused("a refund of what was not inspected", answer, &precondition())?;
    for case in [&refused_case, &approved] {
        let answer = returns()
            .decide_return(decide("twice", case, true))
            .await
            .map(drop);
        refused(
            &format!("a decision about what is {:?}", case.state()),
            answer,
            &illegal(),
        )?;
    }
    let mut unread = decide("reason", &waits, false);
    unread.reason.clear();
    refused(
        "a refusal without a reason",
        returns().decide_return(unread).await.map(drop),
        &invalid("reason"),
    )?;
    for id in [
        "ord_01jz0000000000000000000000",
        "ret_01jz0000000000000000000000",
        "🦆",
    ] {
        let request = GetReturnRequest {
            return_id: id.to_owned(),
        };
        refused(id, returns().get_return(request).await.map(drop), &not_found())?;
    }
    before.is_still_so(scene, &orders).await
}

async fn money(scene: &Scene, approved: &Return, received: &Return) -> anyhow::Result<()> {
    let returns = || scene.clients.returns.clone();
    let yen = Money {
        currency_code: "JPY".to_owned(),
        units: 1,
        nanos: 0,
    };
    for (what, postage) in [("in yen", yen.clone()), ("below zero", dollars(-1))] {
        let request = redress_contracts::redress::returns::v1::ReceiveParcelRequest {
            postage: Some(postage),
            ..receive("postage", approved, 1)
        };
        let answer = returns().receive_parcel(request).await.map(drop);
        refused(&format!("postage {what}"), answer, &invalid("postage"))?;
    }
    let good = inspect("points", received)?;
    let mut twice = good.clone();
    twice.points.push(twice.points[0].clone());
    let at = twice.points.len() - 1;
    let path: &'static str = format!("points[{at}].point").leak();
    refused(
        "a point twice",
        returns().inspect_return(twice).await.map(drop),
        &invalid(path),
    )?;
    let mut unknown = good.clone();
    unknown.points[0].point = "smell".to_owned();
    refused(
        "a point of no list",
        returns().inspect_return(unknown).await.map(drop),
        &invalid("points[0].point"),
    )?;
    for (what, reduction) in [("in yen", yen), ("below zero", dollars(-1))] {
        let mut reduced = good.clone();
        reduced.reduction = Some(reduction);
        let answer = returns().inspect_return(reduced).await.map(drop);
        refused(&format!("a reduction {what}"), answer, &invalid("reduction"))?;
    }
    let mut priced = good;
    priced
        .missing_parts
        .push(redress_contracts::redress::returns::v1::MissingPart {
            name: "belt".to_owned(),
            price: Some(dollars(-100)),
        });
    refused(
        "a part of a negative price",
        returns().inspect_return(priced).await.map(drop),
        &invalid("missing_parts[0].price"),
    )
}

fn precondition() -> Expected {
    Expected {
        code: Code::FailedPrecondition,
        reason: "PRECONDITION_FAILED",
        place: Where::Nowhere,
    }
}
