//! What a message says: the template's words, then what it is about, the money, the clock, the clauses, and for a buyer
//! how to reach the shop.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use redress_core::Money;
use redress_policy::pack::{Contacts, Pack};
use redress_policy::time::Zone;
use redress_policy::{Breakdown, Part, Party};

use super::occasion::{Clock, Occasion, Section};

/// A message's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub subject: String,
    pub body: String,
}

/// The words for one reader, in the time zone and with the clauses and contacts of the shop's pack.
pub fn text(occasion: &Occasion, reader: Party, pack: &Pack) -> Text {
    let template = occasion.change.template();
    let lead = if reader == Party::Buyer {
        template.to_buyer
    } else {
        template.to_others
    };
    let mut body = Body {
        text: fill(lead, occasion, reader),
        zone: pack.pack.time_zone,
    };
    body.about(occasion);
    for Section { title, lines } in occasion
        .sections
        .iter()
        .filter(|section| !section.lines.is_empty())
    {
        body.section(title);
        for line in lines {
            body.line(format_args!("{line}"));
        }
    }
    if let Some(breakdown) = &occasion.breakdown {
        body.money(breakdown, reader);
    }
    body.times(occasion, reader);
    body.clauses(&occasion.cited_to(reader, pack), pack);
    if let Some(contacts) = pack.contacts.as_ref().filter(|_| reader == Party::Buyer) {
        body.contacts(&pack.pack.name, contacts);
    }
    body.text.push('\n');
    Text {
        subject: fill(template.subject, occasion, reader),
        body: body.text,
    }
}

fn fill(template: &str, occasion: &Occasion, reader: Party) -> String {
    let owing = occasion.clocks.first().and_then(|clock| clock.party);
    template
        .replace("{order}", &occasion.order_id)
        .replace("{thing}", occasion.thing)
        .replace("{actor}", name(occasion.actor, reader))
        .replace("{owing}", name(owing, reader))
}

fn name(party: Option<Party>, reader: Party) -> &'static str {
    match party {
        Some(party) if party == reader && party != Party::Platform => "you",
        Some(Party::Buyer) => "the buyer",
        Some(Party::Seller) => "the seller",
        Some(Party::Platform | Party::System) | None => "the platform",
    }
}

struct Body {
    text: String,
    zone: Zone,
}

impl Body {
    fn section(&mut self, title: &str) {
        self.text.push_str("\n\n");
        self.text.push_str(title);
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        let written = write!(self.text, "\n  {line}");
        written.expect("invariant: a text takes everything");
    }

    fn about(&mut self, occasion: &Occasion) {
        self.section("What it is about");
        self.line(format_args!("Order {}", occasion.order_id));
        if !occasion.case_id.is_empty() {
            self.line(format_args!("Case {}", occasion.case_id));
        }
        for item in &occasion.items {
            self.line(format_args!("{} x {}", item.quantity, item.title));
        }
        for fact in &occasion.facts {
            self.line(format_args!("{fact}"));
        }
        if let Some(amount) = &occasion.amount {
            self.line(format_args!("Amount: {amount}"));
        }
        if !occasion.said.is_empty() {
            self.section("In their own words");
            for line in occasion.said.lines() {
                self.line(format_args!("{line}"));
            }
        }
    }

    fn money(&mut self, breakdown: &Breakdown, reader: Party) {
        self.section(if reader == Party::Buyer {
            "What you get back"
        } else {
            "What the buyer gets back"
        });
        let money = |minor| Money {
            minor,
            currency: breakdown.currency,
        };
        for line in &breakdown.lines {
            let (amount, clauses) = (money(line.amount_minor), line.clauses.join(", "));
            self.line(format_args!(
                "{}: {amount}. {} ({clauses})",
                part(line.part),
                line.text
            ));
            if line.withheld_minor > 0 {
                self.line(format_args!(
                    "  not refunded of it: {}",
                    money(line.withheld_minor)
                ));
            }
        }
        self.line(format_args!("Together: {}", money(breakdown.amount_minor)));
    }

    fn times(&mut self, occasion: &Occasion, reader: Party) {
        if let Some(due_time) = occasion.refund_due_time {
            let due_time = local(self.zone, due_time);
            self.section("When");
            self.line(format_args!("The money is due before {due_time}."));
        }
        match occasion.clocks.len() {
            0 => return,
            1 => self.section("Deadline"),
            _ => self.section("Deadlines"),
        }
        for Clock {
            kind,
            due_time,
            party,
        } in &occasion.clocks
        {
            let due_time = local(self.zone, *due_time);
            let what = kind.replace('_', " ");
            self.line(format_args!(
                "{what}, before {due_time}; the turn of {}.",
                name(*party, reader)
            ));
        }
    }

    /// The clauses with the pack's own words; those of a law or of another document stand with their id.
    fn clauses(&mut self, clause_ids: &[String], pack: &Pack) {
        if clause_ids.is_empty() {
            return;
        }
        self.section(&format!(
            "By the policy of {} ({})",
            pack.pack.name, pack.pack.edition
        ));
        for id in clause_ids {
            match pack.clause(id) {
                Some(clause) => self.line(format_args!("{id}: {}", clause.text)),
                None => self.line(format_args!("{id}")),
            }
        }
    }

    fn contacts(&mut self, shop: &str, contacts: &Contacts) {
        self.section(&format!("How to reach {shop}"));
        let ways = [
            ("E-mail", &contacts.email),
            ("Telephone", &contacts.phone),
            ("Address", &contacts.address),
            ("Web", &contacts.page),
        ];
        for (way, value) in ways {
            if let Some(value) = value {
                self.line(format_args!("{way}: {value}"));
            }
        }
    }
}

/// A time as people of the shop read it.
pub fn local(zone: Zone, time: DateTime<Utc>) -> String {
    let local = zone.local_time(time).format("%-d %B %Y, %H:%M");
    format!("{local} ({})", zone.name())
}

fn part(part: Part) -> &'static str {
    match part {
        Part::Item => "Items",
        Part::Tax => "Tax",
        Part::OriginalShipping => "Shipping",
        Part::RestockingFee => "Restocking fee",
        Part::MissingPart => "Missing part",
        Part::ReturnPostage => "Return postage",
        Part::BankFee => "Bank fee",
        Part::Goodwill => "Goodwill",
        Part::Discount => "Discount",
        Part::Correction => "Correction",
        Part::Ruling => "Ruling",
        Part::Reduction => "Reduction",
        Part::Exchange => "Item in exchange",
    }
}
