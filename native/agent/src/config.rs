//! The guest's own file, `/etc/mien-agent.conf`: lines of `name = value`, `#` begins a comment.

use crate::settings::{Argv, Limits, Paths, Settings, Users};
use crate::streams::{Stream, StreamSet};

/// Where the file stands.
pub const PATH: &str = "/etc/mien-agent.conf";

/// What the file says, and what in it was not understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// What is done until the console sends settings.
    pub settings: Settings,
    /// What no setting may go beyond.
    pub limits: Limits,
    /// One sentence for each line that is not understood.
    pub errors: Vec<String>,
}

impl Config {
    /// Reads the file's text. A line that is not understood is told and, where it would forbid, forbids all that it could mean.
    pub fn parse(text: &str) -> Config {
        let mut config = Config::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let (name, value) = line.split_once('=').unwrap_or((line, ""));
            if let Err(why) = config.set(name.trim(), value.trim()) {
                config.errors.push(format!("line {}: {why}", index + 1));
            }
        }
        config.settings = config.limits.apply(&config.settings);
        config
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let limits = &mut self.limits;
        match name {
            "streams" => self.settings.streams = streams(value)?,
            "forbid" => {
                limits.forbidden = limits.forbidden.union(streams(value).inspect_err(|_| {
                    limits.forbidden = StreamSet::ALL;
                })?);
            }
            "argv" => {
                limits.argv = Argv::parse(value).ok_or_else(|| {
                    limits.argv = Argv::None;
                    unknown(value)
                })?
            }
            "paths" => {
                limits.paths = Paths::parse(value).ok_or_else(|| {
                    limits.paths = Paths::Class;
                    unknown(value)
                })?
            }
            "users" => {
                limits.users = Users::parse(value).ok_or_else(|| {
                    limits.users = Users::Hashed;
                    unknown(value)
                })?
            }
            "interval" => limits.interval = number(value)?.min(60_000),
            "budget" => limits.budget = number(value).inspect_err(|_| limits.budget = 0)?,
            "working-set" => {
                limits.working_set = value == "yes";
                if value != "yes" && value != "no" {
                    return Err(unknown(value));
                }
            }
            _ => return Err(format!("there is no setting “{name}”")),
        }
        Ok(())
    }
}

fn streams(value: &str) -> Result<StreamSet, String> {
    let names = value.split([' ', ',']).filter(|name| !name.is_empty());
    names
        .map(|name| Stream::parse(name).ok_or_else(|| unknown(name)))
        .try_fold(StreamSet::NONE, |set, stream| Ok(set.with(stream?)))
}

fn number(value: &str) -> Result<u32, String> {
    value.parse().map_err(|_| unknown(value))
}

fn unknown(value: &str) -> String {
    format!("“{value}” is not one of the values that docs/agent.md names")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Wish;
    use proptest::prelude::*;

    #[test]
    fn what_the_file_forbids_no_setting_allows() {
        let config = Config::parse("# ours\nforbid = sequences, files\nargv = hashed\nbudget = 100\ninterval=2000\n");
        assert_eq!(config.errors, [] as [String; 0]);
        let wish = Wish {
            streams: Some(StreamSet::ALL),
            argv: Some(Argv::Plain),
            budget: Some(50_000),
            interval: Some(500),
            ..Wish::default()
        };
        let effective = config.limits.apply(&config.settings.wished(&wish));
        assert!(!effective.streams.has(Stream::Sequences) && !effective.streams.has(Stream::Files));
        assert!(effective.streams.has(Stream::Counts));
        assert_eq!(effective.redaction.argv, Argv::Hashed);
        assert_eq!((effective.budget, effective.interval), (100, 2_000));
    }

    #[test]
    fn a_prohibition_with_a_typing_error_forbids_more_not_less() {
        let config = Config::parse("forbid = sequence\nargv = maskd\npaths\nusers = no\nbudget = few\nfoo = 1");
        assert_eq!(config.errors.len(), 6);
        assert_eq!(config.settings.streams, StreamSet::NONE);
        assert_eq!(config.limits.argv, Argv::None);
        assert_eq!(config.limits.paths, Paths::Class);
        assert_eq!(config.limits.users, Users::Hashed);
        assert_eq!(config.limits.budget, 0);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in ".{0,300}") {
            Config::parse(&text);
        }
    }
}
