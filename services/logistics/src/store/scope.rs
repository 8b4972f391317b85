//! What a caller may see: the marketplace they are bound to, and within it, for buyers and sellers, what is theirs.

use redress_rpc::Caller;

use crate::domain::shipment::Owner;

/// The bounds of a read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    /// `None` sees every marketplace.
    pub marketplace_id: Option<String>,
    /// Only this buyer's shipments.
    pub buyer_id: Option<String>,
    /// Only shipments of this seller.
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

    /// Whether a shipment of this owner is inside.
    pub(crate) fn holds(&self, owner: &Owner) -> bool {
        let is_own = |own: &Option<String>, id: &str| own.as_deref().is_none_or(|own| own == id);
        is_own(&self.marketplace_id, &owner.marketplace_id)
            && is_own(&self.buyer_id, &owner.buyer_id)
            && is_own(&self.order_id, &owner.order_id)
            && self
                .seller_id
                .as_ref()
                .is_none_or(|own| owner.seller_ids.contains(own))
    }
}
