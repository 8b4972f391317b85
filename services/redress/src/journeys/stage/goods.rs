//! Goods on the stage: on their way back, received, inspected, and what the buyer gets.

use super::Stage;
use super::returns::expect_state;
use crate::journeys::step::amount;
use anyhow::Context as _;
use redress_contracts::google::r#type::Money;
use redress_contracts::redress::orders::v1::LineQuantity;
use redress_contracts::redress::policies::v1::Remedy;
use redress_contracts::redress::returns::v1::{
    AnnounceParcelRequest, ApplyRemedyRequest, InspectReturnRequest, InspectionPoint, PreviewRemedyRequest,
    ReceiveParcelRequest, RemedyPreview, Return, ReturnState, SendParcelRequest,
};
use redress_policy::pack::Checklist;
use tonic::Status;

/// A number that UPS could have given: its check digit is right.
pub const GOOD_NUMBER: &str = "1Z999AA10123456784";

impl Stage {
    /// The buyer tells of the parcel.
    ///
    /// # Errors
    /// The call failed.
    pub async fn announce(&mut self, found: &Return, number: &str) -> anyhow::Result<Return> {
        let request = AnnounceParcelRequest {
            request_id: self.request_id(),
            return_id: found.return_id.clone(),
            carrier: "ups".to_owned(),
            tracking_number: number.to_owned(),
            tracking_site: "https://www.ups.com/track".to_owned(),
            ..AnnounceParcelRequest::default()
        };
        self.announce_as(request).await
    }

    /// The buyer tells of the parcel, in so many words.
    ///
    /// # Errors
    /// The call failed.
    pub async fn announce_as(&mut self, request: AnnounceParcelRequest) -> anyhow::Result<Return> {
        let number = request.tracking_number.clone();
        let announced = self.returns.announce_parcel(request).await?.into_inner();
        self.show_return("buyer", &format!("sends the goods back, {number}"), &announced);
        self.rest().await?;
        Ok(announced)
    }

    /// The warehouse books in all of a return, or these lines.
    ///
    /// # Errors
    /// The call failed.
    pub async fn receive(&mut self, found: &Return, lines: &[(&str, i32)]) -> anyhow::Result<Return> {
        let all = found.lines.iter().map(|line| LineQuantity {
            line_id: line.line_id.clone(),
            quantity: line.quantity - line.received_quantity,
        });
        let lines = if lines.is_empty() {
            all.collect()
        } else {
            quantities(lines)
        };
        let way_back = |parcel: &&redress_contracts::redress::returns::v1::ReturnParcel| {
            parcel.purpose() == redress_contracts::redress::returns::v1::ParcelPurpose::Return
                && parcel.receive_time.is_none()
        };
        let parcel_id = found
            .parcels
            .iter()
            .find(way_back)
            .map(|parcel| parcel.parcel_id.clone());
        let request = ReceiveParcelRequest {
            request_id: self.request_id(),
            return_id: found.return_id.clone(),
            parcel_id: parcel_id.unwrap_or_default(),
            rma_number: found.rma_number.clone(),
            lines,
            ..ReceiveParcelRequest::default()
        };
        let received = self.returns.receive_parcel(request).await?.into_inner();
        self.show_return("warehouse", "books the parcel in", &received);
        self.rest().await?;
        Ok(received)
    }

    /// The warehouse tries to book in all of a return.
    pub async fn try_receive(&mut self, found: &Return) -> Result<Return, Status> {
        let request = ReceiveParcelRequest {
            request_id: self.request_id(),
            return_id: found.return_id.clone(),
            lines: found
                .lines
                .iter()
                .map(|line| LineQuantity {
                    line_id: line.line_id.clone(),
                    quantity: line.quantity,
                })
                .collect(),
            ..ReceiveParcelRequest::default()
        };
        Ok(self.returns.receive_parcel(request).await?.into_inner())
    }

    /// Whatever the checklist of the case asks for is in order, and the remedy is applied.
    ///
    /// # Errors
    /// A call failed.
    pub async fn settle(&mut self, found: &Return, remedy: Remedy) -> anyhow::Result<Return> {
        let found = self.read_return(found).await?;
        if found.state() == ReturnState::Remedied || found.is_closed {
            return Ok(found);
        }
        self.apply(&found, remedy).await
    }

    /// The checklist that the shop's pack has under this id.
    ///
    /// # Errors
    /// The pack has none.
    pub async fn checklist(&mut self, id: &str) -> anyhow::Result<Checklist> {
        let policy = self.policy().await?;
        let pack = redress_policy::load(&policy.source, "the pack")
            .map_err(|errors| anyhow::anyhow!("the pack cannot be read: {}", errors[0]))?;
        let found = pack.checklists.into_iter().find(|list| &*list.id == id);
        found.with_context(|| format!("the pack has no checklist {id}"))
    }

