//! Packages that dpkg installed.

use super::inventory::Package;
use std::fs;

/// Reads the records of dpkg, also those that images without dpkg keep in a folder. Empty where there are none.
pub fn read() -> Vec<Package> {
    let mut packages = fs::read("/var/lib/dpkg/status").map(|bytes| parse(&bytes)).unwrap_or_default();
    if let Ok(folder) = fs::read_dir("/var/lib/dpkg/status.d") {
        for entry in folder.flatten().take(4_096) {
            packages.extend(fs::read(entry.path()).map(|bytes| parse(&bytes)).unwrap_or_default());
        }
    }
    packages
}

fn parse(bytes: &[u8]) -> Vec<Package> {
    let text = String::from_utf8_lossy(bytes);
    text.split("\n\n").filter_map(parse_one).collect()
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
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn installed_packages_are_read() {
        let text =
            b"Package: a\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1:2-3\nDescription: x\n y: z\n\n\
            Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n\nPackage: b\nVersion: 2\n";
        let found = parse(text);
        let told: Vec<_> = found.iter().map(|package| (package.name.as_str(), package.version.as_str())).collect();
        assert_eq!(told, [("a", "1:2-3"), ("b", "2")]);
        assert_eq!(found[0].place, "amd64");
    }
}
