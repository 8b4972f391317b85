//! Evidence sent as a form (`multipart/form-data`): the file and what is said of it in one request.
//!
//! It is the upload's three RPCs in one go: the file is set aside in a temporary file, which gives its length and hash, then
//! started, sent and finished. The form's fields are those of `StartUpload`. A repeated form goes on where it was broken off,
//! and returns the stored answer once it is evidence.

use std::io::SeekFrom;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use bytes::Bytes;
use futures::{Stream, stream};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method};
use multer::{Field, Multipart};
use prost_reflect::{DynamicMessage, EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor, Value};
use redress_rpc::{Channel, Problem, Reason};
use sha2::{Digest as _, Sha256};
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _};
use tokio::time::timeout;
use tonic::{Code, Status};

use crate::contract::{Contract, ContractError, Operation, Payload};
use crate::incoming::{self, IDEMPOTENCY_KEY, REQUEST_ID};
use crate::rpc::Call;
use crate::uploads;

/// Where forms are taken.
pub const PATH: &str = "/v1/evidence";
/// The part with the bytes.
pub const FILE: &str = "file";
/// The media type.
pub const MEDIA_TYPE: &str = "multipart/form-data";

const SERVICE: &str = "redress.evidence.v1.EvidenceService";
const SIZE: &str = "size_bytes";
const SHA256: &str = "sha256";
const UPLOAD_ID: &str = "upload_id";
/// The most bytes of a field that is not the file.
const MAX_FIELD: usize = 64 * 1024;
/// The most parts of a form.
const MAX_PARTS: usize = 32;
/// How long a form may bring nothing.
const IDLE_LIMIT: Duration = Duration::from_secs(30);
/// How much of the file is read at once.
const PART: usize = 512 * 1024;

/// The RPCs that a form is made of.
#[derive(Debug)]
pub struct Form {
    pub start: Operation,
    look: Operation,
    send: (Operation, FieldDescriptor),
    pub finish: Operation,
    /// The state of an upload that takes chunks, by its number.
    open: i32,
}

/// A form that was read to its end.
struct Received {
    head: DynamicMessage,
    file: File,
}

/// A file that was set aside.
struct Kept {
    file: File,
    name: Option<String>,
    size: i64,
    sha256: String,
}

impl Form {
    /// Finds the RPCs in the contracts.
    ///
    /// # Errors
    /// They are not what they were.
    pub fn of(contract: &Contract) -> Result<Self, ContractError> {
        let find = |name: &str| {
            let method = format!("{SERVICE}.{name}");
            let found = contract.operation_of(&method).cloned();
            found.ok_or_else(|| ContractError::Annotation {
                method,
                problem: "forms need it".to_owned(),
            })
        };
        let changed = |operation: &Operation| ContractError::Annotation {
            method: operation.method.full_name().to_owned(),
            problem: "it is not what forms need".to_owned(),
        };
        let (start, send) = (find("StartUpload")?, find("UploadChunks")?);
        let Payload::Bytes(field) = send.payload.clone() else {
            return Err(changed(&send));
        };
        let open =
            state_of(&start.method.output()).and_then(|states| number_of(&states, "UPLOAD_STATE_OPEN"));
        Ok(Self {
            look: find("GetUpload")?,
            open: open.ok_or_else(|| changed(&start))?,
            send: (send, field),
            finish: find("FinishUpload")?,
            start,
        })
    }

    /// Whether a request brings a form.
    pub fn is_meant(request: &Request) -> bool {
        request.method() == Method::POST && request.uri().path() == PATH
    }

    /// Makes evidence of a form.
    ///
    /// # Errors
    /// What is wrong with it, or the status of the RPC that failed.
    pub async fn take(
        &self,
        call: &Call,
        channel: &Channel,
        (request, max_file): (Request, u64),
    ) -> Result<DynamicMessage, Status> {
        let received = self.receive(request, max_file).await?;
        let request_id = incoming::text(&received.head, REQUEST_ID);
        let started = call.unary(channel, &self.start, received.head).await?;
        let upload_id = incoming::text(&started, UPLOAD_ID);
        let naming = |operation: &Operation| {
            let mut message = DynamicMessage::new(operation.method.input());
            message.set_field_by_name(UPLOAD_ID, Value::String(upload_id.clone()));
            message
        };
        // A repeated start says how it was then.
        let upload = call.unary(channel, &self.look, naming(&self.look)).await?;
        let state = upload
            .get_field_by_name("state")
            .and_then(|state| state.as_enum_number());
        if state == Some(self.open) {
            let committed = upload.get_field_by_name("committed_bytes");
            let committed = committed.and_then(|bytes| bytes.as_i64()).unwrap_or_default();
            let (send, field) = &self.send;
            let mut head = naming(send);
            head.set_field_by_name("offset", Value::I64(committed));
            let body = Body::from_stream(rest_of(received.file, committed).await?);
            let taken = (head, &HeaderMap::new(), body);
            uploads::bytes(call, channel, (send, field), taken).await?;
        }
        let mut last = naming(&self.finish);
        last.set_field_by_name(REQUEST_ID, Value::String(request_id));
        call.unary(channel, &self.finish, last).await
    }

