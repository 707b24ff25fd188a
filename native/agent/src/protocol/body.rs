//! Bodies: a map whose key 0 is the table of strings.

use super::frame::MAX_BODY;
use super::writer::Writer;
use super::{MAX_STRING, MAX_STRINGS};
use std::collections::HashMap;

/// The strings of one frame, each once.
#[derive(Default)]
pub struct Strings {
    places: HashMap<Box<str>, u32>,
    encoded: Writer,
}

impl Strings {
    /// The place of a string in the table; longer ones than the protocol allows are cut.
    pub fn place(&mut self, text: &str) -> u32 {
        let text = cut(text, MAX_STRING);
        if let Some(&place) = self.places.get(text) {
            return place;
        }
        let place = self.places.len() as u32;
        self.encoded.text(text);
        self.places.insert(text.into(), place);
        place
    }

    fn write(&self, writer: &mut Writer) {
        writer.array(self.places.len()).raw(self.encoded.written());
    }
}

/// The text's beginning of at most so many bytes, cut between characters.
pub fn cut(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// A body that is written field by field, keys ascending from 1.
#[derive(Default)]
pub struct Body {
    strings: Strings,
    fields: Writer,
    count: usize,
}

impl Body {
    /// Adds a field; the closure writes exactly one value.
    pub fn field(&mut self, key: u64, write: impl FnOnce(&mut Writer, &mut Strings)) -> &mut Self {
        self.fields.uint(key);
        write(&mut self.fields, &mut self.strings);
        self.count += 1;
        self
    }

    /// The body's bytes.
    pub fn finish(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.map(self.count + 1).uint(0u8);
        self.strings.write(&mut writer);
        writer.raw(self.fields.written());
        writer.into_bytes()
    }
}

/// Rows that go into one array of a frame, put in order of time when it is finished.
#[derive(Default)]
pub struct Rows {
    strings: Strings,
    rows: Writer,
    index: Vec<(u64, usize, usize)>,
}

/// Room for what stands beside rows and strings, and for a row's own numbers.
const SPARE: usize = 512;

impl Rows {
    /// Whether a row with so many bytes of strings and blobs, in so many strings, still fits.
    pub fn fits(&self, bytes: usize, strings: usize) -> bool {
        self.len() + bytes + strings * 4 + SPARE <= MAX_BODY && self.strings.places.len() + strings <= MAX_STRINGS
    }

    /// Bytes so far.
    pub fn len(&self) -> usize {
        self.rows.len() + self.strings.encoded.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.index.len()
    }

    /// Adds a row of a time; the closure writes exactly one value.
    pub fn row(&mut self, time: u64, write: impl FnOnce(&mut Writer, &mut Strings)) {
        let begin = self.rows.len();
        write(&mut self.rows, &mut self.strings);
        self.index.push((time, begin, self.rows.len()));
    }

    /// The body: the fields before, then the array of rows under the key given.
    pub fn finish(self, before: &[(u64, u64)], key: u64) -> Vec<u8> {
        self.finish_with(before, key, &[])
    }

    /// The same with fields after the rows.
    pub fn finish_with(mut self, before: &[(u64, u64)], key: u64, after: &[(u64, u64)]) -> Vec<u8> {
        self.index.sort_by_key(|&(time, ..)| time);
        let mut writer = Writer::default();
        writer.map(before.len() + after.len() + 2).uint(0u8);
        self.strings.write(&mut writer);
        for &(key, value) in before {
            writer.uint(key).uint(value);
        }
        writer.uint(key).array(self.index.len());
        for &(_, begin, end) in &self.index {
            writer.raw(&self.rows.written()[begin..end]);
        }
        for &(key, value) in after {
            writer.uint(key).uint(value);
        }
        writer.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use minicbor::Decoder;

    #[test]
    fn a_string_stands_once_and_rows_in_order_of_time() {
        let mut rows = Rows::default();
        for (time, name) in [(9u64, "b"), (3, "a"), (5, "b")] {
            rows.row(time, |writer, strings| {
                let place = strings.place(name);
                writer.array(2).uint(time).uint(place);
            });
        }
        let body = rows.finish(&[(1, 77)], 2);
        let mut decoder = Decoder::new(&body);
        assert_eq!(decoder.map().unwrap(), Some(3));
        assert_eq!(decoder.u8().unwrap(), 0);
        let strings: Vec<&str> = decoder.array_iter().unwrap().collect::<Result<_, _>>().unwrap();
        assert_eq!(strings, ["b", "a"]);
        assert_eq!((decoder.u8().unwrap(), decoder.u8().unwrap()), (1, 77));
        assert_eq!(decoder.u8().unwrap(), 2);
        let told: Vec<(u8, u8)> = decoder.array_iter().unwrap().collect::<Result<_, _>>().unwrap();
        assert_eq!(told, [(3, 1), (5, 0), (9, 0)]);
        assert_eq!(decoder.position(), body.len());
    }

    #[test]
    fn long_strings_are_cut_between_characters() {
        assert_eq!(cut("aé", 2), "a");
        assert_eq!(cut("aé", 3), "aé");
    }
}
