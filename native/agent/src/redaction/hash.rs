//! Keyed hashes: equal things stay equal for who reads, and nobody without the key can try what they were.

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Makes the hashes of one key.
#[derive(Clone)]
pub struct Hasher(Hmac<Sha256>);

impl Hasher {
    /// A hasher of this key.
    pub fn new(key: &[u8; 32]) -> Hasher {
        Hasher(Hmac::new_from_slice(key).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length")))
    }

    /// The first 16 hex digits of the HMAC-SHA-256. `kind` keeps a path and a user of the same spelling apart.
    pub fn text(&self, kind: &str, value: &[u8]) -> String {
        hex(&self.digest(kind, value)[..8])
    }

    /// A number in place of a person's id: with the highest bit set, so that it is never one of the guest's own.
    pub fn id(&self, kind: &str, value: u32) -> u32 {
        let digest = self.digest(kind, &value.to_le_bytes());
        u32::from_le_bytes([digest[0], digest[1], digest[2], digest[3]]) | 1 << 31
    }

    fn digest(&self, kind: &str, value: &[u8]) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(value);
        mac.finalize().into_bytes().into()
    }
}

/// Lower-case hex digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::Digest;

    #[test]
    fn hashes_are_hmac_sha_256() {
        // python3 -c "import hmac;print(hmac.new(bytes(32),b'path\0/etc/passwd','sha256').hexdigest()[:16])"
        assert_eq!(Hasher::new(&[0; 32]).text("path", b"/etc/passwd"), HASH);
        assert_ne!(Hasher::new(&[1; 32]).text("path", b"/etc/passwd"), HASH);
        assert_ne!(Hasher::new(&[0; 32]).text("user", b"/etc/passwd"), HASH);
    }
    const HASH: &str = "372f8bfdabee5849";

    #[test]
    fn ids_of_people_are_none_of_the_guests_own() {
        let hasher = Hasher::new(&[3; 32]);
        assert!(hasher.id("user", 1_000) >= 1 << 31);
        assert_eq!(hasher.id("user", 1_000), hasher.id("user", 1_000));
        assert_ne!(hasher.id("user", 1_000), hasher.id("user", 1_001));
    }

    #[test]
    fn digests_are_written_in_hex() {
        assert_eq!(hex(&Sha256::digest(b"")[..4]), "e3b0c442");
    }
}
