//! The roles a caller can have, and their words on the wire.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a caller is. The contracts state which roles may call a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A buyer; sees what is theirs.
    Buyer,
    /// A person or a system of a seller; sees what is the seller's.
    Seller,
    /// A person of a seller who also manages its own affairs; may whatever [`Seller`](Self::Seller) may.
    SellerAdmin,
    /// A person of the platform who works on cases.
    Agent,
    /// A person of the platform who releases money.
    Finance,
    /// Reads everything of a marketplace, changes nothing.
    Auditor,
    /// Runs the installation.
    Operator,
    /// Another context, or a system of the platform.
    Service,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 8] = [
        Self::Buyer,
        Self::Seller,
        Self::SellerAdmin,
        Self::Agent,
        Self::Finance,
        Self::Auditor,
        Self::Operator,
        Self::Service,
    ];

    /// The role's word in metadata.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Seller => "seller",
            Self::SellerAdmin => "seller_admin",
            Self::Agent => "agent",
            Self::Finance => "finance",
            Self::Auditor => "auditor",
            Self::Operator => "operator",
            Self::Service => "service",
        }
    }

    /// The role of a word; `None` for another word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Whether a caller of this role acts for a seller.
    pub(super) fn is_of_seller(self) -> bool {
        matches!(self, Self::Seller | Self::SellerAdmin)
    }

    /// Whether a caller of this role may be bound to no marketplace.
    pub fn may_be_unbound(self) -> bool {
        matches!(self, Self::Operator | Self::Service)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
