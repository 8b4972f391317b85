//! Calls without credentials, which only a development machine takes: they must come from that machine's own programs, not from
//! a page of somebody else's that happens to be open in a browser there.

use http::header::{HOST, ORIGIN};
use http::{HeaderMap, Uri};
use redress_rpc::{Problem, Reason};
use tonic::Code;

/// Refuses what a foreign page sent: its origin is named, or the host is a name that was made to lead here.
///
/// # Errors
/// `PERMISSION_DENIED`.
pub fn check(headers: &HeaderMap, origins: &[String]) -> Result<(), Problem> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let is_own_host = text(HOST).is_none_or(is_this_machine);
    let is_own_page = text(ORIGIN).is_none_or(|origin| {
        let authority = origin
            .parse::<Uri>()
            .ok()
            .and_then(|uri| uri.authority().cloned());
        origins.iter().any(|allowed| allowed == origin)
            || authority.is_some_and(|authority| is_this_machine(authority.as_str()))
    });
    if is_own_host && is_own_page && headers.get_all(ORIGIN).iter().count() <= 1 {
        return Ok(());
    }
    Err(Problem::new(
        Code::PermissionDenied,
        Reason::CallerForbidden,
        "calls without a key are taken from this machine's own programs and pages only",
    ))
}

/// Whether a host, with or without a port, is a loopback address or `localhost`.
fn is_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.eq_ignore_ascii_case("localhost")
        || name
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn is_taken(host: &'static str, origin: Option<&'static str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static(host));
        headers.extend(origin.map(|origin| (ORIGIN, HeaderValue::from_static(origin))));
        check(&headers, &["https://shop.example".to_owned()]).is_ok()
    }

    #[test]
    fn only_this_machines_programs_and_pages_come_in_without_a_key() {
        for host in [
            "127.0.0.1:8080",
            "localhost:8080",
            "[::1]:8080",
            "127.0.0.1",
            "LOCALHOST",
        ] {
            assert!(is_taken(host, None), "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:8080",
            "127.0.0.1.evil.example",
            "10.0.0.1:8080",
            "",
        ] {
            assert!(!is_taken(host, None), "{host}");
        }
        for origin in [
            "http://localhost:3000",
            "http://127.0.0.1:8080",
            "https://shop.example",
        ] {
            assert!(is_taken("localhost:8080", Some(origin)), "{origin}");
        }
        for origin in [
            "https://evil.example",
            "null",
            "http://localhost.evil.example",
            "https://shop.example:444",
        ] {
            assert!(!is_taken("localhost:8080", Some(origin)), "{origin}");
        }
    }
}
