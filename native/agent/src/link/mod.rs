//! The line to the console: the port, what waits for it, and who may say what when.

pub mod outbox;
pub mod port;
pub mod session;
