//! What the kernel tells, as it comes out at the console's end.

use super::console::{Console, Message, Value};
use mien_agent::kernel::{Abi, KernelSink, KernelSource, Privilege, Target, Touch, Wants, Who};
use mien_agent::protocol::kind;
use mien_agent::streams::{STREAMS, Stream, StreamSet};
use std::collections::BTreeMap;
use std::io;
use std::os::fd::RawFd;

const PID: u32 = 4_100_001;
const CHILD: u32 = 4_100_002;
const SECOND: u64 = 1_000_000_000;

/// A kernel that tells one story, once.
struct Story {
    told: bool,
    counted: bool,
}

fn who(pid: u32, tid: u32, comm: &'static str) -> Who<'static> {
    Who {
        pid,
        tid,
        start: if pid == PID { 50 * SECOND } else { 52 * SECOND },
        uid: 33,
        comm: comm.as_bytes(),
        cgroup: 0,
    }
}

impl KernelSource for Story {
    fn name(&self) -> &'static str {
        "bpf"
    }
    fn gives(&self) -> StreamSet {
        StreamSet::ALL.without(StreamSet::of(&[Stream::Memory, Stream::Inventory]))
    }
    fn fd(&self) -> Option<RawFd> {
        None
    }
    fn follow(&mut self, _wants: &Wants) -> io::Result<()> {
        Ok(())
    }
    fn drain(&mut self, sink: &mut dyn KernelSink) -> bool {
        if std::mem::replace(&mut self.told, true) {
            return false;
        }
        let web = who(PID, PID, "httpd");
        let shell = who(CHILD, CHILD, "sh");
        sink.fork(50 * SECOND, &web, 1);
        sink.exec(51 * SECOND, &web, 1, b"/usr/sbin/httpd", b"httpd\0-f\0/etc/httpd.conf\0", false);
        sink.fork(52 * SECOND, &shell, PID);
        sink.exec(53 * SECOND, &shell, PID, b"/bin/sh", b"sh\0-c\0curl -u a:hunter2 https://x/\0", true);
        let peer = "[::ffff:10.0.0.9]:4444".parse().expect("an address");
        sink.connect(54 * SECOND, &shell, peer, 6, 0);
        sink.dup(55 * SECOND, &shell, 0);
        let shadow = Target::Path { directory: -100, path: b"/etc/shadow" };
        for _ in 0..3 {
            sink.open(56 * SECOND, &shell, shadow, 0, -13, 2);
        }
        let file = Target::Path { directory: -100, path: b"/srv/www/index.html" };
        sink.open(57 * SECOND, &shell, file, 0o1101, 7, 1);
        sink.touch(57 * SECOND, &shell, Target::Descriptor(7), Touch::Written(5_000));
        sink.touch(57 * SECOND, &shell, Target::Descriptor(7), Touch::Written(96));
        sink.touch(57 * SECOND, &shell, file, Touch::Renamed);
        sink.privilege(58 * SECOND, &shell, Privilege::SetUid { from: 33, to: 0 });
        sink.privilege(58 * SECOND, &shell, Privilege::Ptrace { request: 16, target: 77 });
        sink.accept(49 * SECOND, &web, "10.0.0.7:5555".parse().expect("an address"), 80, 6);
        sink.exit(59 * SECOND, &shell, 3 << 8, 1 << 20);
        sink.sequence(60 * SECOND, &who(PID, PID + 9, "worker"), Abi::I386, &[3, 4, 500], true);
        true
    }
    fn collect(&mut self, sink: &mut dyn KernelSink) {
        if !std::mem::replace(&mut self.counted, true) {
            sink.counts(&who(PID, PID, "httpd"), Abi::Native, &[(0, 7), (257, 70_000)]);
        }
    }
    fn lost(&mut self) -> [u64; STREAMS] {
        let mut lost = [0; STREAMS];
        lost[Stream::Files as usize] = 42;
        lost
    }
    fn threads(&self) -> u32 {
        2
    }
}

const STREAMS_ON: &[&str] = &["counts", "sequences", "processes", "files", "network", "privilege"];

fn story() -> Console {
    let mut console = Console::with("", || Box::new(Story { told: false, counted: false }));
    console.greet(1 << 20, STREAMS_ON, 200);
    console
}

/// Events by kind: the frame they came in, and their fields.
fn events(console: &mut Console, count: usize) -> Vec<(Message, Vec<Value>)> {
    let mut events = Vec::new();
    while events.len() < count {
        let message = console.next_of(kind::EVENTS);
        for event in message.body.at(1).list() {
            events.push((message.clone(), event.list().to_vec()));
        }
    }
    events
}

