//! All contexts in one process: opened, wired, served and stopped together.
//!
//! Contexts meet only here: through channels in process and the bus. Stopping goes in order: the server drains its calls, then
//! the workers finish what they have begun, then the data folder is let go.

mod door;
mod folder;
mod trial;

pub use trial::Trial;

use crate::config::Config;
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use door::Door;
use folder::Folder;
use redress_bus::{Bus, InProcess};
use redress_context::{Context, Running};
use redress_core::{Clock, Ids};
use redress_db::{Db, DbConfig, Environment, Migrations, Tracing};
use redress_evidence::verify::{Scope, Verified};
use redress_gateway::Credentials;
use redress_identity::Issuers;
use redress_policy::packs;
use redress_rpc::server::{Stopped, bind};
use redress_rpc::{Caller, Channel, Server, Services};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// What time and randomness come from.
#[derive(Clone)]
pub struct Time {
    /// The clock of every row.
    pub clock: Clock,
    /// The source of ids.
    pub ids: Ids,
}

/// A running suite.
pub struct Suite {
    address: SocketAddr,
    storage: String,
    clock: Clock,
    contexts: Vec<Running>,
    door: Option<Door>,
    stop_server: oneshot::Sender<()>,
    server: JoinHandle<anyhow::Result<Stopped>>,
    folder: Folder,
}

