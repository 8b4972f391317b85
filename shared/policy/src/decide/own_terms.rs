//! What a seller's and the order's own terms change in a case of the marketplace. The order's beat the seller's, and
//! neither changes what the pack does not let it.

use super::windows::Sight;
use crate::Text;
use crate::layers::Layers;
use crate::pack::{Case, CaseTerms, ClauseIds};
use crate::time::Span;
use crate::words::{Layer, Party};

/// A value that a layer sets in place of the pack's, and the clauses it is cited by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Own<'a, T> {
    pub value: T,
    pub layer: Layer,
    pub clauses: Option<&'a ClauseIds>,
}

/// The adjusted terms of a case for one seller.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OwnTerms<'a> {
    pub window: Option<Own<'a, Span>>,
    pub refund: Option<Own<'a, &'a Text>>,
    pub decided_by: Option<Own<'a, Party>>,
    pub refund_due: Option<Own<'a, Span>>,
    pub method: Option<Own<'a, &'a Text>>,
}

impl<'a> OwnTerms<'a> {
    /// Those of the line that is seen. Only cases of the marketplace's pack are adjusted.
    pub(super) fn of(sight: Sight<'a>, case: &'a Case, layers: Option<&'a Layers>) -> Self {
        match layers {
            Some(layers) => Self::by_seller(layers, case, Some(&sight.line.seller_id)),
            None => Self::default(),
        }
    }

    /// Those of a seller, and of the order.
    pub(super) fn by_seller(layers: &'a Layers, case: &'a Case, seller_id: Option<&str>) -> Self {
        let mut own = Self::default();
        if case.adjustable_by.is_empty() {
            return own;
        }
        let fallback = layers.marketplace.pack.seller_clauses.as_ref();
        let seller = seller_id
            .and_then(|id| layers.seller_case(id, &case.id))
            .map(|terms| (terms, Layer::Seller));
        let order = layers.order_case(&case.id).map(|terms| (terms, Layer::Order));
        for (terms, layer) in seller.into_iter().chain(order) {
            if case.adjustable_by.contains(&layer) {
                own.take(terms, layer, terms.clauses.as_ref().or(fallback));
            }
        }
        own
    }

    fn take(&mut self, terms: &'a CaseTerms, layer: Layer, clauses: Option<&'a ClauseIds>) {
        fn own<'a, T>(value: Option<T>, layer: Layer, clauses: Option<&'a ClauseIds>) -> Option<Own<'a, T>> {
            value.map(|value| Own {
                value,
                layer,
                clauses,
            })
        }
        self.window = own(terms.window, layer, clauses).or(self.window);
        self.refund = own(terms.refund.as_ref(), layer, clauses).or(self.refund);
        self.decided_by = own(terms.decided_by, layer, clauses).or(self.decided_by);
        self.refund_due = own(terms.refund_due, layer, clauses).or(self.refund_due);
        self.method = own(terms.method.as_ref(), layer, clauses).or(self.method);
    }

    /// The layer closest to the order that changed what is granted.
    pub(super) fn layer(&self) -> Option<Layer> {
        let layers = [
            self.window.map(|own| own.layer),
            self.refund.map(|own| own.layer),
            self.decided_by.map(|own| own.layer),
        ];
        layers.into_iter().flatten().max()
    }
}
