//! What the kernel tells, turned into events.

use super::collector::Collector;
use super::event::Detail;
use crate::files::class::{Class, classify};
use crate::kernel::{Abi, KernelSink, Privilege, Target, Touch, Who};
use crate::processes::applet::called;
use crate::processes::proc::arguments;
use crate::streams::Stream;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::SocketAddr;

/// Most bytes of all arguments of a program that are told.
const MOST_ARGUMENTS: usize = 8_192;

const O_ACCMODE: u32 = 3;
const O_CREAT: u32 = 0o100;
const O_TRUNC: u32 = 0o1000;
const O_PATH: u32 = 0o10000000;

impl KernelSink for Collector {
    fn fork(&mut self, _time: u64, who: &Who, parent: u32) {
        self.table.fork(who, parent);
    }

    fn exec(&mut self, time: u64, who: &Who, parent: u32, program: &[u8], argv: &[u8], cut: bool) {
        let now = time / 1_000;
        let program = self.program(now, who, program);
        let words = arguments(&argv[..argv.len().min(MOST_ARGUMENTS)]);
        let called = called(&program, &words).to_owned();
        // Who runs itself anew is `exe` until it names itself.
        let comm = if who.comm == b"exe" { called.as_bytes() } else { who.comm };
        let who = &Who { comm, ..*who };
        self.table.exec(who, parent, &program, &called);
        self.executed(now, who, parent, &program, words, cut);
    }

    fn exit(&mut self, time: u64, who: &Who, status: u32, peak: u64) {
        let now = time / 1_000;
        if self.is_on(Stream::Processes) {
            let owner = self.owner(who);
            let lived = if owner.start == 0 { 0 } else { now.saturating_sub(owner.start) };
            let (code, signal) = (((status >> 8) & 0xff) as i32, status & 0x7f);
            self.event(now, &owner, &Detail::Exit { code, signal, lived, peak });
        }
        self.table.exit(who.pid, who.start);
        self.writes.forget(who.pid);
    }

    fn open(&mut self, time: u64, who: &Who, target: Target, flags: u32, result: i32, alike: u32) {
        if !self.is_on(Stream::Files) || flags & O_PATH != 0 {
            return;
        }
        let now = time / 1_000;
        let Some(path) = self.resolver.resolve(who.pid, target, now) else { return };
        let class = classify(&path, who.pid);
        let writes = flags & O_ACCMODE != 0;
        if writes && result > 2 {
            self.writes.remember(who.pid, result, Some((class, file_number(&path))));
        }
        let told = u8::from(flags & O_ACCMODE != 1)
            | u8::from(writes) << 1
            | u8::from(flags & O_CREAT != 0) << 2
            | u8::from(flags & O_TRUNC != 0) << 3;
        let error = if result < 0 { result.unsigned_abs() } else { 0 };
        let owner = self.owner(who);
        if !self.opens.add(now, owner, class, &path, told, error, alike) {
            self.outbox.lose(Stream::Files, u64::from(alike));
        }
    }

    fn touch(&mut self, time: u64, who: &Who, target: Target, what: Touch) {
        if !self.is_on(Stream::Files) {
            return;
        }
        let now = time / 1_000;
        let Some((class, file)) = self.place(now, who, target) else { return };
        let owner = self.owner(who);
        let taken = match what {
            Touch::Written(bytes) => self.writes.written(now, owner, class, file, bytes),
            Touch::Renamed => self.writes.renamed(now, owner, class),
            Touch::Deleted => self.writes.deleted(now, owner, class),
        };
        if !taken {
            self.outbox.lose(Stream::Files, 1);
        }
    }

    fn connect(&mut self, time: u64, who: &Who, peer: SocketAddr, protocol: u8, error: u32) {
        if self.is_on(Stream::Network) {
            let owner = self.owner(who);
            let address = peer.ip().to_canonical().to_string();
            self.event(time / 1_000, &owner, &Detail::Connect { address, port: peer.port(), protocol, error });
        }
    }

    fn accept(&mut self, time: u64, who: &Who, peer: SocketAddr, own_port: u16, protocol: u8) {
        if self.is_on(Stream::Network) {
            let owner = self.owner(who);
            let address = peer.ip().to_canonical().to_string();
            self.event(time / 1_000, &owner, &Detail::Accept { address, port: peer.port(), own_port, protocol });
        }
    }

