//! The agent against a console, over a socketpair.

use super::console::{Console, Value};
use mien_agent::kernel::NoKernel;
use mien_agent::protocol::kind;
use mien_agent::protocol::writer::Writer;
use std::process::Command;
use std::time::{Duration, Instant};

fn agent(config: &str) -> Console {
    Console::with(config, || Box::new(NoKernel))
}

#[test]
fn hello_is_said_until_it_is_welcomed_and_then_signs_of_life() {
    let mut console = agent("forbid = files");
    let first = console.next();
    let second = console.next();
    assert_eq!((first.kind, second.kind), (kind::HELLO, kind::HELLO));
    assert_eq!((first.sequence, second.sequence), (1, 1));
    assert_eq!(first.body.at(3), second.body.at(3));
    assert_eq!(first.body.at(9), &Value::Text("none".to_owned()));
    assert!(first.body.at(8).list().contains(&Value::Text("memory".to_owned())));
    assert!(!first.body.at(8).list().contains(&Value::Text("files".to_owned())));
    let missing: Vec<_> = first.body.at(12).list().iter().map(|entry| first.string(&entry.list()[0])).collect();
    assert_eq!(missing, ["processes", "files", "network"]);
    console.welcome(0, &[], 1_000);
    // The first welcome may have come before the console heard anything: it is answered.
    assert_eq!(console.next().kind, kind::HELLO);
    console.welcome(0, &[], 1_000);
    let (status, later) = (console.next(), console.next());
    assert_eq!((status.kind, later.kind), (kind::STATUS, kind::STATUS));
    assert_eq!((status.sequence, later.sequence), (2, 3));
    assert!(later.body.at(2).number() > status.body.at(2).number());
    assert!(status.body.at(5).number() > 0 && status.body.at(7).list()[1].number() > 0);
    // Another welcome without a greeting is another console.
    console.welcome(0, &[], 1_000);
    assert_eq!(console.next_of(kind::HELLO).sequence, 1);
}

#[test]
fn no_more_is_told_than_the_credit_allows() {
    let mut console = agent("");
    console.greet(3_000, &["memory"], 200);
    let mut used = 0;
    let mut waiting = 0;
    let end = Instant::now() + Duration::from_secs(4);
    while let Some(message) = console.until(end) {
        match message.kind {
            kind::STATUS => waiting = message.body.at(6).number(),
            kind::HELLO => {}
            _ => used += message.size,
        }
    }
    assert!(used <= 3_000, "{used} bytes");
    assert!(waiting > 0);
    let mut body = Writer::default();
    body.map(1).uint(1u8).uint(1_000_000u32);
    console.say(kind::CREDIT, &body.into_bytes());
    let memory = console.next_of(kind::MEMORY);
    let own = i64::from(std::process::id());
    let rows = memory.body.at(2).list();
    assert!(rows.iter().all(|row| row.list()[0].number() != own));
    let row = rows[0].list();
    assert_eq!(row.len(), 14);
    assert!(row[4].number() > 0 && row[6].number() > 0);
}

#[test]
fn processes_that_come_and_go_are_told_without_their_secrets() {
    let mut console = agent("");
    console.greet(1 << 20, &["processes"], 1_000);
    // The first look only sees who is there already.
    console.next_of(kind::STATUS);
    console.next_of(kind::STATUS);
    let mut child = Command::new("sh").args(["-c", "sleep 1.5 # --password=hunter2"]).spawn().expect("a shell");
    let pid = i64::from(child.id());
    let mut told = Vec::new();
    while told.len() < 2 {
        let message = console.next_of(kind::EVENTS);
        for event in message.body.at(1).list() {
            let fields = event.list();
            if fields[2].number() != pid {
                continue;
            }
            assert_eq!(fields.len(), 10);
            if fields[0].number() == 1 {
                let argv: Vec<_> = fields[9].at(2).list().iter().map(|place| message.string(place)).collect();
                assert!(!argv.concat().contains("hunter2"), "{argv:?}");
                assert!(argv.concat().contains("sleep 1.5"), "{argv:?}");
                assert_eq!(fields[9].at(3).number(), i64::from(std::process::id()));
            }
            told.push(fields[0].number());
        }
        child.try_wait().expect("our child");
    }
    child.wait().expect("our child");
    assert_eq!(told, [1, 2]);
}

#[test]
fn requests_are_answered_also_those_nobody_knows() {
    let mut console = agent("");
    console.greet(1 << 20, &[], 1_000);
    for (number, what, ok) in [(7u8, "ping", true), (8, "format the disk", false)] {
        let mut body = Writer::default();
        body.map(3).uint(1u8).uint(number).uint(2u8).text(what).uint(3u8).bytes(&[]);
        console.say(kind::REQUEST, &body.into_bytes());
        let answer = console.next_of(kind::ANSWER);
        assert_eq!((answer.body.at(1).number(), answer.body.at(2)), (number.into(), &Value::Bool(ok)));
    }
}

#[test]
fn packages_and_libraries_are_told_in_parts() {
    let mut console = agent("");
    console.greet(16 << 20, &["inventory"], 1_000);
    let first = console.next_of(kind::INVENTORY);
    let of = first.body.at(2).number();
    let mut kinds: Vec<String> = Vec::new();
    let mut message = first;
    for part in 1..=of {
        assert_eq!(message.body.at(1).number(), part);
        for row in message.body.at(3).list() {
            kinds.push(message.string(&row.list()[0]).to_owned());
        }
        if part < of {
            message = console.next_of(kind::INVENTORY);
        }
    }
    assert!(kinds.iter().any(|kind| kind == "library"));
}

#[test]
fn an_agent_that_is_told_to_stop_says_goodbye() {
    let mut console = agent("");
    console.greet(1 << 20, &[], 1_000);
    console.next_of(kind::STATUS);
    console.stop();
    assert_eq!(console.next_of(kind::BYE).body.at(1), &Value::Text("told to stop".to_owned()));
}

#[test]
fn garbage_from_the_console_changes_nothing() {
    let mut console = agent("");
    console.greet(1 << 20, &[], 1_000);
    let mut seed = 0x2545_f491_4f6c_dd1du64;
    let mut random = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    let mut good = Writer::default();
    good.map(2).uint(1u8).uint(1u8).uint(2u8).text("ping");
    let good = good.into_bytes();
    for round in 0..4_000u32 {
        let kind = 126 + (random() % 8) as u8;
        let mut body = good.clone();
        let place = random() as usize % body.len();
        body[place] = random() as u8;
        body.truncate(1 + random() as usize % body.len());
        // Some whole frames with bad bodies, some bad frames.
        if round % 2 == 0 {
            console.say(kind, &body);
        } else {
            console.raw(b"MIEN");
            console.raw(&body);
        }
        if round % 64 == 0 {
            // What it answers is read, or both would wait for each other.
            console.until(Instant::now() + Duration::from_millis(1));
        }
    }
    // A frame that was begun is given up after a while, and what came after it is read.
    let mut body = Writer::default();
    body.map(2).uint(1u8).uint(99_999u32).uint(2u8).text("ping");
    console.say(kind::REQUEST, &body.into_bytes());
    while console.next_of(kind::ANSWER).body.at(1).number() != 99_999 {}
    console.stop();
}
