//! The table of processes: what each is, whose child, and what it works for.

use super::applet::called;
use super::cgroup::{self, Place};
use super::proc::{Proc, nanos_to_start, ticks_to_micros};
use crate::kernel::Who;
use std::collections::HashMap;
use std::rc::Rc;

/// One process.
#[derive(Clone, Debug)]
pub struct Process {
    /// Microseconds since the boot.
    pub start: u64,
    pub parent: u32,
    pub parent_start: u64,
    /// comm of its leader.
    pub name: Rc<str>,
    pub program: Rc<str>,
    pub service: Rc<str>,
    pub container: Rc<str>,
    pub user: u32,
    /// Whether the service is a unit's name, not one that was handed on.
    from_unit: bool,
    ended: bool,
}

/// Processes by their number.
#[derive(Default)]
pub struct Table {
    processes: HashMap<u32, Process>,
    cgroups: HashMap<u64, Rc<Place>>,
    texts: HashMap<Box<str>, Rc<str>>,
    pub proc: Proc,
}

/// Most of each that is remembered; beyond, what can be had again is forgotten.
const MOST_PROCESSES: usize = 16_384;
const MOST_CGROUPS: usize = 2_048;
const MOST_TEXTS: usize = 16_384;
/// How far up ancestors are followed.
const DEPTH: usize = 24;

/// Programs that only start others: what they start is a service of its own, as what process 1 starts.
const STARTERS: &[&str] = &[
    "init",
    "systemd",
    "openrc",
    "openrc-run",
    "openrc-run.sh",
    "supervise-daemo",
    "start-stop-daem",
    "runsvdir",
    "runsv",
    "s6-svscan",
    "s6-supervise",
    "rc",
    "rcS",
    "linuxrc",
    "tini",
    "dumb-init",
    "catatonit",
    "containerd-shim",
    "conmon",
    "crio-conmon",
    "runc",
    "crun",
    "docker-init",
    "perpd",
    "supervisord",
];

impl Table {
    /// Looks at all processes there are. `first` forgets what was known.
    pub fn scan(&mut self, pids: &[u32]) {
        for &pid in pids {
            self.look(pid, 0);
        }
    }

    /// The process that did something; looked up where it is not known. None where it is gone and nobody knew it.
    pub fn of(&mut self, who: &Who) -> Option<&Process> {
        let start = nanos_to_start(who.start);
        let known = self.processes.get(&who.pid).is_some_and(|process| who.start == 0 || process.start == start);
        if !known {
            self.look(who.pid, who.cgroup);
            // The process is gone, or its number belongs to another by now.
            let right = self.processes.get(&who.pid).is_some_and(|process| who.start == 0 || process.start == start);
            if !right {
                if who.start == 0 {
                    return None;
                }
                let process = self.stranger(who, start);
                self.insert(who.pid, process);
            }
        }
        self.processes.get(&who.pid)
    }

    /// What is known of a number now.
    pub fn get(&self, pid: u32) -> Option<&Process> {
        self.processes.get(&pid)
    }

    /// A process began: its parent's service is its own until it is a unit of its own.
    pub fn fork(&mut self, who: &Who, parent: u32) {
        let start = nanos_to_start(who.start);
        self.look_unless_known(parent);
        let Some(mother) = self.processes.get(&parent) else { return };
        let mut process = mother.clone();
        process.parent = parent;
        process.parent_start = mother.start;
        process.start = start;
        process.user = who.uid;
        process.ended = false;
        if start == 0 {
            return;
        }
        self.insert(who.pid, process);
    }

    /// A process runs another program, which is called so.
    pub fn exec(&mut self, who: &Who, parent: u32, program: &str, called: &str) {
        let start = nanos_to_start(who.start);
        let known = self.processes.get(&who.pid).is_some_and(|process| who.start == 0 || process.start == start);
        if !known && self.of(who).is_none() {
            return;
        }
        let name = if who.comm.is_empty() { called.into() } else { String::from_utf8_lossy(who.comm) };
        let (name, program) = (self.intern(&name), self.intern(program));
        let place = self.place(who.pid, who.cgroup);
        let own = self.is_started(parent);
        let service = self.intern(called);
        let place = place.map(|place| (self.intern(&place.unit), self.intern(&place.container)));
        let Some(process) = self.processes.get_mut(&who.pid) else { return };
        process.name = name;
        process.program = program;
        process.user = who.uid;
        if let Some((unit, container)) = place {
            let moved = process.container != container;
            process.container = container;
            if !unit.is_empty() {
                process.service = unit;
                process.from_unit = true;
                return;
            }
            if moved {
                process.service = service;
                process.from_unit = false;
                return;
            }
        }
        if own && !process.from_unit {
            process.service = service;
        }
    }

    /// A process ended. It stays a while for what is told late of it.
    pub fn exit(&mut self, pid: u32, start: u64) {
        if let Some(process) = self.processes.get_mut(&pid)
            && (start == 0 || process.start == nanos_to_start(start))
        {
            process.ended = true;
        }
    }

