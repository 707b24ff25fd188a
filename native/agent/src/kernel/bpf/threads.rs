//! The threads that are followed: what of their slots has been told, and how much each may still cost.

use super::budget::{LEAST, share};
use super::mapped::Mapped;
use super::record::{RUN, Record, SLOT, Slot, read};
use crate::kernel::{KernelSink, Who};
use std::rc::Rc;

/// A run that grows slowly is told in pieces: when so many calls are there, or its first is so old.
const PIECE: usize = 64;
const PIECE_AGE: u64 = 3_000_000_000;
/// Intervals without a call until a slot may be given to another thread, where few are left.
const IDLE: u32 = 10;

/// Where the words of a slot lie: see `struct thread`.
const TID: usize = 8;
const GENERATION: usize = 60;
const TOTAL: usize = 68;
const GRANT: usize = 72;
const SERIAL: usize = 76;
/// The run's length, and whether it goes on from the one before.
const FILL: usize = 80;
/// Whether calls are missing before the next run, and whether none is missing at all.
const GAP: usize = 84;

/// Which slots hold a thread: bits, which the kernel sets and clears. To look at all slots would cost more than to look at threads.
pub struct Used {
    pub words: Rc<Mapped>,
    pub at: usize,
    pub bits: usize,
}

impl Used {
    fn slots(&self) -> Vec<usize> {
        let words = (0..self.bits / 32).map(|word| (word * 32, self.words.read(self.at + word * 4)));
        words
            .flat_map(|(first, word)| (0..32).filter(move |bit| word >> bit & 1 != 0).map(move |bit| first + bit))
            .collect()
    }
}

/// What is known of one slot.
#[derive(Default)]
struct Seen {
    generation: u32,
    total: u32,
    /// Counts as of the last look, by number.
    counts: Vec<(u16, u32)>,
    /// Counts that follow from the runs told; what is missing, the slot tells in the end.
    from_runs: Vec<(u16, u32)>,
    /// The last run that was told whole, and how many calls of the next.
    serial: u32,
    taken: usize,
    idle: u32,
}

/// The table of threads.
pub struct Threads {
    table: Mapped,
    used: Used,
    seen: Vec<Seen>,
    turn: usize,
    followed: u32,
    guessed: u64,
    /// Calls of each slot when the governor looked last.
    totals: Vec<u32>,
}

impl Threads {
    /// Follows the threads of a table of so many slots.
    pub fn new(table: Mapped, used: Used) -> Threads {
        let slots = used.bits;
        Threads {
            table,
            used,
            seen: (0..slots).map(|_| Seen::default()).collect(),
            turn: 0,
            followed: 0,
            guessed: 0,
            totals: vec![0; slots],
        }
    }

    /// How many there were at the last look.
    pub fn followed(&self) -> u32 {
        self.followed
    }

    /// Calls that were told, but only guessed: counting was off when they were made.
    pub fn guessed(&self) -> u64 {
        self.guessed
    }

    /// Calls of the busiest processor since [`Threads::begin`]: those of the busiest thread, or an even share of all.
    pub fn busiest(&self, processors: u32) -> u32 {
        let (mut most, mut all) = (0, 0u64);
        for index in self.used.slots() {
            let Some(&begun) = self.totals.get(index) else { continue };
            let total = self.table.read(index * SLOT + TOTAL);
            // A slot that another thread has taken begins anew.
            let calls = if total >= begun { total - begun } else { total };
            most = most.max(calls);
            all += u64::from(calls);
        }
        most.max((all / u64::from(processors.max(1))) as u32)
    }

    /// Calls are reckoned from here on.
    pub fn begin(&mut self) {
        for index in self.used.slots() {
            if let Some(total) = self.totals.get_mut(index) {
                *total = self.table.read(index * SLOT + TOTAL);
            }
        }
    }

    /// Counting is off from here on: all runs end, and the next ones do not go on from them.
    pub fn break_runs(&mut self, sink: &mut dyn KernelSink) {
        for index in self.used.slots() {
            let place = index * SLOT;
            if self.table.read(place + TID) == 0 {
                continue;
            }
            let mut bytes = Vec::with_capacity(SLOT);
            self.table.copy(place, SLOT, &mut bytes);
            bytes[..4].copy_from_slice(&RUN.to_le_bytes());
            if let Some((time, who, Record::Run(slot))) = read(&bytes)
                && let Some(seen) = at(&mut self.seen, &slot)
                && slot.serial == seen.serial + 1
            {
                tell_rest(seen, time, &who, &slot, sink);
            }
            self.table.write(place + FILL, 0);
            self.table.write(place + GAP, 1);
        }
    }

    /// A run is full, or ends with its program.
    pub fn tell_run(&mut self, time: u64, who: &Who, slot: &Slot, sink: &mut dyn KernelSink) {
        let Some(seen) = at(&mut self.seen, slot) else { return };
        if slot.complete {
            slot.calls(0).for_each(|call| add(&mut seen.from_runs, call, 1));
        }
        tell_rest(seen, time, who, slot, sink);
    }

    /// A thread has ended.
    pub fn tell_last(&mut self, time: u64, who: &Who, slot: &Slot, sink: &mut dyn KernelSink) {
        let Some(seen) = at(&mut self.seen, slot) else { return };
        tell_rest(seen, time, who, slot, sink);
        let mut counts = std::mem::take(&mut seen.from_runs);
        if slot.counts.is_empty() {
            slot.calls(0).for_each(|call| add(&mut counts, call, 1));
        } else {
            counts = slot.counted().collect();
        }
        tell_counts(seen, who, slot, counts, 1.0, sink);
        *seen = Seen::default();
    }

