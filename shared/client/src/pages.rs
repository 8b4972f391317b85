//! All items of a list, page after page.

use std::collections::VecDeque;

use futures::Stream;
use futures::stream::try_unfold;
use tonic::Status;

use crate::error::Error;

/// Every item of a paged list, fetching a page when the one before is used up. `page` is called with the page token, empty at
/// first, and answers with the page's items and the next token.
///
/// ```no_run
/// # use futures::TryStreamExt as _;
/// # use redress_client::{Client, Error, items};
/// # use redress_client::contracts::redress::orders::v1::ListOrdersRequest;
/// # async fn example(client: Client) -> Result<(), Error> {
/// let orders = items(|page_token| {
///     let mut stub = client.orders();
///     async move {
///         let request = ListOrdersRequest { page_token, ..ListOrdersRequest::default() };
///         let page = stub.list_orders(request).await?.into_inner();
///         Ok((page.orders, page.next_page_token))
///     }
/// });
/// let mut orders = std::pin::pin!(orders);
/// while let Some(order) = orders.try_next().await? {
///     println!("{}", order.order_id);
/// }
/// # Ok(())
/// # }
/// ```
pub fn items<T, F, P>(page: F) -> impl Stream<Item = Result<T, Error>>
where
    F: FnMut(String) -> P,
    P: Future<Output = Result<(Vec<T>, String), Status>>,
{
    let start = Pages {
        page,
        fetched: VecDeque::new(),
        next: Some(String::new()),
    };
    try_unfold(start, async |mut pages| {
        loop {
            if let Some(item) = pages.fetched.pop_front() {
                return Ok(Some((item, pages)));
            }
            let Some(token) = pages.next.take() else {
                return Ok(None);
            };
            let (fetched, next) = (pages.page)(token).await?;
            pages.fetched = fetched.into();
            pages.next = (!next.is_empty()).then_some(next);
        }
    })
}

struct Pages<T, F> {
    page: F,
    fetched: VecDeque<T>,
    /// The token of the page to fetch next; none after the last.
    next: Option<String>,
}

#[cfg(test)]
mod tests {
    use futures::TryStreamExt as _;

    use super::*;

    #[tokio::test]
    async fn all_pages_are_read_also_past_an_empty_one() {
        let mut asked = Vec::new();
        let all: Vec<u8> = items(|token| {
            let answer = match token.as_str() {
                "" => (vec![1, 2], "a".to_owned()),
                "a" => (vec![], "b".to_owned()),
                _ => (vec![3], String::new()),
            };
            asked.push(token);
            async { Ok(answer) }
        })
        .try_collect()
        .await
        .unwrap();
        assert_eq!((all, asked.join("|")), (vec![1, 2, 3], "|a|b".to_owned()));
    }

    #[tokio::test]
    async fn an_error_ends_the_list() {
        let list = items(|token| async move {
            match token.as_str() {
                "" => Ok((vec![1], "a".to_owned())),
                _ => Err(Status::not_found("gone")),
            }
        });
        let mut list = std::pin::pin!(list);
        assert_eq!(list.try_next().await.unwrap(), Some(1));
        assert!(list.try_next().await.is_err());
    }
}
