//! VerifyCustody: every record is hashed again, every chain compared with its end and its evidence, and the originals with
//! their SHA-256 when asked to.

use redress_rpc::Caller;

use super::App;
use crate::error::Error;
use crate::verify::{self, Scope, Verified};

impl App {
    /// Verifies one case, or all of the caller's marketplace.
    ///
    /// # Errors
    ///
    /// There is no such case for this caller, or something cannot be read; what does not hold is no error.
    pub async fn verify_custody(
        &self,
        caller: &Caller,
        scope: Scope,
        reads_bytes: bool,
    ) -> Result<Verified, Error> {
        if let Scope::Case(case_id) = &scope {
            self.cases.find(caller, case_id).await?;
        }
        let shelf = reads_bytes.then(|| self.shelf.clone());
        verify::verify(&self.db, shelf.as_ref(), scope).await
    }
}
