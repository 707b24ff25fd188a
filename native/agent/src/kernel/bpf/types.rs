//! The kernel's types, as few of them as are needed. To look into all of them takes more memory than all else that the agent does.
//!
//! The format: <https://docs.kernel.org/bpf/btf.html>.

use super::programs;
use aya::{Btf, BtfError, Endianness};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::collections::{HashMap, HashSet};

/// Where the kernel tells its types.
const FILE: &str = "/sys/kernel/btf/vmlinux";
/// What the programs read: their relocations name these records.
const RECORDS: &str = include_str!("../../../bpf/kernel.h");

const MAGIC: u16 = 0xeb9f;
const HEADER: usize = 24;
/// Bytes of a type before what its kind adds.
const TYPE: usize = 12;
/// Bytes of a member.
const MEMBER: usize = 12;

const ARRAY: u32 = 3;
const STRUCT: u32 = 4;
const UNION: u32 = 5;
const ENUM: u32 = 6;
const FORWARD: u32 = 7;
const TYPEDEF: u32 = 8;
const FUNCTION: u32 = 12;
const ENUM_64: u32 = 19;

/// How many of a type's things are kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kept {
    /// Only its number.
    Nothing,
    /// Its name and size.
    Shell,
    Whole,
}

/// The kernel's types that the programs need, under the numbers that the kernel knows them by.
pub fn kernel_types() -> Result<Btf, BtfError> {
    let thin = std::fs::read(FILE).ok().and_then(|all| thin(&all, &Wanted::new()));
    match thin {
        Some(types) => Btf::parse(&types, Endianness::default()),
        None => Btf::from_sys_fs(),
    }
}

/// Does something while no file can be opened: aya reads all types when a loader is made, even one that is given others.
pub fn without_files<T>(work: impl FnOnce() -> T) -> T {
    let limit = getrlimit(Resource::Nofile);
    // Where the limit cannot be set, it costs memory only.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(0), ..limit });
    let done = work();
    let _ = setrlimit(Resource::Nofile, limit);
    done
}

/// Names of what is needed.
struct Wanted {
    records: HashSet<&'static str>,
    functions: HashSet<String>,
    tracepoints: HashSet<String>,
}

impl Wanted {
    fn new() -> Wanted {
        let records = RECORDS.lines().filter_map(|line| line.strip_prefix("struct ")?.strip_suffix(" {")).collect();
        let functions = programs::targets().map(str::to_owned).collect();
        let tracepoints = programs::targets().map(|target| format!("btf_trace_{target}")).collect();
        Wanted { records, functions, tracepoints }
    }

    fn has(&self, kind: u32, name: &str) -> bool {
        match kind {
            STRUCT => self.records.contains(name),
            FUNCTION => self.functions.contains(name),
            TYPEDEF => self.tracepoints.contains(name),
            _ => false,
        }
    }
}

/// Types without those that nothing wanted is made of. None: not in the form that we know.
fn thin(all: &[u8], wanted: &Wanted) -> Option<Vec<u8>> {
    let types = Types::read(all)?;
    let kept = types.choose(wanted)?;
    types.write(&kept)
}

/// All types, as they lie in the kernel's file.
struct Types<'a> {
    types: &'a [u8],
    strings: &'a [u8],
    /// Where each begins; the first has the number 1.
    places: Vec<u32>,
}

impl<'a> Types<'a> {
    fn read(all: &'a [u8]) -> Option<Types<'a>> {
        if all.get(..2)? != MAGIC.to_ne_bytes() {
            return None;
        }
        let word = |at: usize| number(all, at).map(|word| word as usize);
        let part = |at: usize, length: usize| all.get(word(4)?.checked_add(at)?..)?.get(..length);
        let (types, strings) = (part(word(8)?, word(12)?)?, part(word(16)?, word(20)?)?);
        let mut places = Vec::with_capacity(types.len() / 24);
        let mut at = 0;
        while at < types.len() {
            places.push(at as u32);
            let info = number(types, at + 4)?;
            at += TYPE + extra(info)?;
        }
        Some(Types { types, strings, places })
    }

    fn place(&self, id: u32) -> Option<usize> {
        self.places.get((id as usize).checked_sub(1)?).map(|&place| place as usize)
    }

    fn name(&self, offset: u32) -> Option<&'a str> {
        let rest = self.strings.get(offset as usize..)?;
        std::str::from_utf8(rest.split(|&byte| byte == 0).next()?).ok()
    }

