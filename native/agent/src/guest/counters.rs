//! The guest's own counters, to be compared with the hypervisor's.

use crate::processes::proc::{Proc, ticks_per_second};
use std::fs;
use std::path::Path;

/// One device's name or address, and bytes of both directions.
pub type Device = (String, u64, u64);

/// Counters of the guest as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Microseconds that all processors together were busy; not idle, waiting for a disk, or taken by the hypervisor.
    pub busy: u64,
    /// Bytes.
    pub memory_total: u64,
    pub memory_available: u64,
    /// By hardware address.
    pub interfaces: Vec<Device>,
    /// By name.
    pub disks: Vec<Device>,
}

/// Most devices of a kind.
const MOST: usize = 64;
/// Bytes of a sector in /proc/diskstats, whatever the disk's own.
const SECTOR: u64 = 512;

impl Counters {
    /// Reads them; what this kernel does not tell is 0 or missing.
    pub fn read(proc: &mut Proc) -> Counters {
        let stat = proc.text("/proc/stat").unwrap_or_default();
        let meminfo = proc.text("/proc/meminfo").unwrap_or_default();
        let disks = proc.text("/proc/diskstats").unwrap_or_default();
        Counters {
            busy: busy(&stat),
            memory_total: kilobytes(&meminfo, "MemTotal:"),
            memory_available: kilobytes(&meminfo, "MemAvailable:"),
            interfaces: interfaces(),
            disks: parse_disks(&disks, is_disk),
        }
    }
}

fn busy(stat: &str) -> u64 {
    let line = stat.lines().next().unwrap_or_default();
    let ticks: Vec<u64> = line.split_ascii_whitespace().skip(1).filter_map(|field| field.parse().ok()).collect();
    // user, nice, system, idle, iowait, irq, softirq: guests of this guest are in user already.
    let busy: u64 = [0, 1, 2, 5, 6].iter().filter_map(|&index: &usize| ticks.get(index)).sum();
    busy * (1_000_000 / ticks_per_second())
}

/// Bytes of a line of /proc/meminfo or smaps_rollup, which counts in kilobytes. 0: there is no such line.
pub fn kilobytes(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|rest| rest.split_ascii_whitespace().next()?.parse::<u64>().ok());
    number.unwrap_or_default() * 1_024
}

/// Interfaces with hardware behind them; where none has any, all but the loopback.
fn interfaces() -> Vec<Device> {
    let Ok(folder) = fs::read_dir("/sys/class/net") else { return Vec::new() };
    let names: Vec<String> =
        folder.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).filter(|name| name != "lo").collect();
    let is_real = |name: &&String| Path::new(&format!("/sys/class/net/{name}/device")).exists();
    let any = names.iter().any(|name| is_real(&name));
    let read = |name: &str, file: &str| fs::read_to_string(format!("/sys/class/net/{name}/{file}")).ok();
    let count = |name: &str, file: &str| read(name, file).and_then(|text| text.trim().parse().ok()).unwrap_or_default();
    names
        .iter()
        .filter(|name| !any || is_real(name))
        .take(MOST)
        .filter_map(|name| {
            let mac = read(name, "address")?.trim().to_owned();
            Some((mac, count(name, "statistics/rx_bytes"), count(name, "statistics/tx_bytes")))
        })
        .collect()
}

/// Whether a block device has hardware behind it. Most guests have many that never do: these are not looked up each second.
fn is_disk(name: &str) -> bool {
    let never = ["loop", "ram", "zram", "dm-"].iter().any(|kind| name.starts_with(kind));
    !never && Path::new(&format!("/sys/block/{name}/device")).exists()
}

/// Whole disks, no partitions, loops or maps.
fn parse_disks(text: &str, is_disk: impl Fn(&str) -> bool) -> Vec<Device> {
    let disks = text.lines().filter_map(|line| {
        let fields: Vec<&str> = line.split_ascii_whitespace().collect();
        let sectors = |index: usize| fields.get(index).and_then(|field| field.parse::<u64>().ok());
        let name = *fields.get(2)?;
        is_disk(name).then_some(())?;
        Some((name.to_owned(), sectors(5)? * SECTOR, sectors(9)? * SECTOR))
    });
    disks.take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_read_in_their_units() {
        let tick = 1_000_000 / ticks_per_second();
        assert_eq!(busy("cpu  10 1 5 1000 7 2 3 4 0 0\ncpu0 1 1 1"), 21 * tick);
        assert_eq!(kilobytes("MemTotal:       2048 kB\nMemFree: 1 kB", "MemTotal:"), 2_097_152);
        let text = " 254 0 vda 10 0 100 5 20 0 200 7 0 0 0\n 254 1 vda1 1 0 1 1 1 0 1 1 0 0 0\n 7 0 loop0 1";
        assert_eq!(parse_disks(text, |name| name == "vda"), [("vda".to_owned(), 51_200, 102_400)]);
    }

    #[test]
    fn this_machine_has_counters() {
        let counters = Counters::read(&mut Proc::default());
        assert!(counters.busy > 0 && counters.memory_total > counters.memory_available);
    }
}
