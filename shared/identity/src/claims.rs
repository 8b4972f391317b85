//! What a token says of its bearer, and the caller that it makes of them.

use chrono::{DateTime, TimeDelta, Utc};
use redress_rpc::{Caller, Problem, Role};
use serde_json::{Map, Value};

use crate::config::IssuerConfig;

/// How far the issuer's clock and ours may lie apart.
const SKEW: TimeDelta = TimeDelta::seconds(60);

/// The claims of a token whose signature holds.
pub struct Claims(pub Map<String, Value>);

impl Claims {
    /// Whether the token's time is now.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`.
    pub fn check_time(&self, now: DateTime<Utc>) -> Result<(), Problem> {
        let end = self
            .time("exp")
            .ok_or_else(|| refused("says not until when it is valid"))?;
        if now >= end + SKEW {
            return Err(refused("has expired"));
        }
        let starts = ["nbf", "iat"].into_iter().filter_map(|name| self.time(name));
        if starts.max().is_some_and(|start| now + SKEW < start) {
            return Err(refused("is not valid yet"));
        }
        Ok(())
    }

    /// The caller that the bearer is; in the role that they chose, when they have several.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`, and which claim is missing or says nothing that is known here.
    pub fn caller(&self, config: &IssuerConfig, chosen: Option<&str>) -> Result<Caller, Problem> {
        let role = self.role(config, chosen)?;
        let marketplace = match (&config.marketplace, &config.marketplace_claim) {
            (Some(marketplace), _) => Some(marketplace.clone()),
            (None, Some(claim)) => Some(self.id(claim)?),
            (None, None) => None,
        };
        let claim = match role {
            Role::Buyer => config.buyer_claim.as_deref(),
            Role::Seller | Role::SellerAdmin => config.seller_claim.as_deref(),
            _ => Some(config.principal_claim.as_str()),
        };
        let claim = claim.ok_or_else(|| refused("is of an issuer that says not who such a person is"))?;
        Ok(Caller::new(marketplace.as_deref(), role, &self.id(claim)?))
    }

    fn role(&self, config: &IssuerConfig, chosen: Option<&str>) -> Result<Role, Problem> {
        let words = match self.claim(&config.role_claim) {
            Some(Value::String(word)) => vec![word.as_str()],
            Some(Value::Array(words)) => words.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let has = |role: &Role| words.iter().any(|word| config.roles.get(*word) == Some(role));
        let roles: Vec<Role> = Role::ALL.into_iter().filter(has).collect();
        let listed = || {
            roles
                .iter()
                .map(|role| role.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        };
        match (roles.as_slice(), chosen) {
            ([], _) => Err(refused(&format!(
                "gives no role by its claim {}",
                config.role_claim
            ))),
            ([role], None) => Ok(*role),
            (_, None) => Err(refused(&format!(
                "gives several roles; say in redress-role which it is: {}",
                listed()
            ))),
            (_, Some(chosen)) => {
                let role = roles.iter().find(|role| role.as_str() == chosen);
                role.copied()
                    .ok_or_else(|| refused(&format!("gives other roles: {}", listed())))
            }
        }
    }

    /// An id, which is passed on with calls.
    fn id(&self, claim: &str) -> Result<String, Problem> {
        let text = self.claim(claim).and_then(Value::as_str);
        let text = text.filter(|text| Caller::is_plain(text));
        text.map(str::to_owned).ok_or_else(|| {
            refused(&format!(
                "has no claim {claim} of 1 to 128 visible ASCII characters without spaces"
            ))
        })
    }

    fn claim(&self, name: &str) -> Option<&Value> {
        match name.strip_prefix('/') {
            None => self.0.get(name),
            Some(rest) => {
                let (first, deeper) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                self.0.get(first)?.pointer(deeper)
            }
        }
    }

    /// A time in seconds since 1970, which may have a fraction.
    fn time(&self, name: &str) -> Option<DateTime<Utc>> {
        let seconds = self.0.get(name)?.as_f64()?;
        // What is out of range saturates, and is no time then.
        DateTime::from_timestamp(seconds.floor() as i64, 0)
    }
}

/// The token does not let its bearer in.
pub fn refused(why: &str) -> Problem {
    Problem::unauthenticated("authorization", &format!("holds a token that {why}"))
}