    fn privilege(&mut self, time: u64, who: &Who, what: Privilege) {
        if !self.is_on(Stream::Privilege) {
            return;
        }
        let owner = self.owner(who);
        let (what, change, target) = match what {
            Privilege::SetUid { from, to } => ("setuid", self.change_of_user(from, to), None),
            Privilege::SetGid { from, to } => ("setgid", self.change_of_user(from, to), None),
            Privilege::CapSet { from, to } => ("capset", format!("{from:#x} → {to:#x}"), None),
            Privilege::Ptrace { request, target } => ("ptrace", request.to_string(), Some(target)),
            Privilege::Module { name } => ("module", text(name), None),
            Privilege::Bpf { command } => ("bpf", command.to_string(), None),
            Privilege::Unshare { flags } => ("unshare", namespaces(flags), None),
            Privilege::Mount { source, target, kind } => {
                let (source, target) = (text(source), text(target));
                let (source, target) = (self.redactor.text(&source), self.redactor.program(&target).into_owned());
                ("mount", format!("{} {source} → {target}", text(kind)), None)
            }
            Privilege::MemfdExec { name } => ("memfd-exec", text(name), None),
        };
        self.event(time / 1_000, &owner, &Detail::Privilege { what, change, target });
    }

    fn dup(&mut self, time: u64, who: &Who, descriptor: u32) {
        if self.is_on(Stream::Network) {
            let owner = self.owner(who);
            self.event(time / 1_000, &owner, &Detail::Dup { descriptor });
        }
    }

    fn sequence(&mut self, time: u64, who: &Who, abi: Abi, calls: &[u16], continues: bool) {
        if self.is_on(Stream::Sequences) {
            self.run(time / 1_000, who, abi as u8, &calls[..calls.len().min(4_096)], continues);
        }
    }

    fn counts(&mut self, who: &Who, abi: Abi, calls: &[(u16, u32)]) {
        if self.is_on(Stream::Counts) && !calls.is_empty() {
            self.count(who, abi as u8, &calls[..calls.len().min(1_024)]);
        }
    }
}

impl Collector {
    /// Tells of a program that runs; the table knows it already. Time in microseconds since the boot.
    pub fn executed(&mut self, now: u64, who: &Who, parent: u32, program: &str, mut argv: Vec<String>, cut: bool) {
        if !self.is_on(Stream::Processes) {
            return;
        }
        let owner = self.owner(who);
        if cut {
            argv.push("…".to_owned());
        }
        let mother = self.table.get(parent).map(|mother| (mother.start, mother.name.clone()));
        let (parent_start, parent_name) = mother.unwrap_or_else(|| (0, "".into()));
        let detail = Detail::Exec {
            argv: self.redactor.argv(&argv),
            program: self.redactor.program(program).into_owned(),
            parent,
            parent_start,
            parent_name,
            sha256: self.programs.digest(who.pid, program),
        };
        self.event(now, &owner, &detail);
    }

    /// The whole path of a program that is run.
    fn program(&mut self, now: u64, who: &Who, program: &[u8]) -> String {
        // Shells of busybox run what they were: that is known, while the link leads to the new program already.
        if program == b"/proc/self/exe" || program == b"/proc/thread-self/exe" {
            let before = self.table.of(who).map(|process| process.program.to_string());
            return before
                .filter(|path| !path.is_empty())
                .or_else(|| self.table.proc.program(who.pid))
                .unwrap_or_default();
        }
        let target = Target::Path { directory: -100, path: program };
        self.resolver.resolve(who.pid, target, now).unwrap_or_default()
    }

    /// Class and number of what is touched; None: no file.
    fn place(&mut self, now: u64, who: &Who, target: Target) -> Option<(Class, u64)> {
        let Target::Descriptor(descriptor) = target else {
            let path = self.resolver.resolve(who.pid, target, now)?;
            return Some((classify(&path, who.pid), file_number(&path)));
        };
        if let Some(known) = self.writes.place(who.pid, descriptor) {
            return known;
        }
        let path = self.resolver.resolve(who.pid, target, now);
        let place = path.map(|path| (classify(&path, who.pid), file_number(&path)));
        self.writes.remember(who.pid, descriptor, place);
        place
    }

    fn change_of_user(&mut self, from: u32, to: u32) -> String {
        format!("{} → {}", self.redactor.user(from), self.redactor.user(to))
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn file_number(path: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    hasher.finish()
}

/// Names of the namespaces in CLONE_NEW… flags.
fn namespaces(flags: u64) -> String {
    const NAMES: [(u64, &str); 8] = [
        (0x0000_0080, "time"),
        (0x0002_0000, "mnt"),
        (0x0200_0000, "cgroup"),
        (0x0400_0000, "uts"),
        (0x0800_0000, "ipc"),
        (0x1000_0000, "user"),
        (0x2000_0000, "pid"),
        (0x4000_0000, "net"),
    ];
    let names: Vec<&str> = NAMES.iter().filter(|(flag, _)| flags & flag != 0).map(|&(_, name)| name).collect();
    names.join(" ")
}
