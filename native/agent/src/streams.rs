//! The kinds of things the agent can tell, each switched on or off by itself.

/// What can be told; the order is that of the settings in docs/agent-protocol.md.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stream {
    Counts,
    Sequences,
    Processes,
    Files,
    Network,
    Privilege,
    Memory,
    Inventory,
}

/// How many streams there are.
pub const STREAMS: usize = 8;

impl Stream {
    /// All of them, in order.
    pub const ALL: [Stream; STREAMS] = [
        Stream::Counts,
        Stream::Sequences,
        Stream::Processes,
        Stream::Files,
        Stream::Network,
        Stream::Privilege,
        Stream::Memory,
        Stream::Inventory,
    ];

    /// The stream's name on the wire and in the configuration file.
    pub fn name(self) -> &'static str {
        match self {
            Stream::Counts => "counts",
            Stream::Sequences => "sequences",
            Stream::Processes => "processes",
            Stream::Files => "files",
            Stream::Network => "network",
            Stream::Privilege => "privilege",
            Stream::Memory => "memory",
            Stream::Inventory => "inventory",
        }
    }

    /// The stream of a name, None where it is none of ours.
    pub fn parse(name: &str) -> Option<Stream> {
        Stream::ALL.into_iter().find(|stream| stream.name() == name)
    }
}

/// A set of streams.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StreamSet(u8);

impl StreamSet {
    /// Every stream.
    pub const ALL: StreamSet = StreamSet(0xff);
    /// None.
    pub const NONE: StreamSet = StreamSet(0);

    /// The set of the streams given.
    pub fn of(streams: &[Stream]) -> StreamSet {
        streams.iter().fold(StreamSet::NONE, |set, &stream| set.with(stream))
    }

    /// Whether a stream is in it.
    pub fn has(self, stream: Stream) -> bool {
        self.0 & (1 << stream as u8) != 0
    }

    /// This set and one stream more.
    pub fn with(self, stream: Stream) -> StreamSet {
        StreamSet(self.0 | 1 << stream as u8)
    }

    /// What is in this set but not in the other.
    pub fn without(self, other: StreamSet) -> StreamSet {
        StreamSet(self.0 & !other.0)
    }

    /// What is in either.
    pub fn union(self, other: StreamSet) -> StreamSet {
        StreamSet(self.0 | other.0)
    }

    /// Its streams, in order.
    pub fn iter(self) -> impl Iterator<Item = Stream> {
        Stream::ALL.into_iter().filter(move |&stream| self.has(stream))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_back_to_its_stream() {
        for stream in Stream::ALL {
            assert_eq!(Stream::parse(stream.name()), Some(stream));
        }
        assert_eq!(Stream::parse("Counts"), None);
    }

    #[test]
    fn sets_add_and_take_away() {
        let set = StreamSet::of(&[Stream::Files, Stream::Counts]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [Stream::Counts, Stream::Files]);
        assert!(!set.without(StreamSet::of(&[Stream::Files])).has(Stream::Files));
        assert_eq!(StreamSet::ALL.iter().count(), STREAMS);
    }
}
