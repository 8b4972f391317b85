//! What there is to be called about: two orders of one buyer and seller, one of another buyer and seller, and one of another
//! marketplace, each with a thing of every kind.

use std::collections::BTreeSet;

use anyhow::Context as _;
use chrono::TimeDelta;
use redress_contracts::redress::access::v1 as access;
use redress_contracts::redress::gateway::v1::CreateApiKeyRequest;
use redress_contracts::redress::gateway::v1::key_service_client::KeyServiceClient;
use redress_contracts::redress::notifications::v1::ListMessagesRequest;
use redress_contracts::redress::orders::v1::{
    CancelOrderRequest, DecideCancellationRequest, OpenDisputeRequest, PlaceOrderRequest,
    ProposeSettlementRequest,
};
use redress_contracts::redress::policies::v1::{
    DeclareSpecialPeriodRequest, Ground, Party, PublishPolicyRequest,
};
use redress_contracts::redress::privacy::v1::RequestExportRequest;
use redress_contracts::redress::refunds::v1::ListEffectsRequest;
use redress_contracts::redress::webhooks::v1::source_service_client::SourceServiceClient;
use redress_contracts::redress::webhooks::v1::webhook_service_client::WebhookServiceClient;
use redress_contracts::redress::webhooks::v1::{
    CreateEndpointRequest, CreateSourceRequest, Header, Provider, ReceiveNoticeRequest, SendTestEventRequest,
};
use redress_rpc::Caller;
use redress_rpc::convert::time_to_wire;
use redress_tests::cast::{Cast, whole_cast};
use redress_tests::scene::{SHOP, Scene, Seat, dollars, dresses, gif};
use redress_tests::shop;
use sha2::{Digest as _, Sha256};

use crate::cells::Relation;
use crate::rows::{Row, rows};

/// The marketplace next door: the same pack under another name.
const NEXT_DOOR: &str = "nextdoor";

/// A clause of both marketplaces.
const CLAUSE: &str = "KC-18";

/// The things of each relation, as each row would name them.
pub struct Worlds {
    worlds: Vec<World>,
}

struct World {
    relation: Relation,
    cast: Cast,
    /// What only some rows may name, by the row's name.
    of_rows: Vec<(&'static str, Vec<(&'static str, String)>)>,
}

impl Worlds {
    /// Makes them.
    pub async fn set(scene: &mut Scene) -> anyhow::Result<Worlds> {
        publish_next_door(scene).await?;
        let own = Seat::default();
        let other_party = Seat {
            prefix: "party-",
            buyer: "byr_other".to_owned(),
            seller: "sel_other".to_owned(),
            ..own.clone()
        };
        let next_door = Seat {
            prefix: "nextdoor-",
            shop: NEXT_DOOR.to_owned(),
            buyer: "byr_third".to_owned(),
            seller: "sel_third".to_owned(),
        };
        let other_order = Seat {
            prefix: "order-",
            ..own.clone()
        };
        let mut worlds = Vec::new();
        for (relation, seat) in [
            (Relation::Own, own),
            (Relation::OtherOrder, other_order),
            (Relation::OtherParty, other_party),
            (Relation::OtherMarketplace, next_door),
        ] {
            scene.seat = seat;
            worlds.push(World::set(scene, relation).await?);
        }
        Ok(Worlds { worlds })
    }

    /// The things of a relation as a row names them.
    pub fn cast(&self, relation: Relation, row: &Row) -> Option<Cast> {
        let world = self.worlds.iter().find(|world| world.relation == relation)?;
        let of_row = world.of_rows.iter().find(|(name, _)| *name == row.name);
        let texts = of_row.into_iter().flat_map(|(_, texts)| texts);
        Some(texts.fold(world.cast.clone(), |cast, (field, text)| cast.with(field, text)))
    }

    /// The order that a link to this package's things is for.
    pub fn order_of(&self, package: &str) -> &str {
        let own = self.worlds.iter().find(|world| world.relation == Relation::Own);
        own.and_then(|own| own.cast.text_of(package, "order_id"))
            .unwrap_or_default()
    }

    /// Ids of things that a row does not see.
    pub fn out_of_sight<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = &'a str> {
        let texts_of = move |is_seen: bool| {
            let worlds = self.worlds.iter();
            let worlds = worlds.filter(move |world| row.sees(world.relation) == is_seen);
            worlds.flat_map(|world| world.cast.texts())
        };
        let seen: BTreeSet<&str> = texts_of(true).collect();
        texts_of(false).filter(move |text| is_of_one_thing(text) && !seen.contains(text))
    }
}

/// Whether a text is the id of one thing, and neither a name that many know nor evidence, which statements refer to freely.
fn is_of_one_thing(text: &str) -> bool {
    text.len() > 20 && text.contains('_') && !text.starts_with("evd_")
}

impl World {
    async fn set(scene: &Scene, relation: Relation) -> anyhow::Result<World> {
        let cast = whole_cast(scene, "whole").await?;
        let cast = with_more(scene, cast).await?;
        let mut of_rows = Vec::new();
        for row in rows() {
            of_rows.push((row.name, of_row(scene, &cast, &row).await?));
        }
        Ok(World {
            relation,
            cast,
            of_rows,
        })
    }
}

