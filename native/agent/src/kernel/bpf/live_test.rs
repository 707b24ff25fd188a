//! Against the running kernel, as root: `cargo test -- --ignored live`. Where the kernel takes no programs it says so and passes over.

use super::*;
use crate::kernel::{Abi, Privilege, Touch, Who};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;

#[derive(Default)]
struct Heard {
    lines: Vec<String>,
    calls: Vec<(u32, u16, u32)>,
    runs: Vec<(u32, Vec<u16>)>,
}

impl KernelSink for Heard {
    fn fork(&mut self, _: u64, who: &Who, parent: u32) {
        self.lines.push(format!("fork {} {parent}", who.pid));
    }
    fn exec(&mut self, _: u64, who: &Who, _: u32, program: &[u8], argv: &[u8], _: bool) {
        let argv = String::from_utf8_lossy(argv).replace('\0', " ");
        self.lines.push(format!("exec {} {} {argv}", who.pid, String::from_utf8_lossy(program)));
    }
    fn exit(&mut self, _: u64, who: &Who, status: u32, peak: u64) {
        self.lines.push(format!("exit {} {status} {}", who.pid, peak > 0));
    }
    fn open(&mut self, _: u64, who: &Who, target: Target, flags: u32, _: i32, _: u32) {
        self.lines.push(format!("open {} {target} {flags:o}", who.pid, target = path_of(target)));
    }
    fn touch(&mut self, _: u64, who: &Who, target: Target, what: Touch) {
        self.lines.push(format!("{what:?} {} {}", who.pid, path_of(target)));
    }
    fn connect(&mut self, _: u64, who: &Who, peer: SocketAddr, _: u8, error: u32) {
        self.lines.push(format!("connect {} {peer} {error}", who.pid));
    }
    fn accept(&mut self, _: u64, who: &Who, _: SocketAddr, own_port: u16, _: u8) {
        self.lines.push(format!("accept {} {own_port}", who.pid));
    }
    fn privilege(&mut self, _: u64, who: &Who, what: Privilege) {
        self.lines.push(format!("{what:?} {}", who.pid));
    }
    fn dup(&mut self, _: u64, who: &Who, descriptor: u32) {
        self.lines.push(format!("dup {} {descriptor}", who.pid));
    }
    fn sequence(&mut self, _: u64, who: &Who, _: Abi, calls: &[u16], _: bool) {
        self.runs.push((who.pid, calls.to_vec()));
    }
    fn counts(&mut self, who: &Who, _: Abi, calls: &[(u16, u32)]) {
        self.calls.extend(calls.iter().map(|&(number, count)| (who.pid, number, count)));
    }
}

fn path_of(target: Target) -> String {
    match target {
        Target::Path { path, .. } => String::from_utf8_lossy(path).into_owned(),
        Target::Descriptor(number) => number.to_string(),
    }
}

#[test]
#[ignore = "needs root and a kernel that takes BPF programs"]
fn live_programs_see_what_a_process_does() {
    let mut source = match BpfSource::open() {
        Ok(source) => source,
        Err(why) => return eprintln!("SKIPPED: this kernel takes no BPF programs: {why}"),
    };
    // Not the agent in this test: what its own process does is told too.
    source.state.write(SELF, 0);
    source.follow(&Wants { streams: StreamSet::ALL, budget: 20_000, run_length: 512 }).expect("programs attach");
    let own = std::process::id();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let stream = TcpStream::connect(address).expect("a connection");
    drop((listener.accept().expect("the other end"), stream));
    let path = std::env::temp_dir().join(format!("mien-live-{own}"));
    std::fs::write(&path, b"twelve bytes").expect("a file");
    std::fs::remove_file(&path).expect("it was there");
    let mut child = Command::new("/bin/sh").args(["-c", "exit 3"]).spawn().expect("a shell");
    let pid = child.id();
    child.wait().expect("its end");
    (0..1_000).for_each(|_| {
        std::hint::black_box(rustix::process::getppid());
    });
    let mut heard = Heard::default();
    while source.drain(&mut heard) {}
    source.collect(&mut heard);
    let has = |line: String| assert!(heard.lines.contains(&line), "no `{line}` in {:#?}", heard.lines);
    has(format!("fork {pid} {own}"));
    has(format!("exec {pid} /bin/sh /bin/sh -c exit 3 "));
    has(format!("exit {pid} {} true", 3 << 8));
    has(format!("connect {own} {address} 0"));
    has(format!("accept {own} {}", address.port()));
    has(format!("open {own} {} 1101", path.display()));
    has(format!("Written(12) {own} {}", path.display()));
    has(format!("Deleted {own} {}", path.display()));
    let getppid: u32 =
        heard.calls.iter().filter(|&&(who, number, _)| who == own && number == 110).map(|call| call.2).sum();
    assert!(getppid >= 1_000, "{getppid} of 1,000 calls were counted");
    let in_order = heard.runs.iter().any(|(who, run)| *who == own && run.windows(64).any(|calls| calls == [110; 64]));
    assert!(in_order, "no run of a thousand calls alike");
    assert!(
        heard.runs.iter().any(|(who, run)| *who == pid && run.last() == Some(&231)),
        "no run of the shell to its end"
    );
    assert_eq!(source.lost()[Stream::Network as usize], 0);
}
