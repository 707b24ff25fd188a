//! Gathers what is observed into bodies that wait in the outbox.

use super::event::{self, Detail, Owner};
use super::programs::Programs;
use crate::clock;
use crate::files::opens::Opens;
use crate::files::resolve::Resolver;
use crate::files::writes::Writes;
use crate::kernel::Who;
use crate::link::outbox::{Items, Outbox, items};
use crate::processes::proc::nanos_to_start;
use crate::processes::table::Table;
use crate::protocol::body::Rows;
use crate::protocol::kind;
use crate::redaction::redactor::Redactor;
use crate::settings::Settings;
use crate::streams::{STREAMS, Stream};

/// Bytes from which on a batch goes out at once.
const FULL: usize = 32_768;

/// Everything between the sources and the outbox.
pub struct Collector {
    pub settings: Settings,
    pub table: Table,
    pub redactor: Redactor,
    pub outbox: Outbox,
    pub programs: Programs,
    pub(super) resolver: Resolver,
    pub(super) opens: Opens,
    pub(super) writes: Writes,
    events: Rows,
    event_items: Items,
    counts: Rows,
    counted_from: u64,
    sequences: Rows,
}

impl Collector {
    /// An empty one.
    pub fn new(settings: Settings, redactor: Redactor) -> Collector {
        Collector {
            settings,
            redactor,
            table: Table::default(),
            outbox: Outbox::default(),
            programs: Programs::default(),
            resolver: Resolver::default(),
            opens: Opens::default(),
            writes: Writes::default(),
            events: Rows::default(),
            event_items: [0; STREAMS],
            counts: Rows::default(),
            counted_from: clock::boot(),
            sequences: Rows::default(),
        }
    }

    /// Whether a stream is on.
    pub fn is_on(&self, stream: Stream) -> bool {
        self.settings.streams.has(stream)
    }

    /// Whose thread something is.
    pub fn owner(&mut self, who: &Who) -> Owner {
        let user = self.redactor.user(who.uid);
        let name = String::from_utf8_lossy(who.comm);
        match self.table.of(who) {
            Some(process) => Owner {
                pid: who.pid,
                tid: who.tid,
                start: process.start,
                name: if name.is_empty() || *name == *process.name { process.name.clone() } else { (*name).into() },
                service: process.service.clone(),
                container: process.container.clone(),
                user,
            },
            None => Owner {
                pid: who.pid,
                tid: who.tid,
                start: nanos_to_start(who.start),
                name: (*name).into(),
                service: "".into(),
                container: "".into(),
                user,
            },
        }
    }

    /// Adds an event. Time in microseconds since the boot.
    pub fn event(&mut self, time: u64, owner: &Owner, detail: &Detail) {
        let stream = detail.stream();
        let redacted = self.redactor.take_count();
        self.outbox.redact(stream, redacted);
        if !self.is_on(stream) {
            return;
        }
        let (bytes, strings) = detail.size();
        if !self.events.fits(bytes + owner.size(), strings + 3) {
            self.flush_events();
        }
        if !self.events.fits(bytes + owner.size(), strings + 3) {
            self.outbox.lose(stream, 1);
            return;
        }
        self.events.row(time, |writer, strings| event::write(writer, strings, time, owner, detail));
        self.event_items[stream as usize] += 1;
        if self.events.len() >= FULL {
            self.flush_events();
        }
    }

    /// Hands the events that were gathered to the outbox.
    pub fn flush_events(&mut self) {
        if self.events.is_empty() {
            return;
        }
        let body = std::mem::take(&mut self.events).finish(&[], 1);
        self.outbox.push(kind::EVENTS, body, std::mem::replace(&mut self.event_items, [0; STREAMS]));
    }

    /// Tells what was summed up over an interval: opens and writes.
    pub fn flush_files(&mut self) {
        let mut opens = std::mem::take(&mut self.opens);
        opens.take(|time, owner, path, detail| {
            let Detail::Open { class, flags, error, alike, .. } = detail else { return };
            let path = if path.is_empty() { String::new() } else { self.redactor.path(path).into_owned() };
            self.event(time, &owner, &Detail::Open { class, path, flags, error, alike });
        });
        self.opens = opens;
        let mut writes = std::mem::take(&mut self.writes);
        writes.take(|time, owner, detail| self.event(time, &owner, &detail));
        self.writes = writes;
    }

    /// Adds a thread's counts.
    pub(super) fn count(&mut self, who: &Who, abi: u8, calls: &[(u16, u32)]) {
        let mut bytes = Vec::with_capacity(calls.len() * 6);
        for &(number, count) in calls {
            bytes.extend_from_slice(&number.to_le_bytes());
            bytes.extend_from_slice(&count.to_le_bytes());
        }
        let owner = self.owner(who);
        self.redactor.take_count();
        if !self.counts.fits(bytes.len() + owner.size(), 3) {
            self.flush_part_of_counts(clock::boot());
        }
        self.counts.row(0, |writer, strings| {
            writer.array(8);
            owner.write(writer, strings);
            writer.uint(abi).bytes(&bytes);
        });
    }

    /// Ends an interval of counts at a time; the next begins there.
    pub fn flush_counts(&mut self, until: u64) {
        self.flush_part_of_counts(until);
        self.counted_from = until;
    }

    fn flush_part_of_counts(&mut self, until: u64) {
        if self.counts.is_empty() {
            return;
        }
        let rows = std::mem::take(&mut self.counts);
        let items = items(Stream::Counts, rows.count());
        self.outbox.push(kind::COUNTS, rows.finish(&[(1, self.counted_from), (2, until)], 3), items);
    }

    /// Adds a run of system calls.
    pub(super) fn run(&mut self, time: u64, who: &Who, abi: u8, calls: &[u16], continues: bool) {
        let owner = self.owner(who);
        self.redactor.take_count();
        let bytes: Vec<u8> = calls.iter().flat_map(|number| number.to_le_bytes()).collect();
        if !self.sequences.fits(bytes.len() + owner.size(), 3) {
            self.flush_sequences();
        }
        self.sequences.row(time, |writer, strings| {
            writer.array(10);
            owner.write(writer, strings);
            writer.uint(abi).uint(time).uint(u8::from(continues)).bytes(&bytes);
        });
        if self.sequences.len() >= FULL {
            self.flush_sequences();
        }
    }

    /// Hands the runs that were gathered to the outbox.
    pub fn flush_sequences(&mut self) {
        if self.sequences.is_empty() {
            return;
        }
        let rows = std::mem::take(&mut self.sequences);
        let items = items(Stream::Sequences, rows.count());
        self.outbox.push(kind::SEQUENCES, rows.finish(&[], 1), items);
    }
}
