//! Whom the preview answers. A page of another site must not be able to read the archive through the reader's browser: not
//! by a request of its own (`Origin`), and not by making its name lead to this machine (`Host`).

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, Method, StatusCode, Uri, header};

/// The hosts that the server answers to.
#[derive(Clone, Debug)]
pub struct Hosts {
    exact: Vec<String>,
    /// The port, where any address of this machine will do.
    any_address: Option<u16>,
}

impl Hosts {
    /// The hosts of a server that was asked to listen at `host` and does so at `address`.
    pub fn of(host: &str, address: SocketAddr) -> Self {
        let port = address.port();
        let mut exact = Vec::new();
        let mut add = |name: &str| {
            exact.push(format!("{name}:{port}"));
            if port == 80 {
                exact.push(name.to_owned());
            }
        };
        let literal = host.parse::<IpAddr>().is_ok_and(|address| address.is_ipv6());
        add(&if literal { format!("[{host}]") } else { host.to_ascii_lowercase() });
        if address.ip().is_loopback() || address.ip().is_unspecified() {
            ["localhost", "127.0.0.1", "[::1]"].into_iter().for_each(add);
        }
        Self { exact, any_address: address.ip().is_unspecified().then_some(port) }
    }

    /// Whether `authority` (`localhost:3000`) is one of ours. Where the server listens at all addresses, any address will
    /// do, but no other name: a name is what a foreign site would bring.
    fn has(&self, authority: &str) -> bool {
        let authority = authority.to_ascii_lowercase();
        let is_address = |port: u16| authority.parse::<SocketAddr>().is_ok_and(|address| address.port() == port);
        self.exact.contains(&authority) || self.any_address.is_some_and(is_address)
    }

    /// Why a request is refused; `None` where it is answered.
    pub(super) fn refusal(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<StatusCode> {
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return Some(StatusCode::BAD_REQUEST) };
        let is_ours = |host: &str| self.has(host);
        if !host.to_str().is_ok_and(is_ours) || uri.authority().is_some_and(|host| !is_ours(host.as_str())) {
            return Some(StatusCode::FORBIDDEN);
        }
        let foreign = |origin: &axum::http::HeaderValue| {
            let host = origin.to_str().ok().and_then(|origin| origin.strip_prefix("http://"));
            !host.is_some_and(is_ours)
        };
        if headers.get_all(header::ORIGIN).iter().any(foreign) {
            return Some(StatusCode::FORBIDDEN);
        }
        (method != Method::GET && method != Method::HEAD).then_some(StatusCode::METHOD_NOT_ALLOWED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_names_are_answered() {
        let check = |asked: &str, bound: &str, host: &str, expected: bool| {
            let hosts = Hosts::of(asked, bound.parse().expect("an address"));
            assert_eq!(hosts.has(host), expected, "{asked} at {bound} as {host}");
        };
        check("localhost", "127.0.0.1:3000", "localhost:3000", true);
        check("localhost", "127.0.0.1:3000", "LOCALHOST:3000", true);
        check("localhost", "127.0.0.1:3000", "127.0.0.1:3000", true);
        check("localhost", "127.0.0.1:3000", "[::1]:3000", true);
        check("localhost", "127.0.0.1:3000", "localhost", false);
        check("localhost", "127.0.0.1:3000", "localhost:3001", false);
        check("localhost", "127.0.0.1:3000", "localhost.example.org:3000", false);
        check("localhost", "127.0.0.1:3000", "127.0.0.2:3000", false);
        check("localhost", "127.0.0.1:80", "localhost", true);
        check("::1", "[::1]:3000", "[::1]:3000", true);
        check("box.example.org", "192.0.2.7:3000", "box.example.org:3000", true);
        check("box.example.org", "192.0.2.7:3000", "localhost:3000", false);
        check("0.0.0.0", "0.0.0.0:3000", "192.0.2.7:3000", true);
        check("0.0.0.0", "0.0.0.0:3000", "evil.example:3000", false);
        check("0.0.0.0", "0.0.0.0:3000", "192.0.2.7:3001", false);
    }
}
