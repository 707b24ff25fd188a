//! What the programs tell, read from bytes: the layouts of bpf/records.h. The kernel wrote them, yet nothing here trusts a length.

use crate::kernel::{Abi, Privilege, Who};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Bytes of what every record begins with.
const HEAD: usize = 56;
/// Bytes of a thread's slot up to its run.
const THREAD: usize = 88;
/// Most calls of a run.
pub const RUN_CALLS: usize = 512;
/// System call numbers that are counted each by itself; the last one counts all beyond.
pub const NUMBERS: usize = 480;
/// The kind of a run's record.
pub const RUN: u32 = 10;
/// Bytes of a slot.
pub const SLOT: usize = THREAD + RUN_CALLS * 2 + NUMBERS * 4;

const PROGRAM: usize = 256;
const PARTS: usize = 12;
const PART: usize = 48;
const TEXT: usize = 96;

/// What all writes, renames or deletions of one kind by one process are summed up under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Act {
    pub inode: u64,
    pub device: u32,
    pub how: u32,
    pub process: u64,
}

/// `Act::how` of the acts that are summed up; 0: bytes written.
pub const RENAMED: u32 = 1 << 16;
pub const DELETED: u32 = 2 << 16;

/// A thread's slot, or the part of it that was told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slot<'a> {
    pub index: u32,
    pub generation: u32,
    pub abi: Abi,
    pub total: u32,
    pub serial: u32,
    pub continues: bool,
    /// All calls since the slot was taken are in runs.
    pub complete: bool,
    /// Two bytes a call.
    pub run: &'a [u8],
    /// Four bytes a number; empty where they were not told.
    pub counts: &'a [u8],
}

impl Slot<'_> {
    /// The run's calls from one on.
    pub fn calls(&self, from: usize) -> impl Iterator<Item = u16> {
        self.run.chunks_exact(2).skip(from).map(|call| u16::from_le_bytes([call[0], call[1]]))
    }

    /// Numbers whose count is not 0, and the count.
    pub fn counted(&self) -> impl Iterator<Item = (u16, u32)> {
        let counts =
            self.counts.chunks_exact(4).map(|count| u32::from_le_bytes([count[0], count[1], count[2], count[3]]));
        (0u16..).zip(counts).filter(|&(_, count)| count != 0)
    }
}

