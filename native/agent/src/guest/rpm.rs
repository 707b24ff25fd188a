//! Packages that rpm installed: asked of the guest's own rpm, which reads whichever of its databases there is.

use super::inventory::Package;
use rustix::fs::{MemfdFlags, memfd_create};
use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Where a database may stand.
const DATABASES: &[&str] = &["/usr/lib/sysimage/rpm", "/var/lib/rpm"];
/// Time after which a question is given up, and most bytes of an answer.
const PATIENCE: Duration = Duration::from_secs(30);
const MOST: u64 = 4 << 20;

/// A question under way. The answer is collected later, so that nothing waits.
pub struct Question {
    child: Child,
    answer: File,
    begun: Instant,
}

/// What became of a question.
pub enum Answer {
    NotYet,
    Packages(Vec<Package>),
    Failed,
}

/// Whether packages of rpm are here at all.
pub fn is_used() -> bool {
    DATABASES.iter().any(|folder| std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()))
}

/// The guest's own rpm.
pub fn program() -> Option<&'static str> {
    ["/usr/bin/rpm", "/bin/rpm"].into_iter().find(|path| Path::new(path).exists())
}

/// Asks. None: no packages of rpm, or no rpm to ask.
pub fn ask() -> Option<Question> {
    let program = program()?;
    if !is_used() {
        return None;
    }
    let answer = File::from(memfd_create("mien-agent-rpm", MemfdFlags::CLOEXEC).ok()?);
    let child = Command::new(program)
        .args(["-qa", "--queryformat", "%{NAME}\\t%{EPOCHNUM}:%{VERSION}-%{RELEASE}\\t%{ARCH}\\t%{SOURCERPM}\\n"])
        .env_clear()
        .stdin(Stdio::null())
        .stdout(answer.try_clone().ok()?)
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    Some(Question { child, answer, begun: Instant::now() })
}

impl Question {
    /// Collects the answer if there is one.
    pub fn collect(&mut self) -> Answer {
        match self.child.try_wait() {
            Ok(Some(status)) if status.success() => {
                let mut text = Vec::new();
                let read = self.answer.rewind().and_then(|()| (&self.answer).take(MOST).read_to_end(&mut text));
                read.map_or(Answer::Failed, |_| Answer::Packages(parse(&String::from_utf8_lossy(&text))))
            }
            Ok(None) if self.begun.elapsed() < PATIENCE => Answer::NotYet,
            _ => {
                // Ended already or too slow: both are a failure.
                let _ = self.child.kill();
                let _ = self.child.wait();
                Answer::Failed
            }
        }
    }
}

fn parse(text: &str) -> Vec<Package> {
    let one = |line: &str| {
        let mut fields = line.split('\t');
        let (name, version, place) = (fields.next()?, fields.next()?, fields.next()?);
        Some(Package {
            kind: "rpm",
            name: name.to_owned(),
            version: version.strip_prefix("0:").unwrap_or(version).to_owned(),
            place: place.replace("(none)", ""),
            service: "".into(),
            source: fields.next().unwrap_or_default().replace("(none)", ""),
        })
    };
    text.lines().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read() {
        let found = parse(
            "bash\t0:5.2-1.fc40\tx86_64\nopenssl-libs\t1:3.2-1\tx86_64\topenssl-3.2-1.src.rpm\ngpg-pubkey\t0:a-b\t(none)\t(none)\nbroken\n",
        );
        let told: Vec<_> = found.iter().map(|package| (package.version.as_str(), package.place.as_str())).collect();
        assert_eq!(told, [("5.2-1.fc40", "x86_64"), ("1:3.2-1", "x86_64"), ("a-b", "")]);
        let sources: Vec<_> = found.iter().map(|package| package.source.as_str()).collect();
        assert_eq!(sources, ["", "openssl-3.2-1.src.rpm", ""]);
    }
}
