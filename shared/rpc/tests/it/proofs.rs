//! Who calls over the network: proven by a certificate or a token, never by what the call says of itself.

use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use redress_rpc::channel::ClientConfig;
use redress_rpc::proof::{CertifiedCaller, Prove, Token};
use redress_rpc::server::{ServeError, bind};
use redress_rpc::tls::{ClientTls, ServerTls};
use redress_rpc::{AccessMode, Caller, Channel, Problem, Role, Server, ServerConfig};
use tonic::{Code, Request, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use crate::authority::{Authority, Issued};
use crate::probe::{Probe, call};

const RETURNS: &str = "spiffe://shop.example/returns";
const ERP: &str = "erp.shop.example";
const DOOR: &str = "spiffe://shop.example/door";

/// A server with TLS that knows three certificates, and where it listens.
struct Guarded {
    authority: Authority,
    port: u16,
}

fn known(name: &str, role: Role, marketplace: Option<&str>) -> CertifiedCaller {
    CertifiedCaller {
        name: name.to_owned(),
        role,
        marketplace: marketplace.map(str::to_owned),
        principal: None,
        acts_for: Vec::new(),
    }
}

impl Guarded {
    async fn start() -> Self {
        let authority = Authority::new();
        let shown = authority.issue(&["localhost"]);
        let door = CertifiedCaller {
            acts_for: vec![Role::Buyer, Role::Agent],
            ..known(DOOR, Role::Service, Some("kwoking"))
        };
        let erp = CertifiedCaller {
            principal: Some("sel_1".to_owned()),
            ..known(ERP, Role::Seller, Some("kwoking"))
        };
        let config = ServerConfig {
            access: AccessMode::Required,
            tls: ServerTls {
                cert_file: Some(shown.cert),
                key_file: Some(shown.key),
                client_ca_file: Some(authority.file.clone()),
                callers: vec![known(RETURNS, Role::Service, None), erp, door],
            },
            ..ServerConfig::default()
        };
        let listener = bind(([127, 0, 0, 1], 0).into()).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Server::new(config)
            .with(Probe::new().services())
            .proving_tokens_by(Arc::new(Tokens));
        let ready = server.build().await.unwrap();
        ready.health().set_all_ready(true).await;
        tokio::spawn(ready.serve(listener, std::future::pending()));
        Self { authority, port }
    }

    /// A client that shows a certificate, or none.
    fn client(&self, shown: Option<Issued>) -> Channel {
        let (cert_file, key_file) = shown.map(|shown| (shown.cert, shown.key)).unzip();
        let config = ClientConfig {
            tls: ClientTls {
                ca_file: Some(self.authority.file.clone()),
                cert_file,
                key_file,
            },
            ..ClientConfig::default()
        };
        Channel::connect(&format!("https://localhost:{}", self.port), &config).unwrap()
    }

    fn with(&self, name: &str) -> Channel {
        self.client(Some(self.authority.issue(&[name])))
    }
}

/// Takes the token `good`, for an agent.
#[derive(Debug)]
struct Tokens;

impl Prove for Tokens {
    fn prove<'a>(&'a self, token: Token<'a>) -> BoxFuture<'a, Result<Caller, Problem>> {
        async move {
            match token.text {
                "good" => Ok(Caller::new(
                    Some("kwoking"),
                    Role::Agent,
                    token.role.unwrap_or("ana"),
                )),
                _ => Err(Problem::unauthenticated("authorization", "proves nothing")),
            }
        }
        .boxed()
    }
}

async fn whoami(channel: &Channel, metadata: &[(&'static str, &str)]) -> Result<String, Status> {
    let mut request = Request::new(String::new());
    for (key, value) in metadata {
        request.metadata_mut().append(*key, value.parse().unwrap());
    }
    let answer = call(channel.clone(), "Whoami", request).await?;
    Ok(answer.into_inner())
}

const OPERATOR: [(&str, &str); 2] = [("redress-role", "operator"), ("redress-principal", "me")];

fn named<'a>(marketplace: &'a str, role: &'a str) -> [(&'static str, &'a str); 3] {
    [
        ("redress-marketplace", marketplace),
        ("redress-role", role),
        ("redress-principal", "byr_1"),
    ]
}

#[tokio::test]
async fn a_certificate_says_who_calls() {
    let server = Guarded::start().await;
    let returns = server.with(RETURNS);
    assert_eq!(
        whoami(&returns, &[]).await.unwrap(),
        format!("*/service/{RETURNS}")
    );
    assert_eq!(
        whoami(&server.with(ERP), &[]).await.unwrap(),
        "kwoking/seller/sel_1"
    );
    for (channel, metadata, why) in [
        (
            server.with("spiffe://shop.example/unknown"),
            &[][..],
            "certificate",
        ),
        (server.client(None), &[], "authorization"),
        (server.client(None), &OPERATOR, "authorization"),
        (returns, &OPERATOR, "redress-role"),
        (server.with(DOOR), &OPERATOR, "redress-role"),
        (
            server.with(DOOR),
            &named("kakaclo", "buyer"),
            "redress-marketplace",
        ),
    ] {
        let refused = whoami(&channel, metadata).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unauthenticated, "{refused:?}");
        assert!(refused.message().contains(why), "{why}: {refused:?}");
    }
    let door = server.with(DOOR);
    assert_eq!(
        whoami(&door, &named("kwoking", "buyer")).await.unwrap(),
        "kwoking/buyer/byr_1"
    );
    assert_eq!(
        whoami(&door, &[]).await.unwrap(),
        format!("kwoking/service/{DOOR}")
    );
}

#[tokio::test]
async fn a_certificate_of_another_authority_or_time_opens_no_connection() {
    let server = Guarded::start().await;
    let (foreign, expired) = (Authority::new(), server.authority.issue_until(&[RETURNS], 2021));
    for shown in [foreign.issue(&[RETURNS]), expired] {
        let refused = whoami(&server.client(Some(shown)), &[]).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
    }
    // Nor does the client believe a server of another authority, or one of another name.
    let config = ClientConfig {
        tls: ClientTls {
            ca_file: Some(foreign.file.clone()),
            ..ClientTls::default()
        },
        ..ClientConfig::default()
    };
    let distrusting = Channel::connect(&format!("https://localhost:{}", server.port), &config).unwrap();
    let plain = Channel::connect(
        &format!("http://localhost:{}", server.port),
        &ClientConfig::default(),
    )
    .unwrap();
    for channel in [distrusting, plain] {
        let refused = whoami(&channel, &[]).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
    }
}

#[tokio::test]
async fn a_token_says_who_calls_and_nothing_is_believed_beside_it() {
    let server = Guarded::start().await;
    let good = ("authorization", "Bearer good");
    for channel in [server.client(None), server.with(RETURNS)] {
        assert_eq!(whoami(&channel, &[good]).await.unwrap(), "kwoking/agent/ana");
        for (metadata, why) in [
            (vec![("authorization", "Bearer bad")], "proves nothing"),
            (vec![("authorization", "Basic good")], "authorization"),
            (vec![good, good], "authorization"),
            (vec![good, ("redress-principal", "bob")], "redress-principal"),
            (
                vec![good, ("redress-marketplace", "kwoking")],
                "redress-marketplace",
            ),
        ] {
            let refused = whoami(&channel, &metadata).await.unwrap_err();
            assert_eq!(refused.code(), Code::Unauthenticated, "{refused:?}");
            assert!(refused.message().contains(why), "{why}: {refused:?}");
        }
    }
}

#[tokio::test]
async fn health_needs_no_proof() {
    let server = Guarded::start().await;
    let mut health = HealthClient::new(server.client(None));
    let request = HealthCheckRequest {
        service: String::new(),
    };
    let answer = health.check(request).await.unwrap();
    assert_eq!(answer.into_inner().status, 1);
}

#[tokio::test]
async fn other_machines_do_not_call_in_plaintext_or_by_word_alone() {
    let required = ServerConfig {
        access: AccessMode::Required,
        ..ServerConfig::default()
    };
    let public = bind(([0, 0, 0, 0], 0).into()).await.unwrap();
    let ready = Server::new(required.clone()).build().await.unwrap();
    let refused = ready.serve(public, std::future::pending()).await;
    assert!(matches!(refused, Err(ServeError::Plaintext(_))), "{refused:?}");

    let public = bind(([0, 0, 0, 0], 0).into()).await.unwrap();
    let port = public.local_addr().unwrap().port();
    let config = ServerConfig {
        plaintext: true,
        ..required
    };
    let server = Server::new(config).with(Probe::new().services());
    let ready = server.build().await.unwrap();
    tokio::spawn(ready.serve(public, std::future::pending()));
    let channel = Channel::connect(&format!("http://127.0.0.1:{port}"), &ClientConfig::default()).unwrap();
    let refused = whoami(&channel, &OPERATOR).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated, "{refused:?}");
}

