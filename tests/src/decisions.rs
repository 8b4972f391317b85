//! How many decisions a second one core makes: explained, the outcome alone, and the same outcome by the expressions of the
//! `cel` crate, in turns within one run.
//!
//! The case is Kwoking's: a buyer cancels two lines of an order, which KW-08 answers by payment, shipping, 24 hours and
//! category. Fair to cel: its program is compiled once, it holds all rules as one expression over plain numbers and strings
//! (times as milliseconds), and it answers the outcome and no more: no clause, deadline or refund. It is used in two ways,
//! both with the facts of each case given anew: as its manual shows, with variables set in a scope under a context that was
//! built once (`cel`), and in the fastest way found, with a resolver that lends the facts without copying them (`cel lent`).
//! All answers are compared over every case before anything is measured.

use cel::common::types::{CelBool, CelInt, CelString};
use cel::common::value::CowVal;
use cel::context::VariableResolver;
use cel::{Context, Env, Program, Value};
use redress_policy::{Facts, Layers, LineFacts, Outcome, decide, load, outcome, packs};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// KW-08 as one expression: 0 allowed, 1 left to the seller, 4 refused.
const RULES: &str = r#"
topic == "cancel"
    && ground in ["change_of_mind", "withdrawal", "late_shipment", "ordered_wrong_item"]
    && requested_by == "buyer"
    && shipped_quantity == 0
  ? (!paid || now_ms < paid_ms + 86400000 ? 0 : category == "made_to_order" ? 1 : 0)
  : 4
"#;

/// How often each is measured, in turns; the median counts.
const ROUNDS: usize = 15;

/// How long each is measured per round.
const SLICE: Duration = Duration::from_millis(80);

/// Measures and prints the table.
pub fn run() {
    let layers = kwoking();
    let rules = Rules::new();
    println!("Kwoking, cancelling two lines, one core, cases a second (median of {ROUNDS} turns)");
    println!(
        "{:<26} {:>11} {:>11} {:>11} {:>11} {:>14} {:>12} {:>19} {:>17}",
        "case",
        "explained",
        "outcome",
        "cel",
        "cel lent",
        "explained/cel",
        "outcome/cel",
        "explained/cel lent",
        "outcome/cel lent"
    );
    for (name, cases) in cases() {
        for facts in &cases {
            let ours = outcome(&layers, facts).expect("the facts are sound");
            assert_eq!(ours, decide(&layers, facts).expect("the facts are sound").outcome);
            assert_eq!(ours, rules.outcome(facts), "{name}: the two do not say the same");
            assert_eq!(
                ours,
                rules.outcome_lent(facts),
                "{name}: the two do not say the same"
            );
        }
        let mut rates = [const { Vec::new() }; 4];
        for _ in 0..ROUNDS {
            rates[0].push(rate(&cases, |facts| decide(&layers, facts)));
            rates[1].push(rate(&cases, |facts| outcome(&layers, facts)));
            rates[2].push(rate(&cases, |facts| rules.outcome(facts)));
            rates[3].push(rate(&cases, |facts| rules.outcome_lent(facts)));
        }
        let [explained, alone, cel, lent] = rates.map(median);
        println!(
            "{name:<26} {explained:>11.0} {alone:>11.0} {cel:>11.0} {lent:>11.0} {:>13.2}x {:>11.2}x {:>18.2}x {:>16.2}x",
            explained / cel,
            alone / cel,
            explained / lent,
            alone / lent,
        );
    }
}

/// The same rules as one compiled expression.
struct Rules {
    program: Program,
    env: Arc<Env>,
    root: Context<'static, 'static>,
}

impl Rules {
    fn new() -> Rules {
        let env = Arc::new(Env::stdlib());
        let program = env.compile(RULES).expect("the expression is sound");
        Rules {
            program,
            root: Context::with_env(Arc::clone(&env)),
            env,
        }
    }

    /// By variables in a scope for the order, and one for each line under it.
    fn outcome(&self, facts: &Facts) -> Outcome {
        let mut order = self.root.new_inner_scope();
        let paid = facts.order.payment_confirm_time;
        order.add_variable_from_value("topic", facts.topic.as_str());
        order.add_variable_from_value("ground", facts.ground.as_str());
        order.add_variable_from_value("requested_by", facts.requested_by.as_str());
        order.add_variable_from_value("paid", paid.is_some());
        order.add_variable_from_value("paid_ms", paid.map_or(0, |time| time.timestamp_millis()));
        order.add_variable_from_value("now_ms", facts.now.timestamp_millis());
        strictest(facts, |line| {
            let mut scope = order.new_inner_scope();
            scope.add_variable_from_value("shipped_quantity", line.shipped_quantity);
            scope.add_variable_from_value("category", &*line.category);
            self.answer(&scope)
        })
    }

