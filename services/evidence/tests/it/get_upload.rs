//! GetUpload: an upload, with the offset to go on at.

use redress_contracts::redress::evidence::v1::{GetUploadRequest, Upload, UploadState};
use redress_rpc::Caller;
use tonic::{Code, Status};

use crate::media::{jpeg, picture};
use crate::owners::RETURN;
use crate::world::{World, agent, buyer, everywhere, fields, seller, stranger};

pub async fn get(world: &World, caller: Caller, upload_id: &str) -> Result<Upload, Status> {
    let request = GetUploadRequest {
        upload_id: upload_id.to_owned(),
    };
    let reply = world.client(caller).get_upload(request).await?;
    Ok(reply.into_inner())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_says_where_it_stands() {
    everywhere(async |world| {
        let bytes = jpeg(&picture(1, 64, 48));
        let asked = world.declaration(RETURN, "product_photo", "a.jpg", &bytes);
        let upload = world.open(buyer(), asked).await.unwrap();
        world
            .send(buyer(), &upload.upload_id, vec![(0, bytes[..100].to_vec())])
            .await
            .unwrap();
        let seen = get(world, buyer(), &upload.upload_id).await.unwrap();
        assert_eq!((seen.committed_bytes, seen.state()), (100, UploadState::Open));
        world
            .send(buyer(), &upload.upload_id, vec![(100, bytes[100..].to_vec())])
            .await
            .unwrap();
        let evidence = world.finish(buyer(), &upload.upload_id).await.unwrap();
        world.rest().await;
        let seen = get(world, agent(), &upload.upload_id).await.unwrap();
        assert_eq!(seen.state(), UploadState::Finished);
        assert_eq!(seen.evidence_id, evidence.evidence_id);
        assert_eq!(seen.committed_bytes, seen.size_bytes);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_ones_upload_does_not_exist() {
    everywhere(async |world| {
        let asked = world.declaration(RETURN, "product_photo", "a.jpg", b"x");
        let upload = world.open(buyer(), asked).await.unwrap();
        for (caller, id) in [
            (seller(), upload.upload_id.as_str()),
            (stranger(), &upload.upload_id),
            (buyer(), "upl_none"),
        ] {
            assert_eq!(get(world, caller, id).await.unwrap_err().code(), Code::NotFound);
        }
        assert_eq!(fields(&get(world, buyer(), "").await.unwrap_err()), ["upload_id"]);
    })
    .await;
}
