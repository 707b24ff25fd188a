//! CBOR into memory, where writing cannot fail.

use minicbor::Encoder;

/// Writes definite-length CBOR without tags.
pub struct Writer(Encoder<Vec<u8>>);

impl Default for Writer {
    fn default() -> Self {
        Writer(Encoder::new(Vec::new()))
    }
}

impl Writer {
    /// Begins a map of so many pairs.
    pub fn map(&mut self, pairs: usize) -> &mut Self {
        let Ok(_) = self.0.map(pairs as u64) else { unreachable!("memory takes all") };
        self
    }

    /// Begins an array of so many items.
    pub fn array(&mut self, items: usize) -> &mut Self {
        let Ok(_) = self.0.array(items as u64) else { unreachable!("memory takes all") };
        self
    }

    /// An unsigned integer, also a key.
    pub fn uint(&mut self, value: impl Into<u64>) -> &mut Self {
        let Ok(_) = self.0.u64(value.into()) else { unreachable!("memory takes all") };
        self
    }

    /// An integer of either sign.
    pub fn int(&mut self, value: i32) -> &mut Self {
        let Ok(_) = self.0.i32(value) else { unreachable!("memory takes all") };
        self
    }

    /// True or false.
    pub fn bool(&mut self, value: bool) -> &mut Self {
        let Ok(_) = self.0.bool(value) else { unreachable!("memory takes all") };
        self
    }

    /// Text that stands in place, not in the table of strings.
    pub fn text(&mut self, value: &str) -> &mut Self {
        let Ok(_) = self.0.str(value) else { unreachable!("memory takes all") };
        self
    }

    /// Bytes.
    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        let Ok(_) = self.0.bytes(value) else { unreachable!("memory takes all") };
        self
    }

    /// What was written elsewhere.
    pub fn raw(&mut self, encoded: &[u8]) -> &mut Self {
        self.0.writer_mut().extend_from_slice(encoded);
        self
    }

    /// Bytes written so far.
    pub fn len(&self) -> usize {
        self.0.writer().len()
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What was written so far.
    pub fn written(&self) -> &[u8] {
        self.0.writer()
    }

    /// All that was written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_writer()
    }
}
