//! What waits to be told: bounded, the oldest dropped first and counted.

use crate::protocol::frame::HEADER;
use crate::streams::{STREAMS, Stream};
use std::collections::VecDeque;

/// How many things of each stream something holds.
pub type Items = [u32; STREAMS];

/// The items of one stream alone.
pub fn items(stream: Stream, count: usize) -> Items {
    let mut items = [0; STREAMS];
    items[stream as usize] = count as u32;
    items
}

/// What became of the things of each stream since the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub told: [u64; STREAMS],
    pub lost: [u64; STREAMS],
    pub redacted: [u64; STREAMS],
}

/// A body that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub kind: u8,
    pub body: Vec<u8>,
    items: Items,
}

/// Most bytes that wait.
const MOST: usize = 512 * 1_024;

/// Bodies in the order in which they are told.
#[derive(Default)]
pub struct Outbox {
    queue: VecDeque<Waiting>,
    bytes: usize,
    pub tally: Tally,
}

impl Outbox {
    /// Adds a body; where there is no room the oldest go.
    pub fn push(&mut self, kind: u8, body: Vec<u8>, items: Items) {
        self.bytes += body.len() + HEADER;
        self.queue.push_back(Waiting { kind, body, items });
        while self.bytes > MOST {
            self.drop_oldest();
        }
    }

    /// The next body that the credit allows; it counts as told.
    pub fn take(&mut self, credit: u64) -> Option<Waiting> {
        let size = self.queue.front()?.body.len() + HEADER;
        if size as u64 > credit {
            return None;
        }
        let waiting = self.queue.pop_front()?;
        self.bytes -= size;
        add(&mut self.tally.told, &waiting.items);
        Some(waiting)
    }

    /// Counts things that were lost before they came here.
    pub fn lose(&mut self, stream: Stream, count: u64) {
        self.tally.lost[stream as usize] += count;
    }

    /// Counts things of which something was taken out.
    pub fn redact(&mut self, stream: Stream, count: u32) {
        self.tally.redacted[stream as usize] += u64::from(count);
    }

    /// Bytes that wait.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Drops all that waits: it is counted as lost.
    pub fn clear(&mut self) {
        while !self.queue.is_empty() {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        let Some(oldest) = self.queue.pop_front() else { return };
        self.bytes -= oldest.body.len() + HEADER;
        add(&mut self.tally.lost, &oldest.items);
    }
}

fn add(sums: &mut [u64; STREAMS], items: &Items) {
    for (sum, &count) in sums.iter_mut().zip(items) {
        *sum += u64::from(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn everything_is_told_lost_or_waiting(steps in prop::collection::vec((0usize..60_000, 1usize..5, 0u64..70_000), 0..80)) {
            let mut outbox = Outbox::default();
            let mut pushed = 0;
            for (size, count, credit) in steps {
                outbox.push(5, vec![0; size], items(Stream::Files, count));
                pushed += count as u64;
                prop_assert!(outbox.bytes() <= MOST);
                if let Some(waiting) = outbox.take(credit) {
                    prop_assert!((waiting.body.len() + HEADER) as u64 <= credit);
                }
            }
            outbox.clear();
            let files = Stream::Files as usize;
            prop_assert_eq!(outbox.tally.told[files] + outbox.tally.lost[files], pushed);
            prop_assert_eq!(outbox.bytes(), 0);
        }
    }

    #[test]
    fn the_oldest_go_first() {
        let mut outbox = Outbox::default();
        for number in 0..20u8 {
            outbox.push(number, vec![0; 60_000], items(Stream::Counts, 1));
        }
        let first = outbox.take(u64::MAX).map(|waiting| waiting.kind);
        assert!(first > Some(0));
        assert_eq!(outbox.tally.lost[Stream::Counts as usize], u64::from(first.unwrap_or_default()));
    }
}
