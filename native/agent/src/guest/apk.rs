//! Packages that apk installed.

use super::inventory::Package;
use super::records::records;
use std::fs::File;
use std::io::BufReader;

/// Reads the records of apk. Empty where there are none.
pub fn read() -> Vec<Package> {
    let places = ["/lib/apk/db/installed", "/usr/lib/apk/db/installed"];
    let mut packages = Vec::new();
    if let Some(file) = places.iter().find_map(|path| File::open(path).ok()) {
        records(BufReader::new(file), |record| packages.extend(parse_one(record)));
    }
    packages
}

fn parse_one(record: &str) -> Option<Package> {
    let field = |name: &str| record.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
    Some(Package {
        kind: "apk",
        name: field("P:")?,
        version: field("V:")?,
        place: field("A:").unwrap_or_default(),
        service: "".into(),
        source: field("o:").unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_read() {
        let text = "C:Q1\nP:musl\nV:1.2.5-r0\nA:x86_64\no:musl\nF:lib\nR:x\n\nP:busybox\nV:1.36\n\n\n";
        let mut found = Vec::new();
        records(text.as_bytes(), |record| found.extend(parse_one(record)));
        let told: Vec<_> = found.iter().map(|package| (package.name.as_str(), package.version.as_str())).collect();
        assert_eq!(told, [("musl", "1.2.5-r0"), ("busybox", "1.36")]);
        assert_eq!(found[0].place, "x86_64");
        assert_eq!([&*found[0].source, &*found[1].source], ["musl", ""]);
    }
}
