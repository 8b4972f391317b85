//! Waiting for what follows by itself: an event that another context learns of, a refund that is paid in the background.

use std::time::{Duration, Instant};

/// Between two looks.
const STEP: Duration = Duration::from_millis(5);

/// Looks again and again until there is something, and returns it.
///
/// # Errors
/// A look failed, or nothing came within the limit.
pub async fn until<T, F>(what: &str, limit: Duration, mut look: impl FnMut() -> F) -> anyhow::Result<T>
where
    F: Future<Output = anyhow::Result<Option<T>>>,
{
    let begin = Instant::now();
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        anyhow::ensure!(
            begin.elapsed() < limit,
            "{what} did not come about within {limit:?}"
        );
        tokio::time::sleep(STEP).await;
    }
}
