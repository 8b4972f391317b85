//! Things of every kind that exist in a suite, so that a message can name them: four sets, each with a return in another state.

use crate::scene::{Scene, dollars, gif};
use crate::shop;
use prost_reflect::{DynamicMessage, EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor, Value};
use redress_contracts::redress::orders::v1::{CancelOrderRequest, OpenDisputeRequest};
use redress_contracts::redress::policies::v1::{Ground, Party};
use redress_contracts::redress::refunds::v1::ListRefundsRequest;
use redress_contracts::redress::returns::v1::{
    ProposeReturnSettlementRequest, RecordUnmatchedParcelRequest, Return,
};
use std::collections::HashMap;

/// How fields are called that say for whom somebody speaks.
pub const PARTIES: [&str; 4] = ["requested_by", "decided_by", "opened_by", "party"];

/// A number that UPS could have given.
const NUMBER: &str = "1Z999AA10123456784";
/// How many dresses an order is of: enough to ask for some of them again and again.
const DRESSES: i32 = 80;

/// Fields that a good message leaves out, because they do not go with the others.
const LEFT_OUT: [(&str, &str); 12] = [
    ("redress.logistics.v1.CreateShipmentRequest", "return_id"),
    (
        "redress.notifications.v1.RecordBounceRequest",
        "provider_reference",
    ),
    ("redress.orders.v1.ChangeLinesRequest", "payment"),
    ("redress.orders.v1.ConfirmPaymentRequest", "payment_id"),
    ("redress.orders.v1.Line", "line_id"),
    ("redress.orders.v1.Parcel", "deliver_time"),
    ("redress.orders.v1.Payment", "payment_id"),
    ("redress.policies.v1.DecideRequest", "version"),
    ("redress.policies.v1.LintPolicyRequest", "policy_id"),
    ("redress.refunds.v1.CreateRefundRequest", "payment_id"),
    ("redress.returns.v1.PreviewRemedyRequest", "exchange_price"),
    ("redress.returns.v1.ProposeReturnSettlementRequest", "keeps_goods"),
];

/// Enums whose first value does not go with the others.
const CHOSEN: [(&str, i32); 5] = [
    ("redress.orders.v1.InterveneRequest.kind", 3),
    ("redress.returns.v1.ApplyRemedyRequest.remedy", 2),
    ("redress.returns.v1.DecideReturnRequest.decided_by", 3),
    ("redress.returns.v1.InterveneInReturnRequest.kind", 3),
    ("redress.returns.v1.PreviewRemedyRequest.remedy", 2),
];

/// Texts by the name of their field, or by their package and that name.
#[derive(Clone)]
pub struct Cast {
    texts: HashMap<String, String>,
    now: i64,
}

/// What a return went through, in order.
const STATES: [&str; 4] = ["waits", "approved", "inspected", "disputed"];

/// One for each state of a return: waiting for the platform, for its parcel, for its remedy, and disputed after it.
///
/// # Errors
/// A call failed.
pub async fn casts(scene: &Scene) -> anyhow::Result<Vec<Cast>> {
    let mut all = Vec::new();
    for (number, name) in STATES.into_iter().enumerate() {
        all.push(cast(scene, name, number).await?);
    }
    Ok(all)
}

/// One whose return was disputed after its remedy: with a thing of every kind.
///
/// # Errors
/// A call failed.
pub async fn whole_cast(scene: &Scene, name: &str) -> anyhow::Result<Cast> {
    let name = format!("{}{name}", scene.seat.prefix);
    cast(scene, &name, STATES.len() - 1).await
}

async fn cast(scene: &Scene, name: &str, number: usize) -> anyhow::Result<Cast> {
    let order = scene.delivered(name, DRESSES).await?;
    let mut case = scene.asked(&format!("{name}-ask"), &order, 2).await?;
    if number > 0 {
        case = scene.decided(name, &case, true).await?;
    }
    if number > 1 {
        case = scene.back(name, &case).await?;
        case = scene.seen(name, &case).await?;
    }
    if number > 2 {
        case = scene.paid_back(name, &case).await?;
    }
    let mut texts = of_return(scene, (name, number as u8), &case).await?;
    if number > 2 {
        of_dispute(scene, name, &case, &mut texts).await?;
    }
    of_cancellation(scene, name, &mut texts).await?;
    let seat = &scene.seat;
    let order_id = texts.get("order_id").cloned().unwrap_or_default();
    for (field, text) in [
        ("marketplace_id", &seat.shop),
        ("policy_id", &seat.shop),
        ("buyer_id", &seat.buyer),
        ("seller_id", &seat.seller),
        ("seller_ids", &seat.seller),
        ("order_ids", &order_id),
    ] {
        texts.insert(field.to_owned(), text.clone());
    }
    Ok(Cast {
        texts,
        now: scene.now().timestamp(),
    })
}

