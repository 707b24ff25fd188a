//! What becomes of arguments, paths and people under the settings in force.

use super::hash::Hasher;
use super::secrets;
use super::text;
use super::tokens::MASK;
use crate::files::class::{Class, classify};
use crate::settings::{Argv, Paths, Redaction, Users};
use std::borrow::Cow;
use std::collections::HashSet;

/// User ids from here on are people's; those below name services.
const FIRST_PERSON: u32 = 1_000;
/// The id of nobody, no person.
const NOBODY: u32 = 65_534;

/// Redacts, and counts what it redacted.
pub struct Redactor {
    settings: Redaction,
    hasher: Hasher,
    people: HashSet<String>,
    redacted: u32,
}

impl Redactor {
    /// `fallback`: key where the settings bring none. `passwd`: text of /etc/passwd, for the names of people.
    pub fn new(settings: &Redaction, fallback: &[u8; 32], passwd: &str) -> Redactor {
        let people = passwd.lines().filter_map(|line| {
            let mut fields = line.split(':');
            let name = fields.next()?;
            let id: u32 = fields.nth(1)?.parse().ok()?;
            (id >= FIRST_PERSON && id != NOBODY && name.len() > 1).then(|| name.to_owned())
        });
        Redactor {
            settings: settings.clone(),
            hasher: Hasher::new(settings.key.as_ref().unwrap_or(fallback)),
            people: people.collect(),
            redacted: 0,
        }
    }

    /// How many things were redacted since the last time this was asked.
    pub fn take_count(&mut self) -> u32 {
        std::mem::take(&mut self.redacted)
    }

    /// Arguments as they may leave the guest. The first, the program's own name, stays unless there are to be none.
    pub fn argv(&mut self, argv: &[String]) -> Vec<String> {
        let (argv, masked) = secrets::mask(argv);
        self.redacted += masked;
        match self.settings.argv {
            Argv::None => {
                self.redacted += argv.len() as u32;
                Vec::new()
            }
            Argv::Plain => argv.iter().map(|argument| self.words(argument)).collect(),
            Argv::Masked => self.rest(argv, |_, argument| match argument.split_once('=') {
                Some((name, _)) if is_option(argument) => format!("{name}={MASK}"),
                _ if is_option(argument) => argument.to_owned(),
                _ => MASK.to_owned(),
            }),
            Argv::Hashed => self.rest(argv, |hasher, argument| hasher.text("argument", argument.as_bytes())),
        }
    }

    /// A path as it may leave the guest: '' where only its class may.
    pub fn path<'a>(&mut self, path: &'a str) -> Cow<'a, str> {
        match self.settings.paths {
            Paths::Plain => self.home(path),
            Paths::Hashed => {
                self.redacted += 1;
                self.hasher.text("path", path.as_bytes()).into()
            }
            Paths::Class => {
                self.redacted += 1;
                "".into()
            }
        }
    }

    /// The path of a program: those of the system stay, for they say what runs.
    pub fn program<'a>(&mut self, path: &'a str) -> Cow<'a, str> {
        if self.settings.paths == Paths::Plain {
            return self.home(path);
        }
        let class = classify(path, 0);
        if matches!(class, Class::Bin | Class::Lib) || !path.starts_with('/') {
            return path.into();
        }
        self.redacted += 1;
        match self.settings.paths {
            Paths::Class => class.name().into(),
            _ => self.hasher.text("path", path.as_bytes()).into(),
        }
    }

    /// A user or group id.
    pub fn user(&mut self, id: u32) -> u32 {
        if self.settings.users == Users::Plain || id < FIRST_PERSON || id == NOBODY {
            return id;
        }
        self.redacted += 1;
        self.hasher.id("user", id)
    }

    /// A short text of the guest that may hold a secret, as a thread's name.
    pub fn text(&mut self, value: &str) -> String {
        let masked = text::mask(value);
        self.redacted += u32::from(masked != value);
        self.names(&masked)
    }

    fn rest(&mut self, argv: Vec<String>, change: impl Fn(&Hasher, &str) -> String) -> Vec<String> {
        self.redacted += argv.len().saturating_sub(1) as u32;
        let mut argv = argv.into_iter();
        let first = argv.next().map(|first| self.words(&first));
        first.into_iter().chain(argv.map(|argument| change(&self.hasher, &argument))).collect()
    }

    /// An argument under the settings for paths and people: paths inside it, and names that stand as a word.
    fn words(&mut self, argument: &str) -> String {
        if self.settings.paths == Paths::Plain || !argument.contains('/') {
            return self.names(argument);
        }
        let parts: Vec<String> = argument
            .split_inclusive(|character: char| character.is_whitespace() || "=,:;\"'".contains(character))
            .map(|piece| {
                let end = piece
                    .trim_end_matches(|character: char| character.is_whitespace() || "=,:;\"'".contains(character))
                    .len();
                let (word, after) = piece.split_at(end);
                let hidden = match word.find('/') {
                    Some(at) if word.len() > at + 1 => format!("{}{}", &word[..at], self.path_in_argument(&word[at..])),
                    _ => word.to_owned(),
                };
                hidden + after
            })
            .collect();
        self.names(&parts.concat())
    }

    fn path_in_argument(&mut self, path: &str) -> String {
        let program = self.program(path);
        program.into_owned()
    }

    /// `/home/NAME/…` with the name hashed where people are.
    fn home<'a>(&mut self, path: &'a str) -> Cow<'a, str> {
        if self.settings.users == Users::Plain {
            return path.into();
        }
        match path.strip_prefix("/home/") {
            Some(rest) => {
                let (name, inside) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                self.redacted += 1;
                format!("/home/{}{inside}", self.hasher.text("name", name.as_bytes())).into()
            }
            None => path.into(),
        }
    }

    /// Names of people, where they stand as words of their own.
    fn names(&mut self, text: &str) -> String {
        if self.settings.users == Users::Plain || self.people.is_empty() {
            return text.to_owned();
        }
        let is_inside = |character: char| character.is_alphanumeric() || character == '_';
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while !rest.is_empty() {
            let word = &rest[..rest.find(|character| !is_inside(character)).unwrap_or(rest.len())];
            if self.people.contains(word) {
                self.redacted += 1;
                out.push_str(&self.hasher.text("name", word.as_bytes()));
            } else {
                out.push_str(word);
            }
            rest = &rest[word.len()..];
            let gap = &rest[..rest.find(is_inside).unwrap_or(rest.len())];
            out.push_str(gap);
            rest = &rest[gap.len()..];
        }
        out
    }
}

