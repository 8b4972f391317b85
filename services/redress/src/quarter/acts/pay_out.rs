//! Money on its way back: payout details from buyers, payouts by operators, reviews and failures by finance, refunds that
//! bounce, goodwill.

use super::super::book::{Case, File};
use super::super::world::World;
use super::{Kind, dice, minor};
use redress_contracts::redress::orders::v1::OrderState;
use redress_contracts::redress::policies::v1::{Breakdown, BreakdownLine, BreakdownPart};
use redress_contracts::redress::refunds::v1::{
    ConfirmPayoutRequest, CreateRefundRequest, GetRefundRequest, ListEffectsRequest, ProviderBehaviour,
    Refund, RefundKind, RefundState, Resolution, ResolveRefundRequest, ReverseEffectRequest,
    ScriptProviderRequest, SetPayoutDetailsRequest,
};

/// Moves the order's refunds on where a person has to, and gives goodwill on its day.
pub async fn act(world: &World, file: &mut File) {
    let ids: Vec<String> = in_order(file);
    for (place, id) in ids.iter().enumerate() {
        let case = &file.refunds[id];
        let mut dice = dice(world, file, Kind::Refund, (place, case));
        let wait = match case.now.state() {
            // Some let it rest for so long that it becomes overdue.
            RefundState::AwaitingPayoutDetails => *dice.weigh(&[(80, 2u32), (20, 33)]),
            RefundState::AwaitingPayout => *dice.weigh(&[(85, 2u32), (15, 34)]),
            RefundState::ManualReview => dice.between(1, 2),
            RefundState::Failed => 1,
            RefundState::Succeeded if file.fate.bounces => 3,
            _ => continue,
        };
        if case.is_due(wait, file.day) {
            move_on(world, file, id).await;
        }
    }
    if file.fate.goodwill_after.is_some() && file.age() == file.fate.goodwill_after {
        goodwill(world, file).await;
    }
}

/// The refunds in the order in which they were made, which does not depend on what their ids are.
fn in_order(file: &File) -> Vec<String> {
    let mut ids: Vec<&Case<Refund>> = file.refunds.values().collect();
    ids.sort_by_key(|case| {
        let made = case.now.create_time.map(|time| (time.seconds, time.nanos));
        let lines = case.now.breakdown.iter().flat_map(|breakdown| &breakdown.lines);
        let lines: Vec<String> = lines.map(|line| line.line_id.clone()).collect();
        (made, case.now.cause.clone(), lines)
    });
    ids.iter().map(|case| case.now.refund_id.clone()).collect()
}

async fn move_on(world: &World, file: &mut File, id: &str) {
    let Some(case) = file.refunds.get_mut(id) else {
        return;
    };
    case.attempt();
    let (tries, refund) = (case.tries, case.now.clone());
    match refund.state() {
        RefundState::AwaitingPayoutDetails => tell_account(world, file, &refund).await,
        RefundState::AwaitingPayout => make_payout(world, file, &refund).await,
        RefundState::ManualReview => review(world, file, &refund).await,
        RefundState::Failed if tries == 1 => again(world, file, &refund).await,
        RefundState::Succeeded if tries == 1 => bounce(world, file, &refund).await,
        _ => {}
    }
    let request = GetRefundRequest {
        refund_id: id.to_owned(),
    };
    let reply = world.refunds().get_refund(request).await;
    if let Some(refund) = file.take("read a refund", reply) {
        file.saw_refund(refund);
    }
}

async fn tell_account(world: &World, file: &mut File, refund: &Refund) {
    let method = refund.method.clone().unwrap_or_default();
    let kind = method.payout_options.first().cloned().unwrap_or(method.method);
    let request = SetPayoutDetailsRequest {
        request_id: file.request_id(),
        refund_id: refund.refund_id.clone(),
        kind,
        account: "0917 000 0002".to_owned(),
        holder: "A. Buyer".to_owned(),
        bank: "First Bank".to_owned(),
        ..SetPayoutDetailsRequest::default()
    };
    let reply = world.refunds().set_payout_details(request).await;
    file.take("tell the account", reply);
}

async fn make_payout(world: &World, file: &mut File, refund: &Refund) {
    let request = ConfirmPayoutRequest {
        request_id: file.request_id(),
        refund_id: refund.refund_id.clone(),
        paid: true,
        reference: format!("transfer {}", file.fate.name()),
        ..ConfirmPayoutRequest::default()
    };
    let reply = world.refunds().confirm_payout(request).await;
    file.take("make a payout", reply);
}

