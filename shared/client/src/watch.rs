//! A `Watch…` stream that is opened again when it breaks.

use std::pin::Pin;

use futures::stream::try_unfold;
use futures::{Stream, StreamExt as _};
use tokio::time::sleep;
use tonic::{Code, Response, Status, Streaming};

use crate::error::Error;
use crate::retry::Retry;

/// What a `Watch…` call says, opened again whenever the connection or the server goes away. Each stream begins with how things are
/// then, so that nothing is missed for long; what was seen last may come twice. Ends when the server ends it, and with
/// an error that waiting does not mend, or after so many failures in a row as `retry` makes attempts.
///
/// ```no_run
/// # use futures::TryStreamExt as _;
/// # use redress_client::{Client, Error, Retry, watch};
/// # use redress_client::contracts::redress::orders::v1::WatchOrderRequest;
/// # async fn example(client: Client) -> Result<(), Error> {
/// let order = watch(Retry::default(), || {
///     let mut stub = client.orders();
///     async move { stub.watch_order(WatchOrderRequest { order_id: "ord_…".to_owned() }).await }
/// });
/// let mut order = std::pin::pin!(order);
/// while let Some(order) = order.try_next().await? {
///     println!("{:?}", order.state());
/// }
/// # Ok(())
/// # }
/// ```
pub fn watch<T, F, O>(retry: Retry, open: F) -> impl Stream<Item = Result<T, Error>>
where
    F: FnMut() -> O,
    O: Future<Output = Result<Response<Streaming<T>>, Status>>,
{
    let start = Watched {
        open,
        stream: None,
        failures: 0,
    };
    try_unfold(start, move |mut watched| {
        let retry = retry.clone();
        async move {
            loop {
                let status = match watched.next().await {
                    Ok(Some(item)) => return Ok(Some((item, watched))),
                    Ok(None) => return Ok(None),
                    Err(status) => status,
                };
                watched.stream = None;
                watched.failures += 1;
                let error = Error::from(status);
                if !breaks_only(&error) || watched.failures >= retry.attempts {
                    return Err(error);
                }
                sleep(retry.delay(watched.failures, rand::random(), error.retry_after())).await;
            }
        }
    })
}

/// What the end of a connection or of a server looks like from a stream.
fn breaks_only(error: &Error) -> bool {
    error.may_succeed_later()
        || (error.reason_word().is_none()
            && matches!(error.code(), Code::Unknown | Code::Internal | Code::Cancelled))
}

struct Watched<T, F> {
    open: F,
    stream: Option<Pin<Box<Streaming<T>>>>,
    /// Since something was last seen.
    failures: u32,
}

impl<T, F, O> Watched<T, F>
where
    F: FnMut() -> O,
    O: Future<Output = Result<Response<Streaming<T>>, Status>>,
{
    async fn next(&mut self) -> Result<Option<T>, Status> {
        let stream = match &mut self.stream {
            Some(stream) => stream,
            none => none.insert(Box::pin((self.open)().await?.into_inner())),
        };
        let item = stream.next().await.transpose()?;
        self.failures = 0;
        Ok(item)
    }
}
