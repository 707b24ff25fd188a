//! Files: what kind of place a path names, and what programs did there, summed up.

pub mod class;
pub mod opens;
pub mod resolve;
pub mod writes;
