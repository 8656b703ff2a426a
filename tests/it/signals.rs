//! Ctrl-C while a site is being written.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use annals::output::SitePath;
use annals::shell::publish::{Stage, Target};
use annals::shell::signals::{EXIT_CODE, Interrupt};
use rustix::process::{Pid, Signal, kill_process};

/// The environment variable that makes [`write_until_interrupted`] do its work.
const WRITE: &str = "ANNALS_TEST_INTERRUPT";

/// No test by itself: what [`an_interrupt_leaves_the_old_site`] starts and interrupts.
#[test]
fn write_until_interrupted() {
    let Some(dir) = std::env::var_os(WRITE).map(PathBuf::from) else { return };
    let interrupt = Interrupt::install().unwrap();
    let target = Target::check(&dir.join("public"), &dir.join("content"), &dir).unwrap();
    let stage = Stage::begin(target).unwrap();
    for number in 0.. {
        if interrupt.check().is_err() {
            break;
        }
        stage.put(&SitePath::new(&format!("{number}/index.html")).unwrap(), b"new").unwrap();
        if number == 10 {
            println!("busy");
        }
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    drop(stage);
    std::process::exit(EXIT_CODE);
}

#[test]
fn an_interrupt_leaves_the_old_site() {
    for signal in [Signal::INT, Signal::TERM] {
        let dir = tempfile::tempdir().unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "signals::write_until_interrupted", "--nocapture"])
            .env(WRITE, dir.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap().contains("busy")));
        kill_process(Pid::from_child(&child), signal).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(130));
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "stage and lock are gone");
    }
}
