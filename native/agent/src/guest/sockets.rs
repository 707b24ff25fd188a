//! Connections as /proc/net tells them, for kernels that let nobody look closer.

use crate::processes::proc::{Proc, link, pids};
use std::collections::{HashMap, HashSet};
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// A TCP connection that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Connection {
    pub own: SocketAddr,
    pub peer: SocketAddr,
    pub inode: u64,
}

/// What the TCP tables hold: open connections, and ports that are listened on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sockets {
    pub connections: HashSet<Connection>,
    pub listening: HashSet<u16>,
}

/// Most connections that are looked at.
const MOST: usize = 8_192;
const LISTEN: &str = "0A";
/// States of a connection that is made or being made; others are over.
const OPEN: &[&str] = &["01", "02", "03"];

impl Sockets {
    /// Reads both tables of our own network namespace.
    pub fn read(proc: &mut Proc) -> Sockets {
        let mut sockets = Sockets::default();
        for path in ["/proc/net/tcp", "/proc/net/tcp6"] {
            sockets.add(&proc.text(path).unwrap_or_default());
        }
        sockets
    }

    fn add(&mut self, table: &str) {
        for line in table.lines().skip(1) {
            let fields: Vec<&str> = line.split_ascii_whitespace().collect();
            let [_, own, peer, state, ..] = fields[..] else { continue };
            let (Some(own), Some(peer)) = (address(own), address(peer)) else { continue };
            if state == LISTEN {
                self.listening.insert(own.port());
            } else if OPEN.contains(&state) && self.connections.len() < MOST {
                let inode = fields.get(9).and_then(|field| field.parse().ok()).unwrap_or_default();
                self.connections.insert(Connection { own, peer, inode });
            }
        }
    }
}

/// `0100007F:1F90`: words of the address in the machine's own order, the port in hex.
fn address(text: &str) -> Option<SocketAddr> {
    let (host, port) = text.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    let word = |at: usize| u32::from_str_radix(host.get(at..at + 8)?, 16).ok().map(u32::to_ne_bytes);
    let ip: IpAddr = match host.len() {
        8 => Ipv4Addr::from(word(0)?).into(),
        32 => {
            let words = [word(0)?, word(8)?, word(16)?, word(24)?];
            let mut octets = [0; 16];
            octets.copy_from_slice(words.as_flattened());
            Ipv6Addr::from(octets).into()
        }
        _ => return None,
    };
    Some(SocketAddr::new(ip, port))
}

/// Which process holds each of some sockets, by inode.
pub fn owners(inodes: &HashSet<u64>) -> HashMap<u64, u32> {
    let mut owners = HashMap::new();
    for pid in pids() {
        if owners.len() == inodes.len() {
            break;
        }
        let Ok(folder) = fs::read_dir(format!("/proc/{pid}/fd")) else { continue };
        for entry in folder.flatten() {
            let target = link(&entry.path().to_string_lossy()).unwrap_or_default();
            let inode = target.strip_prefix("socket:[").and_then(|rest| rest.strip_suffix(']')?.parse().ok());
            if let Some(inode) = inode.filter(|inode| inodes.contains(inode)) {
                owners.insert(inode, pid);
            }
        }
    }
    owners
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{TcpListener, TcpStream};

    #[test]
    fn addresses_are_read() {
        assert_eq!(address("0100007F:1F90"), "127.0.0.1:8080".parse().ok());
        assert_eq!(address("00000000000000000000000001000000:0016"), "[::1]:22".parse().ok());
        assert_eq!(address("01:16"), None);
        assert_eq!(address("é000007F:16"), None);
    }

    #[test]
    fn our_own_connection_is_found_with_its_owner() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let own = stream.local_addr().unwrap();
        let sockets = Sockets::read(&mut Proc::default());
        assert!(sockets.listening.contains(&port));
        let connection = sockets.connections.iter().find(|connection| connection.own == own).unwrap();
        let inode = connection.inode;
        assert_eq!(owners(&HashSet::from([inode])), HashMap::from([(inode, std::process::id())]));
    }
}
