//! The behaviour agent inside a guest. See docs/agent-protocol.md for what it says and docs/agent.md for what it is.

pub mod kernel;
pub mod streams;
