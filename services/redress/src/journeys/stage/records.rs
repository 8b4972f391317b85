//! Records on the stage: parcels without a number, documents, the status view and the timeline.

use super::Stage;
use anyhow::{Context as _, bail, ensure};
use redress_contracts::redress::notifications::v1::Message;
use redress_contracts::redress::orders::v1::{LineQuantity, Order};
use redress_contracts::redress::returns::v1::{
    CorrectTrackingRequest, FindReturnRequest, GetReturnDocumentRequest, ListReturnsRequest,
    MatchParcelRequest, RecordRepairRequest, RecordUnmatchedParcelRequest, Return, ReturnDocument,
    ReturnDocumentKind, UnmatchedParcel,
};
use redress_contracts::redress::status::v1::{
    GetOrderStatusRequest, ListTimelineRequest, OrderStatus, StatusAnswer, StatusQuestion,
};
use tonic::Status;
use tonic_types::StatusExt as _;

/// Whether bytes contain a text.
pub fn has_text(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

impl Stage {
    /// The warehouse records a parcel that it cannot match.
    ///
    /// # Errors
    /// The call failed.
    pub async fn unmatched_parcel(&mut self, description: &str) -> anyhow::Result<UnmatchedParcel> {
        let request = RecordUnmatchedParcelRequest {
            request_id: self.request_id(),
            marketplace_id: self.shop().to_owned(),
            description: description.to_owned(),
            ..RecordUnmatchedParcelRequest::default()
        };
        let parcel = self.returns.record_unmatched_parcel(request).await?.into_inner();
        let act = format!("records a parcel: {description}");
        self.show(
            "warehouse",
            act,
            parcel.consequence.clone(),
            &parcel.clause_ids,
            String::new(),
        );
        Ok(parcel)
    }

    /// The warehouse matches such a parcel with a return by hand.
    ///
    /// # Errors
    /// The call failed.
    pub async fn match_parcel(
        &mut self,
        parcel: &UnmatchedParcel,
        found: &Return,
        lines: &[(&str, i32)],
    ) -> anyhow::Result<Return> {
        let request = MatchParcelRequest {
            request_id: self.request_id(),
            unmatched_parcel_id: parcel.unmatched_parcel_id.clone(),
            return_id: found.return_id.clone(),
            lines: lines
                .iter()
                .map(|(line_id, quantity)| LineQuantity {
                    line_id: (*line_id).to_owned(),
                    quantity: *quantity,
                })
                .collect(),
            reason: "The serial number is the one that was sold.".to_owned(),
            ..MatchParcelRequest::default()
        };
        let matched = self.returns.match_parcel(request).await?.into_inner();
        self.show_return("warehouse", "matches the parcel by hand", &matched);
        self.rest().await?;
        Ok(matched)
    }

    /// A document to print; what it rests on counts as cited.
    ///
    /// # Errors
    /// The call failed.
    pub async fn document(
        &mut self,
        found: &Return,
        kind: ReturnDocumentKind,
    ) -> anyhow::Result<ReturnDocument> {
        let request = GetReturnDocumentRequest {
            return_id: found.return_id.clone(),
            kind: kind.into(),
        };
        let document = self.returns.get_return_document(request).await?.into_inner();
        let answer = format!("{} bytes of {}", document.content.len(), document.media_type);
        self.show(
            "buyer",
            format!("prints {}", document.file_name),
            answer,
            &document.clause_ids,
            String::new(),
        );
        Ok(document)
    }

    /// The buyer gives the right number for a parcel.
    ///
    /// # Errors
    /// The call failed.
    pub async fn correct_tracking(
        &mut self,
        found: &Return,
        parcel_id: &str,
        number: &str,
    ) -> anyhow::Result<Return> {
        let request = CorrectTrackingRequest {
            request_id: self.request_id(),
            return_id: found.return_id.clone(),
            parcel_id: parcel_id.to_owned(),
            tracking_number: number.to_owned(),
            ..CorrectTrackingRequest::default()
        };
        let corrected = self.returns.correct_tracking(request).await?.into_inner();
        self.show_return("buyer", &format!("gives the right number, {number}"), &corrected);
        self.read_return(&corrected).await
    }

    /// Looks for a return by its number with one wrong character.
    pub async fn find_by_typo(&mut self, rma_number: &str) -> Result<Return, Status> {
        let last = rma_number.chars().last().unwrap_or('0');
        let other = if last == '7' { '8' } else { '7' };
        let rma_number = format!(
            "{}{other}",
            &rma_number[..rma_number.len().saturating_sub(last.len_utf8())]
        );
        Ok(self
            .returns
            .find_return(FindReturnRequest { rma_number })
            .await?
            .into_inner())
    }

    /// The workshop says what became of a repair.
    ///
    /// # Errors
    /// The call failed.
    pub async fn repair(&mut self, found: &Return, is_repaired: bool) -> anyhow::Result<Return> {
        let request = RecordRepairRequest {
            request_id: self.request_id(),
            return_id: found.return_id.clone(),
            is_repaired,
            note: "A new motor.".to_owned(),
            ..RecordRepairRequest::default()
        };
        let done = self.returns.record_repair(request).await?.into_inner();
        self.show_return("workshop", "repairs it", &done);
        Ok(done)
    }

    /// The claim that a parcel's status opened for an order.
    ///
    /// # Errors
    /// There is none or several.
    pub async fn opened_claim(&mut self, order: &Order) -> anyhow::Result<Return> {
        self.rest().await?;
        let request = ListReturnsRequest {
            marketplace_id: self.shop().to_owned(),
            order_id: order.order_id.clone(),
            ..ListReturnsRequest::default()
        };
        let mut found = self.returns.list_returns(request).await?.into_inner().returns;
        ensure!(found.len() == 1, "{} claims were opened", found.len());
        found.pop().context("no claim was opened")
    }

    /// The one view of an order, shown with its turn.
    ///
    /// # Errors
    /// The call failed.
    pub async fn order_status(&mut self, order: &Order) -> anyhow::Result<OrderStatus> {
        self.rest().await?;
        let request = GetOrderStatusRequest {
            order_id: order.order_id.clone(),
        };
        let seen = self.status.get_order_status(request).await?.into_inner();
        let turn = super::party_name(seen.turn());
        let cases = seen.cases.len();
        self.show(
            "buyer",
            "looks at the order",
            format!("{cases} cases, the {turn}'s turn"),
            &[],
            String::new(),
        );
        Ok(seen)
    }

    /// The view's answer to one question.
    ///
    /// # Errors
    /// There is none, or it says nothing.
    pub fn answer_to(
        &mut self,
        seen: &OrderStatus,
        question: StatusQuestion,
    ) -> anyhow::Result<StatusAnswer> {
        let answer = seen.answers.iter().find(|answer| answer.question() == question);
        let answer = answer.with_context(|| format!("{question:?} is not answered"))?;
        ensure!(!answer.text.is_empty(), "{question:?} is answered with nothing");
        let word = question
            .as_str_name()
            .trim_start_matches("STATUS_QUESTION_")
            .to_lowercase();
        self.show(
            "buyer",
            format!("asks: {word}"),
            answer.text.clone(),
            &answer.clause_ids,
            String::new(),
        );
        Ok(answer.clone())
    }

    /// Expects an order's timeline to have these changes, in this order.
    ///
    /// # Errors
    /// One is missing.
    pub async fn timeline_has(&mut self, order: &Order, changes: &[&str]) -> anyhow::Result<()> {
        self.rest().await?;
        let request = ListTimelineRequest {
            order_id: order.order_id.clone(),
            page_size: 200,
            ..ListTimelineRequest::default()
        };
        let entries = self.status.list_timeline(request).await?.into_inner().entries;
        let mut rest = entries.iter();
        for change in changes {
            let Some(entry) = rest.find(|entry| entry.change == *change) else {
                let told: Vec<&str> = entries.iter().map(|entry| entry.change.as_str()).collect();
                bail!("the timeline does not tell of {change} in its turn: {told:?}")
            };
            let (text, clauses) = (entry.text.clone(), entry.clause_ids.clone());
            self.show(
                "system",
                format!("timeline: {change}"),
                text,
                &clauses,
                String::new(),
            );
        }
        Ok(())
    }

    /// Expects a message to carry the contacts of the shop's pack, as this clause says.
    ///
    /// # Errors
    /// It does not, or the pack rests its contacts on another clause.
    pub async fn contacts(&mut self, clause: &str, message: &Message) -> anyhow::Result<()> {
        let policy = self.policy().await?;
        let pack = redress_policy::load(&policy.source, "the pack")
            .map_err(|errors| anyhow::anyhow!("the pack cannot be read: {}", errors[0]))?;
        let contacts = pack.contacts.context("the pack has no contacts")?;
        for text in [contacts.email.as_deref(), contacts.phone.as_deref()]
            .into_iter()
            .flatten()
        {
            ensure!(message.body.contains(text), "the message does not give {text}");
        }
        ensure!(
            message.clause_ids.iter().any(|id| id == clause),
            "the message cites {:?}",
            message.clause_ids
        );
        Ok(())
    }

    /// Expects a call to be refused for bad fields, and returns their paths in order.
    ///
    /// # Errors
    /// It was not refused, or for something else.
    pub fn missing_fields<T>(
        &mut self,
        (actor, act): (&str, &str),
        result: Result<T, Status>,
    ) -> anyhow::Result<Vec<String>> {
        let Err(status) = result else {
            bail!("{act}: it was done")
        };
        let details = status.get_error_details();
        let bad = details
            .bad_request()
            .with_context(|| format!("{act}: no field is named in {status:?}"))?;
        let mut fields: Vec<String> = bad.field_violations.iter().map(|bad| bad.field.clone()).collect();
        fields.sort();
        let info = details.error_info().context("no ErrorInfo")?;
        let cited = info
            .metadata
            .get("clauses")
            .map(String::as_str)
            .unwrap_or_default();
        let cited: Vec<String> = cited
            .split(',')
            .map(str::trim)
            .filter(|id| !id.is_empty())
            .map(str::to_owned)
            .collect();
        self.show(
            actor,
            act,
            format!("refused, missing: {}", fields.join(", ")),
            &cited,
            String::new(),
        );
        Ok(fields)
    }
}
