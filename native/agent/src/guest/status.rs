//! STATUS, the sign of life of each second.

use super::counters::{Counters, Device};
use crate::clock;
use crate::link::outbox::Tally;
use crate::processes::proc::Proc;
use crate::protocol::body::{Body, Strings};
use crate::protocol::writer::Writer;
use crate::streams::{STREAMS, Stream};

/// What the agent says of itself, beside the guest's counters.
pub struct Own {
    pub waiting: usize,
    pub credit: u64,
    pub threads: u32,
}

/// The body of a STATUS.
pub fn status(proc: &mut Proc, tally: &Tally, own: &Own) -> Vec<u8> {
    let counters = Counters::read(proc);
    let resident = resident(proc);
    let mut body = Body::default();
    body.field(1, |writer, _| {
        writer.uint(clock::real());
    });
    body.field(2, |writer, _| {
        writer.uint(clock::boot());
    });
    body.field(3, |writer, strings| {
        writer.array(STREAMS);
        for stream in Stream::ALL {
            let index = stream as usize;
            writer.array(4).uint(strings.place(stream.name()));
            writer.uint(tally.told[index]).uint(tally.lost[index]).uint(tally.redacted[index]);
        }
    });
    for (key, value) in [(4, clock::own_cpu()), (5, resident), (6, own.waiting as u64)] {
        body.field(key, |writer, _| {
            writer.uint(value);
        });
    }
    body.field(7, |writer, strings| {
        writer.array(5).uint(counters.busy).uint(counters.memory_total).uint(counters.memory_available);
        devices(&counters.interfaces, writer, strings);
        devices(&counters.disks, writer, strings);
    });
    body.field(8, |writer, _| {
        writer.uint(own.credit);
    });
    body.field(9, |writer, _| {
        writer.uint(own.threads);
    });
    body.finish()
}

fn devices(devices: &[Device], writer: &mut Writer, strings: &mut Strings) {
    writer.array(devices.len());
    for (name, first, second) in devices {
        writer.array(3).uint(strings.place(name)).uint(*first).uint(*second);
    }
}

/// Our own resident bytes.
fn resident(proc: &mut Proc) -> u64 {
    let text = proc.text("/proc/self/statm").unwrap_or_default();
    let pages: u64 = text.split_ascii_whitespace().nth(1).and_then(|field| field.parse().ok()).unwrap_or_default();
    pages * rustix::param::page_size() as u64
}
