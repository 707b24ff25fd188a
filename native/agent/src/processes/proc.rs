//! Reading /proc: one process at a time, with buffers that are used again.

use std::fs;
use std::io::Read;

/// What /proc/PID/stat tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stat {
    pub name: String,
    pub state: u8,
    pub parent: u32,
    pub minor_faults: u64,
    pub major_faults: u64,
    /// Clock ticks since the boot.
    pub start: u64,
    pub threads: u32,
    /// Pages.
    pub resident: u64,
}

/// Reads files of /proc; None where the process is gone or may not be looked at.
#[derive(Default)]
pub struct Proc {
    buffer: Vec<u8>,
}

/// Most bytes read of one file.
const MOST: u64 = 1 << 20;

impl Proc {
    /// A file's text, whatever it holds that is no UTF-8 replaced.
    pub fn text(&mut self, path: &str) -> Option<String> {
        self.bytes(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    }

    /// A file's bytes.
    pub fn bytes(&mut self, path: &str) -> Option<&[u8]> {
        self.buffer.clear();
        fs::File::open(path).ok()?.take(MOST).read_to_end(&mut self.buffer).ok()?;
        Some(&self.buffer)
    }

    /// What the kernel says of a process.
    pub fn stat(&mut self, pid: u32) -> Option<Stat> {
        parse_stat(self.bytes(&format!("/proc/{pid}/stat"))?)
    }

    /// The path of a process's program; None for kernel threads.
    pub fn program(&mut self, pid: u32) -> Option<String> {
        link(&format!("/proc/{pid}/exe")).map(|path| path.trim_end_matches(" (deleted)").to_owned())
    }

    /// A process's arguments, at most 64.
    pub fn argv(&mut self, pid: u32) -> Vec<String> {
        self.bytes(&format!("/proc/{pid}/cmdline")).map(arguments).unwrap_or_default()
    }

    /// The real user id of a process: who owns its folder.
    pub fn user(&mut self, pid: u32) -> u32 {
        use std::os::unix::fs::MetadataExt;
        fs::metadata(format!("/proc/{pid}")).map_or(0, |metadata| metadata.uid())
    }
}

/// Arguments that are separated by zeros, at most 64.
pub fn arguments(bytes: &[u8]) -> Vec<String> {
    let bytes = bytes.strip_suffix(&[0]).unwrap_or(bytes);
    if bytes.is_empty() {
        return Vec::new();
    }
    bytes.split(|&byte| byte == 0).take(64).map(|argument| String::from_utf8_lossy(argument).into_owned()).collect()
}

/// Where a symbolic link leads.
pub fn link(path: &str) -> Option<String> {
    fs::read_link(path).ok().map(|target| target.to_string_lossy().into_owned())
}

/// Numbers of all processes.
pub fn pids() -> Vec<u32> {
    let Ok(folder) = fs::read_dir("/proc") else { return Vec::new() };
    folder.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect()
}

/// Clock ticks of /proc in a second.
pub fn ticks_per_second() -> u64 {
    rustix::param::clock_ticks_per_second().max(1)
}

/// Microseconds since the boot of a tick count: the `start` of a process on the wire.
pub fn ticks_to_micros(ticks: u64) -> u64 {
    ticks * (1_000_000 / ticks_per_second())
}

/// The same of nanoseconds, rounded down to ticks as /proc does, so that both name the same process.
pub fn nanos_to_start(nanos: u64) -> u64 {
    ticks_to_micros(nanos / (1_000_000_000 / ticks_per_second()))
}

fn parse_stat(bytes: &[u8]) -> Option<Stat> {
    // The name may hold spaces and brackets: it ends at the last one.
    let open = bytes.iter().position(|&byte| byte == b'(')?;
    let close = bytes.iter().rposition(|&byte| byte == b')')?;
    let name = String::from_utf8_lossy(bytes.get(open + 1..close)?).into_owned();
    let rest = std::str::from_utf8(bytes.get(close + 2..)?).ok()?;
    let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
    let number = |index: usize| fields.get(index).and_then(|field| field.parse::<u64>().ok());
    Some(Stat {
        name,
        state: *fields.first()?.as_bytes().first()?,
        parent: number(1)? as u32,
        minor_faults: number(7)?,
        major_faults: number(9)?,
        threads: number(17)? as u32,
        start: number(19)?,
        resident: number(21)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_does_not_shift_the_fields() {
        let line = b"42 (a) b (c) S 1 42 42 0 -1 4194560 11 0 3 0 5 6 0 0 20 0 7 0 900 1000 250 184467 1 1 0";
        let stat = parse_stat(line).unwrap();
        assert_eq!((stat.name.as_str(), stat.state, stat.parent), ("a) b (c", b'S', 1));
        assert_eq!((stat.minor_faults, stat.major_faults, stat.threads), (11, 3, 7));
        assert_eq!((stat.start, stat.resident), (900, 250));
        assert_eq!(parse_stat(b"42 (a"), None);
        assert_eq!(parse_stat(b")("), None);
    }

    #[test]
    fn our_own_process_is_found() {
        let own = std::process::id();
        assert!(pids().contains(&own));
        let mut proc = Proc::default();
        let stat = proc.stat(own).unwrap();
        assert!(stat.start > 0 && stat.resident > 0 && stat.threads >= 1);
        assert!(proc.program(own).unwrap().contains("mien_agent"));
        assert!(!proc.argv(own).is_empty());
    }

    #[test]
    fn both_ways_to_tell_a_start_agree() {
        let step = 1_000_000_000 / ticks_per_second();
        assert_eq!(nanos_to_start(123 * step + step - 1), ticks_to_micros(123));
    }

    #[test]
    fn arguments_are_parted_at_zeros() {
        assert_eq!(arguments(b"a\0b c\0\0"), ["a", "b c", ""]);
        assert_eq!(arguments(b""), [] as [&str; 0]);
    }
}
