//! Whose data a call is about, checked.

use redress_contracts::redress::privacy::v1 as pb;
use redress_core::id::is_well_formed;
use redress_rpc::{Caller, Fields, Problem};

use crate::sql::Values;

/// The longest id that is taken, in characters.
const MAX_ID: usize = 128;
/// The most orders of a call.
const MAX_ORDERS: usize = 200;
/// What a pseudonym begins with.
const PSEUDONYM: &str = "erased";

/// A buyer's orders in a marketplace.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub marketplace_id: String,
    pub buyer_id: String,
    pub pseudonym: String,
    pub order_ids: Vec<String>,
}

impl Asked {
    /// What is bound to statements about an order.
    pub(crate) fn values<'a>(&'a self, order_id: &'a str) -> Values<'a> {
        Values {
            order: order_id,
            marketplace: &self.marketplace_id,
            buyer: &self.buyer_id,
            pseudonym: &self.pseudonym,
            ..Values::default()
        }
    }

    /// Reads a subject; `None` when a field was refused.
    ///
    /// # Errors
    /// The marketplace is not the caller's.
    pub(crate) fn read(
        fields: &mut Fields,
        caller: &Caller,
        marketplace_id: &str,
        subject: Option<pb::Subject>,
    ) -> Result<Option<Self>, Problem> {
        let marketplace_id = caller.marketplace_for("marketplace_id", marketplace_id)?;
        let Some(subject) = fields.required("subject", subject) else {
            return Ok(None);
        };
        fields.non_empty("subject.buyer_id", &subject.buyer_id, MAX_ID);
        if !is_well_formed(&subject.pseudonym, PSEUDONYM) {
            fields.refuse("subject.pseudonym", "must be erased_ and 26 characters");
        }
        if subject.order_ids.len() > MAX_ORDERS {
            fields.refuse(
                "subject.order_ids",
                format_args!("must be at most {MAX_ORDERS} orders"),
            );
        }
        for (index, id) in subject.order_ids.iter().take(MAX_ORDERS).enumerate() {
            fields.non_empty(format_args!("subject.order_ids[{index}]"), id, MAX_ID);
        }
        let mut order_ids = subject.order_ids;
        order_ids.sort_unstable();
        order_ids.dedup();
        Ok(fields.is_good().then_some(Self {
            marketplace_id,
            buyer_id: subject.buyer_id,
            pseudonym: subject.pseudonym,
            order_ids,
        }))
    }
}
