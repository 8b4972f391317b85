//! What a URL has to be like to be called at all, before its name is resolved.
//!
//! A public target is a name, never an address: every spelling of an address, such as `2130706433`, `0x7f.1` or
//! `[::ffff:7f00:1]`, is read as browsers read it (WHATWG) and then refused. What is left is resolved, and each address it
//! leads to is checked by [`address`](super::address).

use std::net::IpAddr;

use url::{Host, Position, Url};

use super::address::Reach;

const MAX_LENGTH: usize = 2_048;

/// The ends of names that lead nowhere public: special-use names (RFC 6761, 6762, 8375, 9476) and what private networks use.
const INSIDE: [&str; 17] = [
    "alt",
    "arpa",
    "corp",
    "example",
    "home",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "mail",
    "onion",
    "private",
    "test",
    "workgroup",
];

/// Public-looking names under which clouds tell their machines about themselves.
const METADATA: [&str; 4] = [
    "metadata.packet.net",
    "metadata.platformequinix.com",
    "metadata.tencentyun.com",
    "metadata.cloud.ibm.com",
];

/// Which URLs are taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Which addresses may be called.
    pub reach: Reach,
    /// The ports that may be called on public targets.
    pub ports: Vec<u16>,
}

/// A URL that may be called, if its name leads to addresses that may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Whether it is https.
    pub is_tls: bool,
    /// The name, in lower case; an address only where loopback is reached.
    pub host: String,
    pub port: u16,
    /// The `Host` header: the port is in it unless it is the scheme's own.
    pub authority: String,
    /// Path and query.
    pub path: String,
}

/// Why a URL is not called. Each text completes the sentence "the field …".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    #[error("must be a URL of at most 2048 characters")]
    Malformed,
    #[error("must consist of visible ASCII characters; write other names in their xn-- form")]
    Characters,
    #[error("must begin with https://")]
    Scheme,
    #[error("must not hold a user name or password")]
    UserInfo,
    #[error("must not have a fragment")]
    Fragment,
    #[error("must name its host, not give an address")]
    Literal,
    #[error("must have a public name as its host")]
    Inside,
    #[error("must use one of the ports that are allowed for webhooks")]
    Port,
}

impl Target {
    /// The target that a URL names.
    ///
    /// # Errors
    ///
    /// The first [`Flaw`] of it.
    pub fn parse(text: &str, rules: &Rules) -> Result<Self, Flaw> {
        let authority = authority(text)?;
        if authority.contains('@') {
            return Err(Flaw::UserInfo);
        }
        if text.contains('#') {
            return Err(Flaw::Fragment);
        }
        let url = Url::parse(text).map_err(|_| Flaw::Malformed)?;
        let (host, is_own) = host(&url, rules.reach)?;
        let is_tls = match url.scheme() {
            "https" => true,
            "http" if is_own => false,
            _ => return Err(Flaw::Scheme),
        };
        let port = url.port_or_known_default().ok_or(Flaw::Port)?;
        if !is_own && !rules.ports.contains(&port) {
            return Err(Flaw::Port);
        }
        Ok(Self {
            is_tls,
            host,
            port,
            authority: url[Position::BeforeHost..Position::AfterPort].to_owned(),
            path: url[Position::BeforePath..Position::AfterQuery].to_owned(),
        })
    }
}

