//! Frames: what stands around each message, and how to find them in a stream of bytes.

/// Most bytes of a body.
pub const MAX_BODY: usize = 65_536;
/// Bytes before a body.
pub const HEADER: usize = 20;
/// Major version of the protocol.
pub const VERSION: u8 = 1;

const MAGIC: [u8; 4] = *b"MIEN";
/// Bytes of the header that the checksum covers.
const COVERED: usize = 16;

/// One message as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    pub version: u8,
    pub kind: u8,
    pub sequence: u32,
    pub body: Vec<u8>,
}

/// A frame's bytes. The body must not be longer than [`MAX_BODY`].
pub fn encode(kind: u8, sequence: u32, body: &[u8]) -> Vec<u8> {
    debug_assert!(body.len() <= MAX_BODY);
    let mut frame = Vec::with_capacity(HEADER + body.len());
    frame.extend_from_slice(&MAGIC);
    frame.extend_from_slice(&[VERSION, kind, 0, 0]);
    frame.extend_from_slice(&(body.len() as u32).to_le_bytes());
    frame.extend_from_slice(&sequence.to_le_bytes());
    frame.extend_from_slice(&[0; 4]);
    frame.extend_from_slice(body);
    let sum = checksum(&frame[..COVERED], body);
    frame[COVERED..HEADER].copy_from_slice(&sum.to_le_bytes());
    frame
}

fn checksum(head: &[u8], body: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(head);
    hasher.update(body);
    hasher.finalize()
}

/// Finds frames in a stream of bytes; holds at most one frame and what was pushed last.
#[derive(Default)]
pub struct FrameReader {
    bytes: Vec<u8>,
    at: usize,
    /// Bytes that were no frame.
    pub garbage: u64,
}

impl FrameReader {
    /// Adds what came.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.at);
        self.at = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// The next whole frame, None until more has come.
    pub fn next_frame(&mut self) -> Option<Frame> {
        loop {
            self.seek();
            let rest = &self.bytes[self.at..];
            if rest.len() < HEADER {
                return None;
            }
            let length = word(rest, 8) as usize;
            if length > MAX_BODY {
                self.pass(1);
                continue;
            }
            let end = HEADER + length;
            if rest.len() < end {
                return None;
            }
            if checksum(&rest[..COVERED], &rest[HEADER..end]) != word(rest, COVERED) {
                // The console is no stranger: what it began before it was cut off must not swallow what it says next.
                self.pass(MAGIC.len());
                continue;
            }
            let frame =
                Frame { version: rest[4], kind: rest[5], sequence: word(rest, 12), body: rest[HEADER..end].to_vec() };
            self.at += end;
            return Some(frame);
        }
    }

    /// Whether a frame has begun that is not whole.
    pub fn is_waiting(&self) -> bool {
        self.at < self.bytes.len()
    }

    /// Gives up the frame that has begun: its writer died within it. What came after it is read next.
    pub fn give_up(&mut self) {
        self.pass(MAGIC.len().min(self.bytes.len() - self.at));
    }

    /// Forgets what came before: the other end has changed.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.at = 0;
    }

    fn pass(&mut self, count: usize) {
        self.at += count;
        self.garbage += count as u64;
    }

    /// Goes on to the next place where a frame may begin.
    fn seek(&mut self) {
        let rest = &self.bytes[self.at..];
        let skip = (0..rest.len())
            .find(|&index| {
                let seen = &rest[index..rest.len().min(index + MAGIC.len())];
                MAGIC.starts_with(seen)
            })
            .unwrap_or(rest.len());
        self.pass(skip);
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn frames(reader: &mut FrameReader) -> Vec<Frame> {
        std::iter::from_fn(|| reader.next_frame()).collect()
    }

    #[test]
    fn a_frame_is_as_the_specification_says() {
        let bytes = encode(8, 7, &[0xa0]);
        assert_eq!(&bytes[..16], b"MIEN\x01\x08\0\0\x01\0\0\0\x07\0\0\0");
        assert_eq!(bytes[16..20], crc32fast::hash(b"MIEN\x01\x08\0\0\x01\0\0\0\x07\0\0\0\xa0").to_le_bytes());
        assert_eq!(bytes[20..], [0xa0]);
    }

    #[test]
    fn a_wrong_checksum_costs_that_frame_only() {
        let mut bytes = encode(1, 1, b"abc");
        bytes[21] ^= 1;
        bytes.extend(encode(2, 2, b"d"));
        let mut reader = FrameReader::default();
        reader.push(&bytes);
        assert_eq!(frames(&mut reader).iter().map(|frame| frame.kind).collect::<Vec<_>>(), [2]);
        assert_eq!(reader.garbage, 23);
    }

    #[test]
    fn a_frame_that_was_cut_off_does_not_swallow_the_next() {
        let cut = &encode(128, 9, &[7; 300])[..200];
        let mut reader = FrameReader::default();
        reader.push(&[cut, &encode(131, 1, b"x"), &encode(129, 2, &[0; 100])].concat());
        assert_eq!(frames(&mut reader).iter().map(|frame| frame.kind).collect::<Vec<_>>(), [131, 129]);
        reader.push(&[cut, &encode(131, 3, b"x")].concat());
        assert_eq!(frames(&mut reader), []);
        assert!(reader.is_waiting());
        reader.give_up();
        assert_eq!(frames(&mut reader).iter().map(|frame| frame.kind).collect::<Vec<_>>(), [131]);
        assert!(!reader.is_waiting());
        reader.give_up();
    }

    proptest! {
        #[test]
        fn frames_come_back_however_they_are_cut(
            sent in prop::collection::vec((any::<u8>(), any::<u32>(), prop::collection::vec(any::<u8>(), 0..300)), 0..8),
            noise in prop::collection::vec(0x80u8.., 0..40),
            size in 1usize..200,
        ) {
            let mut bytes = noise.clone();
            for (kind, sequence, body) in &sent {
                bytes.extend(encode(*kind, *sequence, body));
            }
            let mut reader = FrameReader::default();
            let mut got = Vec::new();
            for piece in bytes.chunks(size) {
                reader.push(piece);
                got.extend(frames(&mut reader));
            }
            let want: Vec<_> = sent.into_iter()
                .map(|(kind, sequence, body)| Frame { version: VERSION, kind, sequence, body }).collect();
            prop_assert_eq!(got, want);
            prop_assert_eq!(reader.garbage, noise.len() as u64);
        }

        #[test]
        fn garbage_is_passed_over_and_held_within_bounds(pieces in prop::collection::vec(prop::collection::vec(
            prop_oneof![any::<u8>(), Just(b'M'), Just(b'I'), Just(b'E'), Just(b'N'), Just(0)], 0..60), 0..20)) {
            let mut reader = FrameReader::default();
            for piece in pieces {
                reader.push(&piece);
                frames(&mut reader);
                prop_assert!(reader.bytes.len() <= HEADER + MAX_BODY + 400);
            }
        }
    }
}
