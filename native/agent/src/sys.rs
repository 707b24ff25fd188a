//! The one place outside the kernel's sources that needs unsafe code.
#![allow(unsafe_code)]

use std::os::fd::{BorrowedFd, RawFd};

/// A source's descriptor, to wait for. The borrow must not outlive the source.
pub fn borrow<T: ?Sized>(_source: &T, descriptor: RawFd) -> Option<BorrowedFd<'_>> {
    // SAFETY: a source keeps the descriptor it names open as long as it lives, and the borrow lives no longer than it.
    (descriptor >= 0).then(|| unsafe { BorrowedFd::borrow_raw(descriptor) })
}
