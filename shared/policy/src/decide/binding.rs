//! The finding that every decision ends with: which version it was decided by, and by which clause that one binds.

use std::borrow::Cow;

use crate::decision::{FactValue, Finding, SeenFact};
use crate::layers::Layers;
use crate::pack::Binding;

pub(super) fn finding(layers: &Layers) -> Finding {
    let header = &layers.marketplace.pack;
    let message = match header.binds {
        Binding::Placement => "This version binds: it was in force when the order was placed.",
        Binding::Application => "This version binds: it was in force when the application was made.",
    };
    let seen = |name, value| SeenFact {
        name: Cow::Borrowed(name),
        value,
    };
    Finding {
        rule: header.id.clone(),
        clauses: header.clauses.clone(),
        held: true,
        message: Cow::Borrowed(message),
        facts: vec![
            seen("policy.version", FactValue::Number(i64::from(layers.version))),
            seen("policy.edition", FactValue::Text(header.edition.clone())),
        ],
        line_id: None,
        layer: header.layer,
        mark: header.mark,
    }
}
