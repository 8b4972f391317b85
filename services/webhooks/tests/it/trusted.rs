//! By https only who is trusted is told anything.

use std::sync::Arc;

use redress_contracts::redress::webhooks::v1 as pb;
use redress_db::testing::backends;
use redress_webhooks::Config;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::receiver::Receiver;
use crate::world::{World, local, start};

const NAME: &str = "hooks.example.com";

/// A server's TLS for [`NAME`], and the certificate to trust.
fn identity() -> (TlsAcceptor, String) {
    let made = rcgen::generate_simple_self_signed(vec![NAME.to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), made.cert.pem())
}

#[tokio::test]
async fn a_trusted_certificate_of_the_right_name_is_told_and_no_other() {
    for backend in backends() {
        let (tls, certificate) = identity();
        let receiver = Receiver::listen("127.0.0.1:0", Some(tls)).await;
        let folder = tempfile::tempdir().unwrap();
        let trust_file = folder.path().join("trusted.pem");
        std::fs::write(&trust_file, certificate).unwrap();
        let trusting = Config {
            ports: vec![receiver.port()],
            trust_file: Some(trust_file),
            ..local()
        };
        let mut world = World::new(backend, trusting.clone(), start()).await;
        for name in [NAME, "other.example.com"] {
            world.names.lead(name, &["127.0.0.1"]);
        }
        let url = |name: &str| format!("https://{name}:{}/hooks", receiver.port());
        let right = world.endpoint(&url(NAME), "").await;
        assert_eq!(
            world.test_event(&right).await.state(),
            pb::DeliveryState::Succeeded
        );
        let [received] = receiver.received().try_into().unwrap();
        assert_eq!(received.line, "POST /hooks HTTP/1.1");
        assert_eq!(received.headers["host"], format!("{NAME}:{}", receiver.port()));
        let wrong = world.endpoint(&url("other.example.com"), "").await;
        assert_eq!(world.test_event(&wrong).await.attempts[0].failure, "tls_failed");
        world.stop().await;

        let strict = Config {
            trust_file: None,
            ..trusting
        };
        let mut world = World::new(backend, strict, start()).await;
        world.names.lead(NAME, &["127.0.0.1"]);
        let unknown = world.endpoint(&url(NAME), "").await;
        assert_eq!(world.test_event(&unknown).await.attempts[0].failure, "tls_failed");
        assert_eq!(receiver.received().len(), 1);
        world.stop().await;
    }
}
