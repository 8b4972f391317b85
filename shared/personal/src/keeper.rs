//! What a context keeps beyond rows that a statement can erase: files, and things with rules of their own.

use async_trait::async_trait;
use redress_db::{HandlerError, Tx};

/// Erases what statements cannot. Each step may be made twice.
#[async_trait]
pub trait Keeper: Send + Sync {
    /// Removes files that rows of these orders name; before the rows, so that none is left that nothing names. Returns how many.
    ///
    /// # Errors
    /// Some may be left; the erasure is not made.
    async fn remove_files(&self, _order_ids: &[String]) -> Result<i64, HandlerError> {
        Ok(0)
    }

    /// Erases things of an order in the transaction of its rows, before these. Returns how many files go with them.
    ///
    /// # Errors
    /// The erasure is not made.
    fn erase(&self, _tx: &mut Tx, _order: &Order<'_>) -> Result<i64, HandlerError> {
        Ok(0)
    }
}

/// An order that is being erased.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    pub order_id: &'a str,
    pub marketplace_id: &'a str,
    pub buyer_id: &'a str,
    /// What takes the place of the buyer's id.
    pub pseudonym: &'a str,
}

/// A context with nothing but rows.
#[derive(Clone, Copy, Debug)]
pub struct Rows;

impl Keeper for Rows {}
