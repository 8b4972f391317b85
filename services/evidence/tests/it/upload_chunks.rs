//! UploadChunks: in order, resumable, bounded.

use bytes::Bytes;
use futures::StreamExt as _;
use redress_contracts::redress::evidence::v1::{Upload, UploadChunksRequest, UploadState};
use redress_evidence::Config;
use tonic::Code;

use crate::media::{jpeg, picture};
use crate::owners::RETURN;
use crate::world::{
    World, agent, buyer, detail, everywhere, fields, in_chunks, other_seller, reason, seller, stranger,
    with_config,
};

const BYTES: &[u8] = b"0123456789abcdefghij";

async fn open(world: &World) -> Upload {
    let asked = world.declaration(RETURN, "product_photo", "a.jpg", BYTES);
    world.open(buyer(), asked).await.unwrap()
}

async fn send(world: &World, upload: &Upload, chunks: &[(i64, &[u8])]) -> Result<Upload, tonic::Status> {
    let chunks = chunks.iter().map(|(offset, data)| (*offset, data.to_vec()));
    world.send(buyer(), &upload.upload_id, chunks.collect()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_in_parts_is_gone_on_with() {
    everywhere(async |world| {
        let upload = open(world).await;
        let half = send(world, &upload, &[(0, &BYTES[..4]), (4, &BYTES[4..9])])
            .await
            .unwrap();
        assert_eq!((half.committed_bytes, half.state()), (9, UploadState::Open));
        let whole = send(world, &upload, &[(9, &BYTES[9..])]).await.unwrap();
        assert_eq!(whole.committed_bytes, 20);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chunk_sent_twice_is_taken_when_it_is_the_same() {
    everywhere(async |world| {
        let upload = open(world).await;
        let sent = send(
            world,
            &upload,
            &[(0, &BYTES[..8]), (0, &BYTES[..8]), (4, &BYTES[4..12])],
        )
        .await;
        assert_eq!(sent.unwrap().committed_bytes, 12);
        let other = send(world, &upload, &[(2, b"other")]).await.unwrap_err();
        assert_eq!(other.code(), Code::FailedPrecondition);
        assert_eq!(reason(&other), "CHUNK_OUT_OF_PLACE");
        assert_eq!(detail(&other, "offset"), "2");
        let rest = send(world, &upload, &[(12, &BYTES[12..])]).await.unwrap();
        assert_eq!(rest.committed_bytes, 20);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_chunk_is_named_and_what_came_before_stays() {
    everywhere(async |world| {
        let upload = open(world).await;
        let refused = send(world, &upload, &[(0, &BYTES[..5]), (10, &BYTES[10..])])
            .await
            .unwrap_err();
        assert_eq!(reason(&refused), "CHUNK_OUT_OF_PLACE");
        assert_eq!(detail(&refused, "expected_offset"), "5");
        let rest = send(world, &upload, &[(5, &BYTES[5..])]).await.unwrap();
        assert_eq!(rest.committed_bytes, 20);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_was_declared_is_refused_at_once() {
    everywhere(async |world| {
        let upload = open(world).await;
        let endless = futures::stream::iter(0..).map({
            let upload_id = upload.upload_id.clone();
            move |turn: i64| UploadChunksRequest {
                upload_id: upload_id.clone(),
                offset: turn * 8,
                data: Bytes::from_static(b"12345678"),
            }
        });
        let refused = world.client(buyer()).upload_chunks(endless).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
        assert_eq!(reason(&refused), "UPLOAD_TOO_LONG");
        assert_eq!(detail(&refused, "size_bytes"), "20");
        assert_eq!(detail(&refused, "expected_offset"), "16");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn repeating_the_same_chunk_for_ever_is_refused() {
    everywhere(async |world| {
        let upload = open(world).await;
        let endless = futures::stream::repeat(UploadChunksRequest {
            upload_id: upload.upload_id.clone(),
            offset: 0,
            data: Bytes::from_static(b"12345678"),
        });
        let refused = world.client(buyer()).upload_chunks(endless).await.unwrap_err();
        assert_eq!(fields(&refused), ["offset"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_chunks_are_named() {
    everywhere(async |world| {
        let upload = open(world).await;
        let large = vec![0; 1_048_577];
        for (chunk, field) in [
            ((0, &b""[..]), "data"),
            ((-1, b"x"), "offset"),
            ((0, &large), "data"),
        ] {
            let refused = send(world, &upload, &[chunk]).await.unwrap_err();
            assert_eq!(fields(&refused), [field]);
        }
        let nothing = send(world, &upload, &[]).await.unwrap_err();
        assert_eq!(fields(&nothing), ["upload_id"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_about_one_upload() {
    everywhere(async |world| {
        let (one, other) = (open(world).await, open(world).await);
        let chunk = |upload: &Upload, offset: i64| UploadChunksRequest {
            upload_id: upload.upload_id.clone(),
            offset,
            data: Bytes::from_static(b"1234"),
        };
        let mixed = futures::stream::iter([chunk(&one, 0), chunk(&other, 4)]);
        let refused = world.client(buyer()).upload_chunks(mixed).await.unwrap_err();
        assert_eq!(fields(&refused), ["upload_id"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_ones_upload_does_not_exist() {
    everywhere(async |world| {
        let upload = open(world).await;
        for caller in [seller(), other_seller(), stranger()] {
            let sent = world
                .send(caller, &upload.upload_id, vec![(0, BYTES.to_vec())])
                .await;
            assert_eq!(sent.unwrap_err().code(), Code::NotFound);
        }
        // Staff may go on with what a buyer began.
        let sent = world
            .send(agent(), &upload.upload_id, vec![(0, BYTES.to_vec())])
            .await;
        assert_eq!(sent.unwrap().committed_bytes, 20);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_before_a_broken_stream_stays() {
    everywhere(async |world| {
        let bytes = jpeg(&picture(3, 200, 150));
        let asked = world.declaration(RETURN, "product_photo", "a.jpg", &bytes);
        let upload = world.open(buyer(), asked).await.unwrap();
        let (sender, receiver) = tokio::sync::mpsc::channel(1);
        let stream = tokio_stream::wrappers::ReceiverStream::new(receiver);
        let mut client = world.client(buyer());
        let call = tokio::spawn(async move { client.upload_chunks(stream).await });
        for (offset, data) in in_chunks(&bytes[..3_000], 1_000) {
            let chunk = UploadChunksRequest {
                upload_id: upload.upload_id.clone(),
                offset,
                data: data.into(),
            };
            sender.send(chunk).await.unwrap();
        }
        // The client goes away in the middle of its call.
        call.abort();
        drop(sender);
        let _aborted = call.await.is_err();
        let mut resumed = crate::get_upload::get(world, buyer(), &upload.upload_id)
            .await
            .unwrap();
        let rest = |from: i64| {
            let from = usize::try_from(from).unwrap();
            let offsets = in_chunks(&bytes[from..], 1_000).into_iter();
            offsets
                .map(|(offset, data)| (offset + i64::try_from(from).unwrap(), data))
                .collect()
        };
        assert!(resumed.committed_bytes <= 3_000);
        resumed = world
            .send(buyer(), &upload.upload_id, rest(resumed.committed_bytes))
            .await
            .unwrap();
        assert_eq!(resumed.committed_bytes, resumed.size_bytes);
        world.finish(buyer(), &upload.upload_id).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_goes_on_in_another_process() {
    everywhere(async |world| {
        let bytes = jpeg(&picture(4, 200, 150));
        let asked = world.declaration(RETURN, "product_photo", "a.jpg", &bytes);
        let upload = world.open(buyer(), asked).await.unwrap();
        let mut chunks = in_chunks(&bytes, 1_000);
        let rest = chunks.split_off(2);
        world.send(buyer(), &upload.upload_id, chunks).await.unwrap();
        world.stop().await;
        world.start();
        world.send(buyer(), &upload.upload_id, rest).await.unwrap();
        world.finish(buyer(), &upload.upload_id).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_brings_nothing_is_ended() {
    let config = Config {
        idle_limit_ms: 20,
        ..Config::default()
    };
    with_config(config, async |world| {
        let upload = open(world).await;
        let first = futures::stream::iter([UploadChunksRequest {
            upload_id: upload.upload_id.clone(),
            offset: 0,
            data: Bytes::from_static(b"1234"),
        }]);
        let silent = first.chain(futures::stream::pending());
        let ended = world.client(buyer()).upload_chunks(silent).await.unwrap_err();
        assert_eq!(ended.code(), Code::DeadlineExceeded);
        let kept = crate::get_upload::get(world, buyer(), &upload.upload_id)
            .await
            .unwrap();
        assert_eq!(kept.committed_bytes, 4);
    })
    .await;
}
