//! An issuer's keys: where they are, when they are fetched, and which one signed a token.

use std::io;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use redress_rpc::tls;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::config::{IssuerConfig, is_safe};

/// For how long keys are used before they are fetched again.
const FRESH: Duration = Duration::from_secs(15 * 60);
/// For how long known keys serve on while their issuer cannot be reached.
const LAST: Duration = Duration::from_secs(24 * 60 * 60);
/// How often keys are fetched at most, however many unknown ones tokens name.
const PAUSE: Duration = Duration::from_secs(10);
/// How long a fetch may take.
const TIME_LIMIT: Duration = Duration::from_secs(5);
/// The most that is read of an answer, in bytes.
const MAX_ANSWER: usize = 512 * 1024;

/// A token's key cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// The issuer has no such key.
    Key,
    /// The issuer cannot be asked.
    Unreachable,
}

/// The keys of one issuer.
#[derive(Debug)]
pub struct Keys {
    issuer: String,
    jwks_url: Option<String>,
    http: reqwest::Client,
    known: RwLock<Option<Arc<Known>>>,
    /// How long they are not asked for again.
    pause: Duration,
    /// When they were asked for last; held while they are, so that one fetch serves all who wait.
    asked: Mutex<Option<Instant>>,
}

#[derive(Debug)]
struct Known {
    keys: JwkSet,
    since: Instant,
}

/// What of the issuer's own document is of use.
#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

/// Why the keys were not to be had; never with anything of a token.
#[derive(Debug, thiserror::Error)]
enum FetchError {
    #[error("the request failed")]
    Http(#[from] reqwest::Error),
    #[error("the answer is longer than {MAX_ANSWER} bytes")]
    TooLong,
    #[error("the answer is not what it should be")]
    Json(#[from] serde_json::Error),
    #[error("the document is of another issuer")]
    OtherIssuer,
    #[error("the document leads to an address that is not safe")]
    Unsafe,
}

impl Keys {
    /// Those of an issuer; nothing is fetched yet.
    ///
    /// # Errors
    ///
    /// The file of authorities cannot be used.
    pub fn new(config: &IssuerConfig) -> io::Result<Self> {
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::trusting(config.ca_file.as_deref())?)
            .redirect(reqwest::redirect::Policy::none())
            .timeout(TIME_LIMIT)
            .user_agent(concat!("redress/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(io::Error::other)?;
        Ok(Self {
            issuer: config.issuer.clone(),
            jwks_url: config.jwks_url.clone(),
            http,
            known: RwLock::new(None),
            pause: PAUSE,
            asked: Mutex::new(None),
        })
    }

    /// The key that a token names; or, if it names none, the only one of its kind.
    ///
    /// # Errors
    ///
    /// [`Unknown`].
    pub async fn find(&self, kid: Option<&str>, algorithm: Algorithm) -> Result<DecodingKey, Unknown> {
        if let Some(known) = self.known(FRESH)
            && let Some(key) = known.key(kid, algorithm)
        {
            return Ok(key);
        }
        let is_asked = self.ask().await;
        let known = self.known(LAST).ok_or(Unknown::Unreachable)?;
        let missing = if is_asked {
            Unknown::Key
        } else {
            Unknown::Unreachable
        };
        known.key(kid, algorithm).ok_or(missing)
    }

    fn known(&self, at_most: Duration) -> Option<Arc<Known>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).clone();
        known.filter(|known| known.since.elapsed() < at_most)
    }

    /// Fetches the keys, unless that was done a moment ago. Whether the last that was asked got an answer.
    async fn ask(&self) -> bool {
        let mut asked = self.asked.lock().await;
        if asked.is_some_and(|time| time.elapsed() < self.pause) {
            return self.known(self.pause).is_some();
        }
        *asked = Some(Instant::now());
        match self.fetch().await {
            Ok(keys) => {
                let known = Known {
                    keys,
                    since: Instant::now(),
                };
                *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(known));
                true
            }
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(
                    issuer = self.issuer,
                    error,
                    "the keys of an issuer cannot be fetched"
                );
                false
            }
        }
    }

    async fn fetch(&self) -> Result<JwkSet, FetchError> {
        if let Some(url) = &self.jwks_url {
            return self.get(url).await;
        }
        let document = format!(
            "{}/.well-known/openid-configuration",
            self.issuer.trim_end_matches('/')
        );
        let found: Discovery = self.get(&document).await?;
        if found.issuer != self.issuer {
            return Err(FetchError::OtherIssuer);
        }
        if !is_safe(&found.jwks_uri) {
            return Err(FetchError::Unsafe);
        }
        self.get(&found.jwks_uri).await
    }

    async fn get<T: DeserializeOwned>(&self, url: &str) -> Result<T, FetchError> {
        let mut answer = self.http.get(url).send().await?.error_for_status()?;
        let mut body = Vec::new();
        while let Some(part) = answer.chunk().await? {
            body.extend_from_slice(&part);
            if body.len() > MAX_ANSWER {
                return Err(FetchError::TooLong);
            }
        }
        Ok(serde_json::from_slice(&body)?)
    }
}

