//! Evidence that does not come in as it was declared, for cases that take none, and judged by who may not.

use anyhow::ensure;
use redress_contracts::redress::evidence::v1::{
    Evidence, GetUploadRequest, ReviewEvidenceRequest, StartUploadRequest, Upload, UploadChunksRequest,
    UploadState, Verdict,
};
use redress_contracts::redress::policies::v1::Party;
use redress_tests::scene::{File, Scene, gif};
use redress_tests::wait::until;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status};

use crate::aftercare::{Seen, buyer, on_both, seller};
use crate::expected::{Expected, Where, forbidden, illegal, invalid, not_found, refused};

on_both! {
    starting: an_upload_that_cannot_be_does_not_begin_on_sqlite,
        an_upload_that_cannot_be_does_not_begin_on_postgres;
    sending: a_chunk_out_of_place_is_told_the_right_one_on_sqlite,
        a_chunk_out_of_place_is_told_the_right_one_on_postgres;
    ending: a_file_that_is_not_what_it_says_is_no_evidence_on_sqlite,
        a_file_that_is_not_what_it_says_is_no_evidence_on_postgres;
    judging: only_the_platform_judges_evidence_on_sqlite,
        only_the_platform_judges_evidence_on_postgres;
}

async fn start(scene: &Scene, request: StartUploadRequest) -> Result<(), Status> {
    scene
        .clients
        .evidence
        .clone()
        .start_upload(request)
        .await
        .map(drop)
}

async fn send(scene: &Scene, chunks: Vec<UploadChunksRequest>) -> Result<Upload, Status> {
    let mut evidence = scene.clients.evidence.clone();
    let sent = evidence.upload_chunks(futures::stream::iter(chunks)).await?;
    Ok(sent.into_inner())
}

/// Told where the next chunk is expected.
fn out_of_place(expected: usize) -> Expected {
    Expected {
        code: Code::FailedPrecondition,
        reason: "CHUNK_OUT_OF_PLACE",
        place: Where::Metadata("expected_offset", expected.to_string()),
    }
}

fn refused_file(flaw: &str) -> Expected {
    Expected {
        code: Code::InvalidArgument,
        reason: "FILE_REFUSED",
        place: Where::Metadata("flaw", flaw.to_owned()),
    }
}

async fn starting(scene: &Scene) -> anyhow::Result<()> {
    let closed = scene.closed("closed", 2).await?;
    let order = scene.clients.order(&closed.order_id).await?;
    let before = Seen::now(scene, &[&order]).await?;
    let file = gif("start", 1);
    let with = |change: &dyn Fn(&mut StartUploadRequest)| {
        let mut request = file.start(&order.order_id);
        change(&mut request);
        start(scene, request)
    };
    let answer = start(scene, file.start(&closed.return_id)).await;
    refused("evidence for a closed case", answer, &illegal())?;
    for case in ["ret_01jz0000000000000000000000", "tev_1", "💥", "ord_' OR 1=1"] {
        let answer = with(&|request| request.case_id = case.to_owned()).await;
        refused(case, answer, &not_found())?;
    }
    for size in [0, -1, i64::MIN] {
        let answer = with(&|request| request.size_bytes = size).await;
        refused(&format!("a file of {size} bytes"), answer, &invalid("size_bytes"))?;
    }
    let answer = with(&|request| request.size_bytes = i64::MAX).await;
    refused("a file without end", answer, &refused_file("too_large"))?;
    for sha256 in ["", "00", &"g".repeat(64), &"0".repeat(65)] {
        let answer = with(&|request| request.sha256 = sha256.to_owned()).await;
        refused(&format!("the checksum `{sha256}`"), answer, &invalid("sha256"))?;
    }
    let answer = with(&|request| request.kind = "a photo".to_owned()).await;
    refused("a kind with a blank", answer, &invalid("kind"))?;
    let answer = with(&|request| request.party = 77).await;
    refused("a party that does not exist", answer, &invalid("party"))?;
    let answer = with(&|request| request.description = "a\0b".to_owned()).await;
    refused("a description with NUL", answer, &invalid("description"))?;
    let answer = with(&|request| request.description = "x".repeat(100_000)).await;
    refused("a description without end", answer, &invalid("description"))?;
    let answer = with(&|request| request.request_id.clear()).await;
    refused("no request id", answer, &invalid("request_id"))?;
    // Somebody's own word for whose it is counts.
    let theirs = StartUploadRequest {
        party: Party::Seller.into(),
        ..file.start(&order.order_id)
    };
    let mut evidence = scene.clients.evidence.clone();
    let answer = evidence.start_upload(buyer().request(theirs)).await.map(drop);
    refused("a buyer who speaks for the seller", answer, &invalid("party"))?;
    before.is_still_so(scene, &[&order]).await
}

