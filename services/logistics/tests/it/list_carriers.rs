//! ListCarriers: by code, of a country, in pages.

use redress_contracts::redress::logistics::v1 as pb;

use crate::world::{bad_fields, everywhere};

#[tokio::test]
async fn carriers_are_listed_by_their_code_page_by_page() {
    everywhere(async |world| {
        let mut request = pb::ListCarriersRequest {
            page_size: 20,
            ..pb::ListCarriersRequest::default()
        };
        let mut codes = Vec::new();
        loop {
            let page = world.operator().list_carriers(request.clone()).await;
            let page = page.unwrap().into_inner();
            codes.extend(page.carriers.into_iter().map(|carrier| carrier.carrier));
            request.page_token = page.next_page_token;
            if request.page_token.is_empty() {
                break;
            }
        }
        assert!(codes.len() >= 60 && codes.is_sorted());
        for code in [
            "ups",
            "fedex",
            "usps",
            "dhl_express",
            "sf_express",
            "jt_express",
            "spx",
            "lbc",
        ] {
            assert!(codes.iter().any(|own| own == code), "{code}");
        }
        let philippine = pb::ListCarriersRequest {
            country: "PH".to_owned(),
            page_size: 200,
            ..pb::ListCarriersRequest::default()
        };
        let page = world
            .operator()
            .list_carriers(philippine)
            .await
            .unwrap()
            .into_inner();
        let names: Vec<&str> = page
            .carriers
            .iter()
            .map(|carrier| &*carrier.display_name)
            .collect();
        assert!(names.contains(&"LBC Express") && names.contains(&"UPS") && !names.contains(&"Evri"));
        let bad = pb::ListCarriersRequest {
            country: "Philippines".to_owned(),
            page_token: "x".to_owned(),
            ..pb::ListCarriersRequest::default()
        };
        let mut bad = bad_fields(world.operator().list_carriers(bad).await);
        bad.sort();
        assert_eq!(bad, ["country", "page_token"]);
    })
    .await;
}
