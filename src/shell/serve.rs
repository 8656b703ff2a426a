//! The preview server: HTTP/1 on a loopback address, answered from a [`Live`] site in memory.
//!
//! Entry points: [`bind`] an address, [`Server::start`], and [`Show::put`] whenever there is a new site. It answers from
//! the addresses of the site and a few of its own below `/.annals/`, an address that no page can have; nothing of a request
//! becomes a path on disk.
//!
//! - `guard` refuses what does not come from this machine's own browser: foreign hosts and origins, other methods
//! - `answer` finds the file of an address; `page` adds one script to a page, and says which state of it a browser has
//! - `news` is what browsers are told over server-sent events: whether their page is another one now, and what is wrong
//! - `connection` keeps clients from holding on for ever
//!
//! What the script does in the browser stands in `serve/live.js`. It listens from a worker (`serve/worker.js`) with a policy
//! of its own, so that pages keep the Content-Security-Policy they are published with.

mod answer;
mod connection;
mod guard;
mod news;
mod page;

pub use guard::Hosts;
pub use news::Trouble;

use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::watch;

use crate::build::{Live, Reports};
use crate::config::UrlTemplate;
use crate::diag::Diagnostic;

/// The port that is tried first where none is asked for.
pub const PORT: u16 = 3000;

/// How many ports behind it are tried.
const MORE_PORTS: u16 = 100;

/// One state of the site, with what is wrong with it.
#[derive(Debug)]
pub struct Snapshot {
    /// The site.
    pub live: Live,
    /// The reports as they were read: what diagnostics point into.
    pub reports: Reports,
    /// The folder that holds the reports.
    pub content: PathBuf,
    /// The path of the address that the site is published at: `/` or `/log/`.
    pub base: String,
    /// The settings, where there is a file of them.
    pub settings_file: Option<PathBuf>,
    /// How a source file is opened.
    pub editor: UrlTemplate,
    /// What keeps the site from being up to date: shown on every page.
    pub troubles: Vec<Trouble>,
    /// What was noticed on listing the files, sorted.
    pub of_files: Vec<Diagnostic>,
    /// How often each published file was seen to change, by its path on the site.
    pub changed_files: BTreeMap<String, u32>,
}

/// What the server shows now, and the way to tell browsers that it is another site.
#[derive(Debug)]
pub struct Show {
    current: RwLock<Arc<Snapshot>>,
    number: watch::Sender<u64>,
}

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct Server {
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Show {
    /// Shows a site.
    pub fn new(first: Snapshot) -> Self {
        Self { current: RwLock::new(Arc::new(first)), number: watch::Sender::new(0) }
    }

    /// Shows another site from now on; gives the one before.
    pub fn put(&self, next: Snapshot) -> Arc<Snapshot> {
        let next = Arc::new(next);
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let last = std::mem::replace(&mut *current, next);
        drop(current);
        self.number.send_modify(|number| *number += 1);
        last
    }

    /// What is shown.
    pub fn current(&self) -> Arc<Snapshot> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.number.subscribe()
    }
}

/// Takes an address to listen at: the port that was asked for, or the first free one from [`PORT`].
///
/// # Errors
/// Where the name is unknown, or the port is taken.
pub fn bind(host: &str, port: Option<u16>) -> io::Result<TcpListener> {
    let at = |port| -> io::Result<TcpListener> {
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let addresses: Vec<SocketAddr> = (host, port).to_socket_addrs()?.collect();
        TcpListener::bind(&addresses[..])
    };
    if let Some(port) = port {
        return at(port);
    }
    let mut last = at(PORT);
    for port in PORT + 1..=PORT + MORE_PORTS {
        match &last {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => last = at(port),
            Ok(_) | Err(_) => break,
        }
    }
    last
}

impl Server {
    /// Serves what `show` shows, to requests for one of `hosts`.
    ///
    /// # Errors
    /// Where the system gives no thread or no timer.
    pub fn start(listener: TcpListener, hosts: Hosts, show: Arc<Show>) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(4).build()?;
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let serve = move || {
            runtime.block_on(async {
                let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
                tokio::select! {
                    () = connection::accept(listener, answer::router(hosts, show)) => {}
                    _ = stopped => {}
                }
            });
            runtime.shutdown_timeout(Duration::from_millis(500));
        };
        let thread = std::thread::Builder::new().name("annals-serve".to_owned()).spawn(serve)?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
