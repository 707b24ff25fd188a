use super::*;
use proptest::prelude::*;

fn head(kind: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    for word in [kind, 41, 42, 33] {
        bytes.extend_from_slice(&word.to_le_bytes());
    }
    for long in [7_000u64, 5_000, 9] {
        bytes.extend_from_slice(&long.to_le_bytes());
    }
    bytes.extend_from_slice(b"nginx\0\0\0\0\0\0\0\0\0\0\0");
    bytes
}

fn put(bytes: &mut Vec<u8>, text: &[u8], room: usize) {
    bytes.extend_from_slice(text);
    bytes.resize(bytes.len() + room - text.len(), 0);
}

fn slot(kind: u32, run: &[u16], counts: &[(u16, u32)]) -> Vec<u8> {
    let mut bytes = head(kind);
    for word in [3, 2, 0, run.len() as u32, 100, 1] {
        bytes.extend_from_slice(&u32::to_le_bytes(word));
    }
    for half in [run.len() as u16, 1, 0, 1] {
        bytes.extend_from_slice(&half.to_le_bytes());
    }
    run.iter().for_each(|call| bytes.extend_from_slice(&call.to_le_bytes()));
    if !counts.is_empty() {
        bytes.resize(SLOT, 0);
        for &(number, count) in counts {
            let at = SLOT - NUMBERS * 4 + usize::from(number) * 4;
            bytes[at..at + 4].copy_from_slice(&count.to_le_bytes());
        }
    }
    bytes
}

#[test]
fn who_and_when_stand_at_the_head() {
    let mut bytes = head(9);
    bytes.extend_from_slice(&[1, 0, 0, 0, 0, 0, 0, 0]);
    let (time, who, record) = read(&bytes).expect("a record");
    assert_eq!((time, who.pid, who.tid, who.uid), (7_000, 41, 42, 33));
    assert_eq!((who.start, who.cgroup, who.comm), (5_000, 9, &b"nginx"[..]));
    assert_eq!(record, Record::Dup { descriptor: 1 });
}

#[test]
fn a_program_comes_with_its_arguments() {
    let mut bytes = head(2);
    bytes.extend_from_slice(&1u32.to_le_bytes());
    bytes.extend_from_slice(&7u16.to_le_bytes());
    bytes.extend_from_slice(&6u16.to_le_bytes());
    bytes.extend_from_slice(&[1, 0, 0, 0, 0, 0, 0, 0]);
    put(&mut bytes, b"/bin/id", PROGRAM);
    put(&mut bytes, b"id\0-u\0", 512);
    let (_, _, record) = read(&bytes).expect("a record");
    assert_eq!(record, Record::Exec { parent: 1, program: b"/bin/id", argv: b"id\0-u\0", cut: true });
}

#[test]
fn names_from_the_file_upwards_become_a_path() {
    let touch = |parts: u32| {
        let mut bytes = head(5);
        for word in [2u32, parts, 5, 0] {
            bytes.extend_from_slice(&word.to_le_bytes());
        }
        bytes.extend_from_slice(&77u64.to_le_bytes());
        for part in 0..PARTS {
            put(&mut bytes, format!("n{part}").as_bytes(), PART);
        }
        match read(&bytes) {
            Some((_, _, Record::Touch { act, path })) => (act, String::from_utf8(path).expect("ASCII")),
            other => panic!("no touch: {other:?}"),
        }
    };
    let act = Act { inode: 77, device: 5, how: DELETED, process: 41 };
    assert_eq!(touch(3), (act, "/n2/n1/n0".to_owned()));
    assert_eq!(touch(0).1, "");
    // Deeper than was told: the end of a path, without a root.
    assert!(touch(PARTS as u32 + 1).1.starts_with("n11/n10/"));
}

#[test]
fn addresses_of_both_families_are_read() {
    let connect = |family: u16, address: [u8; 16]| {
        let mut bytes = head(6);
        for half in [family, 443, 0, 6] {
            bytes.extend_from_slice(&half.to_le_bytes());
        }
        bytes.extend_from_slice(&[111, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend_from_slice(&address);
        match read(&bytes)?.2 {
            Record::Connect { peer, protocol: 6, error: 111 } => Some(peer.to_string()),
            _ => None,
        }
    };
    let mut mapped = [0; 16];
    mapped[10..].copy_from_slice(&[255, 255, 192, 0, 2, 9]);
    assert_eq!(connect(2, [10, 77, 1, 10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9]).as_deref(), Some("10.77.1.10:443"));
    assert_eq!(connect(10, mapped).as_deref(), Some("192.0.2.9:443"));
    assert_eq!(connect(1, [0; 16]), None);
}

#[test]
fn a_slot_has_a_run_and_perhaps_counts() {
    let bytes = slot(11, &[59, 0, 231], &[(0, 4), (231, 1)]);
    let Some((_, _, Record::Last(last))) = read(&bytes) else { panic!("no slot") };
    assert_eq!(last.calls(1).collect::<Vec<_>>(), [0, 231]);
    assert_eq!(last.counted().collect::<Vec<_>>(), [(0, 4), (231, 1)]);
    assert!(last.continues && last.complete);
    let short = slot(RUN, &[1, 2], &[]);
    let Some((_, _, Record::Run(run))) = read(&short) else { panic!("no slot") };
    assert_eq!(run.counted().count(), 0);
    // A length beyond what came is none of ours.
    assert_eq!(read(&short[..short.len() - 1]), None);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(kind in 0u32..14, mut bytes in prop::collection::vec(any::<u8>(), 0..4_000)) {
        if bytes.len() >= 4 {
            bytes[..4].copy_from_slice(&kind.to_le_bytes());
        }
        if let Some((_, who, record)) = read(&bytes) {
            prop_assert!(who.comm.len() <= 16);
            match record {
                Record::Exec { program, argv, .. } => prop_assert!(program.len() + argv.len() < bytes.len()),
                Record::Run(slot) | Record::Last(slot) => prop_assert!(slot.calls(0).count() <= RUN_CALLS),
                Record::Touch { path, .. } => prop_assert!(path.len() <= PARTS * (PART + 1)),
                _ => {}
            }
        }
    }

    #[test]
    fn runs_come_back_as_they_were(run in prop::collection::vec(any::<u16>(), 0..RUN_CALLS)) {
        let bytes = slot(RUN, &run, &[]);
        let Some((_, _, Record::Run(read))) = read(&bytes) else { return Err(TestCaseError::fail("no run")) };
        prop_assert_eq!(read.calls(0).collect::<Vec<_>>(), run);
    }
}
