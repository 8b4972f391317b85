//! Who calls, as metadata of every call that does not say it itself.
//!
//! A secret is marked as sensitive, so that no layer writes it into a log, and `Debug` does not show it.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue, header};
use redress_contracts::redress::access::v1::Role;

const MARKETPLACE: HeaderName = HeaderName::from_static("redress-marketplace");
const ROLE: HeaderName = HeaderName::from_static("redress-role");
const PRINCIPAL: HeaderName = HeaderName::from_static("redress-principal");
const ORDER: HeaderName = HeaderName::from_static("redress-order");

/// Who calls.
#[derive(Clone)]
pub struct Identity(Kind);

#[derive(Clone)]
enum Kind {
    Bearer(String),
    Stated {
        marketplace: Option<String>,
        role: Role,
        principal: String,
    },
}

impl Identity {
    /// By a token: an API key, a buyer's link, or an OIDC token. Sent as `authorization: Bearer …`.
    pub fn bearer(token: impl Into<String>) -> Self {
        Self(Kind::Bearer(token.into()))
    }

    /// By a statement: the principal of a marketplace in a role. A server believes it of programs on its own machine, and of the
    /// holder of a client certificate that may call for that role. For a role that sees all marketplaces, `marketplace` may be
    /// `None`.
    pub fn stated(marketplace: Option<&str>, role: Role, principal: impl Into<String>) -> Self {
        Self(Kind::Stated {
            marketplace: marketplace.map(str::to_owned),
            role,
            principal: principal.into(),
        })
    }

    /// Whether it must not be read on its way.
    pub(crate) fn is_secret(&self) -> bool {
        matches!(self.0, Kind::Bearer(_))
    }

    /// The metadata that says it; `None` when a part of it is no visible ASCII.
    pub(crate) fn headers(&self) -> Option<HeaderMap> {
        let mut headers = HeaderMap::new();
        match &self.0 {
            Kind::Bearer(token) => {
                let mut value = visible(&format!("Bearer {token}"))?;
                value.set_sensitive(true);
                headers.insert(header::AUTHORIZATION, value);
            }
            Kind::Stated {
                marketplace,
                role,
                principal,
            } => {
                if let Some(marketplace) = marketplace {
                    headers.insert(MARKETPLACE, visible(marketplace)?);
                }
                headers.insert(ROLE, visible(&word(*role))?);
                headers.insert(PRINCIPAL, visible(principal)?);
            }
        }
        Some(headers)
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Bearer(_) => f.write_str("Bearer(…)"),
            Kind::Stated {
                marketplace,
                role,
                principal,
            } => write!(
                f,
                "{}/{}/{principal}",
                marketplace.as_deref().unwrap_or("*"),
                word(*role)
            ),
        }
    }
}

/// Whether a call says itself who makes it.
pub(crate) fn is_said(headers: &HeaderMap) -> bool {
    [header::AUTHORIZATION, MARKETPLACE, ROLE, PRINCIPAL, ORDER]
        .iter()
        .any(|name| headers.contains_key(name))
}

/// The role's word in metadata.
fn word(role: Role) -> String {
    role.as_str_name()
        .trim_start_matches("ROLE_")
        .to_ascii_lowercase()
}

fn visible(text: &str) -> Option<HeaderValue> {
    let is_visible = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
    HeaderValue::try_from(text)
        .ok()
        .filter(|_| text.bytes().all(is_visible))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_never_shown() {
        let identity = Identity::bearer("rdk_secret");
        let headers = identity.headers().unwrap();
        assert_eq!(headers["authorization"], "Bearer rdk_secret");
        let shown = format!("{identity:?} {headers:?}");
        assert!(!shown.contains("rdk_secret"), "{shown}");
    }

    #[test]
    fn a_stated_identity_uses_the_servers_words() {
        let identity = Identity::stated(Some("kwoking"), Role::SellerAdmin, "sel_1");
        let headers = identity.headers().unwrap();
        assert_eq!(headers["redress-marketplace"], "kwoking");
        assert_eq!(headers["redress-role"], "seller_admin");
        assert_eq!(headers["redress-principal"], "sel_1");
        assert!(Identity::stated(None, Role::Service, "a\nb").headers().is_none());
    }
}
