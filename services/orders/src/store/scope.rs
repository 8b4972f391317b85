//! What a caller may see: the marketplace they are bound to, and within it, for buyers and sellers, what is theirs.

use redress_rpc::Caller;

/// The bounds of a read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    /// `None` sees every marketplace.
    pub marketplace_id: Option<String>,
    /// Only this buyer's orders.
    pub buyer_id: Option<String>,
    /// Only orders with a line of this seller.
    pub seller_id: Option<String>,
    /// Only this order, for a buyer who came by a link.
    pub order_id: Option<String>,
}

impl Scope {
    /// The bounds of a caller.
    pub(crate) fn of(caller: &Caller) -> Self {
        Self {
            marketplace_id: caller.marketplace.clone(),
            buyer_id: caller.buyer.clone(),
            seller_id: caller.seller.clone(),
            order_id: caller.order.clone(),
        }
    }

    /// Everything: for reactions and deadlines, which act for nobody.
    pub(crate) fn all() -> Self {
        Self::default()
    }

    /// Whether this order, of this marketplace, buyer and these sellers, or a case of it is inside.
    pub(crate) fn holds(
        &self,
        order_id: &str,
        (marketplace_id, buyer_id): (&str, &str),
        seller_ids: &[String],
    ) -> bool {
        self.order_id.as_deref().is_none_or(|own| own == order_id)
            && self
                .marketplace_id
                .as_deref()
                .is_none_or(|own| own == marketplace_id)
            && self.buyer_id.as_deref().is_none_or(|own| own == buyer_id)
            && self.seller_id.as_ref().is_none_or(|own| seller_ids.contains(own))
    }
}
