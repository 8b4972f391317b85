//! The commands: each prints for people, or as JSON for machines, and says by its exit code whether all was well.

mod clauses;
mod demo;
mod evidence;
mod import;
mod policy;
mod privacy;
mod serve;
mod server;

use crate::cli::{Cli, Command};
use std::process::ExitCode;

/// Runs a command line to its end.
///
/// # Errors
/// Why the command could not be carried out.
pub fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        None => serve::run(&cli.serve),
        Some(Command::Serve(args)) => serve::run(&args),
        Some(Command::Demo(args)) => demo::run(&args),
        Some(Command::Policy(command)) => policy::run(command),
        Some(Command::Import(command)) => import::run(&command),
        Some(Command::Evidence(command)) => evidence::run(&command),
        Some(Command::Privacy(command)) => privacy::run(&command),
        Some(Command::Clauses(args)) => clauses::run(&args),
    }
}

/// Prints to standard output; a reader that has gone away is no failure.
fn print(text: &str) -> anyhow::Result<()> {
    use std::io::Write;
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        written => Ok(written?),
    }
}
