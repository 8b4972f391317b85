//! The evidence context on a fresh database and a fresh folder, with a clock that the test moves, a bus that it listens to,
//! and cases whose owners are in `owners.rs`.
//!
//! A world that ends well has nothing left to do, no file of an upload that has ended, and a record of custody that holds.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, TimeZone, Utc};
use prost::Message as _;
use redress_bus::{Bus, BusError, Consumer, Envelope, InProcess};
use redress_context::Running;
use redress_contracts::redress::evidence::v1 as pb;
use redress_contracts::redress::evidence::v1::evidence_service_client::EvidenceServiceClient;
use redress_core::{Clock, Ids, ManualClock};
use redress_db::testing::{TestDb, assert_twins, backends};
use redress_db::{Backend, Environment};
use redress_evidence::verify::Scope;
use redress_evidence::{Config, Deps, MIGRATIONS, build};
use redress_policy::packs::{self, Source};
use redress_rpc::{AccessMode, Caller, Channel, Role, Services};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use tonic::Status;
use tonic_types::StatusExt as _;

use crate::owners::{MARKETPLACE, Owners};

pub type Client = EvidenceServiceClient<Channel>;

/// How long anything may take that happens by itself.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct World {
    pub db: TestDb,
    pub clock: ManualClock,
    pub bus: Arc<Recorder>,
    pub owners: Owners,
    pub config: Config,
    folder: TempDir,
    policies: Channel,
    services: Services,
    running: Option<Running>,
    requests: Cell<u32>,
    /// The database was written to behind the context's back.
    is_tampered: Cell<bool>,
    _policies_db: TestDb,
}

/// Runs a test in a fresh world per backend.
pub async fn everywhere(test: impl AsyncFn(&mut World)) {
    with_config(Config::default(), test).await;
}

/// The same with other settings.
pub async fn with_config(config: Config, test: impl AsyncFn(&mut World)) {
    for backend in backends() {
        let mut world = World::new(backend, config.clone(), packs::all().collect()).await;
        test(&mut world).await;
        world.end().await;
    }
}

/// The same with the marketplace's policy changed.
pub async fn with_policy(change: impl Fn(&str) -> String, test: impl AsyncFn(&mut World)) {
    let changed = |(name, source): Source| match name {
        "kakaclo.toml" => (name, &*Box::leak(change(source).into_boxed_str())),
        _ => (name, source),
    };
    let packs: Vec<Source> = packs::all().map(changed).collect();
    for backend in backends() {
        let mut world = World::new(backend, Config::default(), packs.clone()).await;
        test(&mut world).await;
        world.end().await;
    }
}

impl World {
    async fn new(backend: Backend, config: Config, packs: Vec<Source>) -> World {
        assert_twins(&MIGRATIONS);
        let (clock, hand) = Clock::manual(start());
        let environment = Environment::new(clock, Ids::seeded(5));
        let policies_db = TestDb::open(backend, redress_policies::MIGRATIONS, environment.clone()).await;
        let bus = Arc::new(Recorder::default());
        let policies = redress_policies::build(redress_policies::Deps {
            db: policies_db.clone(),
            bus: bus.clone(),
            packs,
        });
        let policies = Channel::in_process(policies.await.unwrap().services(), AccessMode::Required);
        let mut world = World {
            db: TestDb::open(backend, MIGRATIONS, environment).await,
            clock: hand,
            bus,
            owners: Owners::default(),
            config,
            folder: tempfile::tempdir().unwrap(),
            policies,
            services: Services::new(),
            running: None,
            requests: Cell::default(),
            is_tampered: Cell::default(),
            _policies_db: policies_db,
        };
        world.start();
        world
    }

    /// Starts the context on its database and folder; the one before has to be stopped.
    pub fn start(&mut self) {
        let owners = self.owners.channel();
        let context = build(Deps {
            db: self.db.clone(),
            bus: self.bus.clone(),
            orders: owners.clone(),
            returns: owners.clone(),
            logistics: owners,
            policies: self.policies.clone(),
            folder: self.folder().to_owned(),
            config: self.config.clone(),
        })
        .unwrap();
        self.services = context.services();
        self.running = Some(context.start());
    }

    pub async fn stop(&mut self) {
        let running = self.running.take().expect("a running context");
        tokio::time::timeout(PATIENCE, running.stop())
            .await
            .expect("the workers stop");
    }

    async fn end(&mut self) {
        self.rest().await;
        if !self.is_tampered.get() {
            let verified = redress_evidence::verify_custody(&self.db, Some(self.folder()), Scope::All);
            assert_eq!(verified.await.unwrap().broken, None);
        }
        self.stop().await;
    }