async fn sending(scene: &Scene) -> anyhow::Result<()> {
    let order = scene.delivered("order", 1).await?;
    let file = gif("photo", 2);
    let size = file.bytes.len();
    let upload = scene.upload(&order.order_id, &file).await?;
    let chunk = |offset, length| file.chunk(&upload, offset, length);

    let answer = send(scene, vec![chunk(0, 10), chunk(20, 5)]).await.map(drop);
    refused("a chunk is missing", answer, &out_of_place(10))?;
    stands(scene, &upload, 10).await?;
    let sent = send(scene, vec![chunk(0, 10), chunk(5, 10)]).await?;
    ensure!(
        sent.committed_bytes == 15,
        "a chunk twice: {} bytes",
        sent.committed_bytes
    );
    let other = UploadChunksRequest {
        data: vec![0xee; 10].into(),
        ..chunk(0, 1)
    };
    let answer = send(scene, vec![other]).await.map(drop);
    let elsewhere = Expected {
        place: Where::Metadata("offset", "0".to_owned()),
        ..out_of_place(0)
    };
    refused("other bytes where some are", answer, &elsewhere)?;
    let beyond = UploadChunksRequest {
        data: vec![1; size].into(),
        ..chunk(15, 1)
    };
    let answer = send(scene, vec![beyond]).await.map(drop);
    let too_long = Expected {
        code: Code::InvalidArgument,
        reason: "UPLOAD_TOO_LONG",
        place: Where::Metadata("expected_offset", "15".to_owned()),
    };
    refused("more than was declared", answer, &too_long)?;
    let large = UploadChunksRequest {
        data: vec![1; usize::try_from(upload.max_chunk_bytes)? + 1].into(),
        ..chunk(15, 1)
    };
    refused(
        "a chunk that is too large",
        send(scene, vec![large]).await.map(drop),
        &invalid("data"),
    )?;
    let larger = UploadChunksRequest {
        data: vec![1; 5 << 20].into(),
        ..chunk(15, 1)
    };
    let answer = send(scene, vec![larger]).await.map(drop);
    let message = Expected {
        code: Code::ResourceExhausted,
        reason: "MESSAGE_TOO_LARGE",
        place: Where::Nowhere,
    };
    refused("a message that is too large", answer, &message)?;
    let nothing = UploadChunksRequest {
        data: Vec::new().into(),
        ..chunk(15, 1)
    };
    refused(
        "a chunk of nothing",
        send(scene, vec![nothing]).await.map(drop),
        &invalid("data"),
    )?;
    for offset in [-1, i64::MIN] {
        let before = UploadChunksRequest {
            offset,
            ..chunk(15, 1)
        };
        refused(
            "before the beginning",
            send(scene, vec![before]).await.map(drop),
            &invalid("offset"),
        )?;
    }
    let far = UploadChunksRequest {
        offset: i64::MAX,
        ..chunk(15, 1)
    };
    refused(
        "at the end of the world",
        send(scene, vec![far]).await.map(drop),
        &out_of_place(15),
    )?;
    let other = UploadChunksRequest {
        upload_id: "upl_other".to_owned(),
        ..chunk(16, 1)
    };
    let answer = send(scene, vec![chunk(15, 1), other]).await.map(drop);
    refused("a chunk of another upload", answer, &invalid("upload_id"))?;
    refused(
        "no chunk at all",
        send(scene, Vec::new()).await.map(drop),
        &invalid("upload_id"),
    )?;
    stands(scene, &upload, 16).await?;
    broken_stream(scene, (&upload, &file)).await
}

/// A stream that breaks midway: what was received stays, and the upload goes on from there.
async fn broken_stream(scene: &Scene, (upload, file): (&Upload, &File)) -> anyhow::Result<()> {
    let (chunks, stream) = mpsc::channel(4);
    let mut evidence = scene.clients.evidence.clone();
    let call = tokio::spawn(async move { evidence.upload_chunks(ReceiverStream::new(stream)).await });
    chunks.send(file.chunk(upload, 16, 4)).await?;
    chunks.send(file.chunk(upload, 20, 4)).await?;
    until("the bytes before the break", Duration::from_secs(20), || async {
        Ok((committed(scene, upload).await? == 24).then_some(()))
    })
    .await?;
    call.abort();
    drop(chunks);
    let rest = file.bytes.len() - 24;
    let sent = until(
        "the end of the broken stream",
        Duration::from_secs(20),
        || async {
            match send(scene, vec![file.chunk(upload, 24, rest)]).await {
                Ok(sent) => Ok(Some(sent)),
                // The server has not seen the break yet.
                Err(status) if status.code() == Code::Aborted => Ok(None),
                Err(status) => Err(status.into()),
            }
        },
    )
    .await?;
    ensure!(
        sent.committed_bytes == file.bytes.len() as i64,
        "{} bytes",
        sent.committed_bytes
    );
    let added = scene
        .clients
        .evidence
        .clone()
        .finish_upload(file.finish(upload))
        .await?
        .into_inner();
    ensure!(added.media_type == "image/gif", "it became {}", added.media_type);
    Ok(())
}

