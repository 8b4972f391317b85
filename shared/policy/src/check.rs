//! What types cannot hold: everything in a pack or in terms that contradicts itself or points nowhere.

mod aftercare;
mod clauses;
mod money;
mod terms;

use crate::calendar::Calendar;
use crate::load::Fault;
use crate::pack::{Case, FactName, Pack, WindowRule};
use crate::time::{Span, Unit};
use crate::words::{Event, Ground, Layer, Part, Party};
use std::collections::BTreeSet;
pub(crate) use terms::terms;

/// Collects faults with their paths.
#[derive(Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.0.push(Fault {
            path: path.into(),
            message: message.into(),
        });
    }

    fn unless(&mut self, holds: bool, path: impl Into<String>, message: impl Into<String>) {
        if !holds {
            self.add(path, message);
        }
    }
}

/// Every fault of a pack.
pub(crate) fn pack(pack: &Pack) -> Vec<Fault> {
    let mut faults = Faults::default();
    header(pack, &mut faults);
    unique(pack, &mut faults);
    for (i, case) in pack.cases.iter().enumerate() {
        self::case(pack, case, &format!("case[{i}]"), &mut faults);
    }
    for (i, exclusion) in pack.exclusions.iter().enumerate() {
        let matches_nothing =
            exclusion.attributes.is_empty() && exclusion.categories.is_empty() && exclusion.fact.is_none();
        faults.unless(
            !matches_nothing,
            format!("exclusion[{i}]"),
            "excludes nothing: give attributes, categories or a fact",
        );
    }
    money::check(pack, &mut faults);
    aftercare::check(pack, &mut faults);
    clauses::check(pack, &mut faults);
    faults.0
}

fn header(pack: &Pack, faults: &mut Faults) {
    let header = &pack.pack;
    let is_id = |id: &str| {
        (2..=60).contains(&id.len())
            && id
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    faults.unless(
        is_id(&header.id),
        "pack.id",
        "must be 2 to 60 lower-case letters, digits and hyphens",
    );
    faults.unless(!header.name.trim().is_empty(), "pack.name", "must not be empty");
    faults.unless(
        !header.edition.trim().is_empty(),
        "pack.edition",
        "must not be empty",
    );
    faults.unless(
        matches!(header.layer, Layer::Law | Layer::Marketplace),
        "pack.layer",
        "a pack is of the layer `law` or `marketplace`; a seller's terms are another file",
    );
    faults.unless(
        Calendar::of(&header.calendar).is_some(),
        "pack.calendar",
        format!(
            "there is no calendar `{}`; a country with a known one (ISO 3166 alpha-2) is needed",
            header.calendar
        ),
    );
    faults.unless(
        header.effective.parse::<chrono::NaiveDate>().is_ok(),
        "pack.effective",
        "must be a date written YYYY-MM-DD",
    );
    faults.unless(
        !header.countries.is_empty(),
        "pack.countries",
        "at least one country is needed",
    );
    for country in &header.countries {
        let is_code = country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase());
        faults.unless(
            is_code,
            "pack.countries",
            format!("`{country}` is no ISO 3166 alpha-2 code"),
        );
    }
}

/// Ids that must be unique within their list.
fn unique(pack: &Pack, faults: &mut Faults) {
    let lists: [(&str, Vec<&str>); 6] = [
        ("clause", pack.clauses.iter().map(|x| &*x.id).collect()),
        ("case", pack.cases.iter().map(|x| &*x.id).collect()),
        ("exclusion", pack.exclusions.iter().map(|x| &*x.id).collect()),
        ("refund_plan", pack.refund_plans.iter().map(|x| &*x.id).collect()),
        ("checklist", pack.checklists.iter().map(|x| &*x.id).collect()),
        ("warehouse", pack.warehouses.iter().map(|x| &*x.id).collect()),
    ];
    for (list, ids) in lists {
        let mut seen = BTreeSet::new();
        for (i, id) in ids.into_iter().enumerate() {
            faults.unless(
                !id.trim().is_empty(),
                format!("{list}[{i}].id"),
                "must not be empty",
            );
            faults.unless(
                seen.insert(id),
                format!("{list}[{i}].id"),
                format!("`{id}` stands twice"),
            );
        }
    }
}

