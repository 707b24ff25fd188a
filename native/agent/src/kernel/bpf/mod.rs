//! The kernel source over BPF: programs in the kernel count and sum up, a ring buffer brings what is told one by one, a shared
//! table what is counted.

mod budget;
mod governor;
mod mapped;
mod programs;
mod record;
mod threads;
mod touches;
mod types;

use super::{KernelSink, KernelSource, Target, Wants};
use crate::streams::{STREAMS, Stream, StreamSet};
use aya::maps::{HashMap, Map, MapData, RingBuf};
use aya::{Ebpf, EbpfLoader};
use governor::{Governor, Turn, price};
use mapped::Mapped;
use programs::Programs;
use record::Record;
use rustix::event::epoll;
use rustix::time::{ClockId, clock_gettime};
use std::error::Error;
use std::io;
use std::os::fd::{AsFd, AsRawFd, OwnedFd, RawFd};
use std::rc::Rc;
use threads::{Threads, Used};
use touches::Touches;

/// The object that build.rs made of bpf/agent.bpf.c.
static OBJECT: &[u8] = aya::include_bytes_aligned!(concat!(env!("OUT_DIR"), "/agent.bpf.o"));

/// Calls are judged by no less time than this, nanoseconds, or by so many of them: the kernel's side wakes us then (BUSY).
const TICK: u64 = 150_000_000;
const BUSY: u32 = 8_192;
/// Events that a stream may tell between two looks: as many as the ring holds, and a few thousand a second.
const ALLOWANCE: [u32; STREAMS] = [0, 0, 2_000, 1_500, 1_500, 500, 0, 0];
/// Records a call of `drain`.
const BATCH: usize = 4_096;
const PAGE: u64 = 4_096;
/// AT_FDCWD.
const HERE: i32 = -100;
/// Calls of a new thread that are recorded whatever the others do.
const LEAST_FIRST: u32 = 64;
const MOST_FIRST: u32 = 1_024;

/// Where the words of `struct state` lie.
const SELF: usize = 0;
const ON: usize = 4;
const RUN_LENGTH: usize = 8;
const FIRST_GRANT: usize = 12;
const MASK: usize = 16;
const BORN: usize = 20;
const ALLOWANCES: usize = 24;
const LOSSES: usize = ALLOWANCES + 4 * STREAMS;
const USED: usize = LOSSES + 8 * STREAMS;
const STATE: usize = USED + MOST_SLOTS as usize / 8;
const MOST_SLOTS: u32 = 2_048;

/// The source over BPF.
pub struct BpfSource {
    programs: Programs,
    ring: RingBuf<MapData>,
    state: Rc<Mapped>,
    threads: Threads,
    touches: Touches,
    /// Readable once the kernel's side has woken us; the ring itself is so whenever it holds anything.
    woken: OwnedFd,
    wants: Wants,
    looked: u64,
    governor: Governor,
    processors: u32,
    /// The ring holds what could not be read.
    unread: u64,
}