/// Finance looks at the provider's books: what was paid is paid, all else is sent again, once the provider answers.
async fn review(world: &World, file: &mut File, refund: &Refund) {
    script(world, file).await;
    let key = format!("refund-{}", refund.refund_id);
    let effects = effects(world, file).await;
    let was_paid = effects.iter().any(|effect| effect.idempotency_key == key);
    let request = ResolveRefundRequest {
        request_id: file.request_id(),
        refund_id: refund.refund_id.clone(),
        resolution: if was_paid {
            Resolution::Paid
        } else {
            Resolution::Retry
        }
        .into(),
        reason: "By the provider's own books.".to_owned(),
        ..ResolveRefundRequest::default()
    };
    let reply = world.refunds().resolve_refund(request).await;
    file.take("review a refund", reply);
}

/// What failed or came back is owed still: finance makes a new refund that takes its place.
async fn again(world: &World, file: &mut File, refund: &Refund) {
    script(world, file).await;
    let request = CreateRefundRequest {
        request_id: file.request_id(),
        order_id: refund.order_id.clone(),
        payment_id: refund.payment_id.clone(),
        kind: refund.kind,
        breakdown: refund.breakdown.clone(),
        reason: "The first one did not reach the buyer.".to_owned(),
        replaces_refund_id: refund.refund_id.clone(),
        ..CreateRefundRequest::default()
    };
    let reply = world.refunds().create_refund(request).await;
    if let Some(refund) = file.take("refund again", reply) {
        file.saw_refund(refund);
    }
}

/// The buyer's bank sends it back, once; finance pays it again.
async fn bounce(world: &World, file: &mut File, refund: &Refund) {
    let key = format!("refund-{}", refund.refund_id);
    let effects = effects(world, file).await;
    let Some(effect) = effects.into_iter().find(|effect| effect.idempotency_key == key) else {
        return;
    };
    file.fate.bounces = false;
    let request = ReverseEffectRequest {
        effect_id: effect.effect_id,
    };
    let reply = world.sandbox().reverse_effect(request).await;
    if file.take("send a refund back", reply).is_some() {
        again(world, file, refund).await;
    }
}

async fn effects(world: &World, file: &mut File) -> Vec<redress_contracts::redress::refunds::v1::Effect> {
    let request = ListEffectsRequest {
        payment_reference: format!("pay-{}", file.fate.name()),
        ..ListEffectsRequest::default()
    };
    let reply = world.sandbox().list_effects(request).await;
    file.take("read the provider's books", reply)
        .unwrap_or_default()
        .effects
}

/// From now on the provider pays.
async fn script(world: &World, file: &mut File) {
    let request = ScriptProviderRequest {
        payment_reference: format!("pay-{}", file.fate.name()),
        behaviour: ProviderBehaviour::Succeed.into(),
        ..ScriptProviderRequest::default()
    };
    let reply = world.sandbox().script_provider(request).await;
    file.take("script the provider", reply);
}

/// A little of what was paid, because the price fell or the parcel was slow.
async fn goodwill(world: &World, file: &mut File) {
    if file.state() != OrderState::Delivered {
        return;
    }
    let amount = minor(file, (file.fate.cart.total() * 3 / 100).max(1));
    let clause = world
        .pack(file.fate.shop.id)
        .and_then(|pack| pack.clauses.first());
    let request = CreateRefundRequest {
        request_id: file.request_id(),
        order_id: file.order_id(),
        kind: RefundKind::Goodwill.into(),
        breakdown: Some(Breakdown {
            lines: vec![BreakdownLine {
                part: BreakdownPart::Goodwill.into(),
                amount: Some(amount.clone()),
                clause_ids: clause.map(|clause| clause.id.to_string()).into_iter().collect(),
                message: "For the wait.".to_owned(),
                ..BreakdownLine::default()
            }],
            amount: Some(amount),
        }),
        reason: "The parcel was slow.".to_owned(),
        ..CreateRefundRequest::default()
    };
    let reply = world.refunds().create_refund(request).await;
    if let Some(refund) = file.take("give goodwill", reply) {
        file.saw_refund(refund);
    }
}
