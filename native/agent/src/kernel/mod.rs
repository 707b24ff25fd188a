//! The door to what the kernel sees: system calls counted and in order, processes, files, connections, privileges.
//!
//! A source fills a [`KernelSink`]; it neither redacts nor attributes nor encodes. Times are nanoseconds of CLOCK_BOOTTIME.
//! Bytes of paths and arguments are as the program gave them: not UTF-8, perhaps cut, perhaps relative.

#[cfg(bpf)]
mod bpf;
mod none;

pub use none::NoKernel;

use crate::streams::{STREAMS, Stream, StreamSet};
use std::io;
use std::net::SocketAddr;
use std::os::fd::RawFd;

/// Width of a thread's system calls, as docs/agent-protocol.md numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Abi {
    Native = 0,
    I386 = 1,
}

/// Who did something. What a source does not know is 0 or empty: the agent then looks it up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Who<'a> {
    /// Process (thread group) in the first pid namespace.
    pub pid: u32,
    pub tid: u32,
    /// `start_boottime` of the group's leader, nanoseconds; the agent rounds it down to the clock ticks that /proc tells.
    pub start: u64,
    /// Real user id in the first user namespace.
    pub uid: u32,
    /// The thread's comm, without trailing zeros.
    pub comm: &'a [u8],
    /// Id of its cgroup in the unified hierarchy; saves a look into /proc. 0: not known.
    pub cgroup: u64,
}

/// What a change of privilege was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Privilege<'a> {
    /// Effective user id before and after.
    SetUid {
        from: u32,
        to: u32,
    },
    SetGid {
        from: u32,
        to: u32,
    },
    /// Effective capabilities before and after.
    CapSet {
        from: u64,
        to: u64,
    },
    /// The request and the process that is traced, written to or read (also process_vm_writev).
    Ptrace {
        request: u32,
        target: u32,
    },
    /// Name of a kernel module; may be empty.
    Module {
        name: &'a [u8],
    },
    /// Command of bpf(2).
    Bpf {
        command: u32,
    },
    /// CLONE_NEW… flags of unshare or setns.
    Unshare {
        flags: u64,
    },
    Mount {
        source: &'a [u8],
        target: &'a [u8],
        kind: &'a [u8],
    },
    /// An executable without a file: name of the memfd.
    MemfdExec {
        name: &'a [u8],
    },
}

/// A file as a program names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// A descriptor of the process that is open (still, or lately: it is looked up in what was opened, then in /proc).
    Descriptor(i32),
    /// A path and the directory it is relative to (AT_FDCWD is -100).
    Path { directory: i32, path: &'a [u8] },
}

/// What happened to a file beside being opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touch {
    /// Bytes written since the last that was told of this descriptor: sources sum them up.
    Written(u64),
    /// The target is the name before.
    Renamed,
    Deleted,
}

/// Takes what a source tells. All of it may come late and out of order; the agent sorts by time within a batch.
pub trait KernelSink {
    /// A process began: needed to hand the parent's service on. `who` is the child.
    fn fork(&mut self, time: u64, who: &Who, parent: u32);
    /// `argv`: arguments separated by zeros, at most some kilobytes; `cut`: there was more.
    fn exec(&mut self, time: u64, who: &Who, parent: u32, program: &[u8], argv: &[u8], cut: bool);
    /// A process (its last thread) ended. `status` as wait(2) gives it; `peak`: most resident bytes, 0 not known.
    fn exit(&mut self, time: u64, who: &Who, status: u32, peak: u64);
    /**
     * open, openat, openat2, creat: `flags` as O_…; `result`: descriptor (0 where it is not known), or −errno. `alike`: how
     * many such opens this stands for, 1 or more: a source may sum up what the same program opens again and again.
     */
    fn open(&mut self, time: u64, who: &Who, target: Target, flags: u32, result: i32, alike: u32);
    fn touch(&mut self, time: u64, who: &Who, target: Target, what: Touch);
    /// `protocol` 6 or 17; `error` 0 also for a connect that goes on (EINPROGRESS).
    fn connect(&mut self, time: u64, who: &Who, peer: SocketAddr, protocol: u8, error: u32);
    fn accept(&mut self, time: u64, who: &Who, peer: SocketAddr, own_port: u16, protocol: u8);
    fn privilege(&mut self, time: u64, who: &Who, what: Privilege);
    /// Descriptor 0, 1 or 2 has become a socket by dup, dup2 or dup3.
    fn dup(&mut self, time: u64, who: &Who, descriptor: u32);
    /// A run of one thread in order. `time` of its first call; `continues`: nothing is missing since the run told before.
    fn sequence(&mut self, time: u64, who: &Who, abi: Abi, calls: &[u16], continues: bool);
    /// System calls of one thread since the last time: pairs of number and count.
    fn counts(&mut self, who: &Who, abi: Abi, calls: &[(u16, u32)]);
}

/// What is wanted of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wants {
    /// Streams that are on; memory and inventory are no source's business.
    pub streams: StreamSet,
    /// System calls a second that sequences may cost over the whole guest.
    pub budget: u32,
    /// Most calls of a run.
    pub run_length: u16,
}

/// Where the kernel's side comes from. The agent's own process is never told of.
pub trait KernelSource {
    /// `bpf`, `perf` or `none`: told in HELLO.
    fn name(&self) -> &'static str;
    /// Streams it gives in full. The agent polls /proc for processes and network where they are not in it.
    fn gives(&self) -> StreamSet;
    /// Readable when it cannot wait any longer; it is drained four times a second anyway.
    fn fd(&self) -> Option<RawFd>;
    /// Switches on what is wanted and off what is not. What fails is no longer in `gives`. Called again at each change.
    fn follow(&mut self, wants: &Wants) -> io::Result<()>;
    /// Tells the events that wait, at most some thousands a call; true: there is more.
    fn drain(&mut self, sink: &mut dyn KernelSink) -> bool;
    /// Tells and clears the counts of all threads; called at each interval.
    fn collect(&mut self, sink: &mut dyn KernelSink);
    /// Things lost since the start, by stream (index as in [`Stream::ALL`]): full rings, full maps.
    fn lost(&mut self) -> [u64; STREAMS];
    /// Threads that are counted.
    fn threads(&self) -> u32;
}

/// A source, and what it cannot give with the reason, in words for a person.
pub struct Opened {
    pub source: Box<dyn KernelSource>,
    pub missing: Vec<(Stream, String)>,
}

/// Opens the best source this kernel allows: BPF, else perf tracepoints, else none. Never fails.
pub fn open() -> Opened {
    let mut why = Vec::new();
    #[cfg(bpf)]
    match bpf::BpfSource::open() {
        Ok(source) => return Opened { missing: source.missing(), source: Box::new(source) },
        Err(error) => why.push(format!("BPF: {error}")),
    }
    #[cfg(not(bpf))]
    why.push("BPF: not built in".to_owned());
    let why = why.join("; ");
    let missing = [Stream::Counts, Stream::Sequences, Stream::Files, Stream::Privilege];
    Opened { source: Box::new(NoKernel), missing: missing.into_iter().map(|stream| (stream, why.clone())).collect() }
}
