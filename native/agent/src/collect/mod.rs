//! What is observed becomes bodies here: attributed, redacted, summed up, bounded.

pub mod collector;
pub mod event;
mod kernel_sink;
pub mod programs;
