//! Events as they are told: docs/agent-protocol.md, EVENTS.

use crate::protocol::body::Strings;
use crate::protocol::writer::Writer;
use crate::streams::Stream;
use std::rc::Rc;

/// Whose thread something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    pub pid: u32,
    pub tid: u32,
    pub start: u64,
    pub name: Rc<str>,
    pub service: Rc<str>,
    pub container: Rc<str>,
    /// As it may leave the guest.
    pub user: u32,
}

impl Owner {
    /// Writes pid, tid, start, name, service and container: six items.
    pub fn write(&self, writer: &mut Writer, strings: &mut Strings) {
        writer.uint(self.pid).uint(self.tid).uint(self.start);
        for text in [&self.name, &self.service, &self.container] {
            writer.uint(strings.place(text));
        }
    }

    /// Bytes its strings may take.
    pub fn size(&self) -> usize {
        self.name.len() + self.service.len() + self.container.len()
    }
}

/// What happened, redacted already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail {
    Exec {
        program: String,
        argv: Vec<String>,
        parent: u32,
        parent_start: u64,
        parent_name: Rc<str>,
        sha256: Option<Rc<str>>,
    },
    Exit {
        code: i32,
        signal: u32,
        lived: u64,
        peak: u64,
    },
    Open {
        class: &'static str,
        path: String,
        flags: u8,
        error: u32,
        alike: u32,
    },
    Write {
        class: &'static str,
        bytes: u64,
        files: u32,
        renamed: u32,
        deleted: u32,
    },
    Connect {
        address: String,
        port: u16,
        protocol: u8,
        error: u32,
    },
    Accept {
        address: String,
        port: u16,
        own_port: u16,
        protocol: u8,
    },
    Privilege {
        what: &'static str,
        change: String,
        target: Option<u32>,
    },
    Dup {
        descriptor: u32,
    },
}

impl Detail {
    /// The stream it belongs to.
    pub fn stream(&self) -> Stream {
        match self {
            Detail::Exec { .. } | Detail::Exit { .. } => Stream::Processes,
            Detail::Open { .. } | Detail::Write { .. } => Stream::Files,
            Detail::Connect { .. } | Detail::Accept { .. } | Detail::Dup { .. } => Stream::Network,
            Detail::Privilege { .. } => Stream::Privilege,
        }
    }

    /// Bytes and number of its strings at most.
    pub fn size(&self) -> (usize, usize) {
        match self {
            Detail::Exec { program, argv, parent_name, .. } => {
                let bytes: usize = argv.iter().map(String::len).sum();
                (program.len() + bytes + parent_name.len() + 64, argv.len() + 3)
            }
            Detail::Open { path, .. } => (path.len() + 16, 2),
            Detail::Privilege { change, .. } => (change.len() + 16, 2),
            _ => (64, 1),
        }
    }

    fn kind(&self) -> u8 {
        match self {
            Detail::Exec { .. } => 1,
            Detail::Exit { .. } => 2,
            Detail::Open { .. } => 3,
            Detail::Write { .. } => 4,
            Detail::Connect { .. } => 5,
            Detail::Accept { .. } => 6,
            Detail::Privilege { .. } => 7,
            Detail::Dup { .. } => 8,
        }
    }

    fn write(&self, writer: &mut Writer, strings: &mut Strings) {
        match self {
            Detail::Exec { program, argv, parent, parent_start, parent_name, sha256 } => {
                writer.map(5 + usize::from(sha256.is_some())).uint(1u8).uint(strings.place(program));
                writer.uint(2u8).array(argv.len());
                for argument in argv {
                    writer.uint(strings.place(argument));
                }
                writer.uint(3u8).uint(*parent).uint(4u8).uint(*parent_start).uint(5u8).uint(strings.place(parent_name));
                if let Some(sha256) = sha256 {
                    writer.uint(6u8).uint(strings.place(sha256));
                }
            }
            Detail::Exit { code, signal, lived, peak } => {
                writer.map(4).uint(1u8).int(*code).uint(2u8).uint(*signal).uint(3u8).uint(*lived).uint(4u8).uint(*peak);
            }
            Detail::Open { class, path, flags, error, alike } => {
                let (class, path) = (strings.place(class), strings.place(path));
                numbers(writer, &[class.into(), path.into(), (*flags).into(), (*error).into(), (*alike).into()]);
            }
            Detail::Write { class, bytes, files, renamed, deleted } => {
                let class = strings.place(class);
                numbers(writer, &[class.into(), *bytes, (*files).into(), (*renamed).into(), (*deleted).into()]);
            }
            Detail::Connect { address, port, protocol, error } => {
                let address = strings.place(address);
                numbers(writer, &[address.into(), (*port).into(), (*protocol).into(), (*error).into()]);
            }
            Detail::Accept { address, port, own_port, protocol } => {
                let address = strings.place(address);
                numbers(writer, &[address.into(), (*port).into(), (*own_port).into(), (*protocol).into()]);
            }
            Detail::Privilege { what, change, target } => {
                let (what, change) = (strings.place(what), strings.place(change));
                match target {
                    Some(target) => numbers(writer, &[what.into(), change.into(), (*target).into()]),
                    None => numbers(writer, &[what.into(), change.into()]),
                }
            }
            Detail::Dup { descriptor } => numbers(writer, &[(*descriptor).into()]),
        }
    }
}

/// A map of keys 1, 2, 3 … to numbers.
fn numbers(writer: &mut Writer, values: &[u64]) {
    writer.map(values.len());
    for (key, &value) in (1u64..).zip(values) {
        writer.uint(key).uint(value);
    }
}

/// Writes an event of a time, microseconds since the boot.
pub fn write(writer: &mut Writer, strings: &mut Strings, time: u64, owner: &Owner, detail: &Detail) {
    writer.array(10).uint(detail.kind()).uint(time);
    owner.write(writer, strings);
    writer.uint(owner.user);
    detail.write(writer, strings);
}
