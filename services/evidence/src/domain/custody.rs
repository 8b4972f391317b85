//! The chain of custody: one chain a case, each record hashed over its content and the hash of the record before.
//!
//! A record holds no personal data but who acted, by id. The chain is over a hash of that and of a salt, as it is over a hash of
//! whatever else may have to be erased: with the salt and the id gone, the chain still holds and says nothing of who it was.
//! Records from before there was a salt are hashed over who acted itself, which then stays.

use chrono::{DateTime, SecondsFormat, Utc};
use redress_policy::Party;
use sha2::{Digest as _, Sha256};

use super::words::Action;

const DOMAIN: &str = "redress custody record v2";
/// Of records whose actor is not sealed.
const UNSEALED_DOMAIN: &str = "redress custody record v1";
/// How the name of a buyer whose data was erased begins.
const ERASED: &str = "/buyer/erased_";

/// What somebody did, before it has its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Who, as marketplace, role and principal.
    pub actor: String,
    pub party: Party,
    pub action: Action,
    pub evidence_id: String,
    /// More of it, without personal data.
    pub detail: String,
}

/// One link of a case's chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub case_id: String,
    /// From 1.
    pub sequence: i64,
    pub time: DateTime<Utc>,
    pub act: Act,
    pub seal: Seal,
    /// Empty for the first.
    pub previous_hash: String,
    pub hash: String,
}

/// What the chain holds of who acted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seal {
    /// Nobody can foretell it; empty once the actor was erased.
    pub salt: String,
    /// Over the salt and the actor; empty in records from before there were seals.
    pub digest: String,
}

/// Where a case's chain ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub length: i64,
    /// The last record's hash; empty when there is none.
    pub hash: String,
}

/// The first thing that does not hold of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// The record; 0 when the records hold and something else does not.
    pub sequence: i64,
    pub text: &'static str,
}

impl Head {
    /// The next record of the chain; `salt` is new.
    pub fn append(&self, case_id: &str, act: Act, time: DateTime<Utc>, salt: String) -> Record {
        let mut record = Record {
            case_id: case_id.to_owned(),
            sequence: self.length + 1,
            time,
            seal: Seal::of(salt, &act.actor),
            act,
            previous_hash: self.hash.clone(),
            hash: String::new(),
        };
        record.hash = record.computed_hash();
        record
    }

    /// The chain's end once this record is its last.
    pub fn of(record: &Record) -> Head {
        Head {
            length: record.sequence,
            hash: record.hash.clone(),
        }
    }

    /// Checks that `record` is what follows, and goes on to it.
    ///
    /// # Errors
    ///
    /// What does not hold.
    pub fn follow(&mut self, record: &Record) -> Result<(), Break> {
        let broken = |text| Break {
            sequence: record.sequence,
            text,
        };
        if record.sequence != self.length + 1 {
            return Err(broken("a record before this one is missing"));
        }
        if record.previous_hash != self.hash {
            return Err(broken("the record does not name the hash of the one before"));
        }
        if record.hash != record.computed_hash() || !record.seal.holds(&record.act.actor) {
            return Err(broken("the record was changed after it was written"));
        }
        *self = Head::of(record);
        Ok(())
    }
}

impl Seal {
    fn of(salt: String, actor: &str) -> Seal {
        Seal {
            digest: sealed(&format!("{salt} {actor}")),
            salt,
        }
    }

    /// Whether it was this actor. Of one that was erased only the pseudonym is known.
    fn holds(&self, actor: &str) -> bool {
        match (self.salt.as_str(), self.digest.as_str()) {
            (_, "") => true,
            ("", _) => actor.contains(ERASED),
            (salt, _) => *self == Seal::of(salt.to_owned(), actor),
        }
    }
}

