//! The two calls that every context answers about a buyer's data.

use std::collections::BTreeSet;
use std::sync::Arc;

use prost::Message as _;
use redress_contracts::redress::privacy::v1 as pb;
use redress_core::page::{self, FilterHash};
use redress_db::{Codec, Conn, Db, Idempotency};
use redress_rpc::{Caller, Fields, request_hash};
use tonic::{Request, Response, Status};

use crate::erase::{Count, Mode};
use crate::error::Error;
use crate::export::Place;
use crate::keeper::{Keeper, Order};
use crate::map::Map;
use crate::request::Asked;
use crate::{erase, export, look};

/// Records on a page when the caller does not say, and at most.
const PAGE: (usize, usize) = (100, 500);

/// How the reply to an erasure is stored: it tells of nobody.
const CODEC: Codec<pb::PersonalDataErased> = Codec {
    encode: pb::PersonalDataErased::encode_to_vec,
    decode: |bytes| pb::PersonalDataErased::decode(bytes).map_err(|error| error.to_string()),
};

/// A context's answers. Cheap to clone.
#[derive(Clone)]
pub struct PersonalData {
    map: &'static Map,
    /// `<context>.ErasePersonalData`.
    scope: &'static str,
    db: Db,
    keeper: Arc<dyn Keeper>,
}

/// Serves the `PersonalDataService` of a package over a [`PersonalData`]: `serve!(redress_contracts::redress::orders::v1)` makes
/// a function `server` that gives the service.
#[macro_export]
macro_rules! serve {
    ($package:path) => {
        use $package as served_package;

        /// The context's PersonalDataService.
        pub(crate) fn server(
            data: $crate::PersonalData,
        ) -> served_package::personal_data_service_server::PersonalDataServiceServer<Served> {
            served_package::personal_data_service_server::PersonalDataServiceServer::new(Served(data))
        }

        /// Passes the two calls on.
        pub(crate) struct Served($crate::PersonalData);

        #[tonic::async_trait]
        impl served_package::personal_data_service_server::PersonalDataService for Served {
            async fn export_personal_data(
                &self,
                request: tonic::Request<$crate::pb::ExportPersonalDataRequest>,
            ) -> Result<tonic::Response<$crate::pb::ExportPersonalDataResponse>, tonic::Status> {
                self.0.export(request).await
            }

            async fn erase_personal_data(
                &self,
                request: tonic::Request<$crate::pb::ErasePersonalDataRequest>,
            ) -> Result<tonic::Response<$crate::pb::PersonalDataErased>, tonic::Status> {
                self.0.erase(request).await
            }
        }
    };
}

/// What is to be erased now, and what tells of it.
struct Found {
    free: Vec<String>,
    open: Vec<pb::OpenCase>,
    ids: BTreeSet<String>,
}

impl PersonalData {
    /// The answers of a context; `scope` names its erasure among idempotent calls, `orders.ErasePersonalData`.
    pub fn new(map: &'static Map, scope: &'static str, db: Db, keeper: Arc<dyn Keeper>) -> Self {
        Self {
            map,
            scope,
            db,
            keeper,
        }
    }

    /// A page of what is kept.
    ///
    /// # Errors
    /// Bad fields, or a database that does not answer.
    pub async fn export(
        &self,
        request: Request<pb::ExportPersonalDataRequest>,
    ) -> Result<Response<pb::ExportPersonalDataResponse>, Status> {
        let caller = Caller::of(&request).clone();
        let message = request.into_inner();
        let mut fields = Fields::new();
        let asked = Asked::read(&mut fields, &caller, &message.marketplace_id, message.subject)?;
        let filter = asked.as_ref().map_or_else(
            || FilterHash::of(["none"]),
            |asked| {
                let own = [
                    "personal",
                    self.map.context,
                    &asked.marketplace_id,
                    &asked.pseudonym,
                ];
                FilterHash::of(own.into_iter().chain(asked.order_ids.iter().map(String::as_str)))
            },
        );
        let size = fields.take("page_size", page::page_size(message.page_size, PAGE.0, PAGE.1));
        let token = fields.page_token(page::decode(&message.page_token, filter));
        let place = token.map_or_else(|| Some(Place::default()), |text| Place::parse(&text));
        let place = fields.required("page_token", place);
        fields.finish()?;
        let invariant = "invariant: what is missing was refused";
        let (asked, place, size) = (
            asked.expect(invariant),
            place.expect(invariant),
            size.expect(invariant),
        );
        let map = self.map;
        let read = self.db.read(move |conn| {
            let own = look::owned(conn, map, &asked)?;
            let total = export::total(conn, map, &asked, &own)?;
            let (records, next) = export::page(conn, map, (&asked, &own), place, size)?;
            Ok::<_, Error>(pb::ExportPersonalDataResponse {
                records,
                next_page_token: next
                    .map(|place| page::encode(filter, &place.to_text()))
                    .unwrap_or_default(),
                total_size: total,
            })
        });
        Ok(Response::new(read.await?))
    }