    /// Tells what all threads have done since the last look, and gives them what the budget of the next interval allows.
    ///
    /// `scale`: by what to multiply counts, None: tell none.
    pub fn look(&mut self, now: u64, scale: Option<f64>, budget: u32, sink: &mut dyn KernelSink) {
        let mut bytes = Vec::with_capacity(SLOT);
        let (mut active, mut demands) = (Vec::new(), Vec::new());
        self.followed = 0;
        let crowded = self.seen.len() * 3 / 4;
        for index in self.used.slots() {
            let place = index * SLOT;
            if self.table.read(place + TID) == 0 {
                continue;
            }
            self.followed += 1;
            let (generation, total) = (self.table.read(place + GENERATION), self.table.read(place + TOTAL));
            let seen = &mut self.seen[index];
            if seen.generation != generation {
                *seen = Seen { generation, ..Seen::default() };
            }
            let calls = total.wrapping_sub(seen.total);
            if calls == 0 {
                seen.idle += 1;
                if seen.idle > IDLE && self.followed as usize > crowded {
                    self.table.write(place + TID, 0);
                    continue;
                }
            } else {
                seen.idle = 0;
                active.push(index);
                demands.push(calls + calls / 4);
            }
            let waits = self.table.read(place + SERIAL) == seen.serial + 1;
            if calls == 0 && !waits {
                continue;
            }
            bytes.clear();
            self.table.copy(place, SLOT, &mut bytes);
            // A slot's head is a record's, whatever its kind.
            bytes[..4].copy_from_slice(&RUN.to_le_bytes());
            let Some((time, who, Record::Run(slot))) = read(&bytes) else { continue };
            if slot.generation != generation || self.table.read(place + GENERATION) != generation {
                continue; // it is another thread's by now; the ring tells the rest of this one
            }
            if let Some(scale) = scale
                && calls != 0
            {
                self.guessed += tell_counts(seen, &who, &slot, slot.counted().collect(), scale, sink);
            }
            seen.total = total;
            let run_goes_on = slot.serial == seen.serial + 1 && self.table.read(place + SERIAL) == slot.serial;
            let fresh = (slot.run.len() / 2).saturating_sub(seen.taken);
            if run_goes_on && fresh != 0 && (fresh >= PIECE || now.saturating_sub(time) > PIECE_AGE) {
                let calls: Vec<u16> = slot.calls(seen.taken).collect();
                sink.sequence(time, &who, slot.abi, &calls, slot.continues || seen.taken != 0);
                seen.taken += calls.len();
            }
        }
        if budget == 0 {
            return;
        }
        let grants = share(budget, &demands, self.turn);
        self.turn = self.turn.wrapping_add((budget / LEAST) as usize);
        let mut granted = active.into_iter().zip(grants).peekable();
        for index in self.used.slots() {
            let grant = match granted.next_if(|&(active, _)| active == index) {
                Some((_, grant)) => grant,
                None if self.table.read(index * SLOT + TID) != 0 => LEAST,
                None => continue,
            };
            self.table.write(index * SLOT + GRANT, grant);
        }
    }

    /// Takes all grants back: no sequences are wanted.
    pub fn take_grants(&mut self) {
        self.used.slots().into_iter().for_each(|index| self.table.write(index * SLOT + GRANT, 0));
    }
}

fn at<'a>(seen: &'a mut [Seen], slot: &Slot) -> Option<&'a mut Seen> {
    let seen = seen.get_mut(slot.index as usize)?;
    if seen.generation != slot.generation {
        *seen = Seen { generation: slot.generation, ..Seen::default() };
    }
    Some(seen)
}

/// Tells a whole run, without what was told of it as a piece.
fn tell_rest(seen: &mut Seen, time: u64, who: &Who, slot: &Slot, sink: &mut dyn KernelSink) {
    let taken = if slot.serial == seen.serial + 1 { seen.taken } else { 0 };
    let calls: Vec<u16> = slot.calls(taken).collect();
    if !calls.is_empty() {
        let in_order = slot.serial == seen.serial + 1;
        sink.sequence(time, who, slot.abi, &calls, taken != 0 || (slot.continues && in_order));
    }
    seen.serial = slot.serial;
    seen.taken = 0;
}

/// Tells what was counted since the last time. Returns how many calls of it nobody saw.
fn tell_counts(
    seen: &mut Seen,
    who: &Who,
    slot: &Slot,
    counts: Vec<(u16, u32)>,
    scale: f64,
    sink: &mut dyn KernelSink,
) -> u64 {
    let told = |number: u16| seen.counts.iter().find(|&&(told, _)| told == number).map_or(0, |&(_, count)| count);
    let mut fresh: Vec<(u16, u32)> =
        counts.iter().map(|&(number, count)| (number, count.wrapping_sub(told(number)))).collect();
    fresh.retain(|&(_, count)| count != 0);
    let mut guessed = 0;
    if scale > 1.0 {
        for (_, count) in &mut fresh {
            let all = (f64::from(*count) * scale).round() as u32;
            guessed += u64::from(all - (*count).min(all));
            *count = all;
        }
    }
    if !fresh.is_empty() {
        sink.counts(who, slot.abi, &fresh);
    }
    seen.counts = counts;
    guessed
}

fn add(counts: &mut Vec<(u16, u32)>, number: u16, count: u32) {
    match counts.iter_mut().find(|(other, _)| *other == number) {
        Some((_, sum)) => *sum += count,
        None => counts.push((number, count)),
    }
}
