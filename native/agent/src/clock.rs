//! The guest's clocks.

use rustix::time::{ClockId, clock_gettime};

/// Microseconds since the guest booted, sleep counted.
pub fn boot() -> u64 {
    micros(ClockId::Boottime)
}

/// Microseconds since the epoch, as the guest believes.
pub fn real() -> u64 {
    micros(ClockId::Realtime)
}

/// Microseconds of processor time that this process has used.
pub fn own_cpu() -> u64 {
    micros(ClockId::ProcessCPUTime)
}

fn micros(clock: ClockId) -> u64 {
    let time = clock_gettime(clock);
    (time.tv_sec.max(0) as u64) * 1_000_000 + (time.tv_nsec.max(0) as u64) / 1_000
}
