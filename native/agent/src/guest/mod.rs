//! What the guest as a whole and its processes tell through /proc and /sys.

pub mod apk;
pub mod counters;
pub mod deb;
pub mod hello;
pub mod inventory;
pub mod memory;
pub mod poll;
pub mod records;
pub mod rpm;
pub mod sockets;
pub mod status;
