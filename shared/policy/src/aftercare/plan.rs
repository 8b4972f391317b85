//! What an approved return needs: whether goods come back, who pays for it, to where, and what is looked at.

use super::{add_clauses, governing_case, nearest_warehouse, seen};
use crate::Text;
use crate::decide::is_returnless;
use crate::decision::{Decision, FactValue, Finding};
use crate::facts::Facts;
use crate::layers::Layers;
use crate::pack::{Case, Checklist, Pack, Rma, Term, Warehouse};
use crate::words::{Layer, Party, Remedy, Topic};
use serde::{Deserialize, Serialize};

/// What an approved return needs. For a refused one it says what an approval against the policy would need.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReturnPlan {
    /// Goods have to come back before the remedy.
    pub goods_first: bool,
    /// The buyer keeps all of it.
    pub is_returnless: bool,
    /// The lines of which the buyer keeps what was asked about.
    pub kept_lines: Vec<Text>,
    /// Who pays the way back.
    pub return_payer: Option<Party>,
    /// What is looked at when the goods are back.
    pub checklist: Option<Checklist>,
    /// The terms of return numbers; for returns of which goods come back.
    pub rma: Option<Rma>,
    /// Where the goods go, by the buyer's country.
    pub warehouse: Option<Warehouse>,
    /// One for each of the answers above.
    pub findings: Vec<Finding>,
    /// The clauses of all of them, each once.
    pub clauses: Vec<Text>,
}

/// What a return needs by the decision that was made on the facts.
pub fn return_plan(layers: &Layers, facts: &Facts, decision: &Decision) -> ReturnPlan {
    let mut plan = ReturnPlan::default();
    let shop = &*layers.marketplace;
    let governing = governing_case(layers, decision);
    let asks_goods = governing.map_or(facts.topic == Topic::Return, |(_, case)| case.goods_first);
    if asks_goods {
        plan.keep_what_is_not_worth_it(shop, facts, decision, governing);
    }
    plan.goods_first = asks_goods && !plan.is_returnless;
    if let Some((pack, case)) = governing.filter(|_| plan.goods_first) {
        let message = "The goods have to come back first.";
        plan.find("goods_first", pack, case, message);
    }
    plan.name_payer(layers, decision, governing);
    if !plan.goods_first {
        return plan;
    }
    if let Some((pack, list)) = governing.and_then(|(pack, case)| Some((pack, checklist(pack, case)?))) {
        plan.find(
            "checklist",
            pack,
            list,
            "What comes back is inspected by this list.",
        );
        plan.checklist = Some(list.clone());
    }
    if let Some(rma) = shop.rma.as_ref().filter(|_| facts.topic == Topic::Return) {
        let message = if rma.required {
            "Nothing comes back without a return number."
        } else {
            "A return number goes with what comes back."
        };
        plan.find("rma", shop, rma, message);
        plan.rma = Some(rma.clone());
    }
    if let Some(warehouse) = nearest_warehouse(shop, &facts.order.buyer_country, None) {
        let message = "This is the nearest warehouse that takes returns.";
        plan.find("warehouse", shop, warehouse, message);
        plan.warehouse = Some(warehouse.clone());
    }
    plan
}

fn checklist<'a>(pack: &'a Pack, case: &Case) -> Option<&'a Checklist> {
    let id = case.checklist.as_ref()?;
    pack.checklists.iter().find(|list| list.id == *id)
}

impl ReturnPlan {
    /// The lines below the shop's threshold, where it is the shop that grants or its offer to keep stands.
    fn keep_what_is_not_worth_it(
        &mut self,
        shop: &Pack,
        facts: &Facts,
        decision: &Decision,
        governing: Option<(&Pack, &Case)>,
    ) {
        let is_by_shop = governing.is_some_and(|(pack, _)| pack.pack.layer != Layer::Law);
        let Some(rule) = &shop.returnless else { return };
        if !is_by_shop && !decision.remedies.contains(&Remedy::KeepItem) {
            return;
        }
        let kept = facts.lines.iter().filter(|line| is_returnless(shop, facts, line));
        self.kept_lines = kept.map(|line| line.line_id.clone()).collect();
        self.is_returnless = self.kept_lines.len() == facts.lines.len();
        if !self.kept_lines.is_empty() {
            let message = "Worth less than the way back costs: the buyer keeps it.";
            self.find("returnless", shop, rule, message);
        }
    }

    /// Who pays the way back, by the case that says so.
    fn name_payer(&mut self, layers: &Layers, decision: &Decision, governing: Option<(&Pack, &Case)>) {
        let own = governing.and_then(|(_, case)| case.return_payer);
        let Some(payer) = decision.return_payer.or(own).filter(|_| !self.is_returnless) else {
            return;
        };
        self.return_payer = Some(payer);
        let says_so = |case: &&Case| {
            case.topic == decision.topic
                && case.grounds.contains(&decision.ground)
                && case.return_payer == Some(payer)
        };
        let packs = layers
            .laws
            .iter()
            .map(|law| &*law.pack)
            .chain([&*layers.marketplace]);
        let source = governing.filter(|(_, case)| says_so(case)).or_else(|| {
            let mut cases = packs.filter_map(|pack| pack.cases.iter().find(says_so).map(|case| (pack, case)));
            cases.next()
        });
        if let Some((pack, case)) = source {
            let message = match payer {
                Party::Buyer => "The buyer pays the way back.",
                Party::Seller => "The seller pays the way back.",
                Party::Platform | Party::System => "The platform pays the way back.",
            };
            self.find("return_payer", pack, case, message);
        }
    }

    /// Keeps an answer with the clauses of the term that gives it.
    fn find(&mut self, rule: &'static str, pack: &Pack, term: &impl Term, message: &'static str) {
        let basis = term.basis();
        add_clauses(&mut self.clauses, basis.clauses);
        self.findings.push(Finding {
            rule: rule.into(),
            clauses: basis.clauses.clone(),
            held: true,
            message: message.into(),
            facts: vec![seen("policy.id", FactValue::Text(pack.pack.id.clone()))],
            line_id: None,
            layer: pack.pack.layer,
            mark: basis.mark,
        });
    }
}
