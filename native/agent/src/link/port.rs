//! The way out of the guest: a virtio-serial port, or a unix socket for trying it without a hypervisor.

use rustix::fs::{Mode, OFlags, open};
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, connect, socket_with};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::{fmt, fs};

/// Where the port is that libvirt's channel makes.
pub const PORT: &str = "/dev/virtio-ports/org.mien.agent.0";

/// How the console is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    Port(PathBuf),
    Socket(PathBuf),
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let (Address::Port(path) | Address::Socket(path)) = self;
        path.display().fmt(formatter)
    }
}

/// Why there is no port.
#[derive(Debug, PartialEq, Eq)]
pub enum Unopened {
    /// Another agent holds it.
    Busy,
    /// Not there, not yet, or not allowed.
    Failed(Errno),
}

/// What reading or writing came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Moved {
    Bytes(usize),
    /// Nothing now: wait.
    Nothing,
    /// Nobody is at the other end.
    Away,
}

/// An open port. Nothing here waits.
pub struct Port {
    descriptor: OwnedFd,
    /// A socket is closed for good when the other end goes; a virtio port finds the next console by itself.
    pub lasts: bool,
}

impl Port {
    /// Opens it.
    pub fn open(address: &Address) -> Result<Port, Unopened> {
        match address {
            Address::Port(path) => {
                let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
                let path = if path.exists() { path.clone() } else { find(path).unwrap_or_else(|| path.clone()) };
                match open(&path, flags, Mode::empty()) {
                    Ok(descriptor) => Ok(Port { descriptor, lasts: true }),
                    Err(Errno::BUSY) => Err(Unopened::Busy),
                    Err(error) => Err(Unopened::Failed(error)),
                }
            }
            Address::Socket(path) => open_socket(path).map_err(Unopened::Failed),
        }
    }

    /// A port over a descriptor that is open already and does not block.
    pub fn over(descriptor: OwnedFd) -> Port {
        Port { descriptor, lasts: false }
    }

    /// Reads what there is.
    pub fn read(&self, buffer: &mut [u8]) -> Moved {
        match rustix::io::read(&self.descriptor, buffer) {
            Ok(0) => Moved::Away,
            Ok(count) => Moved::Bytes(count),
            Err(Errno::AGAIN | Errno::INTR) => Moved::Nothing,
            Err(_) => Moved::Away,
        }
    }

    /// Writes as much as goes.
    pub fn write(&self, bytes: &[u8]) -> Moved {
        match rustix::io::write(&self.descriptor, bytes) {
            Ok(count) => Moved::Bytes(count),
            Err(Errno::AGAIN | Errno::INTR) => Moved::Nothing,
            Err(_) => Moved::Away,
        }
    }
}

impl AsFd for Port {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.descriptor.as_fd()
    }
}

/// The device of a port by its name, for guests without udev, which makes the links below /dev/virtio-ports elsewhere.
fn find(path: &Path) -> Option<PathBuf> {
    let wanted = path.file_name()?.to_str()?;
    fs::read_dir("/sys/class/virtio-ports").ok()?.flatten().find_map(|entry| {
        let name = fs::read_to_string(entry.path().join("name")).ok()?;
        (name.trim_end() == wanted).then(|| Path::new("/dev").join(entry.file_name()))
    })
}

fn open_socket(path: &PathBuf) -> Result<Port, Errno> {
    let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
    let descriptor = socket_with(AddressFamily::UNIX, SocketType::STREAM, flags, None)?;
    connect(&descriptor, &SocketAddrUnix::new(path)?)?;
    Ok(Port::over(descriptor))
}
