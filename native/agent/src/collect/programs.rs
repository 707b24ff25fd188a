//! SHA-256 of programs, each hashed once, within a budget of bytes.

use crate::redaction::hash::hex;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::rc::Rc;

/// A file as it was: another time or size is another file.
type Key = (u64, u64, i64, i64, u64);

/// Most programs that are remembered.
const MOST: usize = 512;
/// Bytes that may be hashed in a second; a larger program is never hashed.
const BYTES: u64 = 8 << 20;

/// Digests of programs.
#[derive(Default)]
pub struct Programs {
    known: HashMap<Key, Rc<str>>,
    left: u64,
}

impl Programs {
    /// Called each second.
    pub fn refill(&mut self) {
        self.left = BYTES;
    }

    /// Hex SHA-256 of what a process runs. `program`: where that was, for a process that is gone by now and a program that is
    /// known from others. None: neither is known, or the budget is used up.
    pub fn digest(&mut self, pid: u32, program: &str) -> Option<Rc<str>> {
        let path = format!("/proc/{pid}/exe");
        let Ok(metadata) = fs::metadata(&path) else {
            return self.known.get(&key(&fs::metadata(program).ok()?)).cloned();
        };
        let key = key(&metadata);
        if let Some(digest) = self.known.get(&key) {
            return Some(digest.clone());
        }
        if metadata.len() > self.left {
            return None;
        }
        self.left -= metadata.len();
        // In pieces, so that no program is in memory as a whole.
        let digest: Rc<str> = hash_file(&path).ok()?.into();
        if self.known.len() >= MOST {
            self.known.clear();
        }
        self.known.insert(key, digest.clone());
        Some(digest)
    }
}

fn key(metadata: &Metadata) -> Key {
    (metadata.dev(), metadata.ino(), metadata.mtime(), metadata.mtime_nsec(), metadata.len())
}

/// Hex SHA-256 of a file.
pub fn hash_file(path: &str) -> std::io::Result<String> {
    use std::io::Read;
    let mut file = fs::File::open(path)?;
    let mut digest = Sha256::new();
    let mut piece = [0; 16_384];
    loop {
        let count = file.read(&mut piece)?;
        if count == 0 {
            return Ok(hex(&digest.finalize()));
        }
        digest.update(&piece[..count]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_hashed_within_the_budget() {
        let own = std::process::id();
        let mut programs = Programs::default();
        assert_eq!(programs.digest(own, ""), None);
        programs.left = u64::MAX;
        let digest = programs.digest(own, "");
        let bytes = fs::read("/proc/self/exe").unwrap();
        assert_eq!(digest.as_deref(), Some(hex(&Sha256::digest(&bytes)).as_str()));
        programs.left = 0;
        assert_eq!(programs.digest(own, ""), digest);
        let path = fs::read_link("/proc/self/exe").unwrap();
        assert_eq!(programs.digest(u32::MAX, &path.to_string_lossy()), digest);
    }
}
