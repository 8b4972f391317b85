//! The languages that messages are written in, how each writes money, and which one a buyer reads.

use redress_core::Money;
use serde::Deserialize;

/// A language of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
pub enum Language {
    #[default]
    #[serde(rename = "en")]
    English,
    #[serde(rename = "fr")]
    French,
    #[serde(rename = "fil")]
    Filipino,
    #[serde(rename = "es")]
    Spanish,
    #[serde(rename = "pt")]
    Portuguese,
}

impl Language {
    pub const ALL: [Self; 5] = [
        Self::English,
        Self::French,
        Self::Filipino,
        Self::Spanish,
        Self::Portuguese,
    ];

    /// The language's tag (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
            Self::Filipino => "fil",
            Self::Spanish => "es",
            Self::Portuguese => "pt",
        }
    }

    /// The language of a tag, whatever its script and region: `pt-BR` is Portuguese, `tl` is Filipino.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        let primary = primary.to_ascii_lowercase();
        match primary.as_str() {
            "tl" => Some(Self::Filipino),
            primary => Self::ALL.into_iter().find(|language| language.tag() == primary),
        }
    }

    /// What most people of a country (ISO 3166 alpha-2) read, of these languages; English where it is none of the others.
    pub fn of_country(country: &str) -> Self {
        match country {
            "FR" | "BE" | "LU" | "MC" | "GP" | "MQ" | "GF" | "RE" | "YT" | "PM" | "BL" | "MF" | "WF"
            | "PF" | "NC" | "SN" | "CI" => Self::French,
            "PH" => Self::Filipino,
            "ES" | "MX" | "AR" | "CO" | "CL" | "PE" | "VE" | "EC" | "GT" | "CU" | "BO" | "DO" | "HN"
            | "PY" | "SV" | "NI" | "CR" | "PA" | "UY" | "PR" | "GQ" => Self::Spanish,
            "PT" | "BR" | "AO" | "MZ" | "CV" | "GW" | "ST" | "TL" => Self::Portuguese,
            _ => Self::English,
        }
    }

    /// An amount as people who read the language write it, with the currency's code after it.
    pub fn money(self, money: Money) -> String {
        let (group, point) = match self {
            Self::English => return money.to_string(),
            Self::French => ("\u{a0}", ","),
            Self::Filipino => (",", "."),
            Self::Spanish | Self::Portuguese => (".", ","),
        };
        let plain = money.to_string();
        let (number, currency) = plain.split_once(' ').unwrap_or((&plain, ""));
        let (sign, number) = match number.strip_prefix('-') {
            Some(number) => ("-", number),
            None => ("", number),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let mut text = format!("{sign}{}", grouped(whole, group));
        if !fraction.is_empty() {
            text.push_str(point);
            text.push_str(fraction);
        }
        format!("{text} {currency}")
    }
}

/// Digits in groups of three.
fn grouped(digits: &str, group: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push_str(group);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_names_its_language_and_a_country_the_one_that_is_read_there() {
        let tags = [
            ("fr", Some(Language::French)),
            ("pt-BR", Some(Language::Portuguese)),
            ("es_419", Some(Language::Spanish)),
            ("TL", Some(Language::Filipino)),
            ("en-GB", Some(Language::English)),
            ("de", None),
            ("", None),
        ];
        for (tag, language) in tags {
            assert_eq!(Language::of_tag(tag), language, "{tag}");
        }
        assert_eq!(Language::of_country("BE"), Language::French);
        assert_eq!(Language::of_country("PH"), Language::Filipino);
        assert_eq!(Language::of_country("MX"), Language::Spanish);
        assert_eq!(Language::of_country("BR"), Language::Portuguese);
        assert_eq!(Language::of_country("JP"), Language::English);
    }

    #[test]
    fn money_is_written_as_the_language_does() {
        let money = |minor, currency: &str| Money::new(minor, currency.parse().unwrap());
        let cases = [
            (Language::English, -123_456_789, "EUR", "-1234567.89 EUR"),
            (
                Language::French,
                -123_456_789,
                "EUR",
                "-1\u{a0}234\u{a0}567,89 EUR",
            ),
            (Language::Filipino, 123_456, "PHP", "1,234.56 PHP"),
            (Language::Spanish, 100, "EUR", "1,00 EUR"),
            (Language::Portuguese, 1_234_567, "JPY", "1.234.567 JPY"),
        ];
        for (language, minor, currency, text) in cases {
            assert_eq!(language.money(money(minor, currency)), text);
        }
    }
}
