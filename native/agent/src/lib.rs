//! The behaviour agent inside a guest. See docs/agent-protocol.md for what it says and docs/agent.md for what it is.

pub mod agent;
pub mod clock;
pub mod collect;
pub mod config;
pub mod files;
pub mod guest;
pub mod kernel;
pub mod link;
pub mod offer;
pub mod processes;
pub mod protocol;
pub mod redaction;
pub mod run;
pub mod settings;
pub mod streams;
pub mod sys;
pub mod timer;
