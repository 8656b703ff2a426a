//! Ctrl-C and the polite kill: the build is asked to stop, and stops between two files.
//!
//! Entry point: [`Interrupt::install`], once, from the command line. A second signal ends the process at once, with the
//! same exit code; the next build sweeps what it leaves.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// The exit code after an interrupt, as shells expect it of Ctrl-C.
pub const EXIT_CODE: i32 = 130;

/// Whether the user asked the build to stop. Cheap to clone and to ask, from any thread.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens to SIGINT and SIGTERM from now on.
    pub fn install() -> io::Result<Self> {
        let interrupt = Self::default();
        for signal in [SIGINT, SIGTERM] {
            // In this order: the first signal finds the flag unset and sets it, the second one finds it set.
            flag::register_conditional_shutdown(signal, EXIT_CODE, Arc::clone(&interrupt.0))?;
            flag::register(signal, Arc::clone(&interrupt.0))?;
        }
        Ok(interrupt)
    }

    /// Calls `stop` at the first signal, from a thread of its own; at once, where there has been one.
    ///
    /// # Errors
    /// Where the system gives no thread, or does not tell signals.
    #[cfg(feature = "serve")]
    pub fn on_request(&self, stop: impl Fn() + Send + 'static) -> io::Result<()> {
        let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])?;
        if self.requested() {
            stop();
        }
        let wait = move || {
            if signals.forever().next().is_some() {
                stop();
            }
        };
        std::thread::Builder::new().name("annals-signals".to_owned()).spawn(wait).map(drop)
    }

    /// Whether to stop.
    pub fn requested(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// An error where the build shall stop: for a sink that polls between files.
    pub fn check(&self) -> io::Result<()> {
        if self.requested() { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
    }
}

#[cfg(feature = "serve")]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_that_came_before_anybody_listened_counts() {
        let interrupt = Interrupt::default();
        let stopped = Arc::new(AtomicBool::new(false));
        let stop = |stopped: &Arc<AtomicBool>| {
            let stopped = Arc::clone(stopped);
            move || stopped.store(true, Ordering::Relaxed)
        };
        interrupt.on_request(stop(&stopped)).expect("a thread");
        assert!(!stopped.load(Ordering::Relaxed));
        interrupt.0.store(true, Ordering::Relaxed);
        interrupt.on_request(stop(&stopped)).expect("a thread");
        assert!(stopped.load(Ordering::Relaxed));
    }
}