async fn committed(scene: &Scene, upload: &Upload) -> anyhow::Result<i64> {
    let request = GetUploadRequest {
        upload_id: upload.upload_id.clone(),
    };
    Ok(scene
        .clients
        .evidence
        .clone()
        .get_upload(request)
        .await?
        .into_inner()
        .committed_bytes)
}

async fn stands(scene: &Scene, upload: &Upload, bytes: i64) -> anyhow::Result<()> {
    let committed = committed(scene, upload).await?;
    ensure!(committed == bytes, "{committed} bytes are there, not {bytes}");
    Ok(())
}

async fn ending(scene: &Scene) -> anyhow::Result<()> {
    let order = scene.delivered("order", 1).await?;
    let before = Seen::now(scene, &[&order]).await?;
    let finish = async |file: &File, upload: &Upload| {
        scene
            .clients
            .evidence
            .clone()
            .finish_upload(file.finish(upload))
            .await
            .map(drop)
    };
    let early = gif("early", 3);
    let upload = scene.upload(&order.order_id, &early).await?;
    send(scene, vec![early.chunk(&upload, 0, 5)]).await?;
    refused(
        "an end before the end",
        finish(&early, &upload).await,
        &out_of_place(5),
    )?;

    let mut wrong = gif("wrong", 4);
    let upload = scene.upload(&order.order_id, &wrong).await?;
    wrong.bytes[13] ^= 0xff;
    send(scene, vec![wrong.chunk(&upload, 0, wrong.bytes.len())]).await?;
    let mismatch = Expected {
        code: Code::InvalidArgument,
        reason: "CHECKSUM_MISMATCH",
        place: Where::Metadata("flaw", "checksum".to_owned()),
    };
    refused("another checksum", finish(&wrong, &upload).await, &mismatch)?;
    refused("the same again", finish(&wrong, &upload).await, &mismatch)?;
    let answer = send(scene, vec![wrong.chunk(&upload, 0, 5)]).await.map(drop);
    refused("more of a refused file", answer, &mismatch)?;

    let liars = [
        ("text", "#!/bin/sh\necho hello\n".repeat(3).into_bytes()),
        ("half", gif("half", 5).bytes[..20].to_vec()),
        ("page", b"<html><script>alert(1)</script></html>".to_vec()),
    ];
    for (name, bytes) in liars {
        let liar = File {
            name: name.to_owned(),
            bytes,
        };
        let upload = scene.upload(&order.order_id, &liar).await?;
        send(scene, vec![liar.chunk(&upload, 0, liar.bytes.len())]).await?;
        let answer = finish(&liar, &upload).await;
        let reason = Expected {
            code: Code::InvalidArgument,
            reason: "FILE_REFUSED",
            place: Where::Nowhere,
        };
        refused(&format!("a picture that is {name}"), answer, &reason)?;
        let request = GetUploadRequest {
            upload_id: upload.upload_id,
        };
        let stands = scene
            .clients
            .evidence
            .clone()
            .get_upload(request)
            .await?
            .into_inner();
        ensure!(
            stands.state() == UploadState::Refused,
            "it is {:?}",
            stands.state()
        );
        ensure!(!stands.refusal.is_empty(), "nobody says why");
    }
    before.is_still_so(scene, &[&order]).await
}

async fn judging(scene: &Scene) -> anyhow::Result<()> {
    let order = scene.delivered("order", 1).await?;
    let piece = scene.evidence(&order.order_id, &gif("photo", 6)).await?;
    let before = Seen::now(scene, &[&order]).await?;
    let review = |piece: &Evidence, verdict: Verdict| ReviewEvidenceRequest {
        request_id: "judge".to_owned(),
        evidence_id: piece.evidence_id.clone(),
        verdict: verdict.into(),
        reason: "Nothing can be seen.".to_owned(),
        ..ReviewEvidenceRequest::default()
    };
    let evidence = || scene.clients.evidence.clone();
    for caller in [buyer(), seller()] {
        let request = caller.request(review(&piece, Verdict::Accept));
        let answer = evidence().review_evidence(request).await.map(drop);
        refused(
            &format!("a judgement of the {}", caller.role),
            answer,
            &forbidden(),
        )?;
    }
    let stale = ReviewEvidenceRequest {
        etag: "stale".to_owned(),
        ..review(&piece, Verdict::Accept)
    };
    let answer = evidence().review_evidence(stale).await.map(drop);
    refused("a stale etag", answer, &crate::expected::stale())?;
    let mut silent = review(&piece, Verdict::Refuse);
    silent.reason.clear();
    refused(
        "a refusal without a reason",
        evidence().review_evidence(silent).await.map(drop),
        &invalid("reason"),
    )?;
    let answer = evidence()
        .review_evidence(review(&piece, Verdict::Unspecified))
        .await
        .map(drop);
    refused("no judgement", answer, &invalid("verdict"))?;
    before.is_still_so(scene, &[&order]).await
}
