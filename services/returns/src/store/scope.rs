//! What a caller may see: the marketplace they are bound to, and within it, for buyers and sellers, what is theirs.

use redress_rpc::Caller;

/// The bounds of a read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    /// `None` sees every marketplace.
    pub marketplace_id: Option<String>,
    /// Only this buyer's returns.
    pub buyer_id: Option<String>,
    /// Only this seller's returns.
    pub seller_id: Option<String>,
    /// Only what belongs to this order, for a buyer who came by a link.
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

    /// Whether a return of this order, marketplace, buyer and seller is inside.
    pub(crate) fn holds(
        &self,
        order_id: &str,
        (marketplace_id, buyer_id, seller_id): (&str, &str, &str),
    ) -> bool {
        let is_own = |bound: &Option<String>, id: &str| bound.as_deref().is_none_or(|own| own == id);
        is_own(&self.marketplace_id, marketplace_id)
            && is_own(&self.buyer_id, buyer_id)
            && is_own(&self.seller_id, seller_id)
            && is_own(&self.order_id, order_id)
    }
}
