//! What must hold after a restart, and at the end.

use super::load::Case;
use crate::client::Clients;
use crate::shop;
use anyhow::{Context as _, ensure};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use redress_contracts::redress::notifications::v1::{ListMessagesRequest, Message};
use redress_contracts::redress::orders::v1::{
    CancellationState, GetCancellationRequest, GetOrderRequest, ListOrdersRequest, Order, OrderState,
};
use redress_contracts::redress::refunds::v1::{GetRefundRequest, RefundState};
use std::collections::{BTreeMap, BTreeSet};

/// How many cases are looked at once.
const AT_ONCE: usize = 8;

/// What was answered before the kill is there, in the state that was answered or a later one.
pub(super) async fn nothing_is_lost(clients: &Clients, known: &[Case]) -> anyhow::Result<()> {
    stream::iter(known)
        .map(Ok::<&Case, anyhow::Error>)
        .try_for_each_concurrent(AT_ONCE, async |case| {
            case_is_there(clients, case)
                .await
                .with_context(|| format!("{case:?}"))
        })
        .await
}

async fn case_is_there(clients: &Clients, case: &Case) -> anyhow::Result<()> {
    let state = order(clients, case).await?.state();
    let later = match (&case.cancellation_id, case.is_paid) {
        (Some(_), _) => state == OrderState::Cancelled,
        (None, true) => matches!(state, OrderState::Paid | OrderState::Cancelled),
        (None, false) => true,
    };
    ensure!(later, "the order is {state:?}");
    if let Some(cancellation_id) = &case.cancellation_id {
        let state = cancellation_state(clients, cancellation_id).await?;
        ensure!(
            matches!(state, CancellationState::Approved | CancellationState::Refunded),
            "it is {state:?}"
        );
    }
    if let Some(refund_id) = &case.refund_id {
        let request = GetRefundRequest {
            refund_id: refund_id.clone(),
        };
        clients
            .refunds
            .clone()
            .get_refund(request)
            .await
            .context("the refund")?;
    }
    Ok(())
}

/// Whether nothing is under way in a case any more.
pub(super) async fn is_settled(clients: &Clients, case: &Case) -> anyhow::Result<bool> {
    let is_refunded = match &case.cancellation_id {
        Some(id) => cancellation_state(clients, id).await? == CancellationState::Refunded,
        None => true,
    };
    let refunds = clients.refunds_of(&case.order_id).await?;
    let is_paid_back = refunds
        .iter()
        .all(|refund| refund.state() == RefundState::Succeeded);
    let expected = usize::from(case.cancellation_id.is_some() || case.refund_id.is_some());
    Ok(is_refunded && is_paid_back && refunds.len() == expected)
}

/// Books, refunds and provider agree on every case, each message was written once, and each order exists once. Returns how many
/// effects there were, and how many refunds were overdue.
pub(super) async fn all_is_settled(clients: &Clients, cases: &[Case]) -> anyhow::Result<(usize, usize)> {
    nothing_is_lost(clients, cases).await?;
    let mut effects = 0;
    let mut overdue = 0;
    for case in cases {
        let standing = clients
            .audit_settled(&case.order_id, &shop::payment_reference(&case.name))
            .await?;
        ensure!(
            standing.refunds.len() <= 1,
            "{case:?} was refunded more than once"
        );
        effects += standing.refunds.len();
        for refund in standing.refunds.iter().filter(|_| case.has_due_time) {
            let is_late = time(refund.settle_time.as_ref()) > time(refund.due_time.as_ref());
            ensure!(
                refund.is_overdue == is_late,
                "{case:?}: not what was noticed of {refund:?}"
            );
            overdue += usize::from(is_late);
        }
        each_message_once(clients, case)
            .await
            .with_context(|| format!("{case:?}"))?;
    }
    let all_effects = clients.effects("").await?.len();
    ensure!(
        all_effects == effects,
        "the provider paid {all_effects} times for {effects} refunds"
    );
    each_order_once(clients, cases).await?;
    clients.audit_ledger(crate::shop::SHOP).await?;
    Ok((effects, overdue))
}

async fn each_message_once(clients: &Clients, case: &Case) -> anyhow::Result<()> {
    let request = ListMessagesRequest {
        marketplace_id: shop::SHOP.to_owned(),
        order_id: case.order_id.clone(),
        page_size: 200,
        ..ListMessagesRequest::default()
    };
    let messages: Vec<Message> = clients
        .notifications
        .clone()
        .list_messages(request)
        .await?
        .into_inner()
        .messages;
    let mut seen = BTreeMap::new();
    for message in &messages {
        *seen
            .entry((message.change.as_str(), message.party, message.case_id.as_str()))
            .or_insert(0) += 1;
    }
    ensure!(
        seen.values().all(|count| *count == 1),
        "a message was written twice: {seen:?}"
    );
    Ok(())
}

fn time(wire: Option<&prost_types::Timestamp>) -> Option<(i64, i32)> {
    wire.map(|time| (time.seconds, time.nanos))
}

/// Whether a repeated placing made a second order.
async fn each_order_once(clients: &Clients, cases: &[Case]) -> anyhow::Result<()> {
    let known: BTreeSet<&str> = cases.iter().map(|case| case.order_id.as_str()).collect();
    ensure!(known.len() == cases.len(), "two cases have one order");
    let mut request = ListOrdersRequest {
        marketplace_id: shop::SHOP.to_owned(),
        page_size: 200,
        ..ListOrdersRequest::default()
    };
    let mut count = 0;
    loop {
        let page = clients
            .orders
            .clone()
            .list_orders(request.clone())
            .await?
            .into_inner();
        for order in &page.orders {
            ensure!(
                known.contains(order.order_id.as_str()),
                "nobody was told of {}",
                order.order_id
            );
        }
        count += page.orders.len();
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    ensure!(count == cases.len(), "{count} orders for {} cases", cases.len());
    Ok(())
}

async fn order(clients: &Clients, case: &Case) -> anyhow::Result<Order> {
    let request = GetOrderRequest {
        order_id: case.order_id.clone(),
    };
    Ok(clients
        .orders
        .clone()
        .get_order(request)
        .await
        .context("the order")?
        .into_inner())
}

async fn cancellation_state(clients: &Clients, id: &str) -> anyhow::Result<CancellationState> {
    let request = GetCancellationRequest {
        cancellation_id: id.to_owned(),
    };
    Ok(clients
        .orders
        .clone()
        .get_cancellation(request)
        .await
        .context("the cancellation")?
        .into_inner()
        .state())
}
