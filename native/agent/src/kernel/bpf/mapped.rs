//! Memory that the kernel's programs and the agent share: a map of type array, mapped. The only unsafe code of this source.
#![allow(unsafe_code)]

use rustix::mm::{MapFlags, ProtFlags, mmap, munmap};
use std::ffi::c_void;
use std::io;
use std::os::fd::BorrowedFd;
use std::ptr::null_mut;

/// A mapped map. Words are read and written one by one, since the kernel writes at the same time.
pub struct Mapped {
    at: *mut u8,
    length: usize,
}

impl Mapped {
    /// Maps so many bytes of the map that a descriptor names.
    pub fn new(map: BorrowedFd, length: usize) -> io::Result<Mapped> {
        // SAFETY: a new mapping at a place of the kernel's choice; nothing else of this program lies there.
        let at = unsafe { mmap(null_mut(), length, ProtFlags::READ | ProtFlags::WRITE, MapFlags::SHARED, map, 0)? };
        Ok(Mapped { at: at.cast(), length })
    }

    /// The word at an offset; 0 beyond the end.
    pub fn read(&self, at: usize) -> u32 {
        match self.word(at) {
            // SAFETY: `word` gives aligned places inside the mapping only; any bits are a u32.
            Some(place) => unsafe { place.read_volatile() },
            None => 0,
        }
    }

    /// Two words as one number, low word first.
    pub fn read_long(&self, at: usize) -> u64 {
        u64::from(self.read(at)) | u64::from(self.read(at + 4)) << 32
    }

    /// Writes a word; beyond the end nothing happens.
    pub fn write(&self, at: usize, value: u32) {
        if let Some(place) = self.word(at) {
            // SAFETY: as in `read`; the kernel's programs take what they find there word by word.
            unsafe { place.write_volatile(value) }
        }
    }

    /// Appends so many bytes, a multiple of four, from an offset on.
    pub fn copy(&self, at: usize, length: usize, to: &mut Vec<u8>) {
        for word in (at..at + length).step_by(4) {
            to.extend_from_slice(&self.read(word).to_ne_bytes());
        }
    }

    fn word(&self, at: usize) -> Option<*mut u32> {
        if at % 4 != 0 || at.checked_add(4)? > self.length {
            return None;
        }
        // SAFETY: inside the mapping, as was just checked; mappings begin at pages, so multiples of four are aligned.
        Some(unsafe { self.at.add(at) }.cast())
    }
}

impl Drop for Mapped {
    fn drop(&mut self) {
        // SAFETY: made by `new`, never handed out.
        let _ = unsafe { munmap(self.at.cast::<c_void>(), self.length) };
    }
}