/// What stands between the scheme and the path, as it was written.
fn authority(text: &str) -> Result<&str, Flaw> {
    if text.len() > MAX_LENGTH {
        return Err(Flaw::Malformed);
    }
    let is_odd = |byte: u8| !byte.is_ascii_graphic() || b"\\\"<>^`{|}".contains(&byte);
    if text.bytes().any(is_odd) {
        return Err(Flaw::Characters);
    }
    let (scheme, rest) = text.split_once("://").ok_or(Flaw::Scheme)?;
    if !["http", "https"].contains(&scheme.to_ascii_lowercase().as_str()) {
        return Err(Flaw::Scheme);
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('%') {
        return Err(Flaw::Characters);
    }
    if authority.is_empty() {
        return Err(Flaw::Malformed);
    }
    Ok(authority)
}

/// The host, and whether it is the machine's own.
fn host(url: &Url, reach: Reach) -> Result<(String, bool), Flaw> {
    let is_own = |address: IpAddr| reach == Reach::PublicAndLoopback && address.is_loopback();
    match url.host().ok_or(Flaw::Malformed)? {
        Host::Ipv4(address) if is_own(address.into()) => Ok((address.to_string(), true)),
        Host::Ipv6(address) if is_own(address.into()) => Ok((address.to_string(), true)),
        Host::Ipv4(_) | Host::Ipv6(_) => Err(Flaw::Literal),
        Host::Domain("localhost") if reach == Reach::PublicAndLoopback => Ok(("localhost".to_owned(), true)),
        Host::Domain(name) if is_public_name(name) => Ok((name.to_owned(), false)),
        Host::Domain(_) => Err(Flaw::Inside),
    }
}

fn is_public_name(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let Some((_, end)) = name.rsplit_once('.') else {
        return false;
    };
    name.len() <= 253
        && name.split('.').all(is_label)
        && !end.bytes().all(|byte| byte.is_ascii_digit())
        && !INSIDE.contains(&end)
        && !METADATA.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(reach: Reach) -> Rules {
        Rules {
            reach,
            ports: vec![443, 8443],
        }
    }

    #[test]
    fn a_public_https_url_is_taken_apart() {
        let target =
            Target::parse("https://Hooks.Example.com:8443/in?shop=1", &rules(Reach::Public)).unwrap();
        let expected = Target {
            is_tls: true,
            host: "hooks.example.com".to_owned(),
            port: 8443,
            authority: "hooks.example.com:8443".to_owned(),
            path: "/in?shop=1".to_owned(),
        };
        assert_eq!(target, expected);
        let bare = Target::parse("https://xn--bcher-kva.example.com", &rules(Reach::Public)).unwrap();
        assert_eq!((bare.port, bare.path.as_str()), (443, "/"));
        assert_eq!(bare.authority, "xn--bcher-kva.example.com");
    }

    #[test]
    fn each_flaw_is_told() {
        let table = [
            ("", Flaw::Scheme),
            ("hooks.example.com", Flaw::Scheme),
            ("ftp://hooks.example.com", Flaw::Scheme),
            ("http://hooks.example.com", Flaw::Scheme),
            ("https:///path", Flaw::Malformed),
            ("https://hooks.example.com:99999", Flaw::Malformed),
            ("https://hooks.ex\u{e4}mple.com", Flaw::Characters),
            ("https://hooks.example.com\\@evil.example.com", Flaw::Characters),
            ("https://hooks%2eexample.com", Flaw::Characters),
            ("https://me@hooks.example.com", Flaw::UserInfo),
            ("https://@hooks.example.com", Flaw::UserInfo),
            ("https://hooks.example.com/#a", Flaw::Fragment),
            ("https://1.1.1.1", Flaw::Literal),
            ("https://hooks.example.com.", Flaw::Inside),
            ("https://hooks", Flaw::Inside),
            ("https://under_score.example.com", Flaw::Inside),
            ("https://hooks.example.com:22", Flaw::Port),
            ("https://hooks.example.com:80", Flaw::Port),
        ];
        for (text, flaw) in table {
            assert_eq!(Target::parse(text, &rules(Reach::Public)), Err(flaw), "{text}");
        }
        let long = format!("https://hooks.example.com/{}", "a".repeat(MAX_LENGTH));
        assert_eq!(Target::parse(&long, &rules(Reach::Public)), Err(Flaw::Malformed));
    }

    #[test]
    fn the_machine_itself_is_named_only_where_that_is_allowed() {
        for text in ["http://127.0.0.1:1234/", "http://localhost:80", "http://[::1]:9"] {
            assert!(Target::parse(text, &rules(Reach::Public)).is_err(), "{text}");
            assert!(
                Target::parse(text, &rules(Reach::PublicAndLoopback)).is_ok(),
                "{text}"
            );
        }
        let other = Target::parse("http://10.0.0.1/", &rules(Reach::PublicAndLoopback));
        assert_eq!(other, Err(Flaw::Literal));
    }
}
