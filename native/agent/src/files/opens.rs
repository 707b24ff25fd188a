//! Opens, like ones told once with their number.

use super::class::Class;
use crate::collect::event::{Detail, Owner};
use std::collections::HashMap;

/// What makes opens alike.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    pid: u32,
    start: u64,
    class: Class,
    path: Box<str>,
    flags: u8,
    error: u32,
}

/// Most kinds of opens in an interval, over the guest and of one process; beyond, a process's are told by class alone.
const MOST: usize = 4_096;
const MOST_OF_ONE: u32 = 96;

/// Opens of an interval.
#[derive(Default)]
pub struct Opens {
    kinds: HashMap<Key, (u64, Owner, u32)>,
    of_one: HashMap<u32, u32>,
}

impl Opens {
    /// Adds an open. False: there was no room.
    #[expect(clippy::too_many_arguments, reason = "an open is what they say")]
    pub fn add(
        &mut self,
        time: u64,
        owner: Owner,
        class: Class,
        path: &str,
        flags: u8,
        error: u32,
        alike: u32,
    ) -> bool {
        const READ: u8 = 1;
        let told = self.of_one.get(&owner.pid).copied().unwrap_or_default();
        let common = class.is_common() && flags == READ && (error == 0 || class == Class::Lib || class == Class::Bin);
        let path = if common || told >= MOST_OF_ONE { "" } else { path };
        let key = Key { pid: owner.pid, start: owner.start, class, path: path.into(), flags, error };
        if let Some((_, _, count)) = self.kinds.get_mut(&key) {
            *count = count.saturating_add(alike);
            return true;
        }
        if self.kinds.len() >= MOST {
            return false;
        }
        *self.of_one.entry(owner.pid).or_default() += 1;
        self.kinds.insert(key, (time, owner, alike));
        true
    }

    /// Takes all out: time, whose, the path as it was, and the detail without it.
    pub fn take(&mut self, mut each: impl FnMut(u64, Owner, &str, Detail)) {
        self.of_one.clear();
        for (key, (time, owner, alike)) in self.kinds.drain() {
            let detail = Detail::Open {
                class: key.class.name(),
                path: String::new(),
                flags: key.flags,
                error: key.error,
                alike,
            };
            each(time, owner, &key.path, detail);
        }
        self.kinds.shrink_to(256);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(pid: u32) -> Owner {
        Owner { pid, tid: pid, start: 5, name: "a".into(), service: "b".into(), container: "".into(), user: 0 }
    }

    fn told(opens: &mut Opens) -> Vec<(String, u32)> {
        let mut told = Vec::new();
        opens.take(|_, _, path, detail| {
            if let Detail::Open { alike, .. } = detail {
                told.push((path.to_owned(), alike));
            }
        });
        told.sort();
        told
    }

    #[test]
    fn like_opens_are_told_once_and_common_ones_by_class() {
        let mut opens = Opens::default();
        for path in ["/etc/a", "/etc/a", "/etc/b"] {
            assert!(opens.add(1, owner(7), Class::Etc, path, 1, 0, 2));
        }
        opens.add(1, owner(7), Class::Lib, "/lib/x.so", 1, 0, 1);
        opens.add(1, owner(7), Class::Lib, "/lib/y.so", 1, 0, 1);
        opens.add(1, owner(7), Class::Lib, "/lib/y.so", 2, 0, 1);
        let want = [("", 2), ("/etc/a", 4), ("/etc/b", 2), ("/lib/y.so", 1)];
        assert_eq!(told(&mut opens), want.map(|(path, count)| (path.to_owned(), count)));
        assert_eq!(told(&mut opens), []);
    }

    #[test]
    fn one_process_cannot_take_all_the_room() {
        let mut opens = Opens::default();
        for number in 0..10_000 {
            assert!(opens.add(1, owner(7), Class::Home, &format!("/home/{number}"), 1, 0, 1));
        }
        assert!(opens.add(1, owner(8), Class::Home, "/home/x", 1, 0, 1));
        let told = told(&mut opens);
        assert!(told.len() < 100);
        assert_eq!(told.iter().map(|(_, count)| count).sum::<u32>(), 10_001);
    }
}
