//! The behaviour agent inside a guest. See docs/agent-protocol.md for what it says and docs/agent.md for what it is.

pub mod config;
pub mod files;
pub mod kernel;
pub mod processes;
pub mod protocol;
pub mod redaction;
pub mod settings;
pub mod streams;
