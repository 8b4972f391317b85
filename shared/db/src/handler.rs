//! What reactions to events and to deadlines have in common: they are planned outside a transaction, where they may
//! ask other contexts, and applied inside one.

use crate::tx::Tx;

/// What a plan comes to: the writes, run in the transaction that also records that they were done.
pub type Apply = Box<dyn FnOnce(&mut Tx) -> Result<(), HandlerError> + Send>;

/// A reaction could not be planned or applied; it is tried again later. Made from any error with `?`.
#[derive(Debug)]
pub struct HandlerError(pub(crate) Box<dyn std::error::Error + Send + Sync>);

impl HandlerError {
    /// For a reason that is no error value: `HandlerError::new("the order is not known yet")`.
    pub fn new(reason: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> HandlerError {
        HandlerError(reason.into())
    }

    /// What went wrong, for the log.
    pub fn cause(&self) -> &(dyn std::error::Error + 'static) {
        &*self.0
    }
}

// `HandlerError` is not itself an `Error`, so that this does not cover `From<HandlerError>`.
impl<E> From<E> for HandlerError
where
    E: std::error::Error + Send + Sync + 'static,
{
    fn from(error: E) -> HandlerError {
        HandlerError(Box::new(error))
    }
}

/// A plan that changes nothing.
pub fn nothing_to_do() -> Apply {
    Box::new(|_| Ok(()))
}
