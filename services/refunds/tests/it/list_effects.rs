//! ListEffects: what the sandbox really did.

use redress_contracts::redress::refunds::v1::ListEffectsRequest;

use crate::world::{ORDER, cents, create_request, on_each_backend};

#[tokio::test(flavor = "multi_thread")]
async fn effects_are_listed_page_by_page_oldest_first_and_by_payment() {
    on_each_backend(async |world| {
        world.pay("ord_2", "p1", &[("1", 1_000)], 0).await;
        for (number, order_id) in [ORDER, ORDER, "ord_2"].into_iter().enumerate() {
            let number = i64::try_from(number).unwrap() + 1;
            let mut request = create_request(&format!("r{number}"), number * 100);
            request.order_id = order_id.to_owned();
            world.create(request).await.unwrap();
            world.settle().await;
        }
        let mut request = ListEffectsRequest {
            page_size: 2,
            ..Default::default()
        };
        let first = world
            .sandbox()
            .list_effects(request.clone())
            .await
            .unwrap()
            .into_inner();
        request.page_token = first.next_page_token;
        let last = world.sandbox().list_effects(request).await.unwrap().into_inner();
        assert!(last.next_page_token.is_empty());
        let all = first.effects.iter().chain(&last.effects);
        assert_eq!(
            all.map(|effect| cents(&effect.amount)).collect::<Vec<_>>(),
            [100, 200, 300]
        );
        let request = ListEffectsRequest {
            payment_reference: "ch_ord_2_p1".into(),
            ..Default::default()
        };
        let own = world
            .sandbox()
            .list_effects(request)
            .await
            .unwrap()
            .into_inner()
            .effects;
        assert_eq!((own.len(), cents(&own[0].amount)), (1, 300));
    })
    .await;
}