    fn choose(&self, wanted: &Wanted) -> Option<Vec<Kept>> {
        let mut kept = vec![Kept::Nothing; self.places.len()];
        let mut open = Vec::new();
        for (id, &place) in (1u32..).zip(&self.places) {
            let kind = kind(number(self.types, place as usize + 4)?);
            let is_root = matches!(kind, STRUCT | FUNCTION | TYPEDEF)
                && wanted.has(kind, self.name(number(self.types, place as usize)?)?);
            if is_root {
                open.push((id, Kept::Whole));
            }
        }
        while let Some((id, wish)) = open.pop() {
            if id == 0 {
                continue; // void
            }
            let place = self.place(id)?;
            let (name, info) = (number(self.types, place)?, number(self.types, place + 4)?);
            let kind = kind(info);
            // What has a name and is read has been wanted by it.
            let keep = match kind {
                STRUCT | UNION if name != 0 => wish,
                ENUM | ENUM_64 => Kept::Shell,
                _ => Kept::Whole,
            };
            let had = kept.get_mut(id as usize - 1)?;
            if *had >= keep {
                continue;
            }
            *had = keep;
            match kind {
                STRUCT | UNION if keep == Kept::Whole => {
                    for member in 0..count(info) {
                        open.push((number(self.types, place + TYPE + member * MEMBER + 4)?, Kept::Shell));
                    }
                }
                ARRAY => {
                    open.push((number(self.types, place + TYPE)?, Kept::Shell));
                    open.push((number(self.types, place + TYPE + 4)?, Kept::Shell));
                }
                // Other names of types, and what is said of them: const, volatile, restrict, tags.
                TYPEDEF..=11 | 18 => open.push((number(self.types, place + 8)?, Kept::Shell)),
                _ => {} // where pointers lead is found by name
            }
        }
        Some(kept)
    }

    fn write(&self, kept: &[Kept]) -> Option<Vec<u8>> {
        let mut strings = Strings { bytes: vec![0], known: HashMap::from([(0, 0)]) };
        let mut to = vec![0; HEADER];
        to.reserve_exact(kept.len() * TYPE + (64 << 10));
        for (&place, &kept) in self.places.iter().zip(kept) {
            let place = place as usize;
            let info = number(self.types, place + 4)?;
            if kept == Kept::Nothing {
                put(&mut to, &[0, FORWARD << 24, 0]);
                continue;
            }
            let name = strings.place(self, number(self.types, place)?)?;
            let rest = number(self.types, place + 8)?;
            if kept == Kept::Shell {
                put(&mut to, &[name, info & !0xffff, rest]);
                continue;
            }
            put(&mut to, &[name, info, rest]);
            let more = self.types.get(place + TYPE..)?.get(..extra(info)?)?;
            if !matches!(kind(info), STRUCT | UNION) {
                to.extend_from_slice(more);
                continue;
            }
            for member in more.chunks_exact(MEMBER) {
                let name = strings.place(self, number(member, 0)?)?;
                put(&mut to, &[name, number(member, 4)?, number(member, 8)?]);
            }
        }
        let length = to.len() - HEADER;
        to.extend_from_slice(&strings.bytes);
        to[..2].copy_from_slice(&MAGIC.to_ne_bytes());
        to[2] = 1; // version
        let words = [HEADER, 0, length, length, strings.bytes.len()];
        for (word, place) in words.into_iter().zip((4..).step_by(4)) {
            to[place..place + 4].copy_from_slice(&(word as u32).to_ne_bytes());
        }
        Some(to)
    }
}

/// The strings that are kept.
struct Strings {
    bytes: Vec<u8>,
    known: HashMap<u32, u32>,
}

impl Strings {
    fn place(&mut self, from: &Types, offset: u32) -> Option<u32> {
        if let Some(&place) = self.known.get(&offset) {
            return Some(place);
        }
        let place = self.bytes.len() as u32;
        self.bytes.extend_from_slice(from.name(offset)?.as_bytes());
        self.bytes.push(0);
        self.known.insert(offset, place);
        Some(place)
    }
}

fn kind(info: u32) -> u32 {
    info >> 24 & 0x1f
}

fn count(info: u32) -> usize {
    (info & 0xffff) as usize
}

/// Bytes that follow a type, by its kind.
fn extra(info: u32) -> Option<usize> {
    Some(match kind(info) {
        1 | 14 | 17 => 4,
        ARRAY => 12,
        STRUCT | UNION | 15 | ENUM_64 => 12 * count(info),
        ENUM | 13 => 8 * count(info),
        2 | FORWARD..=FUNCTION | 16 | 18 => 0,
        _ => return None,
    })
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn put(to: &mut Vec<u8>, words: &[u32]) {
    words.iter().for_each(|word| to.extend_from_slice(&word.to_ne_bytes()));
}

#[cfg(test)]
#[path = "types_test.rs"]
mod tests;
