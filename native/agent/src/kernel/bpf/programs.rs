//! The programs of the object: which stream each serves, loaded where the kernel knows what they attach to.

use crate::streams::{Stream, StreamSet};
use aya::programs::Program;
use aya::{Btf, Ebpf, VerifierLogLevel};
use std::any::Any;

/// A program, and what it is for.
pub struct Hook {
    name: &'static str,
    /// The kernel's function or tracepoint.
    target: &'static str,
    streams: &'static [Stream],
    /// Without it its streams are not given; others only add to them.
    needed: bool,
}

const fn hook(name: &'static str, target: &'static str, streams: &'static [Stream], needed: bool) -> Hook {
    Hook { name, target, streams, needed }
}

const COUNTER: &str = "count_call";
const CALLS: &[Stream] = &[Stream::Counts, Stream::Sequences];
/// Slots of threads end with them, whichever stream is on.
const LIVES: &[Stream] = &[Stream::Counts, Stream::Sequences, Stream::Processes];
const FILES: &[Stream] = &[Stream::Files];
const NETWORK: &[Stream] = &[Stream::Network];
const PRIVILEGE: &[Stream] = &[Stream::Privilege];

const HOOKS: &[Hook] = &[
    hook("end_process", "sched_process_exit", LIVES, true),
    hook("change_process", "sched_process_exec", LIVES, true),
    hook("begin_process", "sched_process_fork", &[Stream::Processes], true),
    hook(COUNTER, "sys_enter", CALLS, true),
    hook("open_file", "security_file_open", FILES, true),
    hook("write_file", "vfs_write", FILES, false),
    hook("delete_file", "security_path_unlink", FILES, false),
    hook("rename_file", "security_path_rename", FILES, false),
    hook("connect_stream", "inet_stream_connect", NETWORK, true),
    hook("accept_stream", "inet_csk_accept", NETWORK, true),
    hook("connect_datagram", "inet_dgram_connect", NETWORK, false),
    hook("send_datagram", "udp_sendmsg", NETWORK, false),
    hook("send_datagram_6", "udpv6_sendmsg", NETWORK, false),
    hook("change_credentials", "commit_creds", PRIVILEGE, true),
    hook("trace_process", "security_ptrace_access_check", PRIVILEGE, false),
    hook("load_module", "module_load", PRIVILEGE, false),
    hook("load_program", "security_bpf", PRIVILEGE, false),
    hook("leave_namespaces", "unshare_nsproxy_namespaces", PRIVILEGE, false),
    hook("clone_namespaces", "copy_namespaces", PRIVILEGE, false),
    hook("mount_tree", "security_sb_mount", PRIVILEGE, false),
    hook("copy_descriptor_2", "__x64_sys_dup2", PRIVILEGE, false),
    hook("copy_descriptor_3", "__x64_sys_dup3", PRIVILEGE, false),
    hook("copy_descriptor_32", "__ia32_sys_dup2", PRIVILEGE, false),
];

/// What the programs attach to: the kernel's functions and tracepoints.
pub fn targets() -> impl Iterator<Item = &'static str> {
    HOOKS.iter().map(|hook| hook.target)
}

