use super::{KernelSink, KernelSource, Wants};
use crate::streams::{STREAMS, StreamSet};
use std::io;
use std::os::fd::RawFd;

/// The source of a kernel that lets nobody look: the agent polls /proc instead.
pub struct NoKernel;

impl KernelSource for NoKernel {
    fn name(&self) -> &'static str {
        "none"
    }

    fn gives(&self) -> StreamSet {
        StreamSet::NONE
    }

    fn fd(&self) -> Option<RawFd> {
        None
    }

    fn follow(&mut self, _wants: &Wants) -> io::Result<()> {
        Ok(())
    }

    fn drain(&mut self, _sink: &mut dyn KernelSink) -> bool {
        false
    }

    fn collect(&mut self, _sink: &mut dyn KernelSink) {}

    fn lost(&mut self) -> [u64; STREAMS] {
        [0; STREAMS]
    }

    fn threads(&self) -> u32 {
        0
    }
}