    /// By a resolver that lends the facts.
    fn outcome_lent(&self, facts: &Facts) -> Outcome {
        let paid = facts.order.payment_confirm_time;
        strictest(facts, |line| {
            let lent = Lent {
                topic: facts.topic.as_str().into(),
                ground: facts.ground.as_str().into(),
                requested_by: facts.requested_by.as_str().into(),
                paid: paid.is_some().into(),
                paid_ms: paid.map_or(0, |time| time.timestamp_millis()).into(),
                now_ms: facts.now.timestamp_millis().into(),
                shipped_quantity: line.shipped_quantity.into(),
                category: (&*line.category).into(),
            };
            let mut scope = Context::with_env(Arc::clone(&self.env));
            scope.set_variable_resolver(&lent);
            self.answer(&scope)
        })
    }

    fn answer(&self, scope: &Context<'_, '_>) -> Outcome {
        match self.program.execute(scope).expect("the variables are all set") {
            Value::Int(0) => Outcome::Allowed,
            Value::Int(1) => Outcome::NeedsSeller,
            _ => Outcome::Refused,
        }
    }
}

fn strictest(facts: &Facts, of_line: impl Fn(&LineFacts) -> Outcome) -> Outcome {
    facts.lines.iter().map(of_line).max().unwrap_or(Outcome::Refused)
}

/// The facts of a line as cel sees them, borrowed.
struct Lent<'a> {
    topic: CelString<'a>,
    ground: CelString<'a>,
    requested_by: CelString<'a>,
    paid: CelBool,
    paid_ms: CelInt,
    now_ms: CelInt,
    shipped_quantity: CelInt,
    category: CelString<'a>,
}

impl VariableResolver for Lent<'_> {
    fn resolve<'b>(&'b self, variable: &str) -> Option<CowVal<'b, 'b>> {
        Some(match variable {
            "topic" => CowVal::Borrowed(&self.topic),
            "ground" => CowVal::Borrowed(&self.ground),
            "requested_by" => CowVal::Borrowed(&self.requested_by),
            "paid" => CowVal::Borrowed(&self.paid),
            "paid_ms" => CowVal::Borrowed(&self.paid_ms),
            "now_ms" => CowVal::Borrowed(&self.now_ms),
            "shipped_quantity" => CowVal::Borrowed(&self.shipped_quantity),
            "category" => CowVal::Borrowed(&self.category),
            _ => return None,
        })
    }
}

fn kwoking() -> Layers {
    let (file, source) = packs::SHOPS
        .iter()
        .find(|(file, _)| *file == "kwoking.toml")
        .expect("it is built in");
    Layers::of(Arc::new(load(source, file).expect("the pack loads")), 1)
}

/// The cases by name. `mixed` goes through times on both sides of the 24 hours, categories, shipped lines and unpaid orders.
fn cases() -> Vec<(&'static str, Vec<Facts>)> {
    let mut mixed = Vec::new();
    for hours in [1, 23, 24, 200] {
        for category in ["phones", "made_to_order"] {
            for shipped in [false, true] {
                mixed.push(facts(hours, true, category, shipped));
            }
        }
        mixed.push(facts(hours, false, "phones", false));
    }
    vec![
        ("within 24 h", vec![facts(3, true, "phones", false)]),
        (
            "after a week, not shipped",
            vec![facts(170, true, "phones", false)],
        ),
        (
            "one line shipped: refused",
            vec![facts(170, true, "phones", true)],
        ),
        ("20 mixed cases", mixed),
    ]
}

fn facts(hours: u32, is_paid: bool, category: &str, is_shipped: bool) -> Facts {
    let now = format!("2026-03-{:02}T{:02}:15:00Z", 2 + hours / 24, hours % 24);
    let line = |line_id: &str, unit_price_minor: i64, shipped_quantity: i64| {
        serde_json::json!({
            "line_id": line_id, "seller_id": "sel_0a1b2c", "quantity": 2, "ordered_quantity": 3,
            "shipped_quantity": shipped_quantity, "unit_price_minor": unit_price_minor, "tax_minor": 4_197,
            "discount_minor": 500, "category": category, "product_class": "durable",
        })
    };
    let paid = is_paid.then_some("2026-03-02T00:15:00Z");
    let facts = serde_json::json!({
        "topic": "cancel", "ground": "change_of_mind", "requested_by": "buyer", "now": now,
        "order": {
            "buyer_country": "FR", "currency": "EUR", "place_time": "2026-03-02T00:10:00Z", "payment_confirm_time": paid,
            "payment_kind": "card", "payment_fee_minor": 87, "shipping_minor": 990,
        },
        "lines": [line("lin_01", 6_990, 0), line("lin_02", 1_250, i64::from(is_shipped))],
    });
    serde_json::from_value(facts).expect("the facts are sound")
}

/// Cases a second.
fn rate<T>(cases: &[Facts], answer: impl Fn(&Facts) -> T) -> f64 {
    let start = Instant::now();
    let mut count = 0_u64;
    while start.elapsed() < SLICE {
        for _ in 0..64 {
            for facts in cases {
                black_box(answer(black_box(facts)));
            }
        }
        count += 64 * cases.len() as u64;
    }
    count as f64 / start.elapsed().as_secs_f64()
}

/// The middle one.
pub(crate) fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}
