//! Requests that no browser sends, or that another site's page would: each gets the right status, nothing outside the site
//! is served, and the server goes on.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use super::archive;
use super::preview::Preview;

/// A secret beside the content folder, and one in a place that is not published.
const SECRET: &str = "not for the web";

#[test]
fn only_the_site_is_served_and_only_to_this_machine() {
    let archive = archive();
    archive.write("secret.txt", SECRET).write("content/2024/unused.txt", SECRET);
    let preview = Preview::of(&archive);
    let port = preview.port();
    let mut asked = 0;
    let mut check = |request: String, expected: &[u16]| {
        let got = preview.raw(request.replace("PORT", &port.to_string()).as_bytes());
        asked += 1;
        assert!(expected.contains(&got.status), "{request:?}: {} instead of {expected:?}", got.status);
        assert!(!got.body.contains(SECRET), "{request:?}");
        got
    };
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: localhost:PORT\r\nConnection: close\r\n\r\n");
    // Paths.
    for path in [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/....//secret.txt",
        "/..\\secret.txt",
        "/..%5csecret.txt",
        "/..%255csecret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/files/../../secret.txt",
        "/files/2024/unused.txt",
        "/files/2024/../2024/graph.png",
        "/files/%2fetc/passwd",
        "//etc/passwd",
        "///",
        "/incidents//index.html",
        "//incidents/index.html",
        "/incidents%2findex.html",
        "/./index.html",
        "/index.html/",
        "/index.html%00",
        "/index.html%0d%0aX-Own:%20y",
        "/%",
        "/%zz",
        "/%ff%fe",
        "/INDEX.HTML",
        "/content/a.md",
        "/book.toml",
        "/.annals/",
        "/.annals/../index.html",
        "/.annals/secret.txt",
        "/.annals-manifest",
        "/.git/config",
    ] {
        check(get(path), &[400, 404]);
    }
    for path in ["/", "/index.html", "/index.html?x=/../secret.txt", "/%69ndex.html", "/incidents/", "/.annals/live.js"]
    {
        check(get(path), &[200]);
    }
    check(get("/.annals/events"), &[400]);
    check(get("/.annals/events?page=%2f"), &[400]);
    // Hosts and origins.
    let with = |head: &str| format!("GET / HTTP/1.1\r\n{head}Connection: close\r\n\r\n");
    for host in
        ["evil.example", "localhost", "localhost:1", "localhost.evil.example:PORT", "evil.example:PORT", "", "a b"]
    {
        check(with(&format!("Host: {host}\r\n")), &[400, 403]);
    }
    check(with(""), &[400]);
    check(with("Host: localhost:PORT\r\nHost: evil.example\r\n"), &[400]);
    for host in ["127.0.0.1:PORT", "LOCALHOST:PORT", "[::1]:PORT"] {
        check(with(&format!("Host: {host}\r\n")), &[200]);
    }
    for origin in
        ["http://evil.example", "https://localhost:PORT", "null", "http://localhost", "http://localhost:PORT.evil"]
    {
        check(with(&format!("Host: localhost:PORT\r\nOrigin: {origin}\r\n")), &[403]);
    }
    let own = check(with("Host: localhost:PORT\r\nOrigin: http://localhost:PORT\r\n"), &[200]);
    assert!(!own.head.contains("access-control-"), "{}", own.head);
    for header in
        ["x-content-type-options: nosniff", "cache-control: no-store", "cross-origin-resource-policy: same-origin"]
    {
        assert!(own.head.contains(header), "{}", own.head);
    }
    check("GET http://localhost:PORT/ HTTP/1.1\r\nHost: localhost:PORT\r\nConnection: close\r\n\r\n".into(), &[200]);
    check("GET http://evil.example/ HTTP/1.1\r\nHost: localhost:PORT\r\nConnection: close\r\n\r\n".into(), &[403]);
    // Methods.
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND", "get"] {
        let request = format!("{method} / HTTP/1.1\r\nHost: localhost:PORT\r\nConnection: close\r\n\r\n");
        let got = check(request, &[405]);
        assert!(got.head.contains("allow: get, head"), "{}", got.head);
    }
    check("CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n".into(), &[400, 403, 405]);
    let head = check("HEAD / HTTP/1.1\r\nHost: localhost:PORT\r\nConnection: close\r\n\r\n".into(), &[200]);
    assert!(head.body.is_empty() && head.head.contains("content-length: "), "{head:?}");
    // What is no request.
    for request in
        ["\r\n\r\n\r\nGET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET\t/\tHTTP/1.1\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}"]
    {
        check(format!("{request}\r\n\r\n"), &[0, 400, 505]);
    }
    check(format!("GET /{} HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", "a".repeat(100_000)), &[0, 400, 404, 414, 431]);
    check(format!("GET / HTTP/1.1\r\nHost: localhost:PORT\r\nX: {}\r\n\r\n", "a".repeat(100_000)), &[0, 431]);
    check(format!("GET / HTTP/1.1\r\nHost: localhost:PORT\r\n{}\r\n", "X: a\r\n".repeat(500)), &[431]);
    let body =
        "POST / HTTP/1.1\r\nHost: localhost:PORT\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nZZ\r\nx\r\n";
    check(body.into(), &[400, 405]);
    check(body.replace("POST", "GET"), &[200, 400]);
    check("GET / HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: -1\r\n\r\n".into(), &[400]);
    assert!(asked >= 60, "{asked} requests");
    assert_eq!(preview.get("/").status, 200, "{}", preview.said());
}

#[test]
fn slow_clients_are_let_go_of() {
    let archive = archive();
    let preview = Preview::of(&archive);
    let mut slow: Vec<_> = (0..40).map(|_| preview.connect()).collect();
    for stream in &mut slow {
        stream.write_all(b"GET / HTTP/1.1\r\nHost: loc").unwrap();
    }
    let began = Instant::now();
    assert_eq!(preview.get("/").status, 200);
    assert!(began.elapsed() < Duration::from_secs(10), "others do not wait for them");
    for stream in &mut slow {
        stream.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
        let mut rest = Vec::new();
        // Closed by the server, with or without a word.
        stream.read_to_end(&mut rest).expect("the server closes the connection");
    }
    assert_eq!(preview.get("/").status, 200);
}
