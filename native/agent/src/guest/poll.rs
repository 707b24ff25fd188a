//! Processes and connections by looking at /proc again and again: what lives shorter than a look is not seen.

use super::sockets::{Connection, Sockets, owners};
use crate::clock;
use crate::collect::collector::Collector;
use crate::collect::event::Detail;
use crate::kernel::{KernelSink, Who};
use crate::processes::applet::called;
use crate::processes::proc::{pids, ticks_to_micros};
use std::collections::{HashMap, HashSet};

/// What the last looks saw.
#[derive(Default)]
pub struct Poll {
    processes: Option<HashMap<u32, (u64, String)>>,
    connections: Option<HashSet<Connection>>,
    /// Not before this time: each look rests as long as keeps it to its share.
    rests_until: u64,
}

/// One part in so many of a processor may go into polling.
const SHARE: u64 = 200;
/// Microseconds that one look may put off the next at most: a guest that was held up for a moment looks dear.
const LONGEST_REST: u64 = 3_000_000;

impl Poll {
    /// Forgets: what is there at the next look is not news.
    pub fn reset(&mut self) {
        *self = Poll::default();
    }

    /// Looks where it is time; what the look costs puts the next one off.
    pub fn look(&mut self, collector: &mut Collector, processes: bool, connections: bool) {
        if clock::boot() < self.rests_until {
            return;
        }
        let begun = clock::own_cpu();
        if processes {
            self.processes(collector, &pids());
        }
        if connections {
            self.connections(collector);
        }
        self.rests_until = clock::boot() + ((clock::own_cpu() - begun) * SHARE).min(LONGEST_REST);
    }

    /// Tells which processes came, changed their program and went.
    fn processes(&mut self, collector: &mut Collector, pids: &[u32]) {
        let own = std::process::id();
        let now = clock::boot();
        let mut seen = HashMap::with_capacity(pids.len());
        for &pid in pids.iter().filter(|&&pid| pid != own) {
            let Some(stat) = collector.table.proc.stat(pid) else { continue };
            seen.insert(pid, (ticks_to_micros(stat.start), stat.name));
        }
        if let Some(before) = &self.processes {
            for (&pid, (start, _)) in
                before.iter().filter(|(pid, (start, _))| seen.get(pid).is_none_or(|now| now.0 != *start))
            {
                gone(collector, pid, *start, now);
            }
            for (&pid, (start, name)) in &seen {
                match before.get(&pid) {
                    Some((old, old_name)) if old == start && old_name == name => {}
                    Some((old, _)) if old == start => changed(collector, pid, now),
                    _ => came(collector, pid, *start),
                }
            }
        }
        self.processes = Some(seen);
    }

    /// Tells which connections came: to a port that is listened on they were accepted, else made by us.
    fn connections(&mut self, collector: &mut Collector) {
        let sockets = Sockets::read(&mut collector.table.proc);
        let before = self.connections.replace(sockets.connections.clone());
        let Some(before) = before else { return };
        let news: Vec<&Connection> = sockets.connections.difference(&before).collect();
        if news.is_empty() {
            return;
        }
        let owners = owners(&news.iter().map(|connection| connection.inode).collect());
        let time = clock::boot() * 1_000;
        for connection in news {
            let Some(&pid) = owners.get(&connection.inode) else { continue };
            let user = collector.table.proc.user(pid);
            let who = Who { pid, tid: pid, uid: user, ..Who::default() };
            if sockets.listening.contains(&connection.own.port()) {
                collector.accept(time, &who, connection.peer, connection.own.port(), 6);
            } else {
                collector.connect(time, &who, connection.peer, 6, 0);
            }
        }
    }
}

/// A process began and ran its program before this look.
fn came(collector: &mut Collector, pid: u32, start: u64) {
    let who = Who { pid, tid: pid, ..Who::default() };
    if collector.table.of(&who).is_some_and(|process| process.start != start) {
        return;
    }
    tell(collector, pid, start);
}

fn changed(collector: &mut Collector, pid: u32, now: u64) {
    let Some(program) = collector.table.proc.program(pid) else { return };
    let known = collector.table.get(pid).map(|process| (process.parent, process.start, process.program.clone()));
    let Some((parent, start, before)) = known else { return };
    // Threads and daemons name themselves: only another program is news.
    if *before == *program {
        return;
    }
    let name = collector.table.proc.stat(pid).map(|stat| stat.name).unwrap_or_default();
    let uid = collector.table.proc.user(pid);
    let who = Who { pid, tid: pid, start: start * 1_000, uid, comm: name.as_bytes(), cgroup: 0 };
    let argv = collector.table.proc.argv(pid);
    collector.table.exec(&who, parent, &program, called(&program, &argv));
    tell(collector, pid, now);
}

fn tell(collector: &mut Collector, pid: u32, time: u64) {
    let Some(process) = collector.table.get(pid).cloned() else { return };
    // Kernel threads run no program.
    if process.program.is_empty() {
        return;
    }
    let who = Who { pid, tid: pid, uid: process.user, ..Who::default() };
    let argv = collector.table.proc.argv(pid);
    collector.executed(time, &who, process.parent, &process.program, argv, false);
}

fn gone(collector: &mut Collector, pid: u32, start: u64, now: u64) {
    let known = collector.table.get(pid).filter(|process| process.start == start);
    let Some(process) = known.filter(|process| !process.program.is_empty()) else { return };
    let who = Who { pid, tid: pid, start: start * 1_000, uid: process.user, ..Who::default() };
    let owner = collector.owner(&who);
    let lived = now.saturating_sub(start);
    // Nobody but its parent learns how it ended.
    collector.event(now, &owner, &Detail::Exit { code: -1, signal: 0, lived, peak: 0 });
    collector.table.exit(pid, start * 1_000);
}
