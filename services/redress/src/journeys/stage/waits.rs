//! Time on the stage: moved by hand, and everything that follows from it done before the journey goes on.

use super::Stage;
use chrono::TimeDelta;
use std::time::Duration;

/// How long the suite may take to come to rest, in real time.
const REST_LIMIT: Duration = Duration::from_secs(20);

impl Stage {
    /// Lets so many hours pass.
    ///
    /// # Errors
    /// The suite does not come to rest.
    pub async fn hours(&mut self, hours: i64) -> anyhow::Result<()> {
        self.pass(TimeDelta::hours(hours)).await
    }

    /// Lets so many days of 24 hours pass.
    ///
    /// # Errors
    /// The suite does not come to rest.
    pub async fn days(&mut self, days: i64) -> anyhow::Result<()> {
        self.pass(TimeDelta::days(days)).await
    }

    /// Lets time pass and waits until all that is due by then has happened.
    ///
    /// # Errors
    /// The suite does not come to rest.
    pub async fn pass(&mut self, time: TimeDelta) -> anyhow::Result<()> {
        self.rest().await?;
        self.clock.advance(time);
        self.rest().await
    }

    /// Waits until no event is on its way and nothing is due.
    ///
    /// # Errors
    /// The suite does not come to rest.
    pub async fn rest(&mut self) -> anyhow::Result<()> {
        tokio::time::timeout(REST_LIMIT, self.suite.rest())
            .await
            .map_err(|_| anyhow::anyhow!("the suite did not come to rest within {REST_LIMIT:?}"))?
    }
}