    /// An inspection by a checklist in which everything passes but these points.
    ///
    /// # Errors
    /// The pack has no such checklist.
    pub async fn inspection(
        &mut self,
        found: &Return,
        checklist: &str,
        failed: &[&str],
    ) -> anyhow::Result<InspectReturnRequest> {
        let checklist = self.checklist(checklist).await?;
        let point = |text: &redress_policy::Text| InspectionPoint {
            point: text.to_string(),
            passed: !failed.contains(&&**text),
            note: if failed.contains(&&**text) {
                "Seen at the bench."
            } else {
                ""
            }
            .to_owned(),
        };
        Ok(InspectReturnRequest {
            request_id: self.request_id(),
            return_id: found.return_id.clone(),
            points: checklist.points.iter().map(point).collect(),
            stages: checklist.stages.iter().map(point).collect(),
            is_ground_confirmed: true,
            ..InspectReturnRequest::default()
        })
    }

    /// The warehouse inspects, and the return stands so.
    ///
    /// # Errors
    /// The call failed, or the return stands otherwise.
    pub async fn inspect(
        &mut self,
        request: InspectReturnRequest,
        state: ReturnState,
    ) -> anyhow::Result<Return> {
        let inspected = self.returns.inspect_return(request).await?.into_inner();
        self.show_return("warehouse", "inspects the goods", &inspected);
        expect_state(&inspected, state)?;
        self.rest().await?;
        Ok(inspected)
    }

    /// What a remedy would come to.
    ///
    /// # Errors
    /// The call failed.
    pub async fn preview(&mut self, found: &Return, remedy: Remedy) -> anyhow::Result<RemedyPreview> {
        let request = PreviewRemedyRequest {
            return_id: found.return_id.clone(),
            remedy: remedy.into(),
            exchange_price: None,
        };
        let preview = self.returns.preview_remedy(request).await?.into_inner();
        self.show(
            "shop",
            "previews the remedy",
            preview.obstacle.clone(),
            &preview.clause_ids,
            amount(preview.refund.as_ref().and_then(|refund| refund.amount.as_ref())),
        );
        Ok(preview)
    }

    /// The shop applies a remedy.
    ///
    /// # Errors
    /// The call failed.
    pub async fn apply(&mut self, found: &Return, remedy: Remedy) -> anyhow::Result<Return> {
        let request = ApplyRemedyRequest {
            request_id: self.request_id(),
            return_id: found.return_id.clone(),
            remedy: remedy.into(),
            ..ApplyRemedyRequest::default()
        };
        self.apply_as(request).await
    }

    /// The shop exchanges for an item at another price.
    ///
    /// # Errors
    /// The call failed.
    pub async fn exchange(&mut self, found: &Return, sku: &str, price: Money) -> anyhow::Result<Return> {
        let request = ApplyRemedyRequest {
            request_id: self.request_id(),
            return_id: found.return_id.clone(),
            remedy: Remedy::Exchange.into(),
            exchange_sku: sku.to_owned(),
            exchange_price: Some(price),
            ..ApplyRemedyRequest::default()
        };
        self.apply_as(request).await
    }

    async fn apply_as(&mut self, request: ApplyRemedyRequest) -> anyhow::Result<Return> {
        let remedy = request
            .remedy()
            .as_str_name()
            .trim_start_matches("REMEDY_")
            .to_lowercase();
        let applied = self.returns.apply_remedy(request).await?.into_inner();
        self.show_return("shop", &format!("applies the remedy: {remedy}"), &applied);
        self.rest().await?;
        Ok(applied)
    }

    /// The shop sends a parcel to the buyer.
    ///
    /// # Errors
    /// The call failed.
    pub async fn send(&mut self, found: &Return) -> anyhow::Result<Return> {
        let request = SendParcelRequest {
            request_id: self.request_id(),
            return_id: found.return_id.clone(),
            carrier: "ups".to_owned(),
            tracking_number: GOOD_NUMBER.to_owned(),
            ..SendParcelRequest::default()
        };
        let sent = self.returns.send_parcel(request).await?.into_inner();
        self.show_return("shop", "sends a parcel to the buyer", &sent);
        self.rest().await?;
        Ok(sent)
    }
}

fn quantities(lines: &[(&str, i32)]) -> Vec<LineQuantity> {
    lines
        .iter()
        .map(|(line_id, quantity)| LineQuantity {
            line_id: (*line_id).to_owned(),
            quantity: *quantity,
        })
        .collect()
}
