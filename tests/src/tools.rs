//! The tools that `tests/run` makes ready for tests.

use anyhow::Context as _;

/// Where it says which Python has what the tests need.
const PYTHON_VARIABLE: &str = "REDRESS_TEST_PYTHON";

/// A Python with a gRPC client, and with what checks the gateway's documents.
///
/// # Errors
/// There is none.
pub fn python() -> anyhow::Result<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test's tool is no setting of the program"
    )]
    let python = std::env::var(PYTHON_VARIABLE)
        .ok()
        .filter(|python| !python.is_empty());
    python.with_context(|| {
        format!(
            "{PYTHON_VARIABLE} names no Python with what the tests need; run the tests by `bash tests/run`"
        )
    })
}