async fn of_return(
    scene: &Scene,
    (name, shade): (&str, u8),
    case: &Return,
) -> anyhow::Result<HashMap<String, String>> {
    let order = scene.clients.order(&case.order_id).await?;
    let shipment = scene.shipment(&order).await?;
    let mut texts = HashMap::new();
    let mut put = |key: &str, text: &str| texts.insert(key.to_owned(), text.to_owned());
    put("order_id", &case.order_id);
    put("return_id", &case.return_id);
    put("case_id", &order.order_id);
    put("rma_number", &case.rma_number);
    let decision = case.decision.clone().unwrap_or_default();
    put("decision_id", &decision.decision_id);
    put("redress.orders.v1.parcel_id", "1");
    put("redress.logistics.v1.shipment_id", &shipment.shipment_id);
    put("redress.logistics.v1.parcel_id", &shipment.parcels[0].parcel_id);
    let parcel_id = case.parcels.first().map_or("", |parcel| &parcel.parcel_id);
    put("redress.returns.v1.parcel_id", parcel_id);
    let evidence = scene
        .evidence(&order.order_id, &gif(&format!("{name}-seen"), shade))
        .await?;
    put("evidence_id", &evidence.evidence_id);
    put("evidence_ids", &evidence.evidence_id);
    let upload = scene
        .upload(&order.order_id, &gif(&format!("{name}-open"), 100 + shade))
        .await?;
    put("upload_id", &upload.upload_id);
    let found = RecordUnmatchedParcelRequest {
        request_id: format!("{name}-unmatched"),
        marketplace_id: scene.seat.shop.clone(),
        description: "A box.".to_owned(),
        ..RecordUnmatchedParcelRequest::default()
    };
    let found = scene
        .clients
        .returns
        .clone()
        .record_unmatched_parcel(found)
        .await?;
    put("unmatched_parcel_id", &found.into_inner().unmatched_parcel_id);
    Ok(texts)
}

/// A dispute with an open proposal.
async fn of_dispute(
    scene: &Scene,
    name: &str,
    case: &Return,
    texts: &mut HashMap<String, String>,
) -> anyhow::Result<()> {
    let dispute = scene.disputed(name, case).await?;
    let propose = ProposeReturnSettlementRequest {
        request_id: format!("{name}-propose"),
        dispute_id: dispute.dispute_id.clone(),
        party: Party::Seller.into(),
        amount: Some(dollars(100)),
        ..ProposeReturnSettlementRequest::default()
    };
    let mut disputes = scene.clients.return_disputes.clone();
    let proposed = disputes.propose_return_settlement(propose).await?.into_inner();
    let proposal = proposed
        .proposals
        .last()
        .map(|proposal| proposal.proposal_id.clone());
    texts.insert("proposal_id".to_owned(), proposal.unwrap_or_default());
    texts.insert("redress.returns.v1.dispute_id".to_owned(), dispute.dispute_id);
    Ok(())
}

/// An order that was cancelled and disputed, with its refund.
async fn of_cancellation(
    scene: &Scene,
    name: &str,
    texts: &mut HashMap<String, String>,
) -> anyhow::Result<()> {
    let name = format!("{name}-cancelled");
    let order = scene.paid(&name, 3).await?;
    let mut orders = scene.clients.orders.clone();
    let cancel = CancelOrderRequest {
        requested_by: Party::Seller.into(),
        ground: Ground::SellerOther.into(),
        explanation: "It was the last one, and it is torn.".to_owned(),
        ..shop::cancel(&format!("{name}-cancel"), &order.order_id)
    };
    let cancelled = orders.cancel_order(cancel).await?.into_inner();
    scene.rest().await?;
    let open = OpenDisputeRequest {
        request_id: format!("{name}-dispute"),
        cancellation_id: cancelled.cancellation_id.clone(),
        opened_by: Party::Buyer.into(),
        statement: "It is not as was said.".to_owned(),
        ..OpenDisputeRequest::default()
    };
    if let Ok(dispute) = orders.open_dispute(open).await {
        texts.insert(
            "redress.orders.v1.dispute_id".to_owned(),
            dispute.into_inner().dispute_id,
        );
    }
    let list = ListRefundsRequest {
        marketplace_id: scene.seat.shop.clone(),
        order_id: order.order_id.clone(),
        ..ListRefundsRequest::default()
    };
    let refunds = scene
        .clients
        .refunds
        .clone()
        .list_refunds(list)
        .await?
        .into_inner()
        .refunds;
    if let Some(refund) = refunds.into_iter().next() {
        texts.insert("refund_id".to_owned(), refund.refund_id);
    }
    texts.insert("cancellation_id".to_owned(), cancelled.cancellation_id);
    texts.insert("redress.orders.v1.order_id".to_owned(), order.order_id);
    Ok(())
}

