//! Which issuers are believed, and what their tokens say of a bearer.

use std::collections::BTreeMap;
use std::path::PathBuf;

use redress_rpc::{Caller, Role};
use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// Whose tokens people come in with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IdentityConfig {
    /// The issuers that are believed; nobody comes in with a token when there is none.
    pub issuers: Vec<IssuerConfig>,
}

/// An issuer of tokens. A claim is named by its name, or by a JSON pointer such as `/realm_access/roles` into the token's claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerConfig {
    /// What tokens name as their issuer (`iss`), to the letter; its keys are found from here.
    pub issuer: String,
    /// What tokens for this suite name among their audience (`aud`).
    pub audience: String,
    /// Where the keys are, when the issuer's own document (`/.well-known/openid-configuration`) is not to be asked.
    #[serde(default)]
    pub jwks_url: Option<String>,
    /// Authorities beside the public ones that the issuer's server may be certified by, as a PEM file.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// The marketplace of everybody who comes with these tokens.
    #[serde(default)]
    pub marketplace: Option<String>,
    /// The claim with the bearer's marketplace, where it is not the same for all.
    #[serde(default)]
    pub marketplace_claim: Option<String>,
    /// The claim with the bearer's roles: a text, or a list of texts.
    pub role_claim: String,
    /// Which of the claim's words is which role; other words are none.
    pub roles: BTreeMap<String, Role>,
    /// The claim that says who it is, for roles of the platform.
    #[serde(default = "sub")]
    pub principal_claim: String,
    /// The claim with the seller's id, for people of a seller; nobody is one without it.
    #[serde(default)]
    pub seller_claim: Option<String>,
    /// The claim with the buyer's id, for buyers; nobody is one without it.
    #[serde(default)]
    pub buyer_claim: Option<String>,
}

fn sub() -> String {
    "sub".to_owned()
}

/// A setting of an issuer cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("identity.issuers: {issuer:?}: {problem}")]
pub struct ConfigError {
    /// Whose.
    pub issuer: String,
    /// What is wrong with it.
    pub problem: String,
}

impl IdentityConfig {
    /// Whether every issuer can be used. Nothing is fetched.
    ///
    /// # Errors
    ///
    /// The issuer, and what is wrong with it.
    pub fn check(&self) -> Result<(), ConfigError> {
        for (at, issuer) in self.issuers.iter().enumerate() {
            let is_twice = self.issuers[..at]
                .iter()
                .any(|earlier| earlier.issuer == issuer.issuer);
            let fault = if is_twice {
                Some("stands there twice".to_owned())
            } else {
                issuer.fault()
            };
            if let Some(problem) = fault {
                return Err(ConfigError {
                    issuer: issuer.issuer.clone(),
                    problem,
                });
            }
        }
        Ok(())
    }
}

impl IssuerConfig {
    fn fault(&self) -> Option<String> {
        let urls = [Some(&self.issuer), self.jwks_url.as_ref()];
        if let Some(url) = urls.into_iter().flatten().find(|url| !is_safe(url)) {
            return Some(format!(
                "{url:?} must be an https:// address, or http:// on this machine itself"
            ));
        }
        if self.audience.is_empty() {
            return Some("audience must say what tokens for this suite name".to_owned());
        }
        if self.roles.is_empty() {
            return Some("roles must say which word is which role".to_owned());
        }
        if self.marketplace.is_some() && self.marketplace_claim.is_some() {
            return Some("marketplace and marketplace_claim are one or the other".to_owned());
        }
        if self
            .marketplace
            .as_ref()
            .is_some_and(|marketplace| !Caller::is_plain(marketplace))
        {
            return Some("marketplace must be 1 to 128 visible ASCII characters without spaces".to_owned());
        }
        self.roles
            .iter()
            .find_map(|(word, role)| self.unreachable(word, *role))
    }

    /// Why nobody could come in by a word's role.
    fn unreachable(&self, word: &str, role: Role) -> Option<String> {
        let has_marketplace = self.marketplace.is_some() || self.marketplace_claim.is_some();
        let lacks = match role {
            _ if !has_marketplace && !role.may_be_unbound() => "marketplace or marketplace_claim",
            Role::Buyer if self.buyer_claim.is_none() => "buyer_claim",
            Role::Seller | Role::SellerAdmin if self.seller_claim.is_none() => "seller_claim",
            _ => return None,
        };
        Some(format!("roles.{word:?} is {role}, which needs {lacks}"))
    }
}

/// Whether what is fetched from an address is what stands there: nobody on the way can change it.
pub(crate) fn is_safe(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else {
        return false;
    };
    match url.scheme() {
        "https" => url.has_host(),
        "http" => match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(changes: &[(&str, serde_json::Value)]) -> String {
        let mut issuer = serde_json::json!({
            "issuer": "https://login.example", "audience": "redress", "marketplace": "kwoking",
            "role_claim": "groups", "roles": {"support": "agent"},
        });
        for (key, value) in changes {
            issuer[key] = value.clone();
        }
        let issuer: IssuerConfig = serde_json::from_value(issuer).expect("it is a configuration");
        let config = IdentityConfig {
            issuers: vec![issuer],
        };
        config
            .check()
            .err()
            .map(|error| error.problem)
            .unwrap_or_default()
    }

    #[test]
    fn an_issuer_that_cannot_be_used_is_named_with_the_reason() {
        use serde_json::json;
        assert_eq!(fault(&[]), "");
        assert_eq!(fault(&[("issuer", json!("http://127.0.0.1:9000"))]), "");
        for (changes, why) in [
            (&[("issuer", json!("http://login.example"))][..], "https://"),
            (&[("issuer", json!("login"))], "https://"),
            (&[("jwks_url", json!("http://10.0.0.1/keys"))], "https://"),
            (&[("jwks_url", json!("file:///etc/passwd"))], "https://"),
            (&[("audience", json!(""))], "audience"),
            (&[("roles", json!({}))], "roles"),
            (&[("roles", json!({"shop": "seller"}))], "seller_claim"),
            (&[("roles", json!({"me": "buyer"}))], "buyer_claim"),
            (&[("marketplace", json!(null))], "marketplace"),
            (&[("marketplace", json!("a b"))], "marketplace"),
            (&[("marketplace_claim", json!("m"))], "one or the other"),
        ] {
            assert!(fault(changes).contains(why), "{changes:?}: {}", fault(changes));
        }
    }
}
