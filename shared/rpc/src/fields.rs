//! Collecting every bad field of a request, with its path, before anything is decided.
//!
//! Each check returns the converted value, or `None` after noting why not; [`Fields::finish`] then refuses the request
//! as a whole. A path is a dotted path with indexes, such as `lines[0].price`, and costs nothing while the field is
//! good: pass `format_args!("lines[{index}].price")`.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use prost_types::Timestamp;
use redress_contracts::google::r#type::Money as WireMoney;
use redress_core::{Currency, Money};
use tonic::Code;
use tonic_types::FieldViolation;

use crate::convert;
use crate::error::{Problem, Reason};

mod country;

/// The longest `request_id`, in bytes.
const MAX_REQUEST_ID: usize = 128;

/// The field errors of one request.
#[derive(Debug, Default)]
pub struct Fields {
    violations: Vec<FieldViolation>,
    is_token_bad: bool,
}

impl Fields {
    /// No error yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes that the field is bad. `description` completes the sentence "the field …".
    pub fn refuse(&mut self, path: impl Display, description: impl Display) {
        self.violations
            .push(FieldViolation::new(path.to_string(), description.to_string()));
    }

    /// The value of a conversion made elsewhere, or its error as the description.
    pub fn take<T, E: Display>(&mut self, path: impl Display, result: Result<T, E>) -> Option<T> {
        result.map_err(|error| self.refuse(path, error)).ok()
    }