/// What a cast has no use for elsewhere: a dispute over an order, a special period, an effect of the provider's.
async fn with_more(scene: &Scene, cast: Cast) -> anyhow::Result<Cast> {
    let cancelled = cast.text_of("redress.orders.v1", "order_id");
    let cancelled = cancelled.context("the cast has an order")?.to_owned();
    let declare = DeclareSpecialPeriodRequest {
        request_id: format!("{}-period", scene.seat.shop),
        marketplace_id: scene.seat.shop.clone(),
        kind: "weather".to_owned(),
        start_time: Some(time_to_wire(scene.now() + TimeDelta::days(30))),
        end_time: Some(time_to_wire(scene.now() + TimeDelta::days(31))),
        reason: "A storm.".to_owned(),
        ..DeclareSpecialPeriodRequest::default()
    };
    let mut policies = scene.clients.policies.clone();
    let period = policies.declare_special_period(declare).await?.into_inner();
    let mut sandbox = scene.clients.sandbox.clone();
    let effects = sandbox.list_effects(ListEffectsRequest::default()).await?;
    let effect = effects.into_inner().effects.pop().context("money moved")?;
    let cast = cast
        .with("redress.refunds.v1.order_id", &cancelled)
        .with("clause_id", CLAUSE)
        .with("special_period_id", &period.special_period_id)
        .with("effect_id", &effect.effect_id);
    with_late_order(scene, cast).await
}

/// A key and an endpoint of the seller's, an event about them, and its delivery. Each row has its own, since some end them.
async fn doors(scene: &Scene, row: &Row) -> anyhow::Result<Vec<(&'static str, String)>> {
    let (seat, channel) = (&scene.seat, &scene.clients.channel);
    let name = |what: &str| format!("{}{what}-{}", seat.prefix, row.name.replace(' ', "-"));
    let create = CreateApiKeyRequest {
        request_id: name("key"),
        marketplace_id: seat.shop.clone(),
        role: access::Role::Seller.into(),
        principal: seat.seller.clone(),
        ..CreateApiKeyRequest::default()
    };
    let mut keys = KeyServiceClient::new(channel.clone());
    let key = keys.create_api_key(create).await?.into_inner();
    let create = CreateEndpointRequest {
        request_id: name("endpoint"),
        marketplace_id: seat.shop.clone(),
        seller_id: seat.seller.clone(),
        url: "http://127.0.0.1:9/".to_owned(),
        ..CreateEndpointRequest::default()
    };
    let mut webhooks = WebhookServiceClient::new(channel.clone());
    let endpoint = webhooks.create_endpoint(create).await?.into_inner();
    let send = SendTestEventRequest {
        request_id: name("test"),
        endpoint_id: endpoint.endpoint_id.clone(),
    };
    let delivery = webhooks.send_test_event(send).await?.into_inner();
    let ask = RequestExportRequest {
        request_id: name("export"),
        marketplace_id: seat.shop.clone(),
        buyer_id: seat.buyer.clone(),
    };
    let export = scene
        .clients
        .privacy
        .clone()
        .request_export(ask)
        .await?
        .into_inner();
    scene.rest().await?;
    Ok(vec![
        ("data_request_id", export.data_request_id),
        ("api_key_id", key.api_key_id),
        ("endpoint_id", endpoint.endpoint_id),
        ("event_id", delivery.event_id),
        ("delivery_id", delivery.delivery_id),
    ])
}

