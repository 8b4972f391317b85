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
}

impl Scope {
    /// The bounds of a caller.
    pub(crate) fn of(caller: &Caller) -> Self {
        Self {
            marketplace_id: caller.marketplace.clone(),
            buyer_id: caller.buyer.clone(),
            seller_id: caller.seller.clone(),
        }
    }

    /// Everything: for reactions and deadlines, which act for nobody.
    pub(crate) fn all() -> Self {
        Self::default()
    }

    /// Whether an order of this marketplace, buyer and these sellers is inside.
    pub(crate) fn holds(&self, marketplace_id: &str, buyer_id: &str, seller_ids: &[String]) -> bool {
        self.marketplace_id
            .as_deref()
            .is_none_or(|own| own == marketplace_id)
            && self.buyer_id.as_deref().is_none_or(|own| own == buyer_id)
            && self.seller_id.as_ref().is_none_or(|own| seller_ids.contains(own))
    }
}
