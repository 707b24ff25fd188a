//! MEMORY: what processes hold and touch, within a budget of our own time.

use super::counters::kilobytes;
use crate::clock;
use crate::collect::collector::Collector;
use crate::link::outbox::items;
use crate::processes::proc::{Stat, ticks_to_micros};
use crate::protocol::body::Rows;
use crate::protocol::kind;
use crate::streams::Stream;
use std::collections::HashMap;
use std::fs;
use std::io::Write;

/// Processes that are told at most: the largest.
const MOST: usize = 48;
/// Microseconds of our own time that looking into page tables may take each second.
const BUDGET: u64 = 2_000;
/// One part in so many of a processor may go into sampling as a whole.
const SHARE: u64 = 200;
/// Microseconds that one look may put off the next at most: a guest that was held up for a moment looks dear.
const LONGEST_REST: u64 = 4_000_000;
/// Nanoseconds a page is taken to cost before anything was measured.
const FIRST_GUESS: u64 = 80;

/// What was seen the last time.
#[derive(Clone, Copy, Default)]
struct Before {
    start: u64,
    minor_faults: u64,
    major_faults: u64,
    resident: u64,
    /// Whether its pages were marked as not touched then.
    marked: bool,
}

/// Samples the memory of processes.
pub struct Memory {
    before: HashMap<u32, Before>,
    /// Nanoseconds that a page of a process costs when it is looked into, as measured.
    per_page: u64,
    /// Not before this time, so that many processes on a slow guest do not cost more than a share of it.
    rests_until: u64,
}

impl Default for Memory {
    fn default() -> Self {
        Memory { before: HashMap::new(), per_page: FIRST_GUESS, rests_until: 0 }
    }
}

/// What the page tables of a process say.
#[derive(Clone, Copy, Default)]
struct Pages {
    resident: u64,
    shared: u64,
    anonymous: u64,
    file_backed: u64,
    swapped: u64,
    /// Touched since it was marked, 0: not known.
    touched: u64,
}

impl Memory {
    /// Samples the largest processes and hands the body to the outbox. `interval`: milliseconds since the last.
    pub fn sample(&mut self, collector: &mut Collector, pids: &[u32], interval: u32, may_mark: bool) {
        if clock::boot() < self.rests_until {
            return;
        }
        let whole = clock::own_cpu();
        let own = std::process::id();
        let page = rustix::param::page_size() as u64;
        let mut stats: Vec<(u32, Stat)> = pids
            .iter()
            // Kernel threads run no program and hold no memory; what we hold ourselves stands in STATUS.
            .filter(|&&pid| pid != own)
            .filter(|&&pid| collector.table.get(pid).is_none_or(|process| !process.program.is_empty()))
            .copied()
            .collect::<Vec<u32>>()
            .into_iter()
            .filter_map(|pid| Some((pid, collector.table.proc.stat(pid)?)))
            .filter(|(_, stat)| stat.resident > 0)
            .collect();
        stats.sort_by_key(|(_, stat)| std::cmp::Reverse(stat.resident));
        stats.truncate(MOST);
        let mut left = BUDGET * u64::from(interval) / 1_000;
        let mut rows = Rows::default();
        let mut before = HashMap::with_capacity(stats.len());
        for (pid, stat) in &stats {
            let start = ticks_to_micros(stat.start);
            let old = self.before.get(pid).filter(|old| old.start == start).copied();
            let was_marked = old.is_some_and(|old| old.marked);
            let begun = clock::own_cpu();
            let is_deep = stat.resident * self.per_page / 1_000 <= left;
            let pages = if is_deep { look(collector, *pid, was_marked) } else { None };
            let marked = pages.is_some() && may_mark && mark(*pid);
            if is_deep {
                let spent = clock::own_cpu() - begun;
                left = left.saturating_sub(spent);
                let per_page = spent * 1_000 / stat.resident.max(1);
                self.per_page = ((self.per_page * 7 + per_page) / 8).max(1);
            }
            let pages = pages.unwrap_or_else(|| shallow(collector, *pid, page));
            let resident = pages.resident.max(stat.resident * page);
            let was = old.unwrap_or(Before {
                start,
                minor_faults: stat.minor_faults,
                major_faults: stat.major_faults,
                resident,
                marked: false,
            });
            let minor = stat.minor_faults.saturating_sub(was.minor_faults);
            let major = stat.major_faults.saturating_sub(was.major_faults);
            // Each fault brought a page; what did not grow the process by as much was given back.
            let allocated = (minor + major) * page;
            let freed = (was.resident + allocated).saturating_sub(resident);
            let numbers = [
                resident,
                pages.shared,
                pages.anonymous,
                pages.file_backed,
                pages.swapped,
                minor,
                major,
                pages.touched,
                allocated,
                freed,
            ];
            row(collector, &mut rows, *pid, stat, start, &numbers);
            let (minor_faults, major_faults) = (stat.minor_faults, stat.major_faults);
            before.insert(*pid, Before { start, minor_faults, major_faults, resident, marked });
        }
        self.before = before;
        self.rests_until = clock::boot() + ((clock::own_cpu() - whole) * SHARE).min(LONGEST_REST);
        if !rows.is_empty() {
            let items = items(Stream::Memory, rows.count());
            collector.outbox.push(kind::MEMORY, rows.finish(&[(1, clock::boot())], 2), items);
        }
    }
}

fn row(collector: &mut Collector, rows: &mut Rows, pid: u32, stat: &Stat, start: u64, numbers: &[u64; 10]) {
    let who = crate::kernel::Who { pid, tid: pid, ..Default::default() };
    let service = collector.table.of(&who).map_or_else(|| "".into(), |process| process.service.clone());
    if !rows.fits(stat.name.len() + service.len() + 128, 2) {
        collector.outbox.lose(Stream::Memory, 1);
        return;
    }
    rows.row(0, |writer, strings| {
        writer.array(14).uint(pid).uint(start).uint(strings.place(&stat.name)).uint(strings.place(&service));
        for &number in numbers {
            writer.uint(number);
        }
    });
}

/// The sums over a process's page tables; dear: the kernel walks them.
fn look(collector: &mut Collector, pid: u32, was_marked: bool) -> Option<Pages> {
    let text = collector.table.proc.text(&format!("/proc/{pid}/smaps_rollup"))?;
    let bytes = |name| kilobytes(&text, name);
    let (resident, anonymous) = (bytes("Rss:"), bytes("Anonymous:"));
    (resident > 0).then(|| Pages {
        resident,
        anonymous,
        shared: bytes("Shared_Clean:") + bytes("Shared_Dirty:"),
        file_backed: resident.saturating_sub(anonymous),
        swapped: bytes("Swap:"),
        touched: if was_marked { bytes("Referenced:") } else { 0 },
    })
}

/// What the kernel counts anyway.
fn shallow(collector: &mut Collector, pid: u32, page: u64) -> Pages {
    let text = collector.table.proc.text(&format!("/proc/{pid}/status")).unwrap_or_default();
    let bytes = |name| kilobytes(&text, name);
    let (anonymous, file, shared) = (bytes("RssAnon:"), bytes("RssFile:"), bytes("RssShmem:"));
    let resident = bytes("VmRSS:").max(page);
    Pages { resident, shared, anonymous, file_backed: file + shared, swapped: bytes("VmSwap:"), touched: 0 }
}

/// Marks all pages of a process as not touched, so that the next look sees which were.
fn mark(pid: u32) -> bool {
    let file = fs::OpenOptions::new().write(true).open(format!("/proc/{pid}/clear_refs"));
    file.is_ok_and(|mut file| file.write_all(b"1").is_ok())
}
