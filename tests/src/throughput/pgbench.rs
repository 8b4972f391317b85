//! The same work without the service on PostgreSQL: what the server logged of one call, as a script for pgbench.

use super::tape::{IdNumbers, Piece, Statement, Transaction, Value};
use anyhow::{Context as _, bail, ensure};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

/// What the server has to be told so that its log can be read here.
pub const LOGGING: [&str; 3] = [
    "ALTER SYSTEM SET log_line_prefix = '@@%c@@'",
    "ALTER SYSTEM SET log_statement = 'all'",
    "SELECT pg_reload_conf()",
];

/// What the server has to be told so that it stops logging.
pub const SILENCE: [&str; 2] = [
    "ALTER SYSTEM SET log_statement = 'none'",
    "SELECT pg_reload_conf()",
];

/// The transactions in a part of the log, in the order in which they began. What comes before `from` only tells which session is
/// whose.
///
/// # Errors
/// The log cannot be read.
pub fn tape(log: &Path, from: u64) -> anyhow::Result<Vec<Transaction>> {
    let text = std::fs::read(log).with_context(|| format!("cannot read {}", log.display()))?;
    let text = String::from_utf8_lossy(&text);
    let mut contexts: HashMap<String, String> = HashMap::new();
    let mut open: HashMap<String, usize> = HashMap::new();
    let mut tape: Vec<Transaction> = Vec::new();
    let mut at = 0;
    for entry in text.split("\n@@") {
        let is_heard = at >= from;
        at += entry.len() as u64 + 3;
        let Some((session, message)) = entry.trim_start_matches("@@").split_once("@@") else {
            continue;
        };
        let message = message.replace("\n\t", "\n");
        if let Some(parameters) = message.strip_prefix("DETAIL:  parameters: ") {
            if let Some(statement) = open.get(session).and_then(|at| tape[*at].statements.last_mut()) {
                statement.values = values(parameters);
            }
            continue;
        }
        let Some(sql) = executed(&message) else { continue };
        if let Some(rest) = sql.strip_prefix("SET search_path TO \"") {
            let context = rest.split('"').next().unwrap_or_default();
            contexts.insert(session.to_owned(), context.to_owned());
        } else if sql.starts_with("BEGIN") && is_heard {
            open.insert(session.to_owned(), tape.len());
            let context = contexts.get(session).cloned().unwrap_or_default();
            tape.push(Transaction {
                context,
                is_write: !sql.contains("READ ONLY"),
                statements: Vec::new(),
            });
        } else if ["COMMIT", "ROLLBACK", "SELECT; COMMIT"].contains(&sql.trim_end()) {
            open.remove(session);
        } else if let Some(at) = open.get(session) {
            tape[*at].statements.push(Statement {
                sql: sql.to_owned(),
                values: Vec::new(),
            });
        }
    }
    tape.retain(|transaction| {
        transaction
            .statements
            .iter()
            .any(|statement| is_work(&statement.sql))
    });
    Ok(tape)
}

/// Neither a question of the harness, nor a replica's lease, which is taken once in a while and not for a call.
fn is_work(sql: &str) -> bool {
    !sql.to_ascii_uppercase().starts_with("SELECT COUNT(*)") && !sql.contains("\"leases\"")
}

fn executed(message: &str) -> Option<&str> {
    let message = message.strip_prefix("LOG:  ")?;
    match message.strip_prefix("statement: ") {
        Some(sql) => Some(sql),
        None => message
            .strip_prefix("execute ")?
            .split_once(": ")
            .map(|(_, sql)| sql),
    }
}

/// `$1 = 'it''s', $2 = NULL`: the server writes every value as text.
fn values(parameters: &str) -> Vec<Value> {
    let mut values = Vec::new();
    let mut rest = parameters;
    while let Some((_, after)) = rest.split_once(" = ") {
        if let Some(after) = after.strip_prefix("NULL") {
            values.push(Value::Null);
            rest = after;
            continue;
        }
        let mut text = String::new();
        let mut inner = after.strip_prefix('\'').unwrap_or(after);
        while let Some((part, after)) = inner.split_once('\'') {
            text.push_str(part);
            match after.strip_prefix('\'') {
                Some(more) => {
                    text.push('\'');
                    inner = more;
                }
                None => {
                    inner = after;
                    break;
                }
            }
        }
        values.push(Value::Text(text));
        rest = inner;
    }
    values
}

/// A tape as a script for pgbench; `ids` is shared by the tapes of one story. Every client counts its replays in `n`.
pub fn script(tape: &[Transaction], ids: &mut IdNumbers) -> String {
    let mut script = "\\set n :n + 1\n\\set u :base + :client_id * 1000000 + :n\n".to_owned();
    let mut inserted: BTreeMap<&str, usize> = BTreeMap::new();
    let mut marked: BTreeMap<&str, usize> = BTreeMap::new();
    for transaction in tape {
        let context = transaction.context.as_str();
        script.push_str(if transaction.is_write {
            "BEGIN;\n"
        } else {
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n"
        });
        for statement in &transaction.statements {
            let mut sql = qualified(&statement.sql, context);
            let mark = statement.is_outbox("UPDATE");
            for (at, value) in statement.values.iter().enumerate().rev() {
                let literal = match value {
                    Value::Text(array) if mark && array.starts_with('{') => {
                        let count = array.matches(',').count() + 1;
                        let done = marked.entry(context).or_default();
                        let known = inserted.get(context).copied().unwrap_or_default();
                        let seqs: Vec<String> = (*done..*done + count)
                            .map(|nth| {
                                format!(
                                    "(SELECT currval(pg_get_serial_sequence('{context}.outbox', 'seq'))) - {}",
                                    known as i64 - 1 - nth as i64
                                )
                            })
                            .collect();
                        *done += count;
                        format!("ARRAY[{}]", seqs.join(", "))
                    }
                    Value::Text(text) => {
                        let is_array = ["ANY", "ALL"]
                            .iter()
                            .any(|word| sql.contains(&format!("{word}(${})", at + 1)));
                        literal(&ids.pieces(text), is_array)
                    }
                    _ => "NULL".to_owned(),
                };
                sql = sql.replace(&format!("${}", at + 1), &literal);
            }
            let rows = statement.outbox_rows();
            *inserted.entry(context).or_default() += rows;
            script.push_str(&sql);
            script.push_str(";\n");
        }
        script.push_str("COMMIT;\n");
    }
    script
}

