//! From a request to a response.
//!
//! An address is decoded once and looked up among the addresses of the site; it is never a path on disk. `…/` means the
//! `index.html` there, and an address without its `/` leads to the one that has it, so that the links of the page hold.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::guard::Hosts;
use super::page::{self, Found};
use super::{Show, Snapshot, news};
use crate::build::{BuildError, Served};
use crate::render::escape;
use crate::shell::read;

/// What the preview adds to a site: an address that no page can have.
const OWN: &str = "/.annals/";

/// The script of every page.
const SCRIPT: &str = include_str!("live.js");

/// What listens for news in the background.
const WORKER: &str = include_str!("worker.js");

/// What every response says: it is what it says it is, it is for this site only, and it is to be asked for again.
const ALWAYS: [(header::HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Nothing but what the worker is for.
const POLICY_OF_WORKER: &str = "default-src 'none'; connect-src 'self'";

/// A picture is no page.
const POLICY_OF_PICTURES: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

#[derive(Clone)]
struct Shared {
    hosts: Arc<Hosts>,
    show: Arc<Show>,
}

/// Answers all requests.
pub(super) fn router(hosts: Hosts, show: Arc<Show>) -> Router {
    Router::new().fallback(answer).with_state(Shared { hosts: Arc::new(hosts), show })
}

async fn answer(State(shared): State<Shared>, request: Request) -> Response {
    let (head, _body) = request.into_parts();
    let mut response = match shared.hosts.refusal(&head.method, &head.uri, &head.headers) {
        Some(StatusCode::METHOD_NOT_ALLOWED) => {
            let mut response = said(StatusCode::METHOD_NOT_ALLOWED);
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            response
        }
        Some(status) => said(status),
        None => match head.uri.path().strip_prefix(OWN) {
            Some(own) => own_file(&shared, own, &head.uri),
            None => match decoded(head.uri.path()) {
                Some(address) => of_site(&shared.show, address).await,
                None => said(StatusCode::NOT_FOUND),
            },
        },
    };
    for (name, value) in ALWAYS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A response that only says its status.
fn said(status: StatusCode) -> Response {
    text(status, "text/plain; charset=utf-8", status.canonical_reason().unwrap_or_default().to_owned() + "\n")
}

fn text(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Response {
    (status, [(header::CONTENT_TYPE, kind)], body.into()).into_response()
}

/// The address of a request path: without the `/` in front, percent-decoded; `None` where it can be no address of a site.
fn decoded(path: &str) -> Option<String> {
    let path = path.strip_prefix('/')?;
    let mut out = Vec::with_capacity(path.len());
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let byte = digit(bytes.next()?)? * 16 + digit(bytes.next()?)?;
        // What separates parts of an address stands there as itself.
        if matches!(byte, b'/' | b'\\' | 0) {
            return None;
        }
        out.push(byte);
    }
    String::from_utf8(out).ok()
}

/// A file of the preview itself.
fn own_file(shared: &Shared, name: &str, uri: &Uri) -> Response {
    match name {
        "live.js" => text(StatusCode::OK, "text/javascript; charset=utf-8", SCRIPT),
        "worker.js" => {
            let mut response = text(StatusCode::OK, "text/javascript; charset=utf-8", WORKER);
            let policy = HeaderValue::from_static(POLICY_OF_WORKER);
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
            response
        }
        "events" => {
            let page =
                uri.query().and_then(|query| query.strip_prefix("page=")).and_then(|page| decoded(&format!("/{page}")));
            match page {
                Some(page) => events(Arc::clone(&shared.show), page),
                None => said(StatusCode::BAD_REQUEST),
            }
        }
        _ => said(StatusCode::NOT_FOUND),
    }
}

/// Tells the state of a page at once, and again whenever it is another one.
fn events(show: Arc<Show>, page: String) -> Response {
    let mut changes = show.changes();
    changes.mark_changed();
    let told = stream::unfold((show, page, changes, String::new()), |(show, page, mut changes, last)| async move {
        loop {
            changes.changed().await.ok()?;
            let (from, address) = (show.current(), page.clone());
            let news = tokio::task::spawn_blocking(move || news::of(&from, &address)).await.ok()?;
            if news != last {
                return Some((Ok::<_, Infallible>(Event::default().data(&news)), (show, page, changes, news)));
            }
        }
    });
    Sse::new(told).keep_alive(KeepAlive::default()).into_response()
}

/// A file of the site.
async fn of_site(show: &Show, address: String) -> Response {
    let snapshot = show.current();
    let made = tokio::task::spawn_blocking(move || file(&snapshot, address)).await;
    made.unwrap_or_else(|_| said(StatusCode::INTERNAL_SERVER_ERROR))
}

fn file(snapshot: &Snapshot, mut address: String) -> Response {
    // The page for unknown addresses links to where the site is published.
    if let Some(rest) = snapshot.base.strip_prefix('/').and_then(|base| address.strip_prefix(base)) {
        address = rest.to_owned();
    }
    if address.is_empty() || address.ends_with('/') {
        address.push_str("index.html");
    }
    match page::find(snapshot, &address) {
        Ok(Found::File(served)) => sent(snapshot, StatusCode::OK, &address, served),
        Ok(Found::Missing(served)) => match snapshot.live.get(&format!("{address}/index.html")) {
            Ok(Some(_)) => moved(&address),
            Ok(None) | Err(_) => sent(snapshot, StatusCode::NOT_FOUND, &address, served),
        },
        Ok(Found::Nothing) => said(StatusCode::NOT_FOUND),
        Err(error) => failed(snapshot, &address, &error),
    }
}

fn sent(snapshot: &Snapshot, status: StatusCode, address: &str, served: Served) -> Response {
    let kind = if status == StatusCode::OK { page::type_of(address) } else { "text/html; charset=utf-8" };
    let bytes = match served {
        Served::Bytes(bytes) if kind.starts_with("text/html") => page::with_script(snapshot, address, &bytes),
        Served::Bytes(bytes) => bytes.to_vec(),
        // The path comes from the listing of the content folder.
        Served::Asset(id) => match read::read(&snapshot.content, &id, u64::MAX) {
            Ok(bytes) => bytes,
            Err(_) => return said(StatusCode::NOT_FOUND),
        },
    };
    let mut response = text(status, kind, bytes);
    if kind == "image/svg+xml" {
        let policy = HeaderValue::from_static(POLICY_OF_PICTURES);
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Leads to the same address with a `/` at its end.
fn moved(address: &str) -> Response {
    let to = format!("/{}/", address.split('/').map(encoded).collect::<Vec<_>>().join("/"));
    let mut response = said(StatusCode::PERMANENT_REDIRECT);
    if let Ok(to) = HeaderValue::from_str(&to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

fn encoded(part: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    part.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// A page whose template fails: what is wrong, and the script, so that the page comes back when it is mended.
fn failed(snapshot: &Snapshot, address: &str, error: &BuildError) -> Response {
    let said = match error {
        BuildError::Theme(error) => error.to_string(),
        BuildError::Sink(error) => error.to_string(),
    };
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Error</title></head>\
         <body><h1>This page cannot be made</h1><pre>{}</pre></body></html>\n",
        escape::html(&said)
    );
    let page = page::with_script(snapshot, address, page.as_bytes());
    text(StatusCode::INTERNAL_SERVER_ERROR, "text/html; charset=utf-8", page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_decoded_once() {
        let check = |path: &str, expected: Option<&str>| assert_eq!(decoded(path).as_deref(), expected, "{path}");
        check("/", Some(""));
        check("/incidents/2024-01-01-a/", Some("incidents/2024-01-01-a/"));
        check("/files/Caf%C3%A9%20%E2%80%93%201.png", Some("files/Café – 1.png"));
        check("/a%252Fb", Some("a%2Fb"));
        check("/a%2Fb", None);
        check("/a%5cb", None);
        check("/a%00", None);
        check("/%ff", None);
        check("/%", None);
        check("/%+1", None);
        check("/..%2f..%2fetc/passwd", None);
        check("*", None);
    }

    #[test]
    fn what_is_led_to_is_encoded() {
        let response = moved("incidents/a b%\r\nX: y");
        assert_eq!(response.headers()[header::LOCATION], "/incidents/a%20b%25%0D%0AX%3A%20y/");
    }
}
