//! HELLO: who the agent is, where it runs, and what it can give.

use crate::clock;
use crate::collect::programs::hash_file;
use crate::protocol::body::{Body, cut};
use crate::streams::{Stream, StreamSet};
use std::fs;

/// What does not change while the agent runs.
pub struct Identity {
    boot_id: [u8; 16],
    start_id: [u8; 16],
    kernel: String,
    machine: String,
    distribution: String,
    sha256: [u8; 32],
}

impl Identity {
    /// Reads it once. What cannot be read is empty.
    pub fn read() -> Identity {
        let name = rustix::system::uname();
        let boot_id = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
        Identity {
            boot_id: unhex(&boot_id),
            start_id: random(),
            kernel: name.release().to_string_lossy().into_owned(),
            machine: name.machine().to_string_lossy().into_owned(),
            distribution: distribution(&fs::read_to_string("/etc/os-release").unwrap_or_default()),
            sha256: unhex(&hash_file("/proc/self/exe").unwrap_or_default()),
        }
    }

    /// The body of a HELLO.
    pub fn hello(&self, source: &str, gives: StreamSet, missing: &[(Stream, String)], redaction: &str) -> Vec<u8> {
        let mut body = Body::default();
        let texts = |body: &mut Body, key: u64, text: &str, most: usize| {
            let text = cut(text, most).to_owned();
            body.field(key, |writer, _| {
                writer.text(&text);
            });
        };
        texts(&mut body, 1, env!("CARGO_PKG_VERSION"), 64);
        for (key, id) in [(2, &self.boot_id), (3, &self.start_id)] {
            body.field(key, |writer, _| {
                writer.bytes(id);
            });
        }
        texts(&mut body, 4, &self.kernel, 256);
        texts(&mut body, 5, &self.machine, 64);
        for (key, time) in [(6, clock::real()), (7, clock::boot())] {
            body.field(key, |writer, _| {
                writer.uint(time);
            });
        }
        body.field(8, |writer, _| {
            writer.array(gives.iter().count());
            for stream in gives.iter() {
                writer.text(stream.name());
            }
        });
        texts(&mut body, 9, source, 16);
        body.field(10, |writer, _| {
            writer.bytes(&self.sha256);
        });
        texts(&mut body, 11, redaction, 256);
        body.field(12, |writer, strings| {
            let missing = &missing[..missing.len().min(32)];
            writer.array(missing.len());
            for (stream, why) in missing {
                let places = [strings.place(stream.name()), strings.place(cut(why, 512))];
                writer.array(2).uint(places[0]).uint(places[1]);
            }
        });
        if !self.distribution.is_empty() {
            texts(&mut body, 13, &self.distribution, 256);
        }
        body.finish()
    }
}

/// Random bytes of the kernel.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // Before the pool is ready an early boot gets what there is: ids must differ, not be secret.
    let flags = rustix::rand::GetRandomFlags::INSECURE;
    if rustix::rand::getrandom(&mut bytes, flags).is_err() {
        let time = (clock::boot() ^ clock::real() << 20).to_le_bytes();
        for (place, byte) in bytes.iter_mut().zip(time.iter().cycle()) {
            *place = *byte;
        }
    }
    bytes
}

/// Bytes of hex digits, with or without dashes; what is missing is 0.
fn unhex<const N: usize>(text: &str) -> [u8; N] {
    let digits: Vec<u8> =
        text.chars().filter_map(|character| character.to_digit(16)).map(|digit| digit as u8).collect();
    let mut bytes = [0; N];
    for (place, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *place = pair[0] << 4 | pair[1];
    }
    bytes
}

fn distribution(text: &str) -> String {
    let value = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        line.map(|value| value.trim_matches(['"', '\'']).to_owned())
    };
    value("PRETTY_NAME").or_else(|| value("NAME")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_from_their_texts() {
        assert_eq!(unhex::<4>("de-ad\nbeef"), [0xde, 0xad, 0xbe, 0xef]);
        assert_eq!(unhex::<2>("1"), [0, 0]);
        assert_ne!(random::<16>(), random::<16>());
        assert_eq!(distribution("NAME=x\nPRETTY_NAME=\"Debian 12\"\n"), "Debian 12");
    }

    #[test]
    fn hello_is_one_map_with_all_keys() {
        let missing = [(Stream::Counts, "no BPF".to_owned())];
        let body = Identity::read().hello("none", StreamSet::of(&[Stream::Memory]), &missing, "plain");
        let mut decoder = minicbor::Decoder::new(&body);
        let pairs = decoder.map().unwrap().unwrap();
        let mut keys = Vec::new();
        for _ in 0..pairs {
            keys.push(decoder.u8().unwrap());
            decoder.skip().unwrap();
        }
        assert_eq!(decoder.position(), body.len());
        assert_eq!(keys[..13], (0..13).collect::<Vec<u8>>());
    }
}
