//! Which terms a decision was made by, found again from the decision.

use crate::decision::Decision;
use crate::layers::Layers;
use crate::pack::{Case, Delivery, Pack};
use crate::words::Layer;

/// The case that answered, with the pack that it is of: the marketplace's, or a law's. None where no case did, such as
/// for excluded goods or a ground without a rule. `layers` are those that the decision was made by.
pub fn governing_case<'a>(layers: &'a Layers, decision: &Decision) -> Option<(&'a Pack, &'a Case)> {
    let id = decision.case_id.as_ref()?;
    let is_it = |case: &&Case| {
        case.id == *id && case.topic == decision.topic && case.grounds.contains(&decision.ground)
    };
    let of = |pack: &'a Pack| pack.cases.iter().find(is_it).map(|case| (pack, case));
    let own = of(&layers.marketplace);
    let by_law = || layers.laws.iter().find_map(|law| of(&law.pack));
    let is_by_law_alone = decision
        .findings
        .iter()
        .filter(|finding| finding.rule == *id)
        .all(|finding| finding.layer == Layer::Law);
    if is_by_law_alone {
        by_law().or(own)
    } else {
        own.or_else(by_law)
    }
}

/// What a delivery status starts by a pack; nothing when the pack does not name it.
pub fn delivery_rule<'a>(pack: &'a Pack, status: &str) -> Option<&'a Delivery> {
    pack.deliveries.iter().find(|rule| &*rule.status == status)
}
