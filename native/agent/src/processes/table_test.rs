//! What a process works for, told by what the kernel says and by the real /proc.

use super::table::Table;
use crate::kernel::Who;
use std::process::{Child, Command};

/// Numbers far above any pid there is.
const WEB: u32 = 4_100_001;
const SHELL: u32 = 4_100_002;
const OTHER: u32 = 4_100_003;
/// Ten milliseconds, a clock tick at 100 Hz.
const TICK: u64 = 10_000_000;

fn who(pid: u32, ticks: u64, comm: &'static str) -> Who<'static> {
    Who { pid, tid: pid, start: ticks * TICK, uid: 33, comm: comm.as_bytes(), cgroup: 0 }
}

/// A web server that process 1 began.
fn with_web_server() -> Table {
    let mut table = Table::default();
    table.scan(&[1]);
    table.fork(&who(WEB, 1_000, "init"), 1);
    table.exec(&who(WEB, 1_000, "httpd"), 1, "/usr/sbin/httpd", "httpd");
    table
}

fn service(table: &mut Table, who: &Who) -> String {
    table.of(who).map(|process| process.service.to_string()).unwrap_or_default()
}

#[test]
fn a_shell_begun_by_a_web_server_is_the_web_servers() {
    let mut table = with_web_server();
    table.fork(&who(SHELL, 2_000, "httpd"), WEB);
    table.exec(&who(SHELL, 2_000, "sh"), WEB, "/bin/sh", "sh");
    table.fork(&who(OTHER, 2_100, "sh"), SHELL);
    table.exec(&who(OTHER, 2_100, "nc"), SHELL, "/usr/bin/nc", "nc");
    assert_eq!(service(&mut table, &who(OTHER, 2_100, "nc")), "httpd");
    let shell = table.get(SHELL).unwrap();
    assert_eq!((&*shell.program, &*shell.name, shell.parent), ("/bin/sh", "sh", WEB));
}

#[test]
fn a_number_that_is_used_again_is_another_process() {
    let mut table = with_web_server();
    table.fork(&who(SHELL, 2_000, "httpd"), WEB);
    table.exit(SHELL, 2_000 * TICK);
    // Nobody told of its beginning, and it is gone by now.
    let later = who(SHELL, 3_000, "cron");
    assert_eq!(service(&mut table, &later), "cron");
    assert_eq!(table.of(&later).unwrap().start, 3_000 * TICK / 1_000);
    // An end that is told late does not end the other.
    table.exit(SHELL, 2_000 * TICK);
    table.sweep(&[SHELL]);
    assert!(table.get(SHELL).is_some());
}

#[test]
fn a_start_is_the_same_however_exactly_it_is_told() {
    let mut table = with_web_server();
    let exact = Who { start: 1_000 * TICK + 9_999_999, ..who(WEB, 0, "httpd") };
    assert_eq!(service(&mut table, &exact), "httpd");
    assert_eq!(table.len(), 2);
}

#[test]
fn a_starter_hands_on_no_service() {
    let mut table = with_web_server();
    table.fork(&who(SHELL, 2_000, "init"), 1);
    table.exec(&who(SHELL, 2_000, "openrc-run.sh"), 1, "/sbin/openrc-run.sh", "openrc-run.sh");
    table.fork(&who(OTHER, 2_001, "openrc-run.sh"), SHELL);
    table.exec(&who(OTHER, 2_001, "crond"), SHELL, "/usr/sbin/crond", "crond");
    assert_eq!(service(&mut table, &who(OTHER, 2_001, "crond")), "crond");
}

#[test]
fn the_table_is_bounded() {
    let mut table = with_web_server();
    for number in 0..40_000 {
        table.fork(&who(4_200_000 + number, 5_000, "httpd"), WEB);
        table.fork(&who(WEB, 1_000, "httpd"), 1);
    }
    assert!(table.len() <= 16_384);
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().expect("our own child");
        self.0.wait().expect("our own child");
    }
}

#[test]
fn a_real_process_is_found_with_its_parent() {
    let child = Running(Command::new("sleep").arg("60").spawn().expect("sleep"));
    let pid = child.0.id();
    let mut table = Table::default();
    let mut process = None;
    for _ in 0..200 {
        table = Table::default();
        process = table.of(&Who { pid, tid: pid, ..Who::default() }).cloned();
        if process.as_ref().is_some_and(|process| &*process.name == "sleep") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let process = process.expect("it runs");
    assert_eq!(process.parent, std::process::id());
    assert!(process.program.contains('/') && process.start > 0);
    let own = table.get(std::process::id()).expect("ancestors are looked at first");
    assert_eq!((process.parent_start, &process.service), (own.start, &own.service));
}
