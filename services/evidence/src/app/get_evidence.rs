//! GetEvidence: a piece of evidence, for staff with what a reviewer should know.

use redress_contracts::redress::evidence::v1 as pb;
use redress_rpc::Caller;

use super::App;
use crate::error::Error;

impl App {
    /// The piece as it is.
    ///
    /// # Errors
    ///
    /// There is no such piece for this caller.
    pub async fn get_evidence(&self, caller: &Caller, evidence_id: &str) -> Result<pb::Evidence, Error> {
        let piece = self.piece(caller, evidence_id).await?;
        self.evidence_to_wire(caller, &piece).await
    }
}