fn case(pack: &Pack, case: &Case, path: &str, faults: &mut Faults) {
    faults.unless(
        !case.grounds.is_empty(),
        format!("{path}.grounds"),
        "at least one ground is needed",
    );
    faults.unless(
        !case.parties.is_empty(),
        format!("{path}.parties"),
        "at least one party is needed",
    );
    if let Some(plan) = case.refund.as_ref().filter(|id| pack.refund_plan(id).is_none()) {
        faults.add(
            format!("{path}.refund"),
            format!("there is no refund plan `{plan}`"),
        );
    }
    if let Some(id) = case
        .checklist
        .as_ref()
        .filter(|id| pack.checklists.iter().all(|c| c.id != **id))
    {
        faults.add(
            format!("{path}.checklist"),
            format!("there is no checklist `{id}`"),
        );
    }
    faults.unless(
        case.decided_by != Party::Buyer,
        format!("{path}.decided_by"),
        "the buyer cannot decide their own request",
    );
    for layer in &case.adjustable_by {
        let is_own = matches!(layer, Layer::Seller | Layer::Order);
        faults.unless(
            is_own,
            format!("{path}.adjustable_by"),
            "only the seller and the order have own terms",
        );
        let is_shop = pack.pack.layer == Layer::Marketplace;
        faults.unless(
            is_shop,
            format!("{path}.adjustable_by"),
            "a law is adjusted by nobody",
        );
    }
    let is_limited = !pack.warranties.is_empty() || !case.windows.is_empty();
    if case.grounds.contains(&Ground::Warranty) && !is_limited {
        faults.add(
            format!("{path}.grounds"),
            "`warranty` needs a warranty of the pack or a window of the case",
        );
    }
    for (i, window) in case.windows.iter().enumerate() {
        self::window(window, &format!("{path}.windows[{i}]"), faults);
    }
    for (i, rule) in case.evidence.iter().enumerate() {
        faults.unless(
            !rule.any_of.is_empty(),
            format!("{path}.evidence[{i}].any_of"),
            "at least one kind is needed",
        );
    }
    let mut seen: Vec<(FactName, bool)> = Vec::new();
    for (i, condition) in case.conditions.iter().enumerate() {
        let contradicts = seen.contains(&(condition.fact, !condition.is));
        faults.unless(
            !contradicts,
            format!("{path}.conditions[{i}]"),
            "contradicts an earlier condition: the case can never hold",
        );
        seen.push((condition.fact, condition.is));
    }
}

fn window(window: &WindowRule, path: &str, faults: &mut Faults) {
    let (opens, closes) = (&window.opens, &window.closes);
    faults.unless(
        opens.is_some() || closes.is_some(),
        path,
        "needs `opens` or `closes`",
    );
    let events = [
        opens.as_ref().map(|opens| ("opens", opens.after)),
        closes.as_ref().map(|closes| ("closes", closes.after)),
    ];
    for (field, event) in events.into_iter().flatten() {
        let is_seen = !matches!(
            event,
            Event::Approved | Event::Intervened | Event::Ruled | Event::Requested | Event::Asked
        );
        let message = format!("counts from `{event}`, which comes with or after the request itself");
        faults.unless(is_seen, format!("{path}.{field}.after"), message);
    }
    if let (Some(opens), Some(closes)) = (opens, closes)
        && opens.after == closes.after
        && opens.span.is_some_and(|span| is_not_before(span, closes.span))
    {
        faults.add(
            path,
            format!(
                "is impossible: it closes {} after `{}` and opens no earlier",
                closes.span, closes.after
            ),
        );
    }
}

/// Whether the first span surely ends no earlier than the second. Units are compared by their shortest and longest days.
fn is_not_before(first: Span, second: Span) -> bool {
    let hours = |span: Span, at_most: bool| {
        let each = match (span.unit(), at_most) {
            (Unit::Hours, _) => 1,
            (Unit::Days | Unit::WorkingDays, false) => 24,
            (Unit::Days, true) => 25,
            (Unit::WorkingDays, true) => 24 * 15,
            (Unit::Months, false) => 24 * 28,
            (Unit::Months, true) => 24 * 31,
            (Unit::Years, false) => 24 * 365,
            (Unit::Years, true) => 24 * 366,
        };
        u64::from(span.count()) * each
    };
    if first.unit() == second.unit() {
        first.count() >= second.count()
    } else {
        hours(first, false) >= hours(second, true) + 24
    }
}

pub(crate) const fn is_fee(part: Part) -> bool {
    matches!(
        part,
        Part::RestockingFee | Part::MissingPart | Part::ReturnPostage | Part::BankFee
    )
}
