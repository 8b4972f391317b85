//! GetTrialBalance: every account's balance, summed up by the database.

use super::App;
use crate::error::Error;
use crate::store::{self, Posting};

impl App {
    /// The balances of a marketplace's accounts, per currency.
    ///
    /// # Errors
    /// The database's.
    pub async fn get_trial_balance(&self, marketplace_id: String) -> Result<Vec<Posting>, Error> {
        Ok(self
            .db
            .read(move |conn| store::balance_list(conn, &marketplace_id))
            .await?)
    }
}