impl BpfSource {
    /// Loads the programs; nothing is attached yet. An error is for a person to read.
    pub fn open() -> Result<BpfSource, Box<dyn Error>> {
        let slots = slots_for(&std::fs::read_to_string("/proc/meminfo").unwrap_or_default());
        let kernel = types::kernel_types()?;
        let mut loader = types::without_files(EbpfLoader::new);
        loader.btf(Some(&kernel)).set_max_entries("threads", slots).verifier_log_level(programs::verbosity());
        let mut object = loader.load(OBJECT)?;
        let state = Rc::new(Mapped::new(map_of(&object, "state")?.fd().as_fd(), STATE)?);
        let table = Mapped::new(map_of(&object, "threads")?.fd().as_fd(), slots as usize * record::SLOT)?;
        let woken = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        match object.map("ring") {
            Some(Map::RingBuf(map)) => {
                epoll::add(&woken, map.fd(), epoll::EventData::new_u64(0), epoll::EventFlags::IN)?;
            }
            _ => return Err("no ring in the object".into()),
        }
        let ring = RingBuf::try_from(object.take_map("ring").ok_or("no ring in the object")?)?;
        let written = HashMap::try_from(object.take_map("written").ok_or("no sums in the object")?)?;
        state.write(SELF, std::process::id());
        state.write(MASK, slots - 1);
        let mut programs = Programs::load(object, &kernel);
        if programs.give() == StreamSet::NONE {
            return Err(programs.missing().pop().map_or("no program loads".to_owned(), |(_, why)| why).into());
        }
        let wants = Wants { streams: StreamSet::NONE, budget: 0, run_length: 0 };
        let counting = StreamSet::of(&[Stream::Counts]);
        let attach = |on: bool| {
            programs.follow(if on { counting } else { StreamSet::NONE });
            programs.counts_calls()
        };
        let processors = std::thread::available_parallelism().map_or(1, |number| number.get() as u32);
        let governor = Governor::new(price(attach, boot_time), boot_time());
        let used = Used { words: Rc::clone(&state), at: USED, bits: slots as usize };
        let threads = Threads::new(table, used);
        let touches = Touches::new(written);
        Ok(BpfSource {
            programs,
            ring,
            state,
            threads,
            touches,
            woken,
            wants,
            looked: boot_time(),
            governor,
            processors,
            unread: 0,
        })
    }

    /// What could not be loaded or attached, and why.
    pub fn missing(&self) -> Vec<(Stream, String)> {
        self.programs.missing()
    }

    fn tell(&mut self, most: usize, sink: &mut dyn KernelSink) -> bool {
        for _ in 0..most {
            let Some(item) = self.ring.next() else { return false };
            let Some((time, who, record)) = record::read(&item) else {
                self.unread += 1;
                continue;
            };
            match record {
                Record::Fork { parent } => sink.fork(time, &who, parent),
                Record::Exec { parent, program, argv, cut } => sink.exec(time, &who, parent, program, argv, cut),
                Record::Exit { status, pages } => sink.exit(time, &who, status, pages.saturating_mul(PAGE)),
                Record::Open { flags, alike, path } => {
                    sink.open(time, &who, Target::Path { directory: HERE, path }, flags, 0, alike)
                }
                Record::Touch { act, path } => self.touches.begin(act, &who, path),
                Record::Connect { peer, protocol, error } => sink.connect(time, &who, peer, protocol, error),
                Record::Accept { peer, own_port, protocol } => sink.accept(time, &who, peer, own_port, protocol),
                Record::Privilege(what) => sink.privilege(time, &who, what),
                Record::Dup { descriptor } => sink.dup(time, &who, descriptor),
                Record::Run(slot) => self.threads.tell_run(time, &who, &slot, sink),
                Record::Last(slot) => self.threads.tell_last(time, &who, &slot, sink),
            }
        }
        true
    }

    /// Turns counting off and on, so that no program becomes much slower by it.
    fn govern(&mut self, sink: &mut dyn KernelSink) {
        let now = boot_time();
        let counts = self.programs.counts_calls();
        if counts == self.governor.paused() {
            return; // nobody wants calls
        }
        let busiest = if counts { self.threads.busiest(self.processors) } else { 0 };
        if now.saturating_sub(self.governor.since()) < TICK && busiest < BUSY {
            return;
        }
        self.threads.begin();
        match self.governor.look(now, busiest) {
            Turn::Stay => {}
            Turn::Pause => {
                self.programs.pause(true, self.streams());
                self.threads.break_runs(sink);
            }
            Turn::Resume => self.programs.pause(false, self.streams()),
        }
    }

    fn streams(&self) -> StreamSet {
        self.wants.streams.without(StreamSet::of(&[Stream::Memory, Stream::Inventory]))
    }

    fn refill(&self) {
        for (stream, &allowance) in ALLOWANCE.iter().enumerate() {
            self.state.write(ALLOWANCES + 4 * stream, allowance);
        }
    }
}

