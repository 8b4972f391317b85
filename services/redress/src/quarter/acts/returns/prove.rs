//! What a buyer still has to give: fields that were left out, and evidence, as a small picture of its own for each piece.

use super::super::super::book::File;
use super::super::super::dice::Dice;
use super::super::super::fate::Proof;
use super::super::super::world::World;
use super::super::claim::{contact, explanation};
use crate::journeys::stage::picture;
use redress_contracts::redress::evidence::v1::{
    FinishUploadRequest, StartUploadRequest, UploadChunksRequest,
};
use redress_contracts::redress::policies::v1::{Party, Remedy};
use redress_contracts::redress::returns::v1::{AmendReturnRequest, Return};
use sha2::{Digest as _, Sha256};

/// Fills in what a request or a claim lacks.
pub async fn amend(world: &World, file: &mut File, found: &Return) {
    let request = AmendReturnRequest {
        request_id: file.request_id(),
        return_id: found.return_id.clone(),
        contact: Some(contact(file)),
        explanation: explanation(found.ground()).to_owned(),
        invoice: format!("INV-{}", file.fate.name()),
        wished_remedy: Remedy::Refund.into(),
        ..AmendReturnRequest::default()
    };
    let reply = world.returns().amend_return(request).await;
    file.take("amend a return", reply);
}

/// Shows what is asked for: all of it, one thing of it, or nothing.
pub async fn show(world: &World, file: &mut File, (found, dice): (&Return, &mut Dice)) {
    let proof = proof_of(file, found);
    if proof == Proof::None {
        return;
    }
    let needs = found.decision.iter().flat_map(|decision| &decision.evidence);
    let missing: Vec<String> = needs
        .filter(|need| !need.satisfied && !need.any_of.is_empty())
        .map(|need| dice.pick(&need.any_of).clone())
        .collect();
    let count = if proof == Proof::Half { 1 } else { missing.len() };
    for kind in missing.iter().take(count).filter(|kind| is_picture(kind)) {
        let seed = dice.below(u64::MAX);
        let piece = Piece {
            case_id: &found.return_id,
            kind,
            party: Party::Buyer,
            seed,
        };
        add(world, file, piece).await;
    }
}

/// How the buyer of this return proves things: by the wish that it came from; claims are proven in full.
fn proof_of(file: &File, found: &Return) -> Proof {
    let line = found.lines.first().map(|line| line.line_id.as_str());
    let wish =
        file.fate.wishes.iter().find(|wish| {
            wish.ground == found.ground() && Some((wish.piece + 1).to_string().as_str()) == line
        });
    wish.map_or(Proof::Full(0), |wish| wish.proof)
}

/// A picture can show anything but a film.
fn is_picture(kind: &str) -> bool {
    !kind.ends_with("_video")
}

/// A picture that somebody adds to a case.
pub struct Piece<'a> {
    /// The case.
    pub case_id: &'a str,
    /// What it shows.
    pub kind: &'a str,
    /// Whose it is.
    pub party: Party,
    /// What it looks like.
    pub seed: u64,
}

/// Adds it, and returns its id.
pub async fn add(world: &World, file: &mut File, piece: Piece<'_>) -> Option<String> {
    let bytes = picture(piece.seed);
    let start = StartUploadRequest {
        request_id: file.request_id(),
        case_id: piece.case_id.to_owned(),
        kind: piece.kind.to_owned(),
        party: piece.party.into(),
        file_name: format!("{}.png", piece.kind),
        size_bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        sha256: Sha256::digest(&bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
        ..StartUploadRequest::default()
    };
    let reply = world.evidence().start_upload(start).await;
    let upload = file.take("start an upload", reply)?;
    let chunk = UploadChunksRequest {
        upload_id: upload.upload_id.clone(),
        offset: 0,
        data: bytes.into(),
    };
    let reply = world
        .evidence()
        .upload_chunks(futures::stream::iter([chunk]))
        .await;
    file.take("upload", reply)?;
    let finish = FinishUploadRequest {
        request_id: file.request_id(),
        upload_id: upload.upload_id,
    };
    let reply = world.evidence().finish_upload(finish).await;
    file.take("finish an upload", reply)
        .map(|evidence| evidence.evidence_id)
}
