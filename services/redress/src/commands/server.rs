//! Coming in at a running server, for the commands that work with one.

use crate::cli::EntryArgs;
use anyhow::{Context as _, ensure};
use redress_rpc::tls::ClientTls;
use redress_rpc::{Caller, Channel, ClientConfig, Role};

/// A channel to a server: by the token, else as the operator of a marketplace, which servers believe of their own machine.
///
/// # Errors
///
/// The address is none, the file of authorities cannot be used, the token would be sent for everybody to read, or the
/// marketplace's id could not stand in a call.
pub(super) fn channel(
    address: &str,
    entry: &EntryArgs,
    (marketplace, name): (&str, &str),
) -> anyhow::Result<Channel> {
    ensure!(
        Caller::is_plain(marketplace),
        "a marketplace's id has 1 to 128 visible ASCII characters without spaces"
    );
    let config = ClientConfig {
        tls: ClientTls {
            ca_file: entry.ca_file.clone(),
            ..ClientTls::default()
        },
        ..ClientConfig::default()
    };
    let channel = Channel::connect(address, &config).with_context(|| format!("cannot use {address}"))?;
    match &entry.token {
        Some(token) => {
            ensure!(
                address.starts_with("https://") || is_this_machine(address),
                "a token goes to another machine by https:// only"
            );
            Ok(channel.bearing(token.clone()))
        }
        None => Ok(channel.acting_as(Caller::new(Some(marketplace), Role::Operator, name))),
    }
}

fn is_this_machine(address: &str) -> bool {
    let host = address
        .parse::<tonic::codegen::http::Uri>()
        .ok()
        .and_then(|uri| uri.host().map(str::to_owned))
        .unwrap_or_default();
    let host = host.trim_matches(['[', ']']);
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
