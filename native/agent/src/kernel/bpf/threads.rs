//! The threads that are followed: what of their slots has been told, and how much each may still cost.

use super::budget::{LEAST, share};
use super::mapped::Mapped;
use super::record::{SLOT, Slot, read, read_slot};
use crate::kernel::{KernelSink, Who};

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
    seen: Vec<Seen>,
    turn: usize,
    followed: u32,
}

impl Threads {
    /// Follows the threads of a table of so many slots.
    pub fn new(table: Mapped, slots: usize) -> Threads {
        Threads { table, seen: (0..slots).map(|_| Seen::default()).collect(), turn: 0, followed: 0 }
    }

    /// How many there were at the last look.
    pub fn followed(&self) -> u32 {
        self.followed
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
        tell_counts(seen, who, slot, counts, sink);
        *seen = Seen::default();
    }

    /// Tells what all threads have done since the last look, and gives them what the budget of the next interval allows.
    pub fn look(&mut self, now: u64, counts: bool, budget: u32, sink: &mut dyn KernelSink) {
        let mut bytes = Vec::with_capacity(SLOT);
        let (mut active, mut demands) = (Vec::new(), Vec::new());
        self.followed = 0;
        let crowded = self.seen.len() * 3 / 4;
        for index in 0..self.seen.len() {
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
            let Some(slot) = read_slot(&bytes) else { continue };
            let changed = self.table.read(place + GENERATION) != generation;
            if changed || slot.generation != generation {
                continue; // it is another thread's by now; the ring tells the rest of this one
            }
            // A slot's head is a record's, whatever its kind.
            bytes[..4].copy_from_slice(&10u32.to_le_bytes());
            let Some((time, who, _)) = read(&bytes) else { continue };
            let Some(slot) = read_slot(&bytes) else { continue };
            if counts && calls != 0 {
                seen.total = total;
                let now_counts = slot.counted().collect();
                tell_counts(seen, &who, &slot, now_counts, sink);
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
        for index in 0..self.seen.len() {
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
        (0..self.seen.len()).for_each(|index| self.table.write(index * SLOT + GRANT, 0));
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

fn tell_counts(seen: &mut Seen, who: &Who, slot: &Slot, counts: Vec<(u16, u32)>, sink: &mut dyn KernelSink) {
    let told = |number: u16| seen.counts.iter().find(|&&(told, _)| told == number).map_or(0, |&(_, count)| count);
    let mut fresh: Vec<(u16, u32)> =
        counts.iter().map(|&(number, count)| (number, count.wrapping_sub(told(number)))).collect();
    fresh.retain(|&(_, count)| count != 0);
    if !fresh.is_empty() {
        sink.counts(who, slot.abi, &fresh);
    }
    seen.counts = counts;
}

fn add(counts: &mut Vec<(u16, u32)>, number: u16, count: u32) {
    match counts.iter_mut().find(|(other, _)| *other == number) {
        Some((_, sum)) => *sum += count,
        None => counts.push((number, count)),
    }
}
