//! Packages that dpkg installed.

use super::inventory::Package;
use super::records::records;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;

/// Reads the records of dpkg, also those that images without dpkg keep in a folder. Empty where there are none.
pub fn read() -> Vec<Package> {
    let mut packages = Vec::new();
    let mut add = |path: &Path| {
        if let Ok(file) = File::open(path) {
            records(BufReader::new(file), |record| packages.extend(parse_one(record)));
        }
    };
    add(Path::new("/var/lib/dpkg/status"));
    if let Ok(folder) = fs::read_dir("/var/lib/dpkg/status.d") {
        folder.flatten().take(4_096).for_each(|entry| add(&entry.path()));
    }
    packages
}

fn parse_one(record: &str) -> Option<Package> {
    let field = |name: &str| record.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    // What was removed leaves its record behind; images without dpkg write no status.
    if field("Status").is_some_and(|status| !status.ends_with(" installed")) {
        return None;
    }
    Some(Package {
        kind: "deb",
        name: field("Package")?.to_owned(),
        version: field("Version")?.to_owned(),
        place: field("Architecture").unwrap_or_default().to_owned(),
        service: "".into(),
        source: field("Source").unwrap_or_default().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn installed_packages_are_read() {
        let text =
            b"Package: a\nStatus: install ok installed\nSource: o (1:2-3)\nArchitecture: amd64\nVersion: 1:2-3\nDescription: x\n y: z\n\n\
            Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n\nPackage: b\nVersion: 2\n";
        let mut found = Vec::new();
        records(text.as_slice(), |record| found.extend(parse_one(record)));
        let told: Vec<_> = found.iter().map(|package| (package.name.as_str(), package.version.as_str())).collect();
        assert_eq!(told, [("a", "1:2-3"), ("b", "2")]);
        assert_eq!(found[0].place, "amd64");
        assert_eq!([&*found[0].source, &*found[1].source], ["o (1:2-3)", ""]);
    }
}