#[tokio::test]
async fn settings_of_tls_that_cannot_be_used_are_named() {
    let authority = Authority::new();
    let shown = authority.issue(&["localhost"]);
    let other = authority.issue(&["other.example"]);
    let good = ServerTls {
        cert_file: Some(shown.cert.clone()),
        key_file: Some(shown.key.clone()),
        client_ca_file: Some(authority.file.clone()),
        callers: Vec::new(),
    };
    let absent = authority.file.with_file_name("absent.pem");
    let cases = [
        (
            ServerTls {
                key_file: None,
                ..good.clone()
            },
            "tls.cert_file and tls.key_file belong together",
        ),
        (
            ServerTls {
                cert_file: None,
                key_file: None,
                ..good.clone()
            },
            "tls.client_ca_file needs",
        ),
        (
            ServerTls {
                client_ca_file: None,
                callers: vec![known(RETURNS, Role::Service, None)],
                ..good.clone()
            },
            "tls.callers need",
        ),
        (
            ServerTls {
                callers: vec![known(RETURNS, Role::Agent, None)],
                ..good.clone()
            },
            "tls.callers needs a marketplace",
        ),
        (
            ServerTls {
                callers: vec![known(ERP, Role::Service, None), known(ERP, Role::Operator, None)],
                ..good.clone()
            },
            "tls.callers name a certificate more than once",
        ),
        (
            ServerTls {
                cert_file: Some(absent),
                ..good.clone()
            },
            "cannot use",
        ),
        (
            ServerTls {
                client_ca_file: Some(shown.key.clone()),
                ..good.clone()
            },
            "cannot use",
        ),
        (
            ServerTls {
                key_file: Some(other.key.clone()),
                ..good.clone()
            },
            "the server's certificate and key",
        ),
    ];
    for (tls, why) in cases {
        let config = ServerConfig {
            tls,
            ..ServerConfig::default()
        };
        let refused = Server::new(config)
            .build()
            .await
            .err()
            .map(|error| error.to_string());
        let refused = refused.unwrap_or_default();
        assert!(refused.starts_with(why), "{why}: {refused}");
    }
}
