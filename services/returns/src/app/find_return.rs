//! FindReturn: a return by its return number.

use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Caller;

use super::App;
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::store::{self, Scope};

impl App {
    /// The return with this number, in its printed form.
    ///
    /// # Errors
    ///
    /// There is none for this caller.
    pub(crate) async fn find_return(&self, caller: &Caller, number: &str) -> Result<pb::Return, Error> {
        let (scope, wanted) = (Scope::of(caller), number.to_owned());
        let read = self
            .db
            .read(move |conn| store::rma_number_find(conn, &scope, &wanted));
        let unknown = || Rejection::NotFound {
            kind: "return number",
            id: number.to_owned(),
        };
        let case = read.await?.ok_or_else(unknown)?;
        self.get_return(caller, &case.return_id).await
    }
}