/// One record.
#[derive(Debug, PartialEq)]
pub enum Record<'a> {
    Fork {
        parent: u32,
    },
    Exec {
        parent: u32,
        program: &'a [u8],
        argv: &'a [u8],
        cut: bool,
    },
    Exit {
        status: u32,
        pages: u64,
    },
    Open {
        flags: u32,
        alike: u32,
        path: &'a [u8],
    },
    /// The first of some acts that are summed up from here on.
    Touch {
        act: Act,
        path: Vec<u8>,
    },
    Connect {
        peer: SocketAddr,
        protocol: u8,
        error: u32,
    },
    Accept {
        peer: SocketAddr,
        own_port: u16,
        protocol: u8,
    },
    Privilege(Privilege<'a>),
    Dup {
        descriptor: u32,
    },
    Run(Slot<'a>),
    Last(Slot<'a>),
}

/// Reads a record: when, who, what. None: not one of ours.
pub fn read(bytes: &[u8]) -> Option<(u64, Who<'_>, Record<'_>)> {
    let from = Fields(bytes);
    let who = Who {
        pid: from.u32(4)?,
        tid: from.u32(8)?,
        uid: from.u32(12)?,
        start: from.u64(24)?,
        cgroup: from.u64(32)?,
        comm: from.text(40, 16)?,
    };
    let record = match from.u32(0)? {
        1 => Record::Fork { parent: from.u32(HEAD)? },
        2 => Record::Exec {
            parent: from.u32(HEAD)?,
            program: from.part(HEAD + 16, (from.u16(HEAD + 4)? as usize).min(PROGRAM))?,
            argv: from.part(HEAD + 16 + PROGRAM, from.u16(HEAD + 6)? as usize)?,
            cut: from.u32(HEAD + 8)? != 0,
        },
        3 => Record::Exit { status: from.u32(HEAD)?, pages: from.u64(HEAD + 8)? },
        4 => Record::Open {
            flags: from.u32(HEAD)?,
            alike: from.u32(HEAD + 4)?.max(1),
            path: from.part(HEAD + 24, from.u32(HEAD + 12)? as usize)?,
        },
        5 => read_touch(from, who.pid)?,
        6 => Record::Connect { peer: from.address()?, protocol: from.u16(HEAD + 6)? as u8, error: from.u32(HEAD + 8)? },
        7 => {
            Record::Accept { peer: from.address()?, own_port: from.u16(HEAD + 4)?, protocol: from.u16(HEAD + 6)? as u8 }
        }
        8 => Record::Privilege(read_privilege(from)?),
        9 => Record::Dup { descriptor: from.u32(HEAD)? },
        RUN => Record::Run(read_slot(bytes)?),
        11 => Record::Last(read_slot(bytes)?),
        _ => return None,
    };
    Some((from.u64(16)?, who, record))
}

/// Reads a slot, or as much of it as there is.
fn read_slot(bytes: &[u8]) -> Option<Slot<'_>> {
    let from = Fields(bytes);
    let fill = from.u16(80)? as usize;
    Some(Slot {
        index: from.u32(56)?,
        generation: from.u32(60)?,
        abi: if from.u32(64)? == 0 { Abi::Native } else { Abi::I386 },
        total: from.u32(68)?,
        serial: from.u32(76)?,
        continues: from.u16(82)? != 0,
        complete: from.u16(84)? == 0 && from.u16(86)? != 0,
        run: from.part(THREAD, fill.min(RUN_CALLS) * 2)?,
        counts: bytes.get(SLOT - NUMBERS * 4..SLOT).unwrap_or(&[]),
    })
}

fn read_touch(from: Fields<'_>, process: u32) -> Option<Record<'_>> {
    let how = from.u32(HEAD)?.checked_mul(1 << 16)?;
    let act = Act { inode: from.u64(HEAD + 16)?, device: from.u32(HEAD + 8)?, how, process: process.into() };
    let parts = from.u32(HEAD + 4)? as usize;
    let mut path = Vec::new();
    // Where there were more, what is known is the end of a path.
    for part in (0..parts.min(PARTS)).rev() {
        if parts <= PARTS || !path.is_empty() {
            path.push(b'/');
        }
        path.extend_from_slice(from.text(HEAD + 24 + part * PART, PART)?);
    }
    Some(Record::Touch { act, path })
}

fn read_privilege(from: Fields<'_>) -> Option<Privilege<'_>> {
    let (was, is) = (from.u64(HEAD + 8)?, from.u64(HEAD + 16)?);
    let text = |number: usize| from.text(HEAD + 24 + number * TEXT, TEXT);
    Some(match from.u32(HEAD)? {
        0 => Privilege::SetUid { from: was as u32, to: is as u32 },
        1 => Privilege::SetGid { from: was as u32, to: is as u32 },
        2 => Privilege::CapSet { from: was, to: is },
        3 => Privilege::Ptrace { request: was as u32, target: from.u32(HEAD + 4)? },
        4 => Privilege::Module { name: text(0)? },
        5 => Privilege::Bpf { command: was as u32 },
        6 => Privilege::Unshare { flags: was },
        7 => Privilege::Mount { source: text(0)?, target: text(1)?, kind: text(2)? },
        8 => Privilege::MemfdExec { name: text(0)? },
        _ => return None,
    })
}

#[derive(Clone, Copy)]
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn part(self, at: usize, length: usize) -> Option<&'a [u8]> {
        self.0.get(at..at.checked_add(length)?)
    }

    fn u16(self, at: usize) -> Option<u16> {
        self.part(at, 2)?.try_into().ok().map(u16::from_le_bytes)
    }

    fn u32(self, at: usize) -> Option<u32> {
        self.part(at, 4)?.try_into().ok().map(u32::from_le_bytes)
    }

    fn u64(self, at: usize) -> Option<u64> {
        self.part(at, 8)?.try_into().ok().map(u64::from_le_bytes)
    }

    /// A text of at most so many bytes that ends at the first zero.
    fn text(self, at: usize, room: usize) -> Option<&'a [u8]> {
        let bytes = self.part(at, room)?;
        Some(&bytes[..bytes.iter().position(|&byte| byte == 0).unwrap_or(room)])
    }

    fn address(self) -> Option<SocketAddr> {
        let port = self.u16(HEAD + 2)?;
        let bytes: [u8; 16] = self.part(HEAD + 16, 16)?.try_into().ok()?;
        let address = match self.u16(HEAD)? {
            2 => IpAddr::V4(Ipv4Addr::new(bytes[0], bytes[1], bytes[2], bytes[3])),
            10 => IpAddr::V6(Ipv6Addr::from(bytes)),
            _ => return None,
        };
        Some(SocketAddr::new(address.to_canonical(), port))
    }
}

#[cfg(test)]
#[path = "record_test.rs"]
mod tests;