/// A source of the marketplace's, and what it told.
async fn ways_in(scene: &Scene, row: &Row) -> anyhow::Result<Vec<(&'static str, String)>> {
    const SECRET: &str = "a secret of the provider's";
    let name = format!("{}source-{}", scene.seat.prefix, row.name.replace(' ', "-"));
    let create = CreateSourceRequest {
        request_id: name.clone(),
        marketplace_id: scene.seat.shop.clone(),
        provider: Provider::SeventeenTrack.into(),
        secret: SECRET.to_owned(),
        ..CreateSourceRequest::default()
    };
    let mut sources = SourceServiceClient::new(scene.clients.channel.clone());
    let source = sources.create_source(create).await?.into_inner();
    let body = format!(r#"{{"event":"TRACKING_STOPPED","data":{{"number":"{name}"}}}}"#);
    let signature = Sha256::digest(format!("{body}/{SECRET}"));
    let signature: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
    let receive = ReceiveNoticeRequest {
        source_id: source.source_id.clone(),
        body: body.into_bytes(),
        headers: vec![Header {
            name: "sign".to_owned(),
            value: signature,
        }],
    };
    let taken = sources.receive_notice(receive).await?.into_inner();
    Ok(vec![
        ("redress.webhooks.v1.source_id", source.source_id),
        ("notice_id", taken.notice_id),
    ])
}

/// An order that is late, whose cancellation the platform refused and the buyer disputes.
async fn with_late_order(scene: &Scene, cast: Cast) -> anyhow::Result<Cast> {
    let name = |what: &str| format!("{}late-{what}", scene.seat.prefix);
    let mut orders = scene.clients.orders.clone();
    let place = PlaceOrderRequest {
        place_time: Some(time_to_wire(scene.now() - TimeDelta::days(3))),
        processing_due_time: Some(time_to_wire(scene.now() - TimeDelta::days(1))),
        ..dresses(&scene.seat, &name("place"), 3)
    };
    let order = orders.place_order(place).await?.into_inner();
    let pay = shop::pay(&name("pay"), &order.order_id);
    orders.confirm_payment(pay).await?;
    let cancel = CancelOrderRequest {
        ground: Ground::LateShipment.into(),
        ..shop::cancel(&name("cancel"), &order.order_id)
    };
    let cancellation = orders.cancel_order(cancel).await?.into_inner();
    let refuse = DecideCancellationRequest {
        request_id: name("refuse"),
        cancellation_id: cancellation.cancellation_id.clone(),
        decided_by: Party::Platform.into(),
        reason: "It ships today.".to_owned(),
        ..DecideCancellationRequest::default()
    };
    orders.decide_cancellation(refuse).await?;
    let open = OpenDisputeRequest {
        request_id: name("dispute"),
        cancellation_id: cancellation.cancellation_id.clone(),
        opened_by: Party::Buyer.into(),
        statement: "It did not ship.".to_owned(),
        ..OpenDisputeRequest::default()
    };
    let dispute = orders.open_dispute(open).await?.into_inner();
    let propose = ProposeSettlementRequest {
        request_id: name("propose"),
        dispute_id: dispute.dispute_id.clone(),
        party: Party::Seller.into(),
        amount: Some(dollars(100)),
        ..ProposeSettlementRequest::default()
    };
    let proposed = orders.propose_settlement(propose).await?.into_inner();
    let proposal = proposed.proposals.last().context("it was proposed")?;
    let decision = cancellation.decision.context("it was decided")?;
    Ok(cast
        .with("redress.orders.v1.order_id", &order.order_id)
        .with("redress.orders.v1.cancellation_id", &cancellation.cancellation_id)
        .with("redress.orders.v1.decision_id", &decision.decision_id)
        .with("redress.orders.v1.dispute_id", &dispute.dispute_id)
        .with("redress.orders.v1.proposal_id", &proposal.proposal_id))
}

/// What a row alone may name: a message to them, and an upload that they began.
async fn of_row(scene: &Scene, cast: &Cast, row: &Row) -> anyhow::Result<Vec<(&'static str, String)>> {
    let order_id = cast
        .text_of("redress.notifications.v1", "order_id")
        .context("the cast has an order")?;
    let party = if row.principal().starts_with("sel_") {
        Party::Seller
    } else {
        Party::Buyer
    };
    let request = ListMessagesRequest {
        marketplace_id: scene.seat.shop.clone(),
        order_id: order_id.to_owned(),
        party: party.into(),
        ..ListMessagesRequest::default()
    };
    let listed = scene.clients.notifications.clone().list_messages(request).await?;
    let message = listed.into_inner().messages.pop();
    let message = message.with_context(|| format!("{} was told nothing", row.name))?;
    let mut texts = doors(scene, row).await?;
    texts.extend(ways_in(scene, row).await?);
    texts.push(("message_id", message.message_id));
    if row.is_party() && scene.seat.shop == SHOP {
        let caller = Caller::new(Some(SHOP), row.role, owner_of(scene, row));
        let caller = match row.sight {
            crate::rows::Sight::OneOrder => caller.for_order(order_id),
            crate::rows::Sight::Own | crate::rows::Sight::Marketplace => caller,
        };
        let mut start =
            gif(&format!("{}{}", scene.seat.prefix, row.name.replace(' ', "-")), 7).start(order_id);
        start.party = 0;
        let mut evidence = scene.clients.evidence.clone();
        let upload = evidence.start_upload(caller.request(start)).await?.into_inner();
        texts.push(("upload_id", upload.upload_id));
    }
    Ok(texts)
}

/// Who in a row's role is at home where the scene is.
fn owner_of<'a>(scene: &'a Scene, row: &Row) -> &'a str {
    if row.principal().starts_with("sel_") {
        &scene.seat.seller
    } else {
        &scene.seat.buyer
    }
}

/// The shop next door has the same policy.
async fn publish_next_door(scene: &Scene) -> anyhow::Result<()> {
    let (_, source) = redress_policy::packs::SHOPS
        .iter()
        .find(|(file, _)| file.trim_end_matches(".toml") == SHOP)
        .context("the shop has no pack")?;
    let next_door = source.replacen(&format!("id = \"{SHOP}\""), &format!("id = \"{NEXT_DOOR}\""), 1);
    let again = |source: &str| format!("{source}\n# Published again.\n");
    // Each in two versions, because messages name the second.
    for source in [again(source), next_door.clone(), again(&next_door)] {
        let request = PublishPolicyRequest {
            source,
            ..PublishPolicyRequest::default()
        };
        scene.clients.policies.clone().publish_policy(request).await?;
    }
    Ok(())
}