impl Record {
    fn computed_hash(&self) -> String {
        let sequence = self.sequence.to_string();
        let time = self.time.to_rfc3339_opts(SecondsFormat::Micros, true);
        let (domain, actor) = match self.seal.digest.as_str() {
            "" => (UNSEALED_DOMAIN, self.act.actor.as_str()),
            digest => (DOMAIN, digest),
        };
        let mut hash = Sha256::new();
        for part in [
            domain,
            &self.case_id,
            &sequence,
            &time,
            actor,
            self.act.party.as_str(),
            self.act.action.as_str(),
            &self.act.evidence_id,
            &self.act.detail,
            &self.previous_hash,
        ] {
            // Each part with its length, so that no two records read the same.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hex(&hash.finalize())
    }
}

/// SHA-256 of a text that must not stand in a record itself, such as a reason.
pub fn sealed(text: &str) -> String {
    hex(&Sha256::digest(text))
}

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(detail: &str) -> Act {
        Act {
            actor: "kajet/buyer/mara".to_owned(),
            party: Party::Buyer,
            action: Action::Added,
            evidence_id: "evd_1".to_owned(),
            detail: detail.to_owned(),
        }
    }

    fn chain() -> Vec<Record> {
        let mut head = Head::default();
        let mut records = Vec::new();
        for detail in ["a", "b", "c"] {
            let record = head.append(
                "ret_1",
                act(detail),
                DateTime::UNIX_EPOCH,
                format!("slt_{detail}"),
            );
            head = Head::of(&record);
            records.push(record);
        }
        records
    }

    fn verified(records: &[Record]) -> Result<Head, Break> {
        let mut head = Head::default();
        records.iter().try_for_each(|record| head.follow(record))?;
        Ok(head)
    }

    #[test]
    fn a_whole_chain_holds() {
        let records = chain();
        assert_eq!(verified(&records).unwrap(), Head::of(&records[2]));
    }

    #[test]
    fn any_change_to_any_record_shows() {
        type Tampering = fn(&mut Record);
        let tamperings: [Tampering; 7] = [
            |record| record.act.detail.push('x'),
            |record| {
                record.act.actor = "kajet/seller/sam".to_owned();
                record.seal = Seal::of(record.seal.salt.clone(), &record.act.actor);
            },
            |record| record.act.party = Party::Seller,
            |record| record.act.action = Action::Erased,
            |record| record.act.evidence_id = "evd_2".to_owned(),
            |record| record.time += chrono::TimeDelta::microseconds(1),
            |record| record.case_id = "ret_2".to_owned(),
        ];
        for at in 0..3 {
            for tamper in tamperings {
                let mut records = chain();
                tamper(&mut records[at]);
                assert_eq!(verified(&records).unwrap_err().sequence, at as i64 + 1);
                // Hashed again, it is the next record that does not follow; the last one shows at the head.
                records[at].hash = records[at].computed_hash();
                let broken = verified(&records);
                match at {
                    2 => assert_ne!(broken.unwrap(), Head::of(&chain()[2])),
                    _ => assert_eq!(broken.unwrap_err().sequence, at as i64 + 2),
                }
            }
        }
    }

    #[test]
    fn an_erased_actor_breaks_no_chain_and_is_nobody_else() {
        let mut records = chain();
        records[1].act.actor = "kajet/buyer/erased_1".to_owned();
        assert_eq!(
            verified(&records).unwrap_err().sequence,
            2,
            "its salt is still there"
        );
        records[1].seal.salt.clear();
        assert_eq!(verified(&records).unwrap(), Head::of(&chain()[2]));
        records[1].act.actor = "kajet/seller/sam".to_owned();
        assert_eq!(verified(&records).unwrap_err().sequence, 2);
    }

    #[test]
    fn records_from_before_there_were_seals_hold() {
        let mut records = chain();
        let mut previous = String::new();
        for record in &mut records {
            record.seal = Seal::default();
            record.previous_hash = previous;
            record.hash = record.computed_hash();
            previous = record.hash.clone();
        }
        verified(&records).unwrap();
        records[1].act.actor = "kajet/seller/sam".to_owned();
        assert_eq!(verified(&records).unwrap_err().sequence, 2);
    }

    #[test]
    fn a_missing_record_shows() {
        let mut records = chain();
        records.remove(1);
        assert_eq!(verified(&records).unwrap_err().sequence, 3);
        let mut records = chain();
        records.swap(0, 1);
        assert_eq!(verified(&records).unwrap_err().sequence, 2);
    }
}
