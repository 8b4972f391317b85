//! Issuers, and whether a token is one of theirs.

use std::io;
use std::sync::Arc;

use jsonwebtoken::dangerous::insecure_decode_claims;
use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use redress_core::Clock;
use redress_rpc::{Caller, Problem};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::claims::{Claims, refused};
use crate::config::{IdentityConfig, IssuerConfig};
use crate::keys::{Keys, Unknown};

/// The longest token that is looked at, in bytes.
const MAX_TOKEN: usize = 16 * 1024;

/// What tokens may be signed with: keys of two halves only, so that whoever can check a token cannot make one.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// All issuers that are believed. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Issuers {
    issuers: Arc<[Issuer]>,
    clock: Clock,
}

#[derive(Debug)]
struct Issuer {
    config: IssuerConfig,
    keys: Keys,
}

/// The one claim that is read before the signature is checked: it says whose key to check it with.
#[derive(Deserialize)]
struct Origin {
    iss: String,
}

impl Issuers {
    /// Those of the settings. Their keys are fetched when the first token comes.
    ///
    /// # Errors
    ///
    /// A file of authorities cannot be used.
    pub fn new(config: &IdentityConfig, clock: Clock) -> io::Result<Self> {
        let issuers = config.issuers.iter().map(|config| {
            Ok(Issuer {
                keys: Keys::new(config)?,
                config: config.clone(),
            })
        });
        Ok(Self {
            issuers: issuers.collect::<io::Result<_>>()?,
            clock,
        })
    }

    /// Whether a bearer token looks like one of an issuer, and there is any: three parts, the first an object in base64.
    pub fn are_meant(&self, token: &str) -> bool {
        !self.issuers.is_empty() && token.starts_with("ey") && token.matches('.').count() == 2
    }

    /// The caller that a token stands for; in the role that they chose, when the token gives several.
    ///
    /// # Errors
    ///
    /// `UNAUTHENTICATED` with what is wrong with the token; `UNAVAILABLE` when the issuer's keys cannot be had.
    pub async fn caller(&self, token: &str, role: Option<&str>) -> Result<Caller, Problem> {
        if token.len() > MAX_TOKEN {
            return Err(refused("is too long"));
        }
        let header = decode_header(token).map_err(|_| refused("is none"))?;
        let origin: Origin =
            insecure_decode_claims(token).map_err(|_| refused("is none, or names no issuer"))?;
        let issuer = self
            .issuers
            .iter()
            .find(|known| known.config.issuer == origin.iss);
        let issuer = issuer.ok_or_else(|| refused("is of an issuer that is not believed here"))?;
        if !ALGORITHMS.contains(&header.alg) {
            return Err(refused("is not signed as tokens must be"));
        }
        // What it names has to be understood by whoever takes the token, and is not.
        if header.crit.is_some() {
            return Err(refused("asks for more than is understood here"));
        }
        let key = issuer.keys.find(header.kid.as_deref(), header.alg).await;
        let key = key.map_err(|unknown| match unknown {
            Unknown::Key => refused("is signed with a key that its issuer does not have"),
            Unknown::Unreachable => Problem::unavailable("the keys of the token's issuer cannot be had now"),
        })?;
        let mut rules = Validation::new(header.alg);
        rules.set_audience(&[&issuer.config.audience]);
        rules.set_issuer(&[&issuer.config.issuer]);
        rules.set_required_spec_claims(&["exp", "iss", "aud"]);
        // Checked below, by the suite's own clock.
        rules.validate_exp = false;
        let decoded = decode::<Map<String, Value>>(token, &key, &rules);
        let claims = Claims(decoded.map_err(|error| refused(reason(error.kind())))?.claims);
        claims.check_time(self.clock.now())?;
        claims.caller(&issuer.config, role)
    }
}

fn reason(kind: &jsonwebtoken::errors::ErrorKind) -> &'static str {
    use jsonwebtoken::errors::ErrorKind;
    match kind {
        ErrorKind::InvalidAudience => "is for somebody else",
        ErrorKind::InvalidSignature => "was not signed by its issuer",
        ErrorKind::MissingRequiredClaim(_) => "lacks exp, iss or aud",
        _ => "does not hold",
    }
}
