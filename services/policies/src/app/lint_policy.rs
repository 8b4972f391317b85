//! LintPolicy: what is wrong in a pack, what it assumes, and where its document contradicts itself.

use redress_policy::{OpenTerm, PackError, load, open_terms};
use redress_rpc::Caller;

use super::{App, pack_of, visible_version};
use crate::error::Error;

/// What to check.
#[derive(Clone, Debug)]
pub enum Lint {
    /// A text that is not published.
    Source { source: String, file: String },
    /// A published pack; version 0 is the one in force.
    Published { policy_id: String, version: i32 },
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Linted {
    /// Empty when the pack can be published.
    pub errors: Vec<PackError>,
    pub open_terms: Vec<OpenTerm>,
}

impl App {
    /// The findings; errors in the source are among them.
    ///
    /// # Errors
    ///
    /// The published pack does not exist for this caller.
    pub async fn lint_policy(&self, caller: &Caller, lint: Lint) -> Result<Linted, Error> {
        let pack = match lint {
            Lint::Source { source, file } => match load(&source, &file) {
                Ok(pack) => pack,
                Err(errors) => {
                    return Ok(Linted {
                        errors,
                        open_terms: Vec::new(),
                    });
                }
            },
            Lint::Published { policy_id, version } => {
                let (caller, now) = (caller.clone(), self.now());
                let found = self
                    .db
                    .read(move |conn| visible_version(conn, &caller, &policy_id, version, now))
                    .await?;
                pack_of(&found)?
            }
        };
        Ok(Linted {
            errors: Vec::new(),
            open_terms: open_terms(&pack),
        })
    }
}