    /// Erases, or says what would be.
    ///
    /// # Errors
    /// Bad fields, or something could not be erased now: then nothing of the database was.
    pub async fn erase(
        &self,
        request: Request<pb::ErasePersonalDataRequest>,
    ) -> Result<Response<pb::PersonalDataErased>, Status> {
        let caller = Caller::of(&request).clone();
        let message = request.into_inner();
        let mut fields = Fields::new();
        fields.required_request_id("request_id", &message.request_id);
        let key = Idempotency {
            scope: self.scope,
            caller: caller.key(),
            request_id: message.request_id.clone(),
            body_hash: request_hash(&message, |body| body.request_id.clear()),
        };
        let asked = Asked::read(&mut fields, &caller, &message.marketplace_id, message.subject)?;
        fields.finish()?;
        let asked = asked.expect("invariant: what is missing was refused");
        let done = if message.is_preview {
            self.preview(asked).await?
        } else {
            self.carry_out(asked, key).await?
        };
        Ok(Response::new(done))
    }

    async fn preview(&self, asked: Asked) -> Result<pb::PersonalDataErased, Error> {
        let found = self.find(&asked).await?;
        let records = self.db.records_about(found.ids).await?;
        let (map, free) = (self.map, found.free);
        let (count, kept) = self
            .db
            .read(move |conn| work_through(conn, map, (&asked, &free), Mode::Count))
            .await?;
        Ok(reply(count, (0, records.count()), kept, found.open))
    }

    async fn carry_out(&self, asked: Asked, key: Idempotency) -> Result<pb::PersonalDataErased, Error> {
        let found = self.find(&asked).await?;
        let files = self.keeper.remove_files(&found.free).await?;
        let records = self.db.records_about(found.ids).await?;
        let (map, keeper) = (self.map, self.keeper.clone());
        let done = self.db.command(key, CODEC, move |tx| {
            // Something may have been opened since it was looked at.
            let now = tx.now();
            if !look::open_cases(tx.conn(), map, &asked, (&found.free, now))?.is_empty() {
                return Err(Error::Opened);
            }
            let (free, mut files) = (found.free, files);
            for order_id in &free {
                files += keeper.erase(tx, &of(&asked, order_id))?;
            }
            let (count, kept) = work_through(tx.conn(), map, (&asked, &free), Mode::Erase)?;
            let replies = tx.erase_records(records)?;
            Ok::<_, Error>(reply(count, (files, replies), kept, found.open))
        });
        Ok(done.await?.reply)
    }

    async fn find(&self, asked: &Asked) -> Result<Found, Error> {
        let (map, asked) = (self.map, asked.clone());
        let now = self.db.environment().clock.now();
        self.db
            .read(move |conn| {
                let own = look::owned(conn, map, &asked)?;
                let open = look::open_cases(conn, map, &asked, (&own, now))?;
                let is_open = |order_id: &String| open.iter().any(|case| case.order_id == *order_id);
                let free: Vec<String> = own.into_iter().filter(|id| !is_open(id)).collect();
                let mut ids = BTreeSet::new();
                for order_id in &free {
                    ids.extend(look::ids(conn, map, &asked, order_id)?);
                }
                Ok::<_, Error>(Found { free, open, ids })
            })
            .await
    }
}

fn of<'a>(asked: &'a Asked, order_id: &'a str) -> Order<'a> {
    Order {
        order_id,
        marketplace_id: &asked.marketplace_id,
        buyer_id: &asked.buyer_id,
        pseudonym: &asked.pseudonym,
    }
}

/// Erases or counts the rows of all orders, and counts what stays.
fn work_through(
    conn: &mut Conn,
    map: &Map,
    (asked, order_ids): (&Asked, &[String]),
    mode: Mode,
) -> Result<(Count, Vec<pb::KeptRecords>), Error> {
    let mut count = Count::default();
    for order_id in order_ids {
        count += erase::order(conn, map, asked, order_id, mode)?;
    }
    let mut kept = Vec::new();
    for table in map.tables {
        let Some(stays) = table.kept else { continue };
        let mut row_count = 0;
        for order_id in order_ids {
            row_count += export::count(conn, table, asked.values(order_id))?;
        }
        if row_count > 0 {
            kept.push(pb::KeptRecords {
                context: map.context.to_owned(),
                what: stays.what.to_owned(),
                record_kind: stays.records.into(),
                row_count,
                ..pb::KeptRecords::default()
            });
        }
    }
    Ok((count, kept))
}

fn reply(
    count: Count,
    (files, replies): (i64, usize),
    kept: Vec<pb::KeptRecords>,
    open_cases: Vec<pb::OpenCase>,
) -> pb::PersonalDataErased {
    pb::PersonalDataErased {
        row_count: count.rows,
        field_count: count.fields,
        file_count: files,
        reply_count: i64::try_from(replies).unwrap_or(i64::MAX),
        kept,
        open_cases,
    }
}