impl Cast {
    /// The text of a field in a package.
    pub fn text_of(&self, package: &str, field: &str) -> Option<&str> {
        let own = self.texts.get(&format!("{package}.{field}"));
        own.or_else(|| self.texts.get(field)).map(String::as_str)
    }

    /// The same things, save for one field's, which is named alone or after its package.
    #[must_use]
    pub fn with(mut self, field: &str, text: &str) -> Cast {
        self.texts.insert(field.to_owned(), text.to_owned());
        self
    }

    /// The same fields with other texts.
    #[must_use]
    pub fn map(mut self, other: impl Fn(&str) -> String) -> Cast {
        self.texts.values_mut().for_each(|text| *text = other(text));
        self
    }

    /// Every text.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.values().map(String::as_str)
    }

    /// A message that a sensible client could send. Every field has a value, so that each can be spoiled.
    pub fn good(&self, of: &MessageDescriptor, name: &str) -> DynamicMessage {
        let mut message = DynamicMessage::new(of.clone());
        if self.fill(&mut message, of.full_name()) {
            return message;
        }
        for field in of.fields() {
            if LEFT_OUT.contains(&(of.full_name(), field.name())) {
                continue;
            }
            let value = self.value(&field, name);
            let value = if field.is_list() {
                Value::List(vec![value])
            } else {
                value
            };
            message.set_field(&field, value);
        }
        message
    }

    /// The messages whose fields depend on one another.
    fn fill(&self, message: &mut DynamicMessage, full_name: &str) -> bool {
        let fields = match full_name {
            "google.type.Money" => vec![
                ("currency_code", Value::String("USD".to_owned())),
                ("units", Value::I64(2)),
                ("nanos", Value::I32(0)),
            ],
            "google.protobuf.Timestamp" => vec![("seconds", Value::I64(self.now)), ("nanos", Value::I32(0))],
            _ => return false,
        };
        for (field, value) in fields {
            message.set_field_by_name(field, value);
        }
        true
    }

    fn value(&self, field: &FieldDescriptor, name: &str) -> Value {
        match field.kind() {
            Kind::String => Value::String(self.text(field, name)),
            Kind::Bytes => Value::Bytes(b"GIF8".to_vec().into()),
            Kind::Bool => Value::Bool(true),
            Kind::Enum(of) => Value::EnumNumber(chosen(field).unwrap_or_else(|| first_known(&of))),
            Kind::Int32 => Value::I32(if field.name() == "call_count" { 1 } else { 2 }),
            Kind::Int64 => Value::I64(if field.name() == "offset" { 0 } else { 2 }),
            Kind::Message(of) if is_later(field) => {
                let mut time = self.good(&of, name);
                time.set_field_by_name("seconds", Value::I64(self.now + 86_400));
                Value::Message(time)
            }
            Kind::Message(of) => Value::Message(self.good(&of, name)),
            kind => unreachable!("no contract has a field of {kind:?}"),
        }
    }

    fn text(&self, field: &FieldDescriptor, name: &str) -> String {
        let package = field.parent_message().package_name().to_owned();
        if let Some(text) = self.text_of(&package, field.name()) {
            return text.to_owned();
        }
        let text = match field.name() {
            "request_id" => return format!("{name}-good"),
            "etag" | "page_token" | "terms_source" | "region" => "",
            "line_id" | "line_ids" => "1",
            "carrier" | "carrier_hint" => "ups",
            "tracking_number" => NUMBER,
            "email" | "buyer_email" => "mara@example.test",
            "country" | "region_code" | "buyer_country" | "origin_country" | "destination_country" => "US",
            "currency" => "USD",
            "buyer_language" => "fr",
            "product_class" => "durable",
            "status_code" => "5.1.1",
            "pseudonym" => "erased_01jz0000000000000000000000",
            "kind" if package.ends_with("policies.v1") => "weather",
            "kind" => "product_photo",
            "sha256" => "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
            _ => "a text",
        };
        text.to_owned()
    }
}

/// The first number that says something.
fn first_known(of: &EnumDescriptor) -> i32 {
    of.values()
        .map(|value| value.number())
        .find(|number| *number != 0)
        .unwrap_or(0)
}

fn chosen(field: &FieldDescriptor) -> Option<i32> {
    let found = CHOSEN.iter().find(|(name, _)| *name == field.full_name());
    found.map(|(_, number)| *number)
}

/// Whether a time has to lie in the future.
fn is_later(field: &FieldDescriptor) -> bool {
    matches!(field.name(), "due_time" | "end_time" | "estimated_delivery_time")
}