    /// Waits until no event is on its way and nothing is due. A deadline may fire into an event just after events were
    /// counted: two quiet rounds rule that out.
    pub async fn rest(&self) {
        let running = self.running.as_ref().expect("a running context");
        let resting = async {
            let mut quiet_rounds = 0;
            while quiet_rounds < 2 {
                let is_quiet = running.outstanding().await.unwrap() == 0;
                quiet_rounds = if is_quiet { quiet_rounds + 1 } else { 0 };
            }
        };
        tokio::time::timeout(PATIENCE, resting)
            .await
            .expect("the context comes to rest");
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The files of a kind: `parts`, `originals` or `thumbnails`.
    pub fn files(&self, kind: &str) -> Vec<PathBuf> {
        files_under(&self.folder().join(kind))
    }

    pub fn client(&self, caller: Caller) -> Client {
        let channel = Channel::in_process(self.services.clone(), AccessMode::Required);
        EvidenceServiceClient::new(channel.acting_as(caller))
    }

    /// A request id that was not used before.
    pub fn request_id(&self) -> String {
        self.requests.set(self.requests.get() + 1);
        format!("r{}", self.requests.get())
    }

    /// What declares a file of this content.
    pub fn declaration(&self, case_id: &str, kind: &str, name: &str, bytes: &[u8]) -> pb::StartUploadRequest {
        pb::StartUploadRequest {
            request_id: self.request_id(),
            case_id: case_id.to_owned(),
            kind: kind.to_owned(),
            file_name: name.to_owned(),
            size_bytes: i64::try_from(bytes.len()).unwrap(),
            sha256: sha256(bytes),
            description: "what it shows".to_owned(),
            ..Default::default()
        }
    }

    pub async fn open(&self, caller: Caller, request: pb::StartUploadRequest) -> Result<pb::Upload, Status> {
        self.client(caller)
            .start_upload(request)
            .await
            .map(|reply| reply.into_inner())
    }

    /// Sends chunks, each with its offset.
    pub async fn send(
        &self,
        caller: Caller,
        upload_id: &str,
        chunks: Vec<(i64, Vec<u8>)>,
    ) -> Result<pb::Upload, Status> {
        let mut id = upload_id.to_owned();
        let chunks = chunks
            .into_iter()
            .map(move |(offset, data)| pb::UploadChunksRequest {
                upload_id: std::mem::take(&mut id),
                offset,
                data: Bytes::from(data),
            });
        let chunks = futures::stream::iter(chunks.collect::<Vec<_>>());
        self.client(caller)
            .upload_chunks(chunks)
            .await
            .map(|reply| reply.into_inner())
    }

    pub async fn finish(&self, caller: Caller, upload_id: &str) -> Result<pb::Evidence, Status> {
        let request = pb::FinishUploadRequest {
            request_id: self.request_id(),
            upload_id: upload_id.to_owned(),
        };
        self.client(caller)
            .finish_upload(request)
            .await
            .map(|reply| reply.into_inner())
    }

    /// Brings a file in from beginning to end.
    pub async fn bring(
        &self,
        caller: Caller,
        (case_id, kind, name): (&str, &str, &str),
        bytes: &[u8],
    ) -> Result<pb::Evidence, Status> {
        let request = self.declaration(case_id, kind, name, bytes);
        let upload = self.open(caller.clone(), request).await?;
        let chunks = in_chunks(bytes, 100_000);
        self.send(caller.clone(), &upload.upload_id, chunks).await?;
        self.finish(caller, &upload.upload_id).await
    }

    /// A product photo of the return, by its buyer.
    pub async fn photo(&self, bytes: &[u8]) -> pb::Evidence {
        let about = (crate::owners::RETURN, "product_photo", "photo.jpg");
        self.bring(buyer(), about, bytes).await.unwrap()
    }

    pub async fn get(&self, caller: Caller, evidence_id: &str) -> Result<pb::Evidence, Status> {
        let request = pb::GetEvidenceRequest {
            evidence_id: evidence_id.to_owned(),
        };
        self.client(caller)
            .get_evidence(request)
            .await
            .map(|reply| reply.into_inner())
    }

    /// All bytes of a variant.
    pub async fn download(
        &self,
        caller: Caller,
        evidence_id: &str,
        variant: pb::Variant,
    ) -> Result<Vec<u8>, Status> {
        let request = pb::DownloadEvidenceRequest {
            evidence_id: evidence_id.to_owned(),
            variant: variant.into(),
            ..Default::default()
        };
        self.download_range(caller, request).await
    }

    pub async fn download_range(
        &self,
        caller: Caller,
        request: pb::DownloadEvidenceRequest,
    ) -> Result<Vec<u8>, Status> {
        let mut bytes = Vec::new();
        let start = request.offset;
        let mut chunks = self.client(caller).download_evidence(request).await?.into_inner();
        while let Some(chunk) = chunks.message().await? {
            assert_eq!(chunk.offset, start + i64::try_from(bytes.len()).unwrap());
            bytes.extend_from_slice(&chunk.data);
        }
        Ok(bytes)
    }

    /// What was told of a case, in order.
    pub async fn changes_of(&self, case_id: &str) -> Vec<pb::EvidenceChanged> {
        self.rest().await;
        let heard = self.bus.heard.lock().unwrap();
        let of_case = heard.iter().filter(|event| event.aggregate == case_id);
        of_case
            .map(|event| pb::EvidenceChanged::decode(event.payload.as_slice()).unwrap())
            .collect()
    }

    /// The record of a case: who did what.
    pub async fn records_of(&self, case_id: &str) -> Vec<pb::CustodyRecord> {
        let request = pb::ListCustodyRecordsRequest {
            case_id: case_id.to_owned(),
            page_size: 200,
            ..Default::default()
        };
        let listed = self.client(agent()).list_custody_records(request).await;
        listed.unwrap().into_inner().records
    }

    /// Runs a statement on the context's database, behind its back.
    pub async fn execute(&self, statement: String) {
        use diesel::RunQueryDsl as _;
        self.is_tampered.set(true);
        let done: Result<usize, redress_db::Error> = self
            .db
            .write(move |tx| redress_db::on_conn!(tx.conn(), |c| diesel::sql_query(&statement).execute(c)))
            .await;
        assert!(done.unwrap() > 0);
    }

    /// Tells the context of an event.
    pub async fn tell(&self, kind: &str, aggregate: &str, event: &impl prost::Message) {
        let envelope = Envelope {
            id: format!("evt_{}", self.request_id()),
            source: "test".to_owned(),
            aggregate: aggregate.to_owned(),
            kind: kind.to_owned(),
            payload: event.encode_to_vec(),
            trace_parent: None,
            time: self.db.environment().clock.now(),
        };
        self.bus.publish(envelope).await.unwrap();
        self.rest().await;
    }
}

/// A bus that remembers what this context told.
#[derive(Default)]
pub struct Recorder {
    bus: InProcess,
    heard: Mutex<Vec<Envelope>>,
}

#[async_trait]
impl Bus for Recorder {
    async fn publish(&self, event: Envelope) -> Result<(), BusError> {
        if event.source == "evidence" {
            self.heard.lock().unwrap().push(event.clone());
        }
        self.bus.publish(event).await
    }