impl Suite {
    /// Opens the databases, puts the contexts together and serves them. Ready when it returns.
    ///
    /// # Errors
    /// One readable line: a data folder that cannot be used or that another process holds, a database that cannot be opened, an
    /// address in use, a setting that is not allowed.
    pub async fn start(config: &Config, time: Time) -> anyhow::Result<Self> {
        let listener = bind(config.server.listen).await?;
        let address = listener.local_addr()?;
        let folder = Folder::hold(&config.data)?;
        let opener = Opener {
            config,
            folder: &folder,
            time: &time,
        };
        let (contexts, credentials) = assemble(&opener, config, &folder).await?;
        let services = contexts
            .iter()
            .map(Context::services)
            .fold(Services::new(), Services::merge);
        let server = Server::new(config.server.clone())
            .with(services.clone())
            .proving_tokens_by(Arc::new(credentials.clone()))
            .build()
            .await?;
        let door = Door::open(config, &time, (services, credentials)).await?;
        let health = server.health();
        let contexts: Vec<Running> = contexts.into_iter().map(Context::start).collect();
        let (stop_server, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(async move {
            let shutdown = async move {
                // An error means that the suite was dropped, which also asks to stop.
                let _ = stopped.await;
            };
            server.serve(listener, shutdown).await.context("the server ended")
        });
        health.set_all_ready(true).await;
        let storage = match &config.database {
            Some(_) => "data in PostgreSQL".to_owned(),
            None => format!("data in {}", folder.path().display()),
        };
        Ok(Self {
            address,
            storage,
            clock: time.clock,
            contexts,
            door,
            stop_server,
            server,
            folder,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where its HTTP gateway listens, if it has one.
    pub fn http(&self) -> Option<SocketAddr> {
        self.door.as_ref().map(Door::address)
    }

    /// Where its data is, in words.
    pub fn storage(&self) -> &str {
        &self.storage
    }

    /// Where its files are: evidence, mail, and the databases unless they are on a server.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// The shops that are ready to use.
    pub fn shops(&self) -> Vec<&'static str> {
        packs::SHOPS
            .iter()
            .map(|(file, _)| file.trim_end_matches(".toml"))
            .collect()
    }

    /// Now, by its clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Waits until no event is on its way, no deadline is due and no provider is being called.
    ///
    /// # Errors
    /// A database does not answer.
    pub async fn rest(&self) -> anyhow::Result<()> {
        let mut quiet_rounds = 0;
        // An event may set off work in a context that was looked at before it: two quiet rounds rule that out.
        while quiet_rounds < 2 {
            let mut outstanding = 0;
            for context in &self.contexts {
                outstanding += context.outstanding().await?;
            }
            if outstanding == 0 {
                quiet_rounds += 1;
            } else {
                quiet_rounds = 0;
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
        Ok(())
    }

    /// Returns when the server has ended by itself, which it never should.
    pub async fn ended(&self) {
        while !self.server.is_finished() {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Stops: no new calls, those in flight finish, then the workers.
    ///
    /// # Errors
    /// The server had failed.
    pub async fn stop(self) -> anyhow::Result<()> {
        // The server may have ended by itself; then there is nobody to tell.
        let _ = self.stop_server.send(());
        let closed = match self.door {
            Some(door) => door.close().await,
            None => Ok(()),
        };
        let stopped = self.server.await.context("the server broke down");
        for context in self.contexts {
            context.stop().await;
        }
        if stopped?? == Stopped::Cut {
            tracing::warn!("calls in flight were cut");
        }
        closed
    }
}

/// Opens the contexts' databases.
struct Opener<'a> {
    config: &'a Config,
    folder: &'a Folder,
    time: &'a Time,
}

impl Opener<'_> {
    async fn open(&self, name: &str, migrations: Migrations) -> anyhow::Result<Db> {
        let config = match &self.config.database {
            Some(url) => DbConfig::new(url.clone(), format!("{}{name}", self.config.schema_prefix)),
            None => DbConfig::new(format!("sqlite:{}", self.folder.database(name).display()), name),
        };
        let mut environment = Environment::new(self.time.clock.clone(), self.time.ids.clone());
        environment.tracing = Tracing {
            parent: redress_telemetry::current_trace_parent,
            caused: |cause, name| {
                redress_telemetry::span_from(cause, name, redress_telemetry::Kind::Consumer)
            },
        };
        Db::open(config, migrations, environment)
            .await
            .with_context(|| format!("cannot open the database of {name}"))
    }
}

/// Verifies the record of evidence, and the originals in the data folder, without serving anything.
///
/// # Errors
/// One readable line: as [`Suite::start`].
pub async fn verify_evidence(config: &Config, scope: Scope) -> anyhow::Result<Verified> {
    let folder = Folder::hold(&config.data)?;
    let time = Time {
        clock: Clock::system(),
        ids: Ids::system(),
    };
    let opener = Opener {
        config,
        folder: &folder,
        time: &time,
    };
    let db = opener
        .open(redress_evidence::NAME, redress_evidence::MIGRATIONS)
        .await?;
    let verified = redress_evidence::verify_custody(&db, Some(&folder.evidence()), scope).await;
    verified.context("the evidence cannot be read")
}

/// Every context's database.
struct Databases {
    policies: Db,
    orders: Db,
    returns: Db,
    evidence: Db,
    logistics: Db,
    refunds: Db,
    notifications: Db,
    status: Db,
    gateway: Db,
    webhooks: Db,
    privacy: Db,
}

impl Databases {
    async fn open(opener: &Opener<'_>) -> anyhow::Result<Self> {
        let (
            policies,
            orders,
            returns,
            evidence,
            logistics,
            refunds,
            notifications,
            status,
            gateway,
            webhooks,
            privacy,
        ) = tokio::try_join!(
            opener.open("policies", redress_policies::MIGRATIONS),
            opener.open(redress_orders::NAME, redress_orders::MIGRATIONS),
            opener.open(redress_returns::NAME, redress_returns::MIGRATIONS),
            opener.open(redress_evidence::NAME, redress_evidence::MIGRATIONS),
            opener.open(redress_logistics::NAME, redress_logistics::MIGRATIONS),
            opener.open(redress_refunds::NAME, redress_refunds::MIGRATIONS),
            opener.open("notifications", redress_notifications::MIGRATIONS),
            opener.open(redress_status::NAME, redress_status::MIGRATIONS),
            opener.open(redress_gateway::NAME, redress_gateway::MIGRATIONS),
            opener.open(redress_webhooks::NAME, redress_webhooks::MIGRATIONS),
            opener.open(redress_privacy::NAME, redress_privacy::MIGRATIONS),
        )?;
        Ok(Self {
            policies,
            orders,
            returns,
            evidence,
            logistics,
            refunds,
            notifications,
            status,
            gateway,
            webhooks,
            privacy,
        })
    }
}

/// Wires the contexts: each asks those that it is given a channel to, everything else goes over the bus.
async fn assemble(
    opener: &Opener<'_>,
    config: &Config,
    folder: &Folder,
) -> anyhow::Result<(Vec<Context>, Credentials)> {
    let bus: Arc<dyn Bus> = Arc::new(InProcess::new());
    let access = config.server.access;
    let db = Databases::open(opener).await?;
    let channel = |context: &Context| Channel::in_process(context.services(), access);
    let policies = redress_policies::build(redress_policies::Deps {
        db: db.policies,
        bus: bus.clone(),
        packs: packs::all().collect(),
    })
    .await
    .context("cannot start policies")?;
    let to_policies = channel(&policies);
    let asking = |name: &str| to_policies.clone().acting_as(Caller::service(name));
    let refunds = redress_refunds::build(redress_refunds::Deps {
        db: db.refunds,
        bus: bus.clone(),
        config: config.refunds.clone(),
    });
    let orders = redress_orders::build(redress_orders::Deps {
        db: db.orders,
        bus: bus.clone(),
        policies: asking(redress_orders::NAME),
    });
    let logistics = redress_logistics::build(redress_logistics::Deps {
        db: db.logistics,
        bus: bus.clone(),
        policies: asking(redress_logistics::NAME),
        orders: channel(&orders),
    });
    let returns = redress_returns::build(redress_returns::Deps {
        db: db.returns,
        bus: bus.clone(),
        policies: asking(redress_returns::NAME),
        orders: channel(&orders),
        logistics: channel(&logistics),
    });
    let evidence = redress_evidence::build(redress_evidence::Deps {
        db: db.evidence,
        bus: bus.clone(),
        orders: channel(&orders),
        returns: channel(&returns),
        logistics: channel(&logistics),
        policies: asking(redress_evidence::NAME),
        folder: folder.evidence(),
        config: config.evidence.clone(),
    })
    .context("cannot make the folder of evidence")?;
    let status = redress_status::build(redress_status::Deps {
        db: db.status,
        bus: bus.clone(),
        orders: channel(&orders),
        returns: channel(&returns),
        refunds: channel(&refunds),
        logistics: channel(&logistics),
        policies: asking(redress_status::NAME),
    });
    let (gateway, credentials) = redress_gateway::build(redress_gateway::Deps {
        db: db.gateway,
        bus: bus.clone(),
        orders: channel(&orders),
        access,
        issuers: Issuers::new(&config.identity, opener.time.clock.clone())
            .context("the identity providers' certificates cannot be read")?,
        config: config.gateway.clone(),
    });
    let told = [channel(&orders), channel(&logistics), channel(&refunds)];
    let webhooks = webhooks(db.webhooks, bus.clone(), told, config)?;
    let notifications = redress_notifications::build(redress_notifications::Deps {
        db: db.notifications,
        bus: bus.clone(),
        policies: asking("notifications"),
        mail_folder: folder.mail()?,
        config: config.notifications.clone(),
    })
    .context("mail cannot be sent as the settings say")?;
    let privacy = redress_privacy::build(redress_privacy::Deps {
        db: db.privacy,
        bus,
        contexts: redress_privacy::Channels {
            evidence: channel(&evidence),
            orders: channel(&orders),
            returns: channel(&returns),
            logistics: channel(&logistics),
            refunds: channel(&refunds),
            notifications: channel(&notifications),
            status: channel(&status),
            webhooks: channel(&webhooks),
        },
        policies: asking(redress_privacy::NAME),
        config: config.privacy.clone(),
    });
    let contexts = vec![
        policies,
        orders,
        logistics,
        returns,
        evidence,
        refunds,
        notifications,
        status,
        gateway,
        webhooks,
        privacy,
    ];
    Ok((contexts, credentials))
}

/// The webhooks, which listen, call by names as the machine resolves them, and tell others what came in.
fn webhooks(
    db: Db,
    bus: Arc<dyn Bus>,
    [orders, logistics, refunds]: [Channel; 3],
    config: &Config,
) -> anyhow::Result<Context> {
    let context = redress_webhooks::build(redress_webhooks::Deps {
        db,
        bus,
        resolver: Arc::new(redress_webhooks::SystemResolver),
        orders,
        logistics,
        refunds,
        config: config.webhooks.clone(),
    });
    context.context("cannot use the certificates that webhooks trust")
}