fn is_option(argument: &str) -> bool {
    argument.starts_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str =
        "root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n";

    fn redactor(argv: Argv, paths: Paths, users: Users) -> Redactor {
        Redactor::new(&Redaction { argv, paths, users, key: None }, &[1; 32], PASSWD)
    }

    fn argv(words: &str) -> Vec<String> {
        words.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn arguments_leave_as_the_settings_say_and_secrets_never() {
        let line = argv("app --user=bob --password=hunter2 /srv/x");
        let mut plain = redactor(Argv::Plain, Paths::Plain, Users::Plain);
        assert_eq!(plain.argv(&line), argv("app --user=bob --password=*** /srv/x"));
        assert_eq!(plain.take_count(), 1);
        assert_eq!(
            redactor(Argv::Masked, Paths::Plain, Users::Plain).argv(&line),
            argv("app --user=*** --password=*** ***")
        );
        assert_eq!(redactor(Argv::None, Paths::Plain, Users::Plain).argv(&line), [] as [&str; 0]);
        let hashed = redactor(Argv::Hashed, Paths::Plain, Users::Plain).argv(&line);
        assert_eq!((hashed.len(), hashed[0].as_str(), hashed[1].len()), (4, "app", 16));
    }

    #[test]
    fn paths_and_people_are_hashed_where_they_stand() {
        let mut redactor = redactor(Argv::Plain, Paths::Plain, Users::Hashed);
        assert!(redactor.path("/home/alice/x").ends_with("/x"));
        assert!(!redactor.argv(&argv("su alice malice")).contains(&"alice".to_owned()));
        assert!(redactor.argv(&argv("su alice malice")).contains(&"malice".to_owned()));
        assert_eq!((redactor.user(0), redactor.user(33), redactor.user(65_534)), (0, 33, 65_534));
        assert!(redactor.user(1_000) >= 1 << 31);
    }

    #[test]
    fn paths_are_hashed_in_arguments_too() {
        let mut hashed = redactor(Argv::Plain, Paths::Hashed, Users::Plain);
        assert_eq!(hashed.path("/srv/customer").len(), 16);
        let out = hashed.argv(&argv("/usr/bin/tar --file=/srv/customer.tar -C /srv/customer"));
        assert_eq!(out[0], "/usr/bin/tar");
        assert!(out.iter().all(|argument| !argument.contains("customer")), "{out:?}");
        let mut class = redactor(Argv::Plain, Paths::Class, Users::Plain);
        assert_eq!(class.path("/srv/x"), "");
        assert_eq!(class.program("/srv/x/run"), "srv");
        assert_eq!(class.argv(&argv("cat /home/a/b")), argv("cat home"));
    }
}