    /// Forgets who ended; called from time to time. `alive`: numbers that still are.
    pub fn sweep(&mut self, alive: &[u32]) {
        let alive: std::collections::HashSet<u32> = alive.iter().copied().collect();
        self.processes.retain(|pid, process| !process.ended && alive.contains(pid));
        let used = |text: &Rc<str>| Rc::strong_count(text) > 1;
        self.texts.retain(|_, text| used(text));
    }

    /// How many processes are known.
    pub fn len(&self) -> usize {
        self.processes.len()
    }

    /// Whether none is known.
    pub fn is_empty(&self) -> bool {
        self.processes.is_empty()
    }

    fn insert(&mut self, pid: u32, process: Process) {
        if self.processes.len() >= MOST_PROCESSES && !self.processes.contains_key(&pid) {
            self.processes.retain(|_, process| !process.ended);
            if self.processes.len() >= MOST_PROCESSES {
                self.processes.clear();
            }
        }
        self.processes.insert(pid, process);
    }

    fn look_unless_known(&mut self, pid: u32) {
        if !self.processes.contains_key(&pid) {
            self.look(pid, 0);
        }
    }

    /// Reads a process from /proc, its ancestors first.
    fn look(&mut self, pid: u32, cgroup: u64) {
        self.look_deep(pid, cgroup, 0);
    }

    fn look_deep(&mut self, pid: u32, cgroup: u64, depth: usize) {
        let Some(stat) = self.proc.stat(pid) else { return };
        let start = ticks_to_micros(stat.start);
        if self.processes.get(&pid).is_some_and(|process| process.start == start && !process.ended) {
            return;
        }
        if stat.parent != 0 && depth < DEPTH && !self.processes.contains_key(&stat.parent) {
            self.look_deep(stat.parent, 0, depth + 1);
        }
        let program = self.proc.program(pid).unwrap_or_default();
        let place = self.place(pid, cgroup).unwrap_or_default();
        let mother = self.processes.get(&stat.parent).cloned();
        // Kernel threads have no program: they work for the kernel.
        let argv = self.proc.argv(pid);
        let own = if program.is_empty() { "kernel" } else { called(&program, &argv) };
        let (service, from_unit) = if !place.unit.is_empty() {
            (self.intern(&place.unit), true)
        } else {
            match &mother {
                Some(mother) if !self.is_started(stat.parent) && *mother.container == *place.container => {
                    (mother.service.clone(), mother.from_unit)
                }
                _ => (self.intern(own), false),
            }
        };
        let process = Process {
            start,
            parent: stat.parent,
            parent_start: mother.map_or(0, |mother| mother.start),
            name: self.intern(&stat.name),
            program: self.intern(&program),
            service,
            container: self.intern(&place.container),
            user: self.proc.user(pid),
            from_unit,
            ended: false,
        };
        self.insert(pid, process);
    }

    /// What can be said of a process that is gone: its cgroup may be known from others.
    fn stranger(&mut self, who: &Who, start: u64) -> Process {
        let place = self.cgroups.get(&who.cgroup).filter(|_| who.cgroup != 0).cloned().unwrap_or_default();
        let name = self.intern(&String::from_utf8_lossy(who.comm));
        let service = if place.unit.is_empty() { name.clone() } else { self.intern(&place.unit) };
        Process {
            start,
            parent: 0,
            parent_start: 0,
            program: self.intern(""),
            service,
            container: self.intern(&place.container),
            user: who.uid,
            from_unit: !place.unit.is_empty(),
            ended: false,
            name,
        }
    }

    /// Unit and container, by the cgroup's id where that is enough, else from /proc.
    fn place(&mut self, pid: u32, cgroup: u64) -> Option<Rc<Place>> {
        if let Some(place) = self.cgroups.get(&cgroup).filter(|_| cgroup != 0) {
            return Some(place.clone());
        }
        let place = Rc::new(cgroup::parse(&self.proc.text(&format!("/proc/{pid}/cgroup"))?));
        if cgroup != 0 && place.unified {
            if self.cgroups.len() >= MOST_CGROUPS {
                self.cgroups.clear();
            }
            self.cgroups.insert(cgroup, place.clone());
        }
        Some(place)
    }

    /// Whether what this process starts is a service of its own.
    fn is_started(&self, parent: u32) -> bool {
        parent <= 2
            || self.processes.get(&parent).is_some_and(|mother| {
                let name = &*mother.name;
                STARTERS.contains(&name) || name.starts_with("containerd-shim")
            })
    }

    fn intern(&mut self, text: &str) -> Rc<str> {
        if let Some(known) = self.texts.get(text) {
            return known.clone();
        }
        if self.texts.len() >= MOST_TEXTS {
            self.texts.clear();
        }
        let shared: Rc<str> = text.into();
        self.texts.insert(text.into(), shared.clone());
        shared
    }
}
