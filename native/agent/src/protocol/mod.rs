//! The agent's protocol, version 1: docs/agent-protocol.md.

pub mod body;
pub mod console;
pub mod frame;
pub mod writer;

/// Kinds of messages, from the agent and from the console.
pub mod kind {
    pub const HELLO: u8 = 1;
    pub const BYE: u8 = 2;
    pub const COUNTS: u8 = 3;
    pub const SEQUENCES: u8 = 4;
    pub const EVENTS: u8 = 5;
    pub const MEMORY: u8 = 6;
    pub const INVENTORY: u8 = 7;
    pub const STATUS: u8 = 8;
    pub const ANSWER: u8 = 9;
    pub const WELCOME: u8 = 128;
    pub const CREDIT: u8 = 129;
    pub const SETTINGS: u8 = 130;
    pub const REQUEST: u8 = 131;
}

/// Most bytes of a string on the wire.
pub const MAX_STRING: usize = 4_096;
/// Most strings of a frame.
pub const MAX_STRINGS: usize = 2_048;
