//! What a message says: the lead of its change, then what it is about, the money, the clock, the clauses, and for a buyer
//! how to reach the shop; all of it in the reader's language, as far as the pack's own words are there in it.

use fluent_bundle::FluentArgs;
use redress_core::Money;
use redress_policy::pack::{Clause, Contacts, Pack};
use redress_policy::{Breakdown, Part, Party};

use super::occasion::{Clock, Occasion, Section};
use super::phrase::{Filling, Phrase, Voice};
use crate::texts::Of;

/// A message's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub subject: String,
    pub body: String,
}

/// The words for one reader, with the clauses and contacts of the shop's pack.
pub fn text(occasion: &Occasion, reader: Party, voice: Voice, pack: &Pack) -> Text {
    let lead = if reader == Party::Buyer {
        Of::Buyer
    } else {
        Of::Others
    };
    let mut body = Body {
        text: said(occasion, reader, voice, lead),
        voice,
        reader,
    };
    body.about(occasion);
    for Section { title, lines } in occasion
        .sections
        .iter()
        .filter(|section| !section.lines.is_empty())
    {
        body.section(&Phrase::new(title));
        for line in lines {
            body.line(line);
        }
    }
    if let Some(breakdown) = &occasion.breakdown {
        body.money(breakdown);
    }
    body.times(occasion);
    body.clauses(&occasion.cited_to(reader, pack), pack);
    if let Some(contacts) = pack.contacts.as_ref().filter(|_| reader == Party::Buyer) {
        body.contacts(&pack.pack.name, contacts);
    }
    body.text.push('\n');
    Text {
        subject: said(occasion, reader, voice, Of::Subject),
        body: body.text,
    }
}

/// What is said of the change.
fn said(occasion: &Occasion, reader: Party, voice: Voice, of: Of) -> String {
    let owing = occasion.clocks.first().and_then(|clock| clock.party);
    let mut args = FluentArgs::with_capacity(4);
    args.set("order", occasion.order_id.as_str());
    args.set("thing", occasion.thing);
    args.set("actor", name(occasion.actor, reader));
    args.set("owing", name(owing, reader));
    voice.texts().say_of(&occasion.change.key(), of, &args)
}

/// The party as texts tell it apart.
fn name(party: Option<Party>, reader: Party) -> &'static str {
    match party {
        Some(party) if party == reader && party != Party::Platform => "you",
        Some(Party::Buyer) => "buyer",
        Some(Party::Seller) => "seller",
        Some(Party::Platform | Party::System) | None => "platform",
    }
}

struct Body {
    text: String,
    voice: Voice,
    reader: Party,
}

impl Body {
    fn section(&mut self, title: &Phrase) {
        self.text.push_str("\n\n");
        self.text.push_str(&self.voice.say(title));
    }

    fn line(&mut self, line: &Phrase) {
        let said = self.voice.say(line);
        self.raw_line(&said);
    }

    fn raw_line(&mut self, line: &str) {
        self.text.push_str("\n  ");
        self.text.push_str(line);
    }

    fn about(&mut self, occasion: &Occasion) {
        self.section(&Phrase::new("about-title"));
        self.line(&Phrase::new("about-order").text("order", &occasion.order_id));
        if !occasion.case_id.is_empty() {
            self.line(&Phrase::new("about-case").text("case", &occasion.case_id));
        }
        for item in &occasion.items {
            let line = Phrase::new("about-item").with("quantity", Filling::Number(item.quantity.into()));
            self.line(&line.text("title", &item.title));
        }
        for fact in &occasion.facts {
            self.line(fact);
        }
        if let Some(amount) = occasion.amount {
            self.line(&Phrase::new("about-amount").with("amount", Filling::Money(amount)));
        }
        if !occasion.said.is_empty() {
            self.section(&Phrase::new("said-title"));
            for line in occasion.said.lines() {
                self.raw_line(line);
            }
        }
    }

