//! Roles that may not: for every method of returns, disputes, evidence and parcels that not everybody may call.

use anyhow::{Context as _, ensure};
use prost::Message as _;
use prost_reflect::Value;
use redress_rpc::{Caller, Role};
use redress_tests::scene::{BUYER, SELLER, SHOP, Scene};

use crate::aftercare::{Seen, on_both};
use crate::expected::{forbidden, refused};
use crate::sweep::methods;
use redress_tests::cast::{PARTIES, casts};
use redress_tests::wire;

on_both! {
    roles: who_may_not_is_refused_and_changes_nothing_on_sqlite,
        who_may_not_is_refused_and_changes_nothing_on_postgres;
}

use Role::{Auditor, Buyer, Finance, Seller};

const ALL: &[Role] = &[Buyer, Seller, Finance, Auditor];
const NOT_BUYERS: &[Role] = &[Seller, Finance, Auditor];
const NOT_TAKERS: &[Role] = &[Buyer, Finance, Auditor];
const NO_PARTIES: &[Role] = &[Finance, Auditor];
const PARTIES_ONLY: &[Role] = &[Buyer, Seller];

/// The methods, and who may not call them.
const REFUSED: [(&str, &[Role]); 37] = [
    ("RequestReturn", NO_PARTIES),
    ("AmendReturn", NOT_BUYERS),
    ("WithdrawReturn", NOT_BUYERS),
    ("DecideReturn", NOT_TAKERS),
    ("AnnounceParcel", NOT_BUYERS),
    ("CorrectTracking", NO_PARTIES),
    ("ReceiveParcel", NOT_TAKERS),
    ("RecordUnmatchedParcel", ALL),
    ("MatchParcel", ALL),
    ("ListUnmatchedParcels", &[Buyer]),
    ("InspectReturn", NOT_TAKERS),
    ("ApplyRemedy", NOT_TAKERS),
    ("RecordRepair", NOT_TAKERS),
    ("SendParcel", NOT_TAKERS),
    ("OpenReturnDispute", NO_PARTIES),
    ("AddReturnStatement", NO_PARTIES),
    ("ProposeReturnSettlement", NO_PARTIES),
    ("AnswerReturnProposal", NO_PARTIES),
    ("RuleReturnDispute", ALL),
    ("AppealReturnRuling", NO_PARTIES),
    ("EscalateReturnDispute", ALL),
    ("RecordReturnOutcome", ALL),
    ("InterveneInReturn", ALL),
    ("StartUpload", NO_PARTIES),
    ("UploadChunks", NO_PARTIES),
    ("FinishUpload", NO_PARTIES),
    ("AbandonUpload", NO_PARTIES),
    ("ReviewEvidence", ALL),
    ("EraseEvidence", ALL),
    ("ListCustodyRecords", PARTIES_ONLY),
    ("VerifyCustody", PARTIES_ONLY),
    ("CreateShipment", ALL),
    ("RecordTrackingEvent", ALL),
    ("StreamTrackingEvents", ALL),
    ("CorrectTrackingNumber", NO_PARTIES),
    ("RecordProofOfDelivery", NO_PARTIES),
    ("Intervene", ALL),
];

fn caller(role: Role) -> Caller {
    let principal = match role {
        Buyer => BUYER,
        Seller => SELLER,
        _ => "somebody",
    };
    Caller::new(Some(SHOP), role, principal)
}

async fn roles(scene: &Scene) -> anyhow::Result<()> {
    let casts = casts(scene).await?;
    let cast = casts.last().context("there is a cast")?;
    let before = Seen::now(scene, &[]).await?;
    let methods = methods()?;
    for (name, roles) in REFUSED {
        let method = methods.iter().find(|method| method.name() == name);
        let method = method.with_context(|| format!("there is no {name}"))?;
        for role in roles {
            let mut good = cast.good(&method.input(), &format!("{name}-{role}"));
            // Who speaks for themselves does not say so.
            for party in PARTIES.iter().filter(|_| PARTIES_ONLY.contains(role)) {
                if good.has_field_by_name(party) {
                    good.set_field_by_name(party, Value::EnumNumber(0));
                }
            }
            let request = caller(*role).request(good.encode_to_vec());
            let answer = wire::call(&scene.clients.channel, method, request)
                .await
                .map(drop);
            refused(&format!("{name} by the {role}"), answer, &forbidden())?;
        }
    }
    ensure!(REFUSED.len() > 30, "hardly anything is refused");
    before.is_still_so(scene, &[]).await
}
