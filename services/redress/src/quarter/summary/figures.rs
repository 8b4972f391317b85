//! What one order adds to the figures of its shop.

use super::{Figure, Section, Summary};
use crate::quarter::acts::minor_of;
use crate::quarter::book::File;
use redress_contracts::redress::policies::v1::Topic;
use redress_contracts::redress::refunds::v1::{Refund, RefundState};
use redress_contracts::redress::returns::v1::Return;

/// A state's name in words: `ORDER_STATE_PARTLY_SHIPPED` is `partly shipped`.
pub(super) fn words(name: &str, prefix: &str) -> String {
    name.trim_start_matches(prefix).to_lowercase().replace('_', " ")
}

impl Summary {
    pub(super) fn count_file(&mut self, file: &File) {
        let shop = file.fate.shop.id;
        for ((act, reason), times) in &file.refusals {
            let name = format!("{act}: {}", reason.to_lowercase());
            self.count(shop, (Section::Refused, &name), i64::from(*times));
        }
        self.count(
            shop,
            (Section::Broken, "invariants"),
            i64::try_from(file.broken.len()).unwrap_or(i64::MAX),
        );
        let Some(order) = &file.order else { return };
        self.count(shop, (Section::Orders, "placed"), 1);
        let state = words(order.state().as_str_name(), "ORDER_STATE_");
        if state != "placed" {
            self.count(shop, (Section::Orders, &state), 1);
        } else {
            self.count(shop, (Section::Orders, "unpaid"), 1);
        }
        for case in &file.cancellations {
            let state = words(case.now.state().as_str_name(), "CANCELLATION_STATE_");
            self.count(shop, (Section::Cancellations, "asked for"), 1);
            self.count(shop, (Section::Cancellations, &state), 1);
            self.escalated(shop, case.now.is_escalated);
        }
        for case in &file.disputes {
            let state = words(case.now.state().as_str_name(), "DISPUTE_STATE_");
            let name = format!("cancellation {state}");
            self.count(shop, (Section::Disputes, &name), 1);
            self.escalated(shop, case.now.is_escalated);
        }
        for case in &file.return_disputes {
            let state = words(case.now.state().as_str_name(), "RETURN_DISPUTE_STATE_");
            let name = format!("return {state}");
            self.count(shop, (Section::Disputes, &name), 1);
            self.escalated(shop, case.now.is_escalated);
        }
        for case in &file.returns {
            self.count_return(shop, &case.now);
        }
        for case in file.refunds.values() {
            self.count_refund(shop, &case.now);
        }
    }

    fn escalated(&mut self, shop: &'static str, is_escalated: bool) {
        self.count(
            shop,
            (Section::Clocks, "cases escalated"),
            i64::from(is_escalated),
        );
    }

    fn count_return(&mut self, shop: &'static str, found: &Return) {
        let section = if found.topic() == Topic::Delivery {
            Section::Claims
        } else {
            Section::Returns
        };
        let state = words(found.state().as_str_name(), "RETURN_STATE_");
        self.count(shop, (section, "asked for"), 1);
        self.count(shop, (section, &state), 1);
        if let Some(remedy) = &found.remedy {
            let name = format!("by {}", words(remedy.remedy().as_str_name(), "REMEDY_"));
            self.count(shop, (section, &name), 1);
        }
        self.escalated(shop, found.is_escalated);
    }

    fn count_refund(&mut self, shop: &'static str, refund: &Refund) {
        let state = words(refund.state().as_str_name(), "REFUND_STATE_");
        self.count(shop, (Section::Refunds, &state), 1);
        if refund.is_overdue {
            self.count(shop, (Section::Refunds, "overdue"), 1);
        }
        if refund.state() != RefundState::Succeeded {
            return;
        }
        let currency = refund.amount.as_ref().map(|amount| amount.currency_code.clone());
        let currency = currency.unwrap_or_default();
        let figure = |section, name: String| Figure {
            section,
            is_part: true,
            name,
            currency: currency.clone(),
        };
        self.add(
            shop,
            figure(Section::Paid, String::new()),
            minor_of(refund.amount.as_ref()),
        );
        for line in refund.breakdown.iter().flat_map(|breakdown| &breakdown.lines) {
            let withheld = minor_of(line.withheld.as_ref());
            if withheld > 0 {
                let part = words(line.part().as_str_name(), "BREAKDOWN_PART_");
                self.add(shop, figure(Section::Withheld, part), withheld);
            }
        }
    }
}
