//! Packs with faults.

use anyhow::{Context as _, ensure};
use redress_db::Backend;
use redress_policy::packs;
use tonic_types::StatusExt as _;

use crate::stage::Stage;

#[tokio::test]
async fn a_faulty_pack_is_refused_with_its_line_and_nothing_is_published() -> anyhow::Result<()> {
    let stage = Stage::set(Backend::Sqlite).await?;
    let before = stage.snapshot().await?;
    let (_, source) = packs::SHOPS
        .iter()
        .find(|(file, _)| *file == "kwoking.toml")
        .context("Kwoking has a pack")?;
    let faults = [
        ("an unknown key", "edition = ", "editoin = "),
        (
            "a span without a unit",
            "span = { hours = 24 }",
            "span = { moons = 24 }",
        ),
        (
            "a calendar that does not exist",
            "calendar = \"FR\"",
            "calendar = \"XX\"",
        ),
        (
            "a clause that nothing explains",
            "clauses = [\"KW-18\"]",
            "clauses = [\"KW-99\"]",
        ),
        (
            "a field that no slip has",
            "slip_fields = [\"rma_number\"",
            "slip_fields = [\"rma_nummer\"",
        ),
        ("no TOML", "[pack]", "[pack"),
    ];
    for (what, from, to) in faults {
        let at = source
            .find(from)
            .with_context(|| format!("the pack has no `{from}`"))?;
        let line = source[..at].lines().count() + usize::from(source[..at].ends_with('\n'));
        let status = stage
            .publish(source.replacen(from, to, 1))
            .await
            .err()
            .context("it was published")?;
        let details = status.get_error_details();
        let fields = details
            .bad_request()
            .map(|bad| &bad.field_violations[..])
            .unwrap_or_default();
        let reason = details.error_info().map(|info| info.reason.as_str());
        ensure!(reason == Some("POLICY_PACK_INVALID"), "{what}: {status:?}");
        let says = fields
            .iter()
            .find(|field| field.description.starts_with(&format!("kwoking.toml:{line}: ")));
        ensure!(says.is_some(), "{what}: line {line} is not among {fields:?}");
    }
    ensure!(
        stage.snapshot().await? == before,
        "a faulty pack changed something"
    );
    Ok(())
}
