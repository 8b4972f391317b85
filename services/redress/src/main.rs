//! Starts the command that was asked for; a failure is one readable line and a non-zero exit.

use clap::Parser;
use redress::cli::Cli;
use std::process::ExitCode;

fn main() -> ExitCode {
    match redress::commands::run(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("redress: {error:#}");
            ExitCode::FAILURE
        }
    }
}
