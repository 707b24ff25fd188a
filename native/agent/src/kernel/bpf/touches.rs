//! Writes, renames and deletions, which the kernel sums up by process and file: the first tells the names, the sums are read here.

use super::record::{Act, DELETED, RENAMED};
use crate::kernel::{KernelSink, Target, Touch, Who};
use aya::Pod;
use aya::maps::{HashMap, MapData};

/// AT_FDCWD.
const HERE: i32 = -100;
/// Renames or deletions of one directory told at a look: what is beyond is counted as lost.
const MOST: u64 = 10_000;

/// As `struct act` lies in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(C)]
pub struct Key {
    inode: u64,
    device: u32,
    how: u32,
    process: u64,
}

struct Named {
    who: Who<'static>,
    comm: [u8; 16],
    length: usize,
    path: Vec<u8>,
}

/// Sums that are under way, by what they are sums of.
pub struct Touches {
    sums: HashMap<MapData, Key, u64>,
    named: std::collections::HashMap<Act, Named>,
    lost: u64,
}

impl Touches {
    /// Reads the sums of a map.
    pub fn new(sums: HashMap<MapData, Key, u64>) -> Touches {
        Touches { sums, named: Default::default(), lost: 0 }
    }

    /// Sums whose name never came.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// The first of some acts: who, and what the file is called.
    pub fn begin(&mut self, act: Act, who: &Who, path: Vec<u8>) {
        let mut comm = [0; 16];
        let length = who.comm.len().min(16);
        comm[..length].copy_from_slice(&who.comm[..length]);
        self.named.insert(act, Named { who: Who { comm: &[], ..*who }, comm, length, path });
    }

    /// Tells and clears all sums.
    pub fn look(&mut self, now: u64, sink: &mut dyn KernelSink) {
        let keys: Vec<Key> = self.sums.keys().filter_map(Result::ok).collect();
        for key in keys {
            let sum = self.sums.get(&key, 0);
            let _ = self.sums.remove(&key);
            let act = Act { inode: key.inode, device: key.device, how: key.how, process: key.process };
            let (Ok(sum), Some(named)) = (sum, self.named.remove(&act)) else {
                self.lost += 1;
                continue;
            };
            let who = Who { comm: &named.comm[..named.length], ..named.who };
            let target = Target::Path { directory: HERE, path: &named.path };
            match key.how {
                RENAMED | DELETED => {
                    let what = if key.how == RENAMED { Touch::Renamed } else { Touch::Deleted };
                    (0..sum.min(MOST)).for_each(|_| sink.touch(now, &who, target, what));
                    self.lost += sum.saturating_sub(MOST);
                }
                _ => sink.touch(now, &who, target, Touch::Written(sum)),
            }
        }
        // Names without a sum are of files that nobody writes to any more.
        self.named.clear();
    }
}

// SAFETY: plain words without padding; any bits are one.
#[allow(unsafe_code)]
unsafe impl Pod for Key {}