    /// A message field that must be present.
    pub fn required<T>(&mut self, path: impl Display, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.refuse(path, "is required");
        }
        value
    }

    /// A text with at least one visible character, at most `max` characters and no control characters but line breaks.
    pub fn non_empty(&mut self, path: impl Display, value: &str, max: usize) -> Option<String> {
        if value.trim().is_empty() {
            self.refuse(path, "must not be empty");
            return None;
        }
        self.at_most(path, value, max)
    }

    /// A text that may be empty, of at most `max` characters and without control characters but line breaks.
    pub fn at_most(&mut self, path: impl Display, value: &str, max: usize) -> Option<String> {
        if value.chars().count() > max {
            self.refuse(path, format_args!("must have at most {max} characters"));
            return None;
        }
        if value
            .chars()
            .any(|c| c.is_control() && c != '\n' && c != '\t' && c != '\r')
        {
            self.refuse(path, "must not have control characters");
            return None;
        }
        Some(value.to_owned())
    }

    /// A number above zero.
    pub fn positive<N: Copy + Default + PartialOrd>(&mut self, path: impl Display, value: N) -> Option<N> {
        if value > N::default() {
            return Some(value);
        }
        self.refuse(path, "must be above zero");
        None
    }

    /// A number inside a range.
    pub fn within<N: Copy + PartialOrd + Display>(
        &mut self,
        path: impl Display,
        value: N,
        range: RangeInclusive<N>,
    ) -> Option<N> {
        if range.contains(&value) {
            return Some(value);
        }
        self.refuse(
            path,
            format_args!("must lie between {} and {}", range.start(), range.end()),
        );
        None
    }

    /// Exact money that must be present; any sign.
    pub fn money(&mut self, path: impl Display, value: Option<WireMoney>) -> Option<Money> {
        match value {
            Some(money) => self.take(path, convert::money_from_wire(&money)),
            None => self.required(path, None),
        }
    }

    /// Exact money of zero or more that must be present.
    pub fn money_not_negative(
        &mut self,
        path: impl Display + Copy,
        value: Option<WireMoney>,
    ) -> Option<Money> {
        let money = self.money(path, value)?;
        if money.minor < 0 {
            self.refuse(path, "must not be negative");
            return None;
        }
        Some(money)
    }

    /// Exact money above zero that must be present.
    pub fn money_positive(&mut self, path: impl Display + Copy, value: Option<WireMoney>) -> Option<Money> {
        let money = self.money(path, value)?;
        self.positive(path, money.minor).map(|_| money)
    }

    /// An ISO 4217 currency code.
    pub fn currency(&mut self, path: impl Display, value: &str) -> Option<Currency> {
        self.take(path, value.parse())
    }

    /// A typed id, or anything else that is parsed from a text; must be present.
    pub fn id<T>(&mut self, path: impl Display, value: &str) -> Option<T>
    where
        T: FromStr<Err: Display>,
    {
        if value.is_empty() {
            return self.required(path, None);
        }
        self.take(path, value.parse())
    }

    /// A typed id that may be absent: an empty text is `None` without an error.
    pub fn optional_id<T>(&mut self, path: impl Display, value: &str) -> Option<T>
    where
        T: FromStr<Err: Display>,
    {
        if value.is_empty() {
            None
        } else {
            self.id(path, value)
        }
    }

    /// A known enum value other than `…_UNSPECIFIED`.
    pub fn one_of<E: TryFrom<i32>>(&mut self, path: impl Display, value: i32) -> Option<E> {
        if value == 0 {
            return self.required(path, None);
        }
        let known = E::try_from(value).ok();
        if known.is_none() {
            self.refuse(path, format_args!("has the unknown value {value}"));
        }
        known
    }

    /// A time that must be present, cut to microseconds.
    pub fn timestamp(&mut self, path: impl Display, value: Option<Timestamp>) -> Option<DateTime<Utc>> {
        match value {
            Some(timestamp) => self.take(path, convert::time_from_wire(&timestamp)),
            None => self.required(path, None),
        }
    }

    /// A time that may be absent: `None` without an error.
    pub fn optional_timestamp(
        &mut self,
        path: impl Display,
        value: Option<Timestamp>,
    ) -> Option<DateTime<Utc>> {
        value.and_then(|timestamp| self.timestamp(path, Some(timestamp)))
    }

    /// A country as ISO 3166-1 alpha-2 code in upper case.
    pub fn country(&mut self, path: impl Display, value: &str) -> Option<String> {
        if country::is_known(value) {
            return Some(value.to_owned());
        }
        self.refuse(path, "must be an ISO 3166-1 alpha-2 country code in upper case");
        None
    }

    /// A request id that may be empty (the call is then not idempotent).
    pub fn request_id(&mut self, path: impl Display, value: &str) -> Option<String> {
        if value.len() > MAX_REQUEST_ID || !value.bytes().all(|byte| byte.is_ascii_graphic()) {
            self.refuse(
                path,
                "must be at most 128 visible ASCII characters without spaces",
            );
            return None;
        }
        Some(value.to_owned())
    }

    /// A request id that must be given.
    pub fn required_request_id(&mut self, path: impl Display, value: &str) -> Option<String> {
        if value.is_empty() {
            return self.required(path, None);
        }
        self.request_id(path, value)
    }

    /// The order key in a page token, as it was decoded; the token is the field `page_token`. When nothing else is bad, the
    /// request is refused for its token.
    pub fn page_token<T, E: Display>(&mut self, decoded: Result<Option<T>, E>) -> Option<T> {
        self.is_token_bad = decoded.is_err();
        self.take("page_token", decoded).flatten()
    }

    /// Whether every field so far is good.
    pub fn is_good(&self) -> bool {
        self.violations.is_empty()
    }

    /// Ends the collection.
    ///
    /// # Errors
    ///
    /// `INVALID_ARGUMENT` with every bad field.
    pub fn finish(self) -> Result<(), Problem> {
        match self.violations.as_slice() {
            [] => Ok(()),
            [token] if self.is_token_bad => {
                let why = token.description.clone();
                let problem = Problem::new(Code::InvalidArgument, Reason::InvalidPageToken, why.clone());
                Err(problem.with_field("page_token", why))
            }
            _ => Err(Problem::invalid(self.violations)),
        }
    }
}
