//! The tools that `tests/run` makes ready for tests.

use anyhow::Context as _;

/// Where it says which Python has what the tests need.
const PYTHON_VARIABLE: &str = "REDRESS_TEST_PYTHON";
/// Where it says which folder has the libraries for Node, where Node is there.
const NODE_MODULES_VARIABLE: &str = "REDRESS_TEST_NODE_MODULES";
/// Where it says which folder has the libraries for Java, where a Java compiler and they are there.
const JAVA_VARIABLE: &str = "REDRESS_TEST_JAVA";

/// A Python with a gRPC client, with what checks the gateway's documents, and with what generates code from the contracts.
///
/// # Errors
/// There is none.
pub fn python() -> anyhow::Result<String> {
    tool(PYTHON_VARIABLE).with_context(|| {
        format!(
            "{PYTHON_VARIABLE} names no Python with what the tests need; run the tests by `bash tests/run`"
        )
    })
}

/// A `node_modules` folder with a gRPC client; none where there is no Node.
pub fn node_modules() -> Option<String> {
    tool(NODE_MODULES_VARIABLE)
}

/// A folder with gRPC's jars; none where there is no compiler for Java, or no such jars.
pub fn java() -> Option<String> {
    tool(JAVA_VARIABLE)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test's tool is no setting of the program"
)]
fn tool(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.is_empty())
}
