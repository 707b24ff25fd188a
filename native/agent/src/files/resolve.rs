//! Whole paths of what programs name in part.

use crate::kernel::Target;
use crate::processes::proc::link;
use std::collections::HashMap;

/// The descriptor that stands for the working directory.
const AT_FDCWD: i32 = -100;
/// Working directories that are remembered, and for how long (microseconds): nobody tells when one changes.
const MOST: usize = 1_024;
const LASTS: u64 = 1_000_000;

/// Makes whole paths, remembering working directories for a moment.
#[derive(Default)]
pub struct Resolver {
    folders: HashMap<u32, (u64, String)>,
}

impl Resolver {
    /// The whole path, or as much of it as can be known. None: the descriptor is no file.
    pub fn resolve(&mut self, pid: u32, target: Target, now: u64) -> Option<String> {
        match target {
            Target::Descriptor(descriptor) => {
                link(&format!("/proc/{pid}/fd/{descriptor}")).filter(|path| path.starts_with('/'))
            }
            Target::Path { path, .. } if path.starts_with(b"/") => Some(normalise(&String::from_utf8_lossy(path))),
            Target::Path { directory, path } => {
                let path = String::from_utf8_lossy(path);
                let folder = match directory {
                    AT_FDCWD => self.working_directory(pid, now),
                    _ => link(&format!("/proc/{pid}/fd/{directory}")),
                };
                Some(match folder {
                    Some(folder) if folder.starts_with('/') => normalise(&format!("{folder}/{path}")),
                    _ => path.into_owned(),
                })
            }
        }
    }

    fn working_directory(&mut self, pid: u32, now: u64) -> Option<String> {
        if let Some((time, folder)) = self.folders.get(&pid)
            && now.saturating_sub(*time) < LASTS
        {
            return Some(folder.clone());
        }
        let folder = link(&format!("/proc/{pid}/cwd"))?;
        if self.folders.len() >= MOST {
            self.folders.clear();
        }
        self.folders.insert(pid, (now, folder.clone()));
        Some(folder)
    }
}

/// A path without `.`, `..` and doubled slashes.
pub fn normalise(path: &str) -> String {
    if !path.contains("//") && !path.contains("/.") {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_made_whole() {
        let own = std::process::id();
        let mut resolver = Resolver::default();
        let mut whole = |directory, path: &[u8]| resolver.resolve(own, Target::Path { directory, path }, 0).unwrap();
        let here = std::env::current_dir().unwrap().to_string_lossy().into_owned();
        assert_eq!(whole(AT_FDCWD, b"/etc//./x/../shadow"), "/etc/shadow");
        assert_eq!(whole(AT_FDCWD, b"x"), format!("{here}/x"));
        assert_eq!(whole(AT_FDCWD, b"/.ssh/../../etc"), "/etc");
        assert_eq!(whole(9_999, b"x"), "x");
    }

    #[test]
    fn a_descriptor_that_is_no_file_has_no_path() {
        let (end, _other) = std::os::unix::net::UnixStream::pair().unwrap();
        let descriptor = std::os::fd::AsRawFd::as_raw_fd(&end);
        assert_eq!(Resolver::default().resolve(std::process::id(), Target::Descriptor(descriptor), 0), None);
    }
}