    fn subscribe(&self, name: &str, kinds: &[&str], consumer: Arc<dyn Consumer>) {
        self.bus.subscribe(name, kinds, consumer);
    }
}

pub fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 5, 4, 8, 0, 0).unwrap()
}

/// The buyer of the first order.
pub fn buyer() -> Caller {
    Caller::new(Some(MARKETPLACE), Role::Buyer, "mara")
}

/// The seller of the first order.
pub fn seller() -> Caller {
    Caller::new(Some(MARKETPLACE), Role::Seller, "sam")
}

/// A seller of the mixed order, who has nothing to do with the first.
pub fn other_seller() -> Caller {
    Caller::new(Some(MARKETPLACE), Role::Seller, "eve")
}

/// The platform's staff.
pub fn agent() -> Caller {
    Caller::new(Some(MARKETPLACE), Role::Agent, "ada")
}

/// Staff of another marketplace.
pub fn stranger() -> Caller {
    Caller::new(Some("kajet"), Role::Agent, "zoe")
}

pub fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes in chunks of this size, each with its offset.
pub fn in_chunks(bytes: &[u8], size: usize) -> Vec<(i64, Vec<u8>)> {
    let offsets = (0..).step_by(size);
    offsets
        .zip(bytes.chunks(size))
        .map(|(offset, chunk)| (offset, chunk.to_vec()))
        .collect()
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(files_under(&path)),
            false => files.push(path),
        }
    }
    files
}

/// The reason of an error, as programs see it.
pub fn reason(status: &Status) -> String {
    status
        .get_details_error_info()
        .expect("every error has a reason")
        .reason
}

/// What an error says beside its reason.
pub fn detail(status: &Status, key: &str) -> String {
    let info = status.get_details_error_info().expect("every error has a reason");
    info.metadata.get(key).cloned().unwrap_or_default()
}

/// The fields that an error names.
pub fn fields(status: &Status) -> Vec<String> {
    let bad = status
        .get_details_bad_request()
        .map(|details| details.field_violations);
    bad.unwrap_or_default()
        .into_iter()
        .map(|violation| violation.field)
        .collect()
}
