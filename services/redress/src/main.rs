//! Starts the command that was asked for; a failure is one readable line and a non-zero exit.

use clap::Parser;
use redress::cli::Cli;
use std::process::ExitCode;

fn main() -> ExitCode {
    match redress::commands::run(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            // libpq and others break their messages into lines of their own.
            let line = format!("{error:#}");
            eprintln!(
                "redress: {}",
                line.split_whitespace().collect::<Vec<_>>().join(" ")
            );
            ExitCode::FAILURE
        }
    }
}
