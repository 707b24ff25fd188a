//! Processes of the guest: who they are and what they work for.

pub mod applet;
pub mod cgroup;
pub mod proc;
pub mod table;
#[cfg(test)]
mod table_test;
