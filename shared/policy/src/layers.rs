//! The stack a decision is made by: law, marketplace, seller, order; each with its version.

use crate::Text;
use crate::pack::{CaseTerms, Pack, SellerTerms};
use std::fmt::Write;
use std::sync::Arc;

/// A law and its version.
#[derive(Clone, Debug)]
pub struct LawPack {
    /// The pack.
    pub pack: Arc<Pack>,
    /// Its version.
    pub version: i32,
}

/// A seller's terms and their version.
#[derive(Clone, Debug)]
pub struct SellerTermsPack {
    /// The seller.
    pub seller_id: Text,
    /// The terms.
    pub terms: Arc<SellerTerms>,
    /// Their version.
    pub version: i32,
}

/// Everything that governs one order. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Layers {
    /// The laws of the buyer's country; may be empty.
    pub laws: Vec<LawPack>,
    /// The marketplace's pack.
    pub marketplace: Arc<Pack>,
    /// Its version.
    pub version: i32,
    /// The sellers' terms; may be empty.
    pub sellers: Vec<SellerTermsPack>,
    /// The order's own terms.
    pub order: Option<Arc<SellerTerms>>,
}

impl Layers {
    /// A stack of the marketplace's pack alone.
    pub fn of(marketplace: Arc<Pack>, version: i32) -> Self {
        Self {
            laws: Vec::new(),
            marketplace,
            version,
            sellers: Vec::new(),
            order: None,
        }
    }

    /// How a seller adjusts a case.
    pub(crate) fn seller_case(&self, seller_id: &str, case: &str) -> Option<&CaseTerms> {
        let pack = self.sellers.iter().find(|pack| &*pack.seller_id == seller_id)?;
        pack.terms.cases.iter().find(|terms| &*terms.case == case)
    }

    /// How the order adjusts a case.
    pub(crate) fn order_case(&self, case: &str) -> Option<&CaseTerms> {
        self.order
            .as_ref()?
            .cases
            .iter()
            .find(|terms| &*terms.case == case)
    }

    /// Names of every layer as `layer:id@version`.
    pub(crate) fn names(&self) -> Vec<Text> {
        let mut names = Vec::with_capacity(self.laws.len() + self.sellers.len() + 2);
        names.extend(
            self.laws
                .iter()
                .map(|law| name("law", &law.pack.pack.id, law.version)),
        );
        names.push(name("marketplace", &self.marketplace.pack.id, self.version));
        names.extend(
            self.sellers
                .iter()
                .map(|seller| name("seller", &seller.seller_id, seller.version)),
        );
        if let Some(order) = &self.order {
            names.push(format!("order:{}", order.terms.edition).into());
        }
        names
    }
}

fn name(layer: &str, id: &str, version: i32) -> Text {
    let mut name = String::with_capacity(layer.len() + id.len() + 13);
    write!(name, "{layer}:{id}@{version}").expect("invariant: writing to a string does not fail");
    name.into()
}
