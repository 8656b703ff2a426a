//! `annals serve` while it runs, and a small HTTP client: one that sends what it is told to, also what no client would.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::archive::{Archive, LIMIT, Running};

/// The program while it serves an archive.
pub(crate) struct Preview {
    running: Running,
    port: u16,
}

/// A response.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

/// The events of a page.
pub(crate) struct News(BufReader<TcpStream>);

impl Preview {
    /// Serves an archive at a port of its own choice.
    pub(crate) fn of(archive: &Archive) -> Self {
        Self::with(archive, &[])
    }

    /// The same with further arguments.
    pub(crate) fn with(archive: &Archive, arguments: &[&str]) -> Self {
        let mut running = archive.annals(&["serve"]).args(arguments).start();
        let began = Instant::now();
        loop {
            let out = running.text("out");
            let line = out.lines().find_map(|line| line.strip_prefix("serving http://localhost:"));
            if let Some(port) = line.and_then(|line| line.split('/').next()?.parse().ok()) {
                return Self { running, port };
            }
            assert!(running.is_running() && began.elapsed() < LIMIT, "{}{out}", running.text("err"));
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// What it said so far.
    pub(crate) fn said(&self) -> String {
        self.running.text("out") + &self.running.text("err")
    }

    /// The file at an address.
    pub(crate) fn get(&self, path: &str) -> Got {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", self.port);
        self.raw(request.as_bytes())
    }

    /// The response to any bytes at all; status 0 where there is none.
    pub(crate) fn raw(&self, request: &[u8]) -> Got {
        let mut stream = self.connect();
        // The server may have had enough before all is sent.
        let _ = stream.write_all(request);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Got { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    /// What a browser is told of a page, from now on.
    pub(crate) fn news(&self, page: &str) -> News {
        let page = if page.ends_with('/') { format!("{page}index.html") } else { page.to_owned() };
        let mut stream = self.connect();
        let request = format!("GET /.annals/events?page={page} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", self.port);
        stream.write_all(request.as_bytes()).unwrap();
        News(BufReader::new(stream))
    }

    /// What a browser is told of a page now.
    pub(crate) fn state(&self, page: &str) -> Value {
        self.news(page).next()
    }

    /// Waits until something holds.
    #[track_caller]
    pub(crate) fn until(&self, holds: impl Fn(&Self) -> bool) {
        let began = Instant::now();
        while !holds(self) {
            assert!(began.elapsed() < Duration::from_secs(60), "it never came; the server said:\n{}", self.said());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Ends it as Ctrl-C does.
    pub(crate) fn stops_cleanly(self) {
        kill_process(Pid::from_raw(i32::try_from(self.running.id()).unwrap()).unwrap(), Signal::INT).unwrap();
        self.running.wait().exits(0);
    }
}

impl Got {
    /// The body without what the preview adds to a page.
    pub(crate) fn without_script(&self) -> String {
        let Some(start) = self.body.find("<script defer src=\"/.annals/live.js\"") else { return self.body.clone() };
        let end = start + self.body[start..].find("</script>\n").unwrap() + "</script>\n".len();
        format!("{}{}", &self.body[..start], &self.body[end..])
    }
}

impl News {
    /// The next event; there must be one.
    pub(crate) fn next(&mut self) -> Value {
        self.within(Duration::from_secs(60)).expect("there is news")
    }

    /// The next event, if it comes in time.
    pub(crate) fn within(&mut self, time: Duration) -> Option<Value> {
        let end = Instant::now() + time;
        let mut line = String::new();
        while Instant::now() < end {
            let left = end.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
            self.0.get_ref().set_read_timeout(Some(left)).unwrap();
            // What was read of a line before the time was over stays in it.
            if self.0.read_line(&mut line).is_err() {
                return None;
            }
            if let Some(data) = line.trim_end().strip_prefix("data: ") {
                return Some(serde_json::from_str(data).unwrap());
            }
            line.clear();
        }
        None
    }
}
