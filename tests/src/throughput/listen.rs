//! Listens to what this process says to SQLite: every statement on every connection that is opened after [`start`], as SQLite
//! itself expands it.

#![expect(unsafe_code, reason = "SQLite tells what it executes only to a C function")]

use super::tape::{Statement, Transaction, Value};
use rusqlite::ffi;
use std::collections::HashMap;
use std::ffi::{CStr, c_char, c_int, c_uint, c_void};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// What is heard: connection, file, template, expanded text.
struct Heard {
    connection: usize,
    file: String,
    sql: String,
    expanded: String,
}

/// `None` while nobody listens.
static HEARD: Mutex<Option<Vec<Heard>>> = Mutex::new(None);

/// From now on every connection that this process opens can be listened to.
pub fn install() {
    let extension: unsafe extern "C" fn(
        *mut ffi::sqlite3,
        *mut *mut c_char,
        *const ffi::sqlite3_api_routines,
    ) -> c_int = on_open;
    // SAFETY: the function has the signature that SQLite calls extensions by, and lives as long as the process.
    unsafe { ffi::sqlite3_auto_extension(Some(extension)) };
}

/// No connection that is opened from now on can be listened to.
pub fn uninstall() {
    // SAFETY: takes no arguments and may be called at any time.
    unsafe { ffi::sqlite3_reset_auto_extension() };
}

/// Begins to listen.
pub fn start() {
    *HEARD.lock().unwrap_or_else(PoisonError::into_inner) = Some(Vec::new());
}

/// Ends listening, and returns the transactions in the order in which they began, those that asked how much is left to do apart.
pub fn stop() -> Vec<Transaction> {
    let heard = HEARD
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take()
        .unwrap_or_default();
    let mut transactions: Vec<Transaction> = Vec::new();
    let mut open: HashMap<usize, usize> = HashMap::new();
    for Heard {
        connection,
        file,
        sql,
        expanded,
    } in heard
    {
        let verb = sql.split([' ', ';']).next().unwrap_or_default();
        match verb {
            "BEGIN" => {
                let context = Path::new(&file)
                    .file_stem()
                    .map(|stem| stem.to_string_lossy().into_owned());
                open.insert(connection, transactions.len());
                transactions.push(Transaction {
                    context: context.unwrap_or_default(),
                    is_write: sql.contains("IMMEDIATE"),
                    statements: Vec::new(),
                });
            }
            "COMMIT" | "ROLLBACK" => drop(open.remove(&connection)),
            "SAVEPOINT" | "RELEASE" | "PRAGMA" => {}
            _ => {
                if let Some(at) = open.get(&connection) {
                    let values = values_of(&sql, &expanded);
                    transactions[*at].statements.push(Statement { sql, values });
                }
            }
        }
    }
    transactions.retain(|transaction| {
        transaction
            .statements
            .iter()
            .any(|statement| !is_question_of_rest(&statement.sql))
    });
    transactions
}

/// Whether it is the harness that wants to know how much is left to do.
fn is_question_of_rest(sql: &str) -> bool {
    sql.to_ascii_uppercase().starts_with("SELECT COUNT(*)")
}

unsafe extern "C" fn on_open(
    db: *mut ffi::sqlite3,
    _: *mut *mut c_char,
    _: *const ffi::sqlite3_api_routines,
) -> c_int {
    let mask = ffi::SQLITE_TRACE_STMT as c_uint;
    // SAFETY: `db` is the connection that is being opened; the callback takes it back only while it executes.
    unsafe { ffi::sqlite3_trace_v2(db, mask, Some(on_statement), db.cast()) }
}

unsafe extern "C" fn on_statement(
    _: c_uint,
    db: *mut c_void,
    statement: *mut c_void,
    text: *mut c_void,
) -> c_int {
    let mut heard = HEARD.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(heard) = heard.as_mut() else { return 0 };
    let text_of = |text: *const c_char| {
        if text.is_null() {
            return String::new();
        }
        // SAFETY: SQLite's texts end with a zero byte and stay where they are during the callback.
        unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
    };
    let sql = text_of(text.cast());
    // What a trigger does is part of the statement that set it off.
    if sql.starts_with("--") {
        return 0;
    }
    // SAFETY: SQLite calls with the connection that was given at registration and with a statement of it.
    let (file, expanded) = unsafe {
        let file = text_of(ffi::sqlite3_db_filename(db.cast(), c"main".as_ptr()));
        let text = ffi::sqlite3_expanded_sql(statement.cast());
        let expanded = text_of(text);
        ffi::sqlite3_free(text.cast());
        (file, expanded)
    };
    heard.push(Heard {
        connection: db as usize,
        file,
        sql,
        expanded,
    });
    0
}

/// The values that stand in `expanded` where `sql` has placeholders.
fn values_of(sql: &str, expanded: &str) -> Vec<Value> {
    let mut rest = expanded;
    let mut values = Vec::new();
    let mut quote = None;
    for c in sql.chars() {
        if c == '?' && quote.is_none() {
            let (value, after) = literal(rest);
            values.push(value);
            rest = after;
            continue;
        }
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '\'' | '"' | '`') => quote = Some(c),
            _ => {}
        }
        rest = &rest[c.len_utf8()..];
    }
    values
}

/// The literal at the beginning of a text, and what follows it.
fn literal(text: &str) -> (Value, &str) {
    if let Some(inner) = text.strip_prefix('\'') {
        let mut value = String::new();
        let mut rest = inner;
        loop {
            let (part, after) = rest
                .split_once('\'')
                .expect("invariant: SQLite closes its quotes");
            value.push_str(part);
            match after.strip_prefix('\'') {
                Some(more) => {
                    value.push('\'');
                    rest = more;
                }
                None => return (Value::Text(value), after),
            }
        }
    }
    if let Some(hex) = text.strip_prefix("x'") {
        let (digits, after) = hex.split_once('\'').expect("invariant: SQLite closes its quotes");
        let byte = |at: usize| {
            u8::from_str_radix(&digits[at..at + 2], 16).expect("invariant: SQLite writes hexadecimal")
        };
        return (
            Value::Blob((0..digits.len()).step_by(2).map(byte).collect()),
            after,
        );
    }
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.')))
        .unwrap_or(text.len());
    let (word, after) = text.split_at(end);
    let value = match word {
        "NULL" => Value::Null,
        number => Value::Integer(
            number
                .parse()
                .unwrap_or_else(|_| panic!("{number} is no value of this suite")),
        ),
    };
    (value, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_where_the_placeholders_are() {
        let sql = "INSERT INTO `t` (`a?`, b) VALUES (?, ?, 'o?n', ?, ?) LIMIT ?";
        let expanded = "INSERT INTO `t` (`a?`, b) VALUES ('it''s ?', x'00ff', 'o?n', NULL, -5) LIMIT 7";
        let expected = [
            Value::Text("it's ?".to_owned()),
            Value::Blob(vec![0, 255]),
            Value::Null,
            Value::Integer(-5),
            Value::Integer(7),
        ];
        assert_eq!(values_of(sql, expanded), expected);
    }
}
