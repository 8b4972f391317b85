//! AbandonUpload: an upload is given up, and its bytes are deleted.

use redress_contracts::redress::evidence::v1::{AbandonUploadRequest, UploadState};
use tonic::Code;

use crate::media::{jpeg, picture};
use crate::owners::RETURN;
use crate::world::{buyer, everywhere, reason, seller};

#[tokio::test(flavor = "multi_thread")]
async fn a_given_up_upload_leaves_nothing_behind() {
    everywhere(async |world| {
        let bytes = jpeg(&picture(1, 64, 48));
        let asked = world.declaration(RETURN, "product_photo", "a.jpg", &bytes);
        let upload = world.open(buyer(), asked).await.unwrap();
        let chunks = vec![(0, bytes.clone())];
        world
            .send(buyer(), &upload.upload_id, chunks.clone())
            .await
            .unwrap();
        assert_eq!(world.files("parts").len(), 1);

        let request = AbandonUploadRequest {
            request_id: "give-up".to_owned(),
            upload_id: upload.upload_id.clone(),
        };
        let foreign = world.client(seller()).abandon_upload(request.clone()).await;
        assert_eq!(foreign.unwrap_err().code(), Code::NotFound);
        let mut client = world.client(buyer());
        let given_up = client.abandon_upload(request.clone()).await.unwrap().into_inner();
        assert_eq!(given_up.state(), UploadState::Abandoned);
        world.rest().await;
        assert!(world.files("parts").is_empty());

        let again = client.abandon_upload(request.clone()).await.unwrap().into_inner();
        assert_eq!(again, given_up);
        let other = AbandonUploadRequest {
            request_id: "once-more".to_owned(),
            ..request.clone()
        };
        let refused = client.abandon_upload(other).await.unwrap_err();
        assert_eq!(reason(&refused), "ILLEGAL_TRANSITION");
        let reused = AbandonUploadRequest {
            upload_id: "upl_other".to_owned(),
            ..request
        };
        assert_eq!(
            client.abandon_upload(reused).await.unwrap_err().code(),
            Code::NotFound
        );

        let sent = world.send(buyer(), &upload.upload_id, chunks).await.unwrap_err();
        assert_eq!(reason(&sent), "ILLEGAL_TRANSITION");
        let finished = world.finish(buyer(), &upload.upload_id).await.unwrap_err();
        assert_eq!(reason(&finished), "ILLEGAL_TRANSITION");
        assert!(world.files("parts").is_empty());
    })
    .await;
}
