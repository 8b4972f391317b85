//! The settings of a process: one typed file, then environment and flags over it. Every key has a safe default.

use crate::cli::ServeArgs;
use anyhow::Context as _;
use redress_gateway::GatewayConfig;
use redress_identity::IdentityConfig;
use redress_rpc::{AccessMode, ServerConfig};
use redress_telemetry::TelemetryConfig;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The configuration file.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where the embedded databases, the evidence and the mail files live.
    pub data: PathBuf,
    /// A PostgreSQL address for all contexts, each in its own schema; SQLite in `data` when absent.
    pub database: Option<String>,
    /// What the schemas' names begin with on PostgreSQL, so that several suites can share a database.
    pub schema_prefix: String,
    /// How large evidence may be and how long it is kept.
    pub evidence: redress_evidence::Config,
    /// The HTTP gateway.
    pub gateway: GatewayConfig,
    /// Whose tokens people come in with.
    pub identity: IdentityConfig,
    /// How mail goes out, and in which languages.
    pub notifications: redress_notifications::Config,
    /// How buyers' requests about their data are carried out.
    pub privacy: redress_privacy::Config,
    /// How refunds are paid.
    pub refunds: redress_refunds::Config,
    /// The gRPC server.
    pub server: ServerConfig,
    /// Logs and traces.
    pub telemetry: TelemetryConfig,
    /// What webhooks may call, and when an endpoint is given up.
    pub webhooks: redress_webhooks::Config,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("./data"),
            database: None,
            schema_prefix: String::new(),
            evidence: redress_evidence::Config::default(),
            gateway: GatewayConfig::default(),
            identity: IdentityConfig::default(),
            notifications: redress_notifications::Config::default(),
            privacy: redress_privacy::Config::default(),
            refunds: redress_refunds::Config::default(),
            server: ServerConfig::default(),
            telemetry: TelemetryConfig {
                log_filter: "warn".to_owned(),
                ..TelemetryConfig::default()
            },
            webhooks: redress_webhooks::Config::default(),
        }
    }
}

impl Config {
    /// The settings that a command line asks for, its configuration file included.
    ///
    /// # Errors
    /// A file that cannot be read or parsed, with its name, line and reason; a database address that is no PostgreSQL's.
    pub fn from_args(args: &ServeArgs) -> anyhow::Result<Self> {
        let mut config = match &args.config {
            Some(file) => Self::read(file)?,
            None => Self::default(),
        };
        if let Some(data) = &args.data {
            config.data.clone_from(data);
        }
        if let Some(database) = &args.database {
            config.database = Some(database.clone());
        }
        if let Some(listen) = args.listen {
            config.server.listen = listen;
        }
        if let Some(http) = args.http {
            config.gateway.listen = http;
        }
        if let Some(log) = &args.log {
            config.telemetry.log_filter.clone_from(log);
        }
        if let Some(otlp) = &args.otlp {
            config.telemetry.otlp_endpoint = Some(otlp.clone());
        }
        if let Some(password) = &args.smtp_password {
            config.notifications.smtp.password = Some(password.clone());
        }
        config.check()?;
        Ok(config)
    }

    fn read(file: &Path) -> anyhow::Result<Self> {
        let text =
            std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        toml::from_str(&text).with_context(|| format!("{} is not a configuration", file.display()))
    }

    fn check(&self) -> anyhow::Result<()> {
        if let Some(url) = &self.database {
            let is_postgres = ["postgresql://", "postgres://"]
                .iter()
                .any(|scheme| url.starts_with(scheme));
            anyhow::ensure!(
                is_postgres,
                "the database address must begin with postgresql://; without one SQLite is used in {}",
                self.data.display()
            );
        }
        self.server
            .check()
            .context("the server's settings cannot be used")?;
        self.gateway
            .check()
            .context("the gateway's settings cannot be used")?;
        self.identity
            .check()
            .context("the identity providers' settings cannot be used")?;
        let open = self.server.access == AccessMode::OpenOnLoopback;
        anyhow::ensure!(
            !(self.gateway.enabled && open) || self.gateway.listen.ip().is_loopback(),
            "the gateway would let everybody in from other machines: listen on a loopback address, or set server.access = \"required\""
        );
        let is_public = !self.server.listen.ip().is_loopback()
            || (self.gateway.enabled && !self.gateway.listen.ip().is_loopback());
        anyhow::ensure!(
            !(self.webhooks.allow_loopback && is_public),
            "webhooks.allow_loopback would let callers from other machines reach this one from inside: leave it off"
        );
        self.notifications
            .check()
            .context("the settings of mail cannot be used")?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Config;

    #[test]
    fn the_documented_file_names_every_key_with_its_default() {
        let documented: Config = toml::from_str(include_str!("../../../deploy/redress.toml"))
            .expect("the file is a configuration");
        assert_eq!(format!("{documented:?}"), format!("{:?}", Config::default()));
    }

    #[test]
    fn webhooks_reach_the_machine_itself_only_where_nobody_else_can_call_it() {
        let mut config: Config =
            toml::from_str("webhooks.allow_loopback = true").expect("it is a configuration");
        config.check().expect("a server on loopback may call it");
        config.server.listen = "0.0.0.0:50051".parse().expect("it is an address");
        config.server.access = redress_rpc::AccessMode::Required;
        config.server.plaintext = true;
        let refused = config.check().expect_err("a public server must not call it");
        assert!(
            refused.to_string().starts_with("webhooks.allow_loopback"),
            "{refused}"
        );
    }
}
