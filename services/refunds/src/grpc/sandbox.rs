//! `SandboxProviderService`: scripts the sandbox and shows what it did.

use redress_contracts::redress::refunds::v1;
use redress_contracts::redress::refunds::v1::sandbox_provider_service_server::SandboxProviderService;
use redress_rpc::{Fields, Problem};
use tonic::{Request, Response, Status};

use super::complete;
use super::pages::PageRequest;
use crate::app::{App, Page};
use crate::convert::{self, MAX_NAME};
use crate::domain::refund::refund_id_of_key;
use crate::error::Error;
use crate::provider::sandbox::{Effect, Sandbox, Script};

/// How many effects a page has at most.
const MAX_PAGE: usize = 1_000;

/// The service.
pub struct SandboxGrpc {
    pub app: App,
    pub sandbox: Sandbox,
}

#[tonic::async_trait]
impl SandboxProviderService for SandboxGrpc {
    async fn script_provider(
        &self,
        request: Request<v1::ScriptProviderRequest>,
    ) -> Result<Response<v1::ScriptProviderResponse>, Status> {
        let request = request.into_inner();
        let mut fields = Fields::new();
        let payment_reference = fields.at_most("payment_reference", &request.payment_reference, MAX_NAME);
        let behaviour: Option<v1::ProviderBehaviour> = fields.one_of("behaviour", request.behaviour);
        let behaviour = behaviour.and_then(convert::behaviour_from_wire);
        let call_count = fields.within("call_count", request.call_count, 0..=1_000_000);
        let late_after = fields.within("late_after", request.late_after, 0..=1_000_000);
        let script = || {
            Some(Script {
                payment_reference: payment_reference?,
                behaviour: behaviour?,
                call_count: call_count.filter(|count| *count > 0).map(i64::from),
                late_after: i64::from(late_after?.max(1)),
            })
        };
        let script = complete(fields, script())?;
        self.sandbox.script(script).await.map_err(Error::Db)?;
        Ok(Response::new(v1::ScriptProviderResponse {}))
    }

    async fn list_effects(
        &self,
        request: Request<v1::ListEffectsRequest>,
    ) -> Result<Response<v1::ListEffectsResponse>, Status> {
        let request = request.into_inner();
        let mut fields = Fields::new();
        fields.at_most("payment_reference", &request.payment_reference, MAX_NAME);
        fields.finish()?;
        let filter = ["effects", &request.payment_reference];
        let page = PageRequest::read(&filter, request.page_size, &request.page_token, MAX_PAGE)?;
        let limit = i64::try_from(page.size).unwrap_or(i64::MAX).saturating_add(1);
        let effects = self
            .sandbox
            .effects(request.payment_reference, page.after.clone(), limit);
        let listed = Page::cut(effects.await.map_err(Error::Db)?, page.size);
        let key = |effect: &Effect| page.token(&effect.id);
        let (effects, next_page_token) = convert::page_to_wire(listed, key, convert::effect_to_wire);
        Ok(Response::new(v1::ListEffectsResponse {
            effects,
            next_page_token,
        }))
    }

    /// The provider reverses first and reports then; when the report is lost, reversing again reports again.
    async fn reverse_effect(
        &self,
        request: Request<v1::ReverseEffectRequest>,
    ) -> Result<Response<v1::Effect>, Status> {
        let effect_id = request.into_inner().effect_id;
        let mut fields = Fields::new();
        fields.non_empty("effect_id", &effect_id, MAX_NAME);
        fields.finish()?;
        let reversed = self.sandbox.reverse(effect_id.clone()).await.map_err(Error::Db)?;
        let effect = reversed.ok_or_else(|| Problem::not_found("effect", &effect_id))?;
        if let Some(refund_id) = refund_id_of_key(&effect.idempotency_key) {
            self.app
                .report_reversal(refund_id.to_owned(), effect.id.clone())
                .await?;
        }
        Ok(Response::new(convert::effect_to_wire(effect)))
    }
}
