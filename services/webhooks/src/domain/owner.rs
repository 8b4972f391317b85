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
        let seller_id = self.seller_id.as_deref();
        self.reaches(&owner.marketplace_id) && seller_id.is_none_or(|own| own == owner.seller_id)
    }

    /// Whether what a marketplace has as a whole is inside, which no seller sees.
    pub fn shows(&self, marketplace_id: &str) -> bool {
        self.reaches(marketplace_id) && self.seller_id.is_none()
    }

    fn reaches(&self, marketplace_id: &str) -> bool {
        let own = self.marketplace_id.as_deref();
        own.is_none_or(|own| own == marketplace_id)
    }
}
