//! Whose an endpoint, an event or a delivery is, and who may see it.

/// A marketplace, or one seller in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    pub marketplace_id: String,
    /// Empty for the marketplace itself.
    pub seller_id: String,
}

/// The bounds of a read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// `None` sees every marketplace.
    pub marketplace_id: Option<String>,
    /// Only this seller's.
    pub seller_id: Option<String>,
}

impl Sight {
    /// Whether what this owner has is inside.
    pub fn holds(&self, owner: &Owner) -> bool {
        let is_own = |own: &Option<String>, id: &str| own.as_deref().is_none_or(|own| own == id);
        is_own(&self.marketplace_id, &owner.marketplace_id) && is_own(&self.seller_id, &owner.seller_id)
    }
}
