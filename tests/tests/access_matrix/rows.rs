//! The rows of the matrix: who calls, and what each sees.

use prost_reflect::MethodDescriptor;
use redress_rpc::{Caller, Role};
use redress_tests::scene::{BUYER, SELLER, SHOP};

use crate::cells::Relation;
use crate::worlds::Worlds;

/// A kind of caller.
pub struct Row {
    pub name: &'static str,
    pub role: Role,
    pub sight: Sight,
}

/// How far a caller sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// The one order whose link they hold.
    OneOrder,
    /// All that is theirs.
    Own,
    /// All of their marketplace.
    Marketplace,
}

/// What each role sees: the one place where it is stated.
const ROWS: [(&str, Role, Sight); 9] = [
    ("buyer by link", Role::Buyer, Sight::OneOrder),
    ("buyer", Role::Buyer, Sight::Own),
    ("seller", Role::Seller, Sight::Own),
    ("seller_admin", Role::SellerAdmin, Sight::Own),
    ("agent", Role::Agent, Sight::Marketplace),
    ("finance", Role::Finance, Sight::Marketplace),
    ("auditor", Role::Auditor, Sight::Marketplace),
    ("operator", Role::Operator, Sight::Marketplace),
    ("service", Role::Service, Sight::Marketplace),
];

/// Every row.
pub fn rows() -> Vec<Row> {
    let row = |(name, role, sight)| Row { name, role, sight };
    ROWS.into_iter().map(row).collect()
}

impl Row {
    /// Who calls; a link is to the order that the method's message is about.
    pub fn caller(&self, worlds: &Worlds, method: &MethodDescriptor) -> Caller {
        let caller = Caller::new(Some(SHOP), self.role, self.principal());
        match self.sight {
            Sight::OneOrder => caller.for_order(worlds.order_of(method.parent_service().package_name())),
            Sight::Own | Sight::Marketplace => caller,
        }
    }

    /// The id or name of who calls.
    pub fn principal(&self) -> &'static str {
        match self.role {
            Role::Buyer => BUYER,
            Role::Seller | Role::SellerAdmin => SELLER,
            Role::Agent | Role::Finance | Role::Auditor | Role::Operator | Role::Service => "somebody",
        }
    }

    /// Whether they speak for themselves and not for the platform.
    pub fn is_party(&self) -> bool {
        self.sight != Sight::Marketplace
    }

    /// Whether they see what is in this relation to them.
    pub fn sees(&self, relation: Relation) -> bool {
        match (relation, self.sight) {
            (Relation::Own, _)
            | (Relation::OtherOrder, Sight::Own | Sight::Marketplace)
            | (Relation::OtherParty, Sight::Marketplace) => true,
            (Relation::OtherOrder, Sight::OneOrder)
            | (Relation::OtherParty, Sight::OneOrder | Sight::Own)
            | (Relation::OtherMarketplace | Relation::Nobody, _) => false,
        }
    }
}