    fn money(&mut self, breakdown: &Breakdown) {
        self.section(&Phrase::new(match self.reader {
            Party::Buyer => "money-title-buyer",
            Party::Seller | Party::Platform | Party::System => "money-title-others",
        }));
        let money = |minor| {
            Filling::Money(Money {
                minor,
                currency: breakdown.currency,
            })
        };
        for line in &breakdown.lines {
            let said = Phrase::new("money-line")
                .with("part", Filling::Phrase(Box::new(Phrase::new(part(line.part)))))
                .with("amount", money(line.amount_minor))
                .text("text", line.text.to_string())
                .text("clauses", line.clauses.join(", "));
            self.line(&said);
            if line.withheld_minor > 0 {
                let withheld = Phrase::new("money-withheld").with("amount", money(line.withheld_minor));
                let said = self.voice.say(&withheld);
                self.raw_line(&format!("  {said}"));
            }
        }
        self.line(&Phrase::new("money-together").with("amount", money(breakdown.amount_minor)));
    }

    fn times(&mut self, occasion: &Occasion) {
        if let Some(due_time) = occasion.refund_due_time {
            self.section(&Phrase::new("money-due-title"));
            self.line(&Phrase::new("money-due").with("time", Filling::Time(due_time)));
        }
        match occasion.clocks.len() {
            0 => return,
            1 => self.section(&Phrase::new("clock-title")),
            _ => self.section(&Phrase::new("clocks-title")),
        }
        for Clock {
            kind,
            due_time,
            party,
        } in &occasion.clocks
        {
            let said = Phrase::new("clock")
                .word("what", kind)
                .with("time", Filling::Time(*due_time))
                .text("owing", name(*party, self.reader));
            self.line(&said);
        }
    }

    /// The clauses with the pack's own words; those of a law or of another document stand with their id.
    fn clauses(&mut self, clause_ids: &[String], pack: &Pack) {
        if clause_ids.is_empty() {
            return;
        }
        let title = Phrase::new("clauses-title").text("shop", pack.pack.name.to_string());
        self.section(&title.text("edition", pack.pack.edition.to_string()));
        for id in clause_ids {
            match pack.clause(id) {
                Some(clause) => self.clause(clause, pack),
                None => self.raw_line(id),
            }
        }
    }

    /// One clause, in the reader's language where the pack has it so; else in the pack's, which is then named.
    fn clause(&mut self, clause: &Clause, pack: &Pack) {
        let language = self.voice.language.tag();
        let (phrase, text) = match pack.clause_in(&clause.id, language) {
            Some(text) => (Phrase::new("clause"), text),
            None if &*pack.pack.text_language == language => (Phrase::new("clause"), &clause.text),
            None => {
                let named = pack.pack.text_language.to_string();
                (
                    Phrase::new("clause-foreign").text("language", named),
                    &clause.text,
                )
            }
        };
        let said = phrase.text("id", clause.id.to_string());
        self.line(&said.text("text", text.to_string()));
    }

    fn contacts(&mut self, shop: &str, contacts: &Contacts) {
        self.section(&Phrase::new("contacts-title").text("shop", shop));
        let ways = [
            ("contact-email", &contacts.email),
            ("contact-phone", &contacts.phone),
            ("contact-address", &contacts.address),
            ("contact-page", &contacts.page),
        ];
        for (way, value) in ways {
            if let Some(value) = value {
                self.line(&Phrase::new(way).text("value", value.to_string()));
            }
        }
    }
}

/// The key of what a line of a breakdown is for.
fn part(part: Part) -> &'static str {
    match part {
        Part::Item => "part-item",
        Part::Tax => "part-tax",
        Part::OriginalShipping => "part-original-shipping",
        Part::RestockingFee => "part-restocking-fee",
        Part::MissingPart => "part-missing-part",
        Part::ReturnPostage => "part-return-postage",
        Part::BankFee => "part-bank-fee",
        Part::Goodwill => "part-goodwill",
        Part::Discount => "part-discount",
        Part::Correction => "part-correction",
        Part::Ruling => "part-ruling",
        Part::Reduction => "part-reduction",
        Part::Exchange => "part-exchange",
    }
}

#[cfg(test)]
mod tests;
