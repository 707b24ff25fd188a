//! Packages that apk installed.

use super::inventory::Package;
use std::fs;

/// Reads the records of apk. Empty where there are none.
pub fn read() -> Vec<Package> {
    let places = ["/lib/apk/db/installed", "/usr/lib/apk/db/installed"];
    let bytes = places.iter().find_map(|path| fs::read(path).ok()).unwrap_or_default();
    parse(&String::from_utf8_lossy(&bytes))
}

fn parse(text: &str) -> Vec<Package> {
    let one = |record: &str| {
        let field = |name: &str| record.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
        Some(Package {
            kind: "apk",
            name: field("P:")?,
            version: field("V:")?,
            place: field("A:").unwrap_or_default(),
            service: "".into(),
        })
    };
    text.split("\n\n").filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_read() {
        let found = parse("C:Q1\nP:musl\nV:1.2.5-r0\nA:x86_64\nF:lib\nR:x\n\nP:busybox\nV:1.36\n\n\n");
        let told: Vec<_> = found.iter().map(|package| format!("{package:?}")).collect();
        assert_eq!(told.len(), 2);
        assert_eq!(
            (found[0].name.as_str(), found[0].version.as_str(), found[0].place.as_str()),
            ("musl", "1.2.5-r0", "x86_64")
        );
    }
}
