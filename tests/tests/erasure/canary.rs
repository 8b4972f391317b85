//! A buyer whose every word is unique, so that wherever one of them is found, it is theirs.

use redress_contracts::google::r#type::PostalAddress;
use redress_contracts::redress::returns::v1::Contact;
use redress_rpc::{Caller, Role};
use redress_tests::scene::File;

/// The buyer's words.
#[derive(Clone, Debug)]
pub struct Canary {
    pub tag: &'static str,
    pub buyer: String,
    pub email: String,
    pub name: String,
    pub phone: String,
    pub account: String,
    pub street: String,
    pub city: String,
}

impl Canary {
    /// Somebody of this name, and of these seven digits.
    pub fn new(tag: &'static str, digits: &str) -> Canary {
        Canary {
            tag,
            buyer: format!("byr_{tag}id"),
            email: format!("{tag}mail@example.test"),
            name: format!("{tag}name Vogel"),
            phone: format!("+1 555 {digits}"),
            account: format!("0917{digits}"),
            street: format!("7 {tag}street"),
            city: format!("{tag}city"),
        }
    }

    /// A text of theirs about something.
    pub fn says(&self, about: &str) -> String {
        format!("{}said-{about}", self.tag)
    }

    /// Everything that an export has to have and an erasure to remove.
    pub fn all(&self) -> Vec<(String, String)> {
        let own = [
            ("buyer id", &self.buyer),
            ("e-mail address", &self.email),
            ("name", &self.name),
            ("phone", &self.phone),
            ("account", &self.account),
            ("street", &self.street),
            ("city", &self.city),
        ];
        let own = own.map(|(what, text)| (what.to_owned(), text.clone()));
        let said = SAID.map(|about| (about.to_owned(), self.says(about)));
        own.into_iter().chain(said).collect()
    }

    /// Where they live.
    pub fn address(&self, country: &str) -> PostalAddress {
        PostalAddress {
            region_code: country.to_owned(),
            postal_code: format!("{}zip", self.tag),
            locality: self.city.clone(),
            address_lines: vec![self.street.clone()],
            recipients: vec![self.name.clone()],
            ..PostalAddress::default()
        }
    }

    /// How they are reached about a return.
    pub fn contact(&self) -> Contact {
        Contact {
            name: self.name.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
        }
    }

    /// A call of theirs.
    pub fn calls<T>(&self, shop: &str, message: T) -> tonic::Request<T> {
        Caller::new(Some(shop), Role::Buyer, &self.buyer).request(message)
    }

    /// A picture with a description of them in its Exif data.
    pub fn photo(&self) -> File {
        File {
            name: format!("{}-photo", self.tag),
            bytes: png(&self.says("exif"), self.tag.len() as u8 + self.tag.as_bytes()[0]),
        }
    }
}

/// What they, or others about them, say in their own words.
const SAID: [&str; 20] = [
    "complaint",
    "advice",
    "judgement",
    "explanation",
    "return",
    "invoice",
    "decision",
    "note",
    "refusal",
    "dispute",
    "statement",
    "ruling",
    "guidance",
    "file",
    "description",
    "exif",
    "signature",
    "location",
    "event",
    "reason",
];

/// A picture of one grey dot.
fn png(description: &str, shade: u8) -> Vec<u8> {
    let chunk = |kind: &[u8; 4], content: &[u8]| {
        let checked = [&kind[..], content].concat();
        let length = u32::try_from(content.len()).expect("invariant: it is short");
        [
            &length.to_be_bytes()[..],
            &checked,
            &crc32fast::hash(&checked).to_be_bytes(),
        ]
        .concat()
    };
    let row = [0, shade];
    let (a, b) = row.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = a + u32::from(*byte);
        (a, b + a)
    });
    let stored = [
        &[0x78, 0x01, 0x01, 2, 0, 0xfd, 0xff][..],
        &row,
        &(b << 16 | a).to_be_bytes(),
    ]
    .concat();
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]),
        chunk(b"eXIf", &exif(description)),
        chunk(b"IDAT", &stored),
        chunk(b"IEND", &[]),
    ]
    .concat()
}

/// Exif data with a description of the picture.
fn exif(description: &str) -> Vec<u8> {
    let text = [description.as_bytes(), &[0]].concat();
    let length = u32::try_from(text.len()).expect("invariant: it is short");
    let mut bytes = b"II*\0\x08\0\0\0\x01\0\x0e\x01\x02\0".to_vec();
    bytes.extend(length.to_le_bytes());
    // Behind the one field and the end of the list.
    bytes.extend(26_u32.to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend(text);
    bytes
}