impl KernelSource for BpfSource {
    fn name(&self) -> &'static str {
        "bpf"
    }

    fn gives(&self) -> StreamSet {
        self.programs.give()
    }

    fn fd(&self) -> Option<RawFd> {
        Some(self.woken.as_raw_fd())
    }

    fn follow(&mut self, wants: &Wants) -> io::Result<()> {
        self.wants = *wants;
        let streams = self.streams();
        let bits = streams.iter().fold(0, |bits, stream| bits | 1 << stream as u32);
        self.state.write(ON, bits);
        self.state.write(RUN_LENGTH, u32::from(wants.run_length).clamp(1, record::RUN_CALLS as u32));
        let sequences = streams.has(Stream::Sequences) && wants.budget != 0;
        self.state.write(FIRST_GRANT, if sequences { MOST_FIRST.min(wants.budget / 2) } else { 0 });
        if !sequences {
            self.threads.take_grants();
        }
        self.refill();
        self.programs.pause(false, streams);
        self.governor = Governor::new(self.governor.price(), boot_time());
        Ok(())
    }

    fn drain(&mut self, sink: &mut dyn KernelSink) -> bool {
        let more = self.tell(BATCH, sink);
        self.refill();
        if !more {
            self.govern(sink);
        }
        more
    }

    fn collect(&mut self, sink: &mut dyn KernelSink) {
        // Runs first: what the table holds comes after them.
        for _ in 0..16 {
            if !self.tell(BATCH, sink) {
                break;
            }
        }
        let now = boot_time();
        let seconds = (now.saturating_sub(self.looked) as f64 / 1e9).clamp(0.1, 2.0);
        self.looked = now;
        let sequences = self.wants.streams.has(Stream::Sequences);
        let scale = self.governor.take_scale(now);
        // What is busy enough to be counted by turns is told less of, too: to tell a call costs more than to count it.
        let seconds = seconds / scale.unwrap_or(1.0).min(8.0);
        let scale = scale.filter(|_| self.wants.streams.has(Stream::Counts));
        let budget = if sequences { (f64::from(self.wants.budget) * seconds) as u32 } else { 0 };
        let born = self.state.read(BORN);
        self.state.write(BORN, 0);
        if budget != 0 {
            // New threads first: an intruder's is one. They get half of the budget at most.
            self.state.write(FIRST_GRANT, (budget / 2 / born.max(1)).clamp(LEAST_FIRST, MOST_FIRST).min(budget));
        }
        self.threads.look(now, scale, budget, sink);
        self.touches.look(now, sink);
    }

    fn lost(&mut self) -> [u64; STREAMS] {
        let mut lost: [u64; STREAMS] = std::array::from_fn(|stream| self.state.read_long(LOSSES + 8 * stream));
        lost[Stream::Counts as usize] += self.threads.guessed();
        lost[Stream::Processes as usize] += self.unread;
        lost[Stream::Files as usize] += self.touches.lost();
        lost
    }

    fn threads(&self) -> u32 {
        self.threads.followed()
    }
}

/// Slots of the table of threads, three kilobytes each: more where there is more memory.
fn slots_for(meminfo: &str) -> u32 {
    let total = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kilobytes: u64 = total.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0);
    if kilobytes > 1 << 20 { MOST_SLOTS } else { 1_024 }
}

fn map_of<'a>(object: &'a Ebpf, name: &str) -> Result<&'a MapData, Box<dyn Error>> {
    match object.map(name) {
        Some(Map::Array(map)) => Ok(map),
        _ => Err(format!("no {name} in the object").into()),
    }
}

fn boot_time() -> u64 {
    let time = clock_gettime(ClockId::Boottime);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_guest_has_more_threads() {
        assert_eq!(slots_for("MemTotal:         120000 kB\nMemFree: 1 kB\n"), 1_024);
        assert_eq!(slots_for("MemTotal:       16000000 kB\n"), 2_048);
        assert_eq!(slots_for(""), 1_024);
    }
}

#[cfg(test)]
#[path = "live_test.rs"]
mod live_tests;
