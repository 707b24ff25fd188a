//! The agent as a whole, with a console at the other end of a socketpair.

mod console;
mod kernel;
mod protocol;