#[test]
fn a_reverse_shell_is_told_as_it_was() {
    let mut console = story();
    let events = events(&mut console, 11);
    let of = |kind: i64| -> Vec<&(Message, Vec<Value>)> {
        events.iter().filter(|(_, fields)| fields[0].number() == kind).collect()
    };
    let text = |message: &Message, value: &Value| message.string(value).to_owned();

    let (message, shell) = of(1)[1];
    assert_eq!((shell[1].number(), shell[2].number(), shell[8].number()), (53_000_000, i64::from(CHILD), 33));
    assert_eq!(shell[4].number(), 52_000_000);
    assert_eq!((text(message, &shell[5]), text(message, &shell[6])), ("sh".into(), "httpd".into()));
    let argv: Vec<String> = shell[9].at(2).list().iter().map(|place| text(message, place)).collect();
    assert_eq!(argv, ["sh", "-c", "curl -u a:*** https://x/", "…"]);
    assert_eq!(shell[9].at(3).number(), i64::from(PID));
    assert_eq!(text(message, shell[9].at(5)), "httpd");

    let (message, connect) = of(5)[0];
    assert_eq!(text(message, connect[9].at(1)), "10.0.0.9");
    assert_eq!((connect[9].at(2).number(), connect[9].at(3).number()), (4_444, 6));
    assert_eq!(of(8)[0].1[9].at(1).number(), 0);
    let (message, accept) = of(6)[0];
    assert_eq!(text(message, accept[9].at(1)), "10.0.0.7");
    assert_eq!((accept[9].at(2).number(), accept[9].at(3).number()), (5_555, 80));

    let mut opens = BTreeMap::new();
    for (message, open) in of(3) {
        let detail = &open[9];
        let numbers = [3, 4, 5].map(|key| detail.at(key).number());
        opens.insert(text(message, detail.at(2)), (text(message, detail.at(1)), numbers));
    }
    assert_eq!(opens["/etc/shadow"], ("etc-secret".to_owned(), [1, 13, 6]));
    assert_eq!(opens["/srv/www/index.html"], ("srv".to_owned(), [2 | 4 | 8, 0, 1]));
    let (message, write) = of(4)[0];
    assert_eq!(text(message, write[9].at(1)), "srv");
    assert_eq!([2, 3, 4, 5].map(|key| write[9].at(key).number()), [5_096, 1, 1, 0]);

    let changes: Vec<String> = of(7)
        .iter()
        .map(|(message, fields)| text(message, fields[9].at(1)) + " " + &text(message, fields[9].at(2)))
        .collect();
    assert_eq!(changes, ["setuid 33 → 0", "ptrace 16"]);
    assert_eq!(of(7)[1].1[9].at(3).number(), 77);
    let (_, exit) = of(2)[0];
    assert_eq!([1, 2, 4].map(|key| exit[9].at(key).number()), [3, 0, 1 << 20]);
    assert_eq!(exit[9].at(3).number(), 7_000_000);
}

#[test]
fn calls_are_told_by_thread_and_what_the_kernel_lost_is_counted() {
    let mut console = story();
    let mut counts = None;
    let mut sequences = None;
    let mut lost = 0;
    while counts.is_none() || sequences.is_none() || lost == 0 {
        let message = console.next();
        match message.kind {
            kind::COUNTS => counts = Some(message),
            kind::SEQUENCES => sequences = Some(message),
            kind::STATUS => {
                assert_eq!(message.body.at(9).number(), 2);
                let streams = message.body.at(3).list();
                lost =
                    streams.iter().find(|row| message.string(&row.list()[0]) == "files").expect("all streams").list()
                        [2]
                    .number();
            }
            _ => {}
        }
    }
    assert_eq!(lost, 42);
    let counts = counts.expect("counts");
    assert!(counts.body.at(1).number() < counts.body.at(2).number());
    let row = counts.body.at(3).list()[0].list();
    assert_eq!((row.len(), row[6].number()), (8, 0));
    assert_eq!(row[7], Value::Bytes([[0, 0, 7, 0, 0, 0], [1, 1, 0x70, 0x11, 1, 0]].concat()));
    let sequences = sequences.expect("sequences");
    let row = sequences.body.at(1).list()[0].list();
    assert_eq!((row[0].number(), row[1].number()), (i64::from(PID), i64::from(PID) + 9));
    assert_eq!((row[6].number(), row[7].number(), row[8].number()), (1, 60_000_000, 1));
    assert_eq!(row[9], Value::Bytes(vec![3, 0, 4, 0, 0xf4, 1]));
    assert_eq!((sequences.string(&row[3]), sequences.string(&row[4])), ("worker", "httpd"));
}

#[test]
fn streams_that_are_off_are_not_told() {
    let mut console =
        Console::with("forbid = processes files network", || Box::new(Story { told: false, counted: false }));
    console.greet(1 << 20, STREAMS_ON, 200);
    for (_, fields) in events(&mut console, 2) {
        assert_eq!(fields[0].number(), 7);
    }
}
