//! `redress policy …`: packs checked, explained and compared, without a server.

use super::print;
use crate::cli::PolicyCommand;
use anyhow::{Context as _, bail};
use redress_policy::pack::Pack;
use redress_policy::{Change, diff, explain, facts_schema, load, open_terms, packs, schema};
use serde_json::json;
use std::process::ExitCode;

pub(super) fn run(command: PolicyCommand) -> anyhow::Result<ExitCode> {
    match command {
        PolicyCommand::Lint { packs, json } => lint(&packs, json),
        PolicyCommand::Explain { pack, clause, json } => explain_pack(&pack, clause.as_deref(), json),
        PolicyCommand::Diff { from, to, json } => diff_packs(&from, &to, json),
        PolicyCommand::Schema { facts } => {
            print(&serde_json::to_string_pretty(&if facts {
                facts_schema()
            } else {
                schema()
            })?)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn lint(names: &[String], as_json: bool) -> anyhow::Result<ExitCode> {
    let sources: Vec<(String, String)> = if names.is_empty() {
        packs::all()
            .map(|(file, source)| (file.to_owned(), source.to_owned()))
            .collect()
    } else {
        names
            .iter()
            .map(|name| source_of(name))
            .collect::<anyhow::Result<_>>()?
    };
    let mut reports = Vec::new();
    let mut is_sound = true;
    for (file, source) in &sources {
        match load(source, file) {
            Ok(pack) => {
                let terms = open_terms(&pack);
                if !as_json {
                    print_open_terms(file, &pack, &terms)?;
                }
                reports.push(json!({ "file": file, "errors": [], "open_terms": terms }));
            }
            Err(errors) => {
                is_sound = false;
                if !as_json {
                    for error in &errors {
                        print(&error.to_string())?;
                    }
                }
                let errors: Vec<_> = errors
                    .iter()
                    .map(|e| json!({ "file": e.file, "line": e.line, "path": e.path, "message": e.message }))
                    .collect();
                reports.push(json!({ "file": file, "errors": errors, "open_terms": [] }));
            }
        }
    }
    if as_json {
        print(&serde_json::to_string_pretty(&reports)?)?;
    }
    Ok(if is_sound {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn print_open_terms(file: &str, pack: &Pack, terms: &[redress_policy::OpenTerm]) -> anyhow::Result<()> {
    let count = |mark| terms.iter().filter(|term| term.mark == mark).count();
    print(&format!(
        "{file}: {} ({}), {} clauses; {} assumed, {} conflicting terms",
        pack.pack.name,
        pack.pack.id,
        pack.clauses.len(),
        count(redress_policy::Mark::Assumed),
        count(redress_policy::Mark::Conflict),
    ))?;
    for term in terms {
        print(&format!(
            "  {:<8} {:<14} {}",
            term.mark.as_str(),
            term.clauses.join(", "),
            term.path
        ))?;
        print(&format!("           {}", term.value))?;
        print(&format!("           why: {}", term.why))?;
    }
    print("")
}

fn explain_pack(name: &str, clause: Option<&str>, as_json: bool) -> anyhow::Result<ExitCode> {
    let pack = pack_of(name)?;
    let clauses = explain(&pack, clause);
    if clauses.is_empty() {
        bail!("{} has no clause `{}`", pack.pack.id, clause.unwrap_or_default());
    }
    if as_json {
        print(&serde_json::to_string_pretty(&clauses)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    for clause in clauses {
        print(&format!("{} [{}] {}", clause.clause, clause.mark, clause.text))?;
        for (label, text) in [
            ("why", clause.why),
            ("source", clause.source),
            ("unsure", clause.unsure),
        ] {
            if let Some(text) = text {
                print(&format!("    {label}: {text}"))?;
            }
        }
        for rule in clause.rules {
            print(&format!("  - {} [{}]: {}", rule.path, rule.mark, rule.text))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn diff_packs(from: &str, to: &str, as_json: bool) -> anyhow::Result<ExitCode> {
    let changes = diff(&pack_of(from)?, &pack_of(to)?);
    if as_json {
        print(&serde_json::to_string_pretty(&changes)?)?;
    } else if changes.is_empty() {
        print("no differences")?;
    }
    for Change {
        path,
        clauses,
        from,
        to,
    } in changes.iter().filter(|_| !as_json)
    {
        print(&format!(
            "{path}{}",
            if clauses.is_empty() {
                String::new()
            } else {
                format!(" [{}]", clauses.join(", "))
            }
        ))?;
        if let Some(from) = from {
            print(&format!("  - {from}"))?;
        }
        if let Some(to) = to {
            print(&format!("  + {to}"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A built-in pack by its id, else a file.
fn source_of(name: &str) -> anyhow::Result<(String, String)> {
    let built_in = packs::all().find(|(file, source)| {
        file.trim_end_matches(".toml") == name
            || toml::from_str::<toml::Table>(source)
                .is_ok_and(|table| table["pack"]["id"].as_str() == Some(name))
    });
    if let Some((file, source)) = built_in {
        return Ok((file.to_owned(), source.to_owned()));
    }
    let source = std::fs::read_to_string(name).with_context(|| {
        let ids: Vec<&str> = packs::all()
            .map(|(file, _)| file.trim_end_matches(".toml"))
            .collect();
        format!(
            "`{name}` is no built-in pack ({}) and cannot be read as a file",
            ids.join(", ")
        )
    })?;
    Ok((name.to_owned(), source))
}

/// A pack by the name that people give it.
///
/// # Errors
/// There is none, or it has errors.
pub(super) fn pack_of(name: &str) -> anyhow::Result<Pack> {
    let (file, source) = source_of(name)?;
    load(&source, &file).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("{}", lines.join("\n"))
    })
}
