//! FindReturn: by a number as people type it, and a typing error told as such.

use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;

use crate::world::{bad_fields, code, everywhere};

#[tokio::test]
async fn a_number_is_found_however_it_is_typed_and_a_typing_error_is_told() {
    everywhere(async |world| {
        let approved = world.approved().await;
        let find = |rma_number: String| pb::FindReturnRequest { rma_number };
        let sloppy = approved.rma_number.to_lowercase().replace('-', " ");
        let found = world
            .operator()
            .find_return(find(sloppy))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(found.return_id, approved.return_id);
        let mut typo = approved.rma_number.clone();
        let last = typo.pop().unwrap();
        typo.push(if last == '7' { '8' } else { '7' });
        assert_eq!(
            bad_fields(world.operator().find_return(find(typo)).await),
            ["rma_number"]
        );
        let mut stranger = world.bound("kajet", Role::Agent, "ann");
        let foreign = stranger.find_return(find(approved.rma_number)).await;
        assert_eq!(code(foreign).1, "NOT_FOUND");
    })
    .await;
}