    /// Reads the form to its end.
    async fn receive(&self, request: Request, max_file: u64) -> Result<Received, Problem> {
        let (parts, body) = request.into_parts();
        incoming::expect_media_type(&parts.headers, MEDIA_TYPE)?;
        incoming::refuse_query(parts.uri.query())?;
        let given = parts
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let boundary = multer::parse_boundary(given.unwrap_or_default()).map_err(|_| broken())?;
        let mut form = Multipart::new(body.into_data_stream(), boundary);
        let (mut fields, mut kept) = (Vec::new(), None);
        for number in 0.. {
            let part = timeout(IDLE_LIMIT, form.next_field()).await.map_err(|_| idle())?;
            let Some(mut part) = part.map_err(|_| broken())? else {
                break;
            };
            let name = part.name().unwrap_or_default().to_owned();
            if number >= MAX_PARTS {
                let why = format!("has more than {MAX_PARTS} parts");
                return Err(Problem::invalid_field("form", why));
            }
            if name != FILE {
                fields.push((name, text_of(&mut part).await?));
            } else if kept.is_some() {
                return Err(Problem::invalid_field(FILE, "is given more than once"));
            } else {
                kept = Some(keep(&mut part, max_file).await?);
            }
        }
        let kept = kept.ok_or_else(|| Problem::invalid_field(FILE, "is required"))?;
        let head = incoming::fields(&self.start.method.input(), fields)?;
        let head = self.describe(head, &kept, &parts.headers)?;
        Ok(Received {
            head,
            file: kept.file,
        })
    }

    /// Says of the file what it is; where the form says so too, it must be the same.
    fn describe(
        &self,
        mut head: DynamicMessage,
        kept: &Kept,
        headers: &HeaderMap,
    ) -> Result<DynamicMessage, Problem> {
        let size = head.get_field_by_name(SIZE).and_then(|size| size.as_i64());
        if size.is_some_and(|size| size != 0 && size != kept.size) {
            return Err(Problem::invalid_field(SIZE, "is not the file's"));
        }
        let sha256 = incoming::text(&head, SHA256);
        if !sha256.is_empty() && !sha256.eq_ignore_ascii_case(&kept.sha256) {
            return Err(Problem::invalid_field(SHA256, "is not the file's"));
        }
        head.set_field_by_name(SIZE, Value::I64(kept.size));
        head.set_field_by_name(SHA256, Value::String(kept.sha256.clone()));
        if let Some(name) = &kept.name
            && incoming::text(&head, "file_name").is_empty()
        {
            head.set_field_by_name("file_name", Value::String(name.clone()));
        }
        if let Some(key) = incoming::header(headers, IDEMPOTENCY_KEY)? {
            incoming::stand_for(
                &mut head,
                REQUEST_ID,
                key,
                "differs from the header Idempotency-Key",
            )?;
        }
        Ok(head)
    }
}

fn state_of(upload: &MessageDescriptor) -> Option<EnumDescriptor> {
    match upload.get_field_by_name("state")?.kind() {
        Kind::Enum(states) => Some(states),
        _ => None,
    }
}

fn number_of(states: &EnumDescriptor, name: &str) -> Option<i32> {
    states.get_value_by_name(name).map(|value| value.number())
}

async fn chunk(part: &mut Field<'_>) -> Result<Option<Bytes>, Problem> {
    let chunk = timeout(IDLE_LIMIT, part.chunk()).await.map_err(|_| idle())?;
    chunk.map_err(|_| broken())
}

async fn text_of(part: &mut Field<'_>) -> Result<String, Problem> {
    let name = part.name().unwrap_or_default().to_owned();
    let mut bytes = Vec::new();
    while let Some(more) = chunk(part).await? {
        bytes.extend_from_slice(&more);
        if bytes.len() > MAX_FIELD {
            return Err(Problem::invalid_field(
                name,
                format!("has more than {MAX_FIELD} bytes"),
            ));
        }
    }
    String::from_utf8(bytes).map_err(|_| Problem::invalid_field(name, "is not UTF-8"))
}

/// Sets the file aside, under no name: it goes with this request, whatever becomes of it.
async fn keep(part: &mut Field<'_>, max: u64) -> Result<Kept, Problem> {
    let name = part.file_name().map(str::to_owned);
    let made = tokio::task::spawn_blocking(tempfile::tempfile).await;
    let made = made.map_err(|error| Problem::internal(&error))?;
    let mut file = File::from_std(made.map_err(|error| Problem::internal(&error))?);
    let (mut size, mut hash) = (0_u64, Sha256::new());
    while let Some(more) = chunk(part).await? {
        size += more.len() as u64;
        if size > max {
            return Err(Problem::new(
                Code::ResourceExhausted,
                Reason::MessageTooLarge,
                format!("the file of a form may have at most {max} bytes; larger ones go in by /v1/uploads"),
            ));
        }
        hash.update(&more);
        file.write_all(&more)
            .await
            .map_err(|error| Problem::internal(&error))?;
    }
    file.flush().await.map_err(|error| Problem::internal(&error))?;
    Ok(Kept {
        file,
        name,
        size: i64::try_from(size).map_err(|error| Problem::internal(&error))?,
        sha256: hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect(),
    })
}

/// The file from an offset on.
async fn rest_of(
    mut file: File,
    offset: i64,
) -> Result<impl Stream<Item = std::io::Result<Bytes>> + Send + 'static, Problem> {
    let start = SeekFrom::Start(u64::try_from(offset).unwrap_or_default());
    file.seek(start)
        .await
        .map_err(|error| Problem::internal(&error))?;
    Ok(stream::try_unfold(file, |mut file| async move {
        let mut part = vec![0; PART];
        let read = file.read(&mut part).await?;
        part.truncate(read);
        Ok((read > 0).then(|| (Bytes::from(part), file)))
    }))
}

fn broken() -> Problem {
    Problem::new(
        Code::InvalidArgument,
        Reason::MalformedMessage,
        "the form cannot be read, or broke off",
    )
}

fn idle() -> Problem {
    Problem::new(
        Code::InvalidArgument,
        Reason::MalformedMessage,
        format!("the form brought nothing for {} seconds", IDLE_LIMIT.as_secs()),
    )
}
