//! What the agent can give here, and why not the rest.

use crate::guest::rpm;
use crate::kernel::KernelSource;
use crate::settings::Limits;
use crate::streams::{Stream, StreamSet};

/// Streams that can be given at all, and those that cannot, or only in part, with the reason.
pub struct Offer {
    pub gives: StreamSet,
    pub missing: Vec<(Stream, String)>,
}

/// What is looked for in /proc where the kernel tells nothing, and what that does not see.
const POLLED: [(Stream, &str); 2] = [
    (Stream::Processes, "only by polling /proc: what lives shorter than half a second is not seen"),
    (Stream::Network, "only by polling /proc/net: TCP connections that last half a second or longer"),
];

impl Offer {
    /// `failed`: what the source could not open, one sentence for each of its parts.
    pub fn of(source: &dyn KernelSource, failed: &[(Stream, String)], limits: &Limits) -> Offer {
        let forbidden = limits.forbidden;
        let always = StreamSet::of(&[Stream::Processes, Stream::Network, Stream::Memory, Stream::Inventory]);
        let mut missing = Vec::new();
        for stream in Stream::ALL {
            let mut why: Vec<&str> = Vec::new();
            let forbids = format!("forbidden by {}", crate::config::PATH);
            if forbidden.has(stream) {
                why.push(&forbids);
            } else {
                why.extend(failed.iter().filter(|(of, _)| *of == stream).map(|(_, why)| why.as_str()));
                let polled = POLLED.iter().filter(|(of, _)| *of == stream && !source.gives().has(stream));
                why.extend(polled.map(|(_, why)| *why));
                if stream == Stream::Inventory && rpm::is_used() && rpm::program().is_none() {
                    why.push("rpm's database is here, but no rpm to read it");
                }
            }
            if !why.is_empty() {
                missing.push((stream, why.join("; ")));
            }
        }
        Offer { gives: source.gives().union(always).without(forbidden), missing }
    }

    /// A line for each stream, for a person.
    pub fn describe(&self) -> String {
        let mut text = String::new();
        for stream in Stream::ALL {
            let why = self.missing.iter().find(|(missing, _)| *missing == stream).map(|(_, why)| why.as_str());
            let word = match (self.gives.has(stream), why) {
                (true, None) => "yes",
                (true, Some(_)) => "in part",
                (false, _) => "no",
            };
            let line = format!("{:<10} {word:<8} {}", stream.name(), why.unwrap_or_default());
            text += line.trim_end();
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::NoKernel;

    #[test]
    fn each_stream_that_is_not_whole_has_one_reason() {
        let limits = Limits { forbidden: StreamSet::of(&[Stream::Memory]), ..Limits::default() };
        let failed = [(Stream::Network, "no connect".to_owned()), (Stream::Network, "no accept".to_owned())];
        let offer = Offer::of(&NoKernel, &failed, &limits);
        assert!(
            offer.gives.has(Stream::Network) && !offer.gives.has(Stream::Memory) && !offer.gives.has(Stream::Counts)
        );
        let network = offer.missing.iter().find(|(stream, _)| *stream == Stream::Network);
        assert!(network.is_some_and(|(_, why)| why.starts_with("no connect; no accept; only by polling")));
        let text = offer.describe();
        assert_eq!(text.lines().count(), 8);
        assert!(text.contains("memory     no       forbidden by") && text.contains("network    in part  no connect"));
    }
}
