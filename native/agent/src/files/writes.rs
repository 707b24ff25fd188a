//! Writes, summed by process and path class over an interval.

use super::class::Class;
use crate::collect::event::{Detail, Owner};
use std::collections::{HashMap, HashSet};

/// What was done to the files of a class by one process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Sum {
    time: u64,
    bytes: u64,
    files: u32,
    renamed: u32,
    deleted: u32,
}

/// Most sums, files that are told apart, and descriptors that are remembered.
const MOST: usize = 2_048;
const MOST_FILES: usize = 8_192;
const MOST_DESCRIPTORS: usize = 8_192;

/// Writes of an interval, and where open descriptors lead.
#[derive(Default)]
pub struct Writes {
    sums: HashMap<(u32, u64, Class), (Owner, Sum)>,
    files: HashSet<u64>,
    /// None: no file, as sockets and pipes are.
    descriptors: HashMap<(u32, i32), Option<(Class, u64)>>,
}

impl Writes {
    /// Remembers where a descriptor leads that was opened for writing.
    pub fn remember(&mut self, pid: u32, descriptor: i32, place: Option<(Class, u64)>) {
        if self.descriptors.len() >= MOST_DESCRIPTORS {
            self.descriptors.clear();
        }
        self.descriptors.insert((pid, descriptor), place);
    }

    /// Where a descriptor leads, None where it is not known.
    pub fn place(&self, pid: u32, descriptor: i32) -> Option<Option<(Class, u64)>> {
        self.descriptors.get(&(pid, descriptor)).copied()
    }

    /// Forgets the descriptors of a process that ended.
    pub fn forget(&mut self, pid: u32) {
        // Numbers of processes come back seldom: a walk over all at each end would cost more than it brings.
        if self.descriptors.len() > MOST_DESCRIPTORS / 2 {
            self.descriptors.retain(|&(owner, _), _| owner != pid);
        }
    }

    /// Adds bytes written to a file; `file` tells it from others. False: there was no room.
    pub fn written(&mut self, time: u64, owner: Owner, class: Class, file: u64, bytes: u64) -> bool {
        let is_new = self.files.len() < MOST_FILES && self.files.insert(file ^ u64::from(owner.pid) << 40);
        self.with(time, owner, class, |sum| {
            sum.bytes = sum.bytes.saturating_add(bytes);
            sum.files += u32::from(is_new);
        })
    }

    /// Adds a file that was renamed.
    pub fn renamed(&mut self, time: u64, owner: Owner, class: Class) -> bool {
        self.with(time, owner, class, |sum| sum.renamed += 1)
    }

    /// Adds a file that was deleted.
    pub fn deleted(&mut self, time: u64, owner: Owner, class: Class) -> bool {
        self.with(time, owner, class, |sum| sum.deleted += 1)
    }

    /// Takes all sums out.
    pub fn take(&mut self, mut each: impl FnMut(u64, Owner, Detail)) {
        self.files.clear();
        for ((_, _, class), (owner, sum)) in self.sums.drain() {
            let Sum { time, bytes, files, renamed, deleted } = sum;
            each(time, owner, Detail::Write { class: class.name(), bytes, files, renamed, deleted });
        }
    }

    fn with(&mut self, time: u64, owner: Owner, class: Class, change: impl FnOnce(&mut Sum)) -> bool {
        let key = (owner.pid, owner.start, class);
        if self.sums.len() >= MOST && !self.sums.contains_key(&key) {
            return false;
        }
        let (_, sum) = self.sums.entry(key).or_insert_with(|| (owner, Sum { time, ..Sum::default() }));
        change(sum);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_are_summed_by_class() {
        let owner =
            Owner { pid: 7, tid: 7, start: 5, name: "a".into(), service: "b".into(), container: "".into(), user: 0 };
        let mut writes = Writes::default();
        writes.written(10, owner.clone(), Class::Home, 1, 100);
        writes.written(11, owner.clone(), Class::Home, 1, 50);
        writes.written(12, owner.clone(), Class::Home, 2, 1);
        writes.renamed(13, owner.clone(), Class::Home);
        writes.deleted(14, owner.clone(), Class::Log);
        let mut told = Vec::new();
        writes.take(|time, _, detail| told.push((time, detail)));
        told.sort_by_key(|&(time, _)| time);
        assert_eq!(
            told,
            [
                (10, Detail::Write { class: "home", bytes: 151, files: 2, renamed: 1, deleted: 0 }),
                (14, Detail::Write { class: "log", bytes: 0, files: 0, renamed: 0, deleted: 1 }),
            ]
        );
        writes.take(|_, _, _| panic!("taken twice"));
    }
}
