//! What is told, how often, and what of it is redacted: by the console's settings within what the guest's own file allows.

use crate::streams::StreamSet;

/// What becomes of arguments; the later, the less is told. Secrets are masked in all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Argv {
    Plain,
    /// Names of options stay, values do not.
    Masked,
    /// Each argument is a keyed hash.
    Hashed,
    None,
}

/// What becomes of paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Paths {
    Plain,
    Hashed,
    /// The path class alone.
    Class,
}

/// What becomes of the ids and names of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Users {
    Plain,
    Hashed,
}

/// What leaves the guest only in part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redaction {
    pub argv: Argv,
    pub paths: Paths,
    pub users: Users,
    /// Key of the hashes; None: one of this start alone, so that hashes of two starts cannot be compared.
    pub key: Option<[u8; 32]>,
}

impl Redaction {
    /// How it is named in HELLO.
    pub fn name(&self) -> String {
        format!("argv={} paths={} users={}", self.argv.name(), self.paths.name(), self.users.name())
    }
}

macro_rules! named {
    ($type:ident, $($variant:ident $name:literal),+) => {
        impl $type {
            /// The name on the wire and in the configuration file.
            pub fn name(self) -> &'static str {
                match self { $($type::$variant => $name),+ }
            }

            /// What a name means, None where it means nothing.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($name => Some($type::$variant),)+ _ => None }
            }
        }
    };
}
named!(Argv, Plain "plain", Masked "masked", Hashed "hashed", None "none");
named!(Paths, Plain "plain", Hashed "hashed", Class "class");
named!(Users, Plain "plain", Hashed "hashed");

/// What the agent does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub streams: StreamSet,
    /// Milliseconds between COUNTS and between MEMORY.
    pub interval: u32,
    /// System calls a second in SEQUENCES, over the guest.
    pub budget: u32,
    /// Most system calls of a run.
    pub run_length: u16,
    pub redaction: Redaction,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            streams: StreamSet::ALL,
            interval: 1_000,
            budget: 2_000,
            run_length: 512,
            redaction: Redaction { argv: Argv::Plain, paths: Paths::Plain, users: Users::Plain, key: None },
        }
    }
}

/// Settings as the console sends them: what it leaves out is not changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    pub streams: Option<StreamSet>,
    pub interval: Option<u64>,
    pub budget: Option<u64>,
    pub run_length: Option<u64>,
    pub argv: Option<Argv>,
    pub paths: Option<Paths>,
    pub users: Option<Users>,
    pub key: Option<[u8; 32]>,
}

impl Settings {
    /// These settings with what is wished, within what the agent can do at all.
    pub fn wished(&self, wish: &Wish) -> Settings {
        let old = &self.redaction;
        Settings {
            streams: wish.streams.unwrap_or(self.streams),
            interval: wish.interval.map_or(self.interval, |value| value.clamp(200, 60_000) as u32),
            budget: wish.budget.map_or(self.budget, |value| value.min(1_000_000) as u32),
            run_length: wish.run_length.map_or(self.run_length, |value| value.clamp(8, 4_096) as u16),
            redaction: Redaction {
                argv: wish.argv.unwrap_or(old.argv),
                paths: wish.paths.unwrap_or(old.paths),
                users: wish.users.unwrap_or(old.users),
                key: wish.key.or(old.key),
            },
        }
    }
}

/// What the guest's own file says. Its limits win over every setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    pub forbidden: StreamSet,
    pub argv: Argv,
    pub paths: Paths,
    pub users: Users,
    /// Milliseconds an interval lasts at least.
    pub interval: u32,
    /// System calls a second at most.
    pub budget: u32,
    /// Whether pages may be marked as not touched, to see the working set.
    pub working_set: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            forbidden: StreamSet::NONE,
            argv: Argv::Plain,
            paths: Paths::Plain,
            users: Users::Plain,
            interval: 0,
            budget: u32::MAX,
            working_set: true,
        }
    }
}

impl Limits {
    /// The settings as far as they are allowed.
    pub fn apply(&self, settings: &Settings) -> Settings {
        let redaction = &settings.redaction;
        Settings {
            streams: settings.streams.without(self.forbidden),
            interval: settings.interval.max(self.interval),
            budget: settings.budget.min(self.budget),
            run_length: settings.run_length,
            redaction: Redaction {
                argv: redaction.argv.max(self.argv),
                paths: redaction.paths.max(self.paths),
                users: redaction.users.max(self.users),
                key: redaction.key,
            },
        }
    }
}
