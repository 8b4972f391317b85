//! What a call over the network proves of its caller: a bearer token, or the certificate of its connection.
//!
//! Metadata that says who calls is believed where only the machine's own programs can call, and from the holder of a
//! certificate that may act for others. Everybody else proves who they are, and says nothing beside it.

use std::fmt::Debug;
use std::sync::Arc;

use futures::future::BoxFuture;
use http::header::AUTHORIZATION;
use http::{HeaderMap, Request};
use serde::{Deserialize, Serialize};
use tonic::transport::CertificateDer;
use tonic::transport::server::{TcpConnectInfo, TlsConnectInfo};

use crate::caller::{Caller, MARKETPLACE, ORDER, PRINCIPAL, ROLE, Role};
use crate::error::Problem;
use crate::server::AccessMode;

/// Tells who the bearer of a token is.
pub trait Prove: Debug + Send + Sync {
    /// The caller that a token stands for.
    ///
    /// # Errors
    ///
    /// `UNAUTHENTICATED` when the token proves nothing; `PERMISSION_DENIED` when it is not for this method.
    fn prove<'a>(&'a self, token: Token<'a>) -> BoxFuture<'a, Result<Caller, Problem>>;
}

/// A bearer token and what it is brought for.
#[derive(Clone, Copy)]
pub struct Token<'a> {
    /// As it came.
    pub text: &'a str,
    /// The method, as in `redress.orders.v1.OrderService/GetOrder`.
    pub method: &'a str,
    /// The role that the caller chose among those that they have, if they said one.
    pub role: Option<&'a str>,
}

/// Whom a client certificate stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertifiedCaller {
    /// A URI or DNS name among the certificate's subject alternative names, such as `spiffe://shop.example/returns`.
    pub name: String,
    /// What its holder is.
    pub role: Role,
    /// The only marketplace it may see; without one it sees all, which only operators and services may.
    #[serde(default)]
    pub marketplace: Option<String>,
    /// Who it is: a seller's or buyer's id, or a name; the certificate's name when absent.
    #[serde(default)]
    pub principal: Option<String>,
    /// The roles of others for whom it may call, naming them in metadata.
    #[serde(default)]
    pub acts_for: Vec<Role>,
}

impl CertifiedCaller {
    /// The caller that the certificate itself stands for.
    fn caller(&self) -> Caller {
        let principal = self.principal.as_deref().unwrap_or(&self.name);
        Caller::new(self.marketplace.as_deref(), self.role, principal)
    }

    /// The caller named in metadata, if the holder may call for them.
    fn act_for(&self, headers: &HeaderMap) -> Result<Caller, Problem> {
        let named = Caller::read(headers, AccessMode::Required)?;
        if !self.acts_for.contains(&named.role) {
            return Err(Problem::unauthenticated(
                ROLE,
                "is none that this certificate may call for",
            ));
        }
        match (&self.marketplace, &named.marketplace) {
            (Some(own), Some(other)) if own == other => Ok(named),
            (None, _) => Ok(named),
            _ => Err(Problem::unauthenticated(
                MARKETPLACE,
                "is none that this certificate may call for",
            )),
        }
    }

    /// What is wrong with it, if anything.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        if self.marketplace.is_none() && !self.role.may_be_unbound() {
            return Some("needs a marketplace for its role");
        }
        let texts = [
            Some(&self.name),
            self.marketplace.as_ref(),
            self.principal.as_ref(),
        ];
        let is_plain = texts.into_iter().flatten().all(|text| Caller::is_plain(text));
        (!is_plain).then_some("must have names of 1 to 128 visible ASCII characters without spaces")
    }
}

/// How a server learns who calls.
#[derive(Debug, Clone)]
pub(crate) struct Proofs {
    /// Whether metadata alone is believed: nobody but the machine's own programs can call.
    pub(crate) is_local: bool,
    pub(crate) access: AccessMode,
    pub(crate) certified: Arc<[CertifiedCaller]>,
    pub(crate) tokens: Option<Arc<dyn Prove>>,
}

impl Proofs {
    /// Nothing is proven: the calls of this process itself.
    pub(crate) fn within_process(access: AccessMode) -> Self {
        Self {
            is_local: true,
            access,
            certified: Arc::new([]),
            tokens: None,
        }
    }

    /// Who makes a call of `method` over a connection with this certificate.
    pub(crate) async fn caller(
        &self,
        headers: &HeaderMap,
        certificate: Option<CertificateDer<'static>>,
        method: &str,
    ) -> Result<Caller, Problem> {
        if let (Some(prover), true) = (&self.tokens, headers.contains_key(AUTHORIZATION)) {
            let token = Token {
                text: bearer(headers)?,
                method,
                role: chosen_role(headers)?,
            };
            return prover.prove(token).await;
        }
        if let Some(certificate) = certificate {
            return self.by_certificate(headers, &certificate);
        }
        if self.is_local {
            return Caller::read(headers, self.access);
        }
        Err(Problem::unauthenticated(
            AUTHORIZATION.as_str(),
            "is missing: bring a token, an API key or a client certificate",
        ))
    }

    fn by_certificate(
        &self,
        headers: &HeaderMap,
        certificate: &CertificateDer<'static>,
    ) -> Result<Caller, Problem> {
        let names = names_of(certificate);
        let known = self.certified.iter().find(|known| names.contains(&known.name));
        let known =
            known.ok_or_else(|| Problem::unauthenticated("certificate", "names no caller known here"))?;
        if Caller::is_named(headers) {
            known.act_for(headers)
        } else {
            Ok(known.caller())
        }
    }
}

/// The certificate that the other side of a call's connection showed.
pub(crate) fn certificate_of<B>(request: &Request<B>) -> Option<CertificateDer<'static>> {
    let connection = request.extensions().get::<TlsConnectInfo<TcpConnectInfo>>()?;
    connection.peer_certs()?.first().cloned()
}

/// The URI and DNS names of a certificate that was verified with its connection.
fn names_of(certificate: &CertificateDer<'static>) -> Vec<String> {
    let Ok(parsed) = webpki::EndEntityCert::try_from(certificate) else {
        return Vec::new();
    };
    let names = parsed.valid_uri_names().chain(parsed.valid_dns_names());
    names.map(str::to_owned).collect()
}

/// The one bearer token of a call.
///
/// # Errors
///
/// `UNAUTHENTICATED`: there are several, or something else than `Bearer` and a token.
pub fn bearer(headers: &HeaderMap) -> Result<&str, Problem> {
    let refused = |why| Problem::unauthenticated(AUTHORIZATION.as_str(), why);
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (given.next(), given.next()) else {
        return Err(refused("must be given once"));
    };
    let token = value.to_str().ok().and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    token.ok_or_else(|| refused("must be `Bearer` and a token, an API key or a link's token"))
}

/// The role that the bearer of a token chose. Who they are is the token's to say.
fn chosen_role(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    for key in [MARKETPLACE, PRINCIPAL, ORDER] {
        if headers.contains_key(key) {
            return Err(Problem::unauthenticated(key, "is not believed beside a token"));
        }
    }
    headers
        .get(ROLE)
        .map(|role| {
            role.to_str()
                .map_err(|_| Problem::unauthenticated(ROLE, "must be visible ASCII"))
        })
        .transpose()
}