/// Programs that were loaded, attached or not.
pub struct Programs {
    object: Ebpf,
    loaded: Vec<(&'static Hook, Option<Box<dyn Any>>)>,
    paused: bool,
    /// What could not be loaded or attached, and the kernel's reason.
    failed: Vec<(&'static Hook, String)>,
}

impl Programs {
    /// Loads all that the kernel takes.
    pub fn load(mut object: Ebpf, kernel: &Btf) -> Programs {
        let (mut loaded, mut failed) = (Vec::new(), Vec::new());
        for hook in HOOKS {
            match load(&mut object, hook, kernel) {
                Ok(()) => loaded.push((hook, None)),
                Err(why) => failed.push((hook, why)),
            }
        }
        Programs { object, loaded, paused: false, failed }
    }

    /// Streams whose needed programs are there.
    pub fn give(&self) -> StreamSet {
        let broken: Vec<Stream> = self
            .failed
            .iter()
            .filter(|(hook, _)| hook.needed)
            .flat_map(|(hook, _)| hook.streams.iter().copied())
            .collect();
        let all = HOOKS.iter().flat_map(|hook| hook.streams.iter().copied()).collect::<Vec<_>>();
        StreamSet::of(&all).without(StreamSet::of(&broken))
    }

    /// Leaves out or takes back the program that looks at each system call, with what is followed otherwise.
    pub fn pause(&mut self, paused: bool, streams: StreamSet) {
        self.paused = paused;
        self.follow(streams);
    }

    /// Whether system calls are looked at now.
    pub fn counts_calls(&self) -> bool {
        self.loaded.iter().any(|(hook, link)| hook.name == COUNTER && link.is_some())
    }

    /// Attaches the programs that serve a wanted stream, detaches the others.
    pub fn follow(&mut self, streams: StreamSet) {
        let Programs { object, loaded, paused, failed } = self;
        loaded.retain_mut(|(hook, link)| {
            let wanted = hook.streams.iter().any(|&stream| streams.has(stream)) && !(*paused && hook.name == COUNTER);
            if !wanted {
                *link = None;
            } else if link.is_none() {
                match attach(object, hook) {
                    Ok(attached) => *link = Some(attached),
                    Err(why) => {
                        failed.push((hook, why));
                        return false;
                    }
                }
            }
            true
        });
    }

    /// In words: streams that lack something, and what.
    pub fn missing(&self) -> Vec<(Stream, String)> {
        let words = |(hook, why): &(&Hook, String)| (hook.streams[0], format!("{}: {why}", hook.target));
        self.failed.iter().map(words).collect()
    }
}

/// How much the verifier says: all where `MIEN_AGENT_VERIFIER` is set, for those who change the programs.
pub fn verbosity() -> VerifierLogLevel {
    match std::env::var_os("MIEN_AGENT_VERIFIER") {
        Some(_) => VerifierLogLevel::DEBUG | VerifierLogLevel::STATS,
        None => VerifierLogLevel::DISABLE,
    }
}

fn load(object: &mut Ebpf, hook: &Hook, kernel: &Btf) -> Result<(), String> {
    let loaded = match object.program_mut(hook.name) {
        Some(Program::BtfTracePoint(program)) => program.load(hook.target, kernel),
        Some(Program::FEntry(program)) => program.load(hook.target, kernel),
        Some(Program::FExit(program)) => program.load(hook.target, kernel),
        _ => return Err("not in the object".to_owned()),
    };
    loaded.map_err(|error| explain(&error))
}

fn attach(object: &mut Ebpf, hook: &Hook) -> Result<Box<dyn Any>, String> {
    let link: Result<Box<dyn Any>, aya::programs::ProgramError> = match object.program_mut(hook.name) {
        Some(Program::BtfTracePoint(program)) => {
            program.attach().and_then(|id| program.take_link(id)).map(|link| Box::new(link) as _)
        }
        Some(Program::FEntry(program)) => {
            program.attach().and_then(|id| program.take_link(id)).map(|link| Box::new(link) as _)
        }
        Some(Program::FExit(program)) => {
            program.attach().and_then(|id| program.take_link(id)).map(|link| Box::new(link) as _)
        }
        _ => return Err("not in the object".to_owned()),
    };
    link.map_err(|error| explain(&error))
}

/// An error and its causes, the verifier's long log left out.
fn explain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words = format!("{words}: {error}");
        cause = error.source();
    }
    if std::env::var_os("MIEN_AGENT_VERIFIER").is_none() {
        words.truncate(words.char_indices().nth(200).map_or(words.len(), |(at, _)| at));
    }
    words.replace('\n', " ")
}
