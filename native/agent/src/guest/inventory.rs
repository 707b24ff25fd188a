//! INVENTORY: installed packages, and libraries that are loaded, a few processes at a time.

use super::rpm::{Answer, Question};
use super::{apk, deb, rpm};
use crate::clock;
use crate::collect::collector::Collector;
use crate::files::class::classify;
use crate::kernel::Who;
use crate::link::outbox::items;
use crate::processes::proc::{Proc, pids};
use crate::protocol::body::Rows;
use crate::protocol::kind;
use crate::streams::Stream;
use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

/// A package, or a library that a service has loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    pub kind: &'static str,
    pub name: String,
    pub version: String,
    /// Architecture of a package, path of a library.
    pub place: String,
    pub service: Rc<str>,
    /// What it was built from, as the package manager writes it; empty where that is itself or not told.
    pub source: String,
}

/// Microseconds between two inventories: packages change seldom, libraries with the services.
const EVERY: u64 = 3_600_000_000;
/// The first comes this long after the start, when services have begun.
const FIRST: u64 = 5_000_000;
/// Processes looked at in a step, and most libraries.
const STEP: usize = 4;
const MOST_LIBRARIES: usize = 8_192;
/// Bytes of a part.
const PART: usize = 48_000;

/// The work on an inventory.
#[derive(Default)]
pub struct Inventory {
    due: Option<u64>,
    work: Option<Work>,
}

struct Work {
    packages: Vec<Package>,
    question: Option<Question>,
    left: Vec<u32>,
    libraries: BTreeSet<(String, Rc<str>)>,
}

impl Inventory {
    /// Asks for a new one at once, as after a new greeting.
    pub fn renew(&mut self) {
        self.due = Some(clock::boot() + FIRST);
    }

    /// Asks for one where none was made yet or the last is told already and the console is new.
    pub fn renew_if_never(&mut self) {
        if self.work.is_none() {
            self.renew();
        }
    }

    /// Goes a step on; called some times a second while the stream is on.
    pub fn step(&mut self, collector: &mut Collector) {
        let now = clock::boot();
        let due = *self.due.get_or_insert(now + FIRST);
        let Some(work) = &mut self.work else {
            if now >= due {
                self.due = Some(now + EVERY);
                let packages = [deb::read(), apk::read()].concat();
                self.work = Some(Work { packages, question: rpm::ask(), left: pids(), libraries: BTreeSet::new() });
            }
            return;
        };
        for _ in 0..STEP {
            let Some(pid) = work.left.pop() else { break };
            work.look(collector, pid);
        }
        if let Some(question) = &mut work.question {
            match question.collect() {
                Answer::NotYet => return,
                Answer::Packages(more) => work.packages.extend(more),
                Answer::Failed => collector.outbox.lose(Stream::Inventory, 1),
            }
            work.question = None;
        }
        if work.left.is_empty()
            && let Some(work) = self.work.take()
        {
            work.tell(collector);
        }
    }
}

impl Work {
    fn look(&mut self, collector: &mut Collector, pid: u32) {
        let libraries = libraries(&mut collector.table.proc, pid);
        if libraries.is_empty() {
            return;
        }
        let who = Who { pid, tid: pid, ..Who::default() };
        let Some(service) = collector.table.of(&who).map(|process| process.service.clone()) else { return };
        for library in libraries {
            if self.libraries.len() >= MOST_LIBRARIES {
                collector.outbox.lose(Stream::Inventory, 1);
                return;
            }
            self.libraries.insert((library, service.clone()));
        }
    }

    fn tell(mut self, collector: &mut Collector) {
        for (path, service) in self.libraries {
            let name = path.rsplit('/').next().unwrap_or_default().to_owned();
            let place = collector.redactor.program(&path).into_owned();
            self.packages.push(Package {
                kind: "library",
                name,
                version: String::new(),
                place,
                service,
                source: String::new(),
            });
        }
        let redacted = collector.redactor.take_count();
        collector.outbox.redact(Stream::Inventory, redacted);
        let mut parts: Vec<Rows> = vec![Rows::default()];
        for package in &self.packages {
            let Package { kind, name, version, place, service, source } = package;
            let texts = [*kind, name, version, place, service, source];
            let size = texts.iter().map(|text| text.len()).sum();
            if parts.last().is_some_and(|rows| rows.len() > PART || !rows.fits(size, texts.len())) {
                parts.push(Rows::default());
            }
            let Some(rows) = parts.last_mut() else { continue };
            rows.row(0, |writer, strings| {
                writer.array(texts.len());
                for text in texts {
                    writer.uint(strings.place(text));
                }
            });
        }
        let of = parts.len() as u64;
        for (part, rows) in (1u64..).zip(parts) {
            let items = items(Stream::Inventory, rows.count());
            let body = rows.finish_with(&[(1, part), (2, of)], 3, &[(4, clock::real())]);
            collector.outbox.push(kind::INVENTORY, body, items);
        }
    }
}

/// Libraries a process has mapped to run code of them, each once.
fn libraries(proc: &mut Proc, pid: u32) -> HashSet<String> {
    let text = proc.text(&format!("/proc/{pid}/maps")).unwrap_or_default();
    text.lines().filter_map(library).map(str::to_owned).collect()
}

/// The library of a line of /proc/PID/maps: executable, and named as libraries are.
fn library(line: &str) -> Option<&str> {
    let access = line.split_ascii_whitespace().nth(1)?;
    let path = line.get(line.find(" /")? + 1..)?.trim_end_matches(" (deleted)");
    let name = path.rsplit('/').next()?;
    let is_library = name.ends_with(".so") || name.contains(".so.");
    (is_library && access.contains('x') && !classify(path, 0).name().starts_with("proc")).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_told_from_other_maps() {
        let line = "7f0-7f1 r-xp 00000000 08:01 5   /usr/lib/x86_64-linux-gnu/libc.so.6";
        assert_eq!(library(line), Some("/usr/lib/x86_64-linux-gnu/libc.so.6"));
        assert_eq!(library("7f0-7f1 r-xp 00000000 08:01 5   /tmp/evil.so (deleted)"), Some("/tmp/evil.so"));
        assert_eq!(library("7f0-7f1 r--p 00000000 08:01 5   /lib/libc.so.6"), None);
        assert_eq!(library("7f0-7f1 r-xp 00000000 08:01 5   /usr/bin/dash"), None);
        assert_eq!(library("7f0-7f1 r-xp 00000000 00:00 0   [vdso]"), None);
        assert_eq!(library(""), None);
    }
}
