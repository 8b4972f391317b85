//! Files that lie, break off, carry more than they say, or want more than they may: each is taken or refused as expected,
//! nothing panics, and nothing of what was refused is left on the disk.

mod broken;
mod crowded;
mod giants;
mod liars;

use std::collections::BTreeSet;

use redress_evidence::Config;
use tonic::Code;

use crate::media::{jpeg, picture};
use crate::owners::RETURN;
use crate::world::{World, buyer, detail, sha256, with_config};

/// What is to become of a file.
enum Expected {
    Taken,
    /// With one of these flaws; with any when there is none.
    Refused(&'static [&'static str]),
    /// Whatever its reader makes of it: only that it ends well.
    Ends,
}

/// One file of the table.
struct Case {
    what: String,
    kind: &'static str,
    bytes: Vec<u8>,
    expected: Expected,
}

impl Case {
    fn new(what: impl Into<String>, kind: &'static str, bytes: Vec<u8>, expected: Expected) -> Self {
        Self {
            what: what.into(),
            kind,
            bytes,
            expected,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_lie_about_their_type() {
    check(liars::cases(), 90).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_break_off_or_are_damaged() {
    check(broken::cases(), 200).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_more_than_one() {
    check(crowded::cases(), 60).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_want_more_than_they_may() {
    check(giants::cases(), 12).await;
}

/// Brings every file in; there must be so many at least, so that no table passes because it is empty.
async fn check(cases: Vec<Case>, at_least: usize) {
    assert!(cases.len() >= at_least, "only {} files", cases.len());
    let config = Config {
        max_evidence: 10_000,
        ..Config::default()
    };
    with_config(config, async |world| {
        let mut kept = BTreeSet::new();
        for case in &cases {
            if bring(world, case).await {
                kept.insert(sha256(&case.bytes));
            }
        }
        world.rest().await;
        assert!(world.files("parts").is_empty(), "{:?}", world.files("parts"));
        assert_eq!(world.files("originals").len(), kept.len());
        // Whatever came before, a sound file is taken.
        world.photo(&jpeg(&picture(77, 40, 30))).await;
    })
    .await;
}

async fn bring(world: &World, case: &Case) -> bool {
    let Case {
        what,
        kind,
        bytes,
        expected,
    } = case;
    let brought = world.bring(buyer(), (RETURN, kind, "file"), bytes).await;
    match (&brought, expected) {
        (Ok(_), Expected::Taken | Expected::Ends) => {}
        (Ok(piece), Expected::Refused(_)) => panic!("{what} was taken as {}", piece.media_type),
        (Err(refused), expected) => {
            let flaw = detail(refused, "flaw");
            assert_eq!(refused.code(), Code::InvalidArgument, "{what}: {refused:?}");
            assert!(!flaw.is_empty(), "{what}: {refused:?}");
            match expected {
                Expected::Taken => panic!("{what} was refused: {}", refused.message()),
                Expected::Refused(flaws) => {
                    let is_expected = flaws.is_empty() || flaws.contains(&flaw.as_str());
                    assert!(is_expected, "{what}: {flaw}, {}", refused.message());
                }
                Expected::Ends => {}
            }
        }
    }
    brought.is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_are_tricks() {
    let names = [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system32\\cmd.exe", "cmd.exe"),
        ("/etc/shadow", "shadow"),
        ("C:\\photo.jpg", "photo.jpg"),
        ("\\\\server\\share\\photo.jpg", "photo.jpg"),
        ("photo.jpg\0.exe", "photo.jpg.exe"),
        ("pho\r\nto.jpg", "photo.jpg"),
        ("\u{202e}gpj.exe", "gpj.exe"),
        ("a\u{200b}b\u{feff}.jpg", "ab.jpg"),
        ("\u{2066}x\u{2069}.jpg", "x.jpg"),
        (".", "file"),
        ("..", "file"),
        ("...", "file"),
        ("", "file"),
        ("   ", "file"),
        ("/", "file"),
        ("a/", "file"),
        (".bashrc", "bashrc"),
        ("photo.jpg.", "photo.jpg"),
        ("photo.jpg   ", "photo.jpg"),
        ("%2e%2e%2fphoto.jpg", "%2e%2e%2fphoto.jpg"),
        ("~/photo.jpg", "photo.jpg"),
        ("\u{1b}[31mred.jpg", "[31mred.jpg"),
        ("<script>alert(1)<", "<script>alert(1)<"),
        ("фото чека.jpg", "фото чека.jpg"),
    ];
    with_config(Config::default(), async |world| {
        let bytes = jpeg(&picture(1, 40, 30));
        for (name, shown) in names {
            let about = (RETURN, "product_photo", name);
            let piece = world.bring(buyer(), about, &bytes).await.unwrap();
            assert_eq!(piece.file_name, shown, "{name:?}");
        }
        let long = format!("{}.jpg", "x".repeat(4_000));
        let about = (RETURN, "product_photo", long.as_str());
        let piece = world.bring(buyer(), about, &bytes).await.unwrap();
        assert_eq!(piece.file_name.len(), 120);
        world.rest().await;
        // Whatever they are called, they are one file, kept under its hash.
        let kept = world.files("originals");
        assert_eq!(kept.len(), 1);
        assert!(kept[0].ends_with(sha256(&bytes)));
    })
    .await;
}