impl Known {
    fn key(&self, kid: Option<&str>, algorithm: Algorithm) -> Option<DecodingKey> {
        let mut fitting = self.keys.keys.iter().filter(|key| {
            fits(key, algorithm) && kid.is_none_or(|kid| key.common.key_id.as_deref() == Some(kid))
        });
        match (fitting.next(), fitting.next()) {
            (Some(key), None) => DecodingKey::from_jwk(key).ok(),
            _ => None,
        }
    }
}

/// Whether a key is one to check signatures of this kind with.
fn fits(key: &Jwk, algorithm: Algorithm) -> bool {
    use Algorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};
    let is_for_signing = matches!(key.common.public_key_use, None | Some(PublicKeyUse::Signature));
    let is_of_kind = match &key.algorithm {
        AlgorithmParameters::RSA(_) => matches!(algorithm, RS256 | RS384 | RS512 | PS256 | PS384 | PS512),
        AlgorithmParameters::EllipticCurve(_) => matches!(algorithm, ES256 | ES384),
        AlgorithmParameters::OctetKeyPair(_) => algorithm == EdDSA,
        _ => false,
    };
    let named = key.common.key_algorithm.as_ref();
    let is_named =
        named.is_none_or(|named| Algorithm::try_from(*named).is_ok_and(|named| named == algorithm));
    is_for_signing && is_of_kind && is_named
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use jsonwebtoken::EncodingKey;
    use std::sync::Mutex as Board;

    /// What an issuer publishes at the moment.
    type Published = Arc<Board<String>>;

    fn jwk(kid: &str) -> String {
        let pair = rcgen::KeyPair::generate().expect("a key can be made");
        let key = EncodingKey::from_ec_der(&pair.serialize_der());
        let mut jwk = Jwk::from_encoding_key(&key, Algorithm::ES256).expect("it is a key");
        jwk.common.key_id = Some(kid.to_owned());
        serde_json::to_string(&jwk).expect("it has a text")
    }

    fn set(keys: &[&String]) -> String {
        let keys: Vec<&str> = keys.iter().map(|key| key.as_str()).collect();
        format!(r#"{{"keys": [{}]}}"#, keys.join(","))
    }

    async fn keys_of(published: &Published) -> Keys {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let shown = published.clone();
        let answer = move || {
            let text = shown.lock().expect("nobody panicked").clone();
            async move { text }
        };
        let router = axum::Router::new().route("/keys", get(answer));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let text = format!(
            r#"{{"issuer": "{address}", "audience": "a", "jwks_url": "{address}/keys", "role_claim": "r", "roles": {{}}}}"#
        );
        let config: IssuerConfig = serde_json::from_str(&text).expect("it is a configuration");
        Keys {
            pause: Duration::ZERO,
            ..Keys::new(&config).expect("it needs no files")
        }
    }

    #[tokio::test]
    async fn a_new_key_is_found_and_a_withdrawn_one_ends_with_the_next_fetch() {
        let (old, new) = (jwk("old"), jwk("new"));
        let published = Published::new(Board::new(set(&[&old])));
        let keys = keys_of(&published).await;
        let find = async |kid| keys.find(kid, Algorithm::ES256).await.err();
        assert_eq!(find(Some("old")).await, None);
        assert_eq!(find(Some("new")).await, Some(Unknown::Key));
        assert_eq!(
            find(None).await,
            None,
            "a token that names none means the only one"
        );
        *published.lock().expect("nobody panicked") = set(&[&old, &new]);
        assert_eq!(find(Some("new")).await, None);
        assert_eq!(
            find(None).await,
            Some(Unknown::Key),
            "of two, one has to be named"
        );
        *published.lock().expect("nobody panicked") = set(&[&new]);
        // Whatever is unknown has the keys fetched.
        assert_eq!(find(Some("never")).await, Some(Unknown::Key));
        assert_eq!(find(Some("old")).await, Some(Unknown::Key));
        assert_eq!(
            keys.find(Some("new"), Algorithm::RS256).await.err(),
            Some(Unknown::Key),
            "a key serves its own kind of signature only"
        );
    }

    #[tokio::test]
    async fn an_answer_that_is_no_set_of_keys_takes_none_away() {
        let key = jwk("k");
        let published = Published::new(Board::new(set(&[&key])));
        let keys = keys_of(&published).await;
        assert!(keys.find(Some("k"), Algorithm::ES256).await.is_ok());
        for answer in ["<html>".to_owned(), "x".repeat(MAX_ANSWER + 1)] {
            *published.lock().expect("nobody panicked") = answer;
            let missing = keys.find(Some("other"), Algorithm::ES256).await.err();
            assert_eq!(missing, Some(Unknown::Unreachable));
            assert!(keys.find(Some("k"), Algorithm::ES256).await.is_ok());
        }
    }
}
