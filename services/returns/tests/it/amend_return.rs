//! AmendReturn: what was missing is filled in, and the request is decided again.

use redress_contracts::redress::policies::v1::{Ground, Party, Remedy};
use redress_contracts::redress::returns::v1 as pb;
use tonic::Code;

use crate::world::{ask, camera, code, everywhere};
use crate::{check_replay, check_stale};

#[tokio::test]
async fn what_is_filled_in_stays_and_what_is_left_empty_too() {
    everywhere(async |world| {
        world.neighbours.keep_order(camera("ord_1"));
        let asked = world.asked(ask("ord_1", Ground::Defective, &[("1", 1)])).await;
        let request = pb::AmendReturnRequest {
            return_id: asked.return_id.clone(),
            wished_remedy: Remedy::Replacement.into(),
            contact: Some(pb::Contact {
                phone: "+41 1".to_owned(),
                ..pb::Contact::default()
            }),
            ..pb::AmendReturnRequest::default()
        };
        check_stale!(world.operator(), amend_return, request.clone());
        let other = pb::AmendReturnRequest {
            explanation: "Else.".to_owned(),
            ..request.clone()
        };
        let amended = check_replay!(world.operator(), amend_return, request.clone(), other);
        let contact = amended.contact.clone().unwrap();
        assert_eq!(
            (contact.name.as_str(), contact.phone.as_str()),
            ("Mara Example", "+41 1")
        );
        assert_eq!(amended.wished_remedy(), Remedy::Replacement);
        world
            .evidence(&amended, ("evd_1", "product_photo"), Party::Buyer, "added")
            .await;
        let approved = world.approve(&amended, Remedy::Unspecified).await;
        assert_eq!(approved.approved_remedy(), Remedy::Replacement, "the wish counts");
        let late = world.operator().amend_return(request).await;
        assert_eq!(
            code(late),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
    })
    .await;
}
