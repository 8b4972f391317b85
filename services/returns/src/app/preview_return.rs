//! PreviewReturn: what a request would lead to, and why. Changes nothing.

use redress_contracts::redress::policies::v1 as policies;
use redress_policybook::convert::decision_to_wire;
use redress_rpc::Caller;

use super::App;
use super::request_return::question_decided;
use crate::domain::asking::Asking;
use crate::error::Error;
use crate::store;

impl App {
    /// The decision that a request made now would get, with the evidence that would be given; its id is empty, because it is not
    /// stored.
    ///
    /// # Errors
    ///
    /// Units that are cancelled or claimed already. A refusal is an answer here, not an error.
    pub(crate) async fn preview_return(
        &self,
        caller: &Caller,
        order_id: &str,
        (asking, evidence_kinds): (Asking, Vec<String>),
    ) -> Result<policies::Decision, Error> {
        let request = self.prepare(caller, order_id, asking).await?;
        let id = order_id.to_owned();
        let book = self.db.read(move |conn| store::book_fetch(conn, &id)).await?;
        let (_, _, decision) = question_decided(&request, &book, &evidence_kinds, self.now())?;
        Ok(decision_to_wire("", &decision))
    }
}