/// The tables with their schema; columns need none.
fn qualified(sql: &str, context: &str) -> String {
    ["FROM ", "INTO ", "UPDATE ", "JOIN "]
        .iter()
        .fold(sql.replace('\n', " "), |sql, word| {
            sql.replace(&format!("{word}\""), &format!("{word}\"{context}\".\""))
        })
}

/// A text as pgbench takes it: without a colon, which would begin a variable.
fn literal(pieces: &[Piece], is_array: bool) -> String {
    let quoted = |text: &str| {
        let text = text
            .replace('\\', "\\\\")
            .replace('\'', "''")
            .replace(':', "\\x3a")
            .replace('\n', "\\n");
        format!("E'{text}'")
    };
    if let [Piece::Same(same)] = pieces {
        return quoted(same);
    }
    let parts = pieces.iter().map(|piece| match piece {
        Piece::Same(same) => quoted(same),
        Piece::Id(head, number) => format!(
            "{} || lpad(:u::text, 12, '0')",
            quoted(&format!("{head}{number:04}"))
        ),
    });
    let whole = parts.collect::<Vec<_>>().join(" || ");
    if is_array {
        format!("({whole})::text[]")
    } else {
        format!("({whole})")
    }
}

/// Runs a script so many times on each of so many clients, for replays from a number on; returns how many times a second it ran.
///
/// # Errors
/// There is no pgbench, or a statement failed.
pub fn run(url: &str, script: &Path, clients: usize, base: u64, each: usize) -> anyhow::Result<f64> {
    let output = Command::new(program()?)
        .args(["--no-vacuum", "--protocol=prepared", "--define=n=0"])
        .arg(format!("--define=base={base}"))
        .args([
            format!("--client={clients}"),
            "--jobs=2".to_owned(),
            format!("--transactions={each}"),
        ])
        .arg(format!("--file={}", script.display()))
        .arg(url)
        .output()?;
    let (stdout, stderr) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    ensure!(
        output.status.success() && !stderr.contains("ERROR"),
        "pgbench failed: {stderr}"
    );
    let line = stdout.lines().find_map(|line| line.strip_prefix("tps = "));
    let number = line
        .and_then(|line| line.split(' ').next())
        .context("pgbench says no rate")?;
    Ok(number.parse()?)
}

fn program() -> anyhow::Result<String> {
    let output = Command::new("sh")
        .args([
            "-c",
            "command -v pgbench || ls -d /usr/lib/postgresql/*/bin/pgbench | sort -V | tail -n 1",
        ])
        .output()?;
    let mut found = String::new();
    write!(found, "{}", String::from_utf8_lossy(&output.stdout).trim())?;
    if found.is_empty() {
        bail!("there is no pgbench (Debian and Ubuntu: apt-get install postgresql)");
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_becomes_a_script() -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let log = folder.path().join("log");
        let id = "ord_01kabcdefghjkmnpqrstvwxyz0";
        let text = format!(
            "@@1@@LOG:  statement: SET search_path TO \"orders\"; SET x TO 1\n@@1@@LOG:  statement: BEGIN\n\
             @@1@@LOG:  execute s1: INSERT INTO \"outbox\" (\"id\", \"note\") VALUES ($1, $2)\n\
             @@1@@DETAIL:  parameters: $1 = '{id}', $2 = 'it''s 9:00'\n\
             @@1@@LOG:  execute <unnamed>: UPDATE \"a\" SET x = $1\n\tWHERE id = ANY($2)\n\
             @@1@@DETAIL:  parameters: $1 = NULL, $2 = '{{{id}}}'\n@@1@@LOG:  statement: SELECT; COMMIT\n"
        );
        std::fs::write(&log, text)?;
        let script = script(&tape(&log, 0)?, &mut IdNumbers::default());
        let head = "E'ord_01kabcdefg0000' || lpad(:u::text, 12, '0')";
        assert_eq!(
            script.lines().skip(2).collect::<Vec<_>>(),
            [
                "BEGIN;",
                &format!(
                    "INSERT INTO \"orders\".\"outbox\" (\"id\", \"note\") VALUES (({head}), E'it''s 9\\x3a00');"
                ),
                &format!(
                    "UPDATE \"orders\".\"a\" SET x = NULL WHERE id = ANY((E'{{' || {head} || E'}}')::text[]);"
                ),
                "COMMIT;",
            ]
        );
        Ok(())
    }
}
