//! A console for tests: the other end of a socketpair, as the protocol says.

use mien_agent::agent::Agent;
use mien_agent::config::Config;
use mien_agent::kernel::{KernelSource, Opened};
use mien_agent::link::port::Port;
use mien_agent::protocol::frame::{FrameReader, encode};
use mien_agent::protocol::kind;
use mien_agent::protocol::writer::Writer;
use mien_agent::run::serve;
use minicbor::Decoder;
use minicbor::data::Type;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A CBOR value, strings of the table put in their place where a test asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Number(i64),
    Bytes(Vec<u8>),
    Text(String),
    Bool(bool),
    Array(Vec<Value>),
    Map(BTreeMap<u64, Value>),
}

impl Value {
    pub fn number(&self) -> i64 {
        let Value::Number(number) = self else { panic!("no number: {self:?}") };
        *number
    }
    pub fn list(&self) -> &[Value] {
        let Value::Array(list) = self else { panic!("no array: {self:?}") };
        list
    }
    pub fn at(&self, key: u64) -> &Value {
        let Value::Map(map) = self else { panic!("no map: {self:?}") };
        map.get(&key).unwrap_or_else(|| panic!("no key {key}: {self:?}"))
    }
}

/// A message of the agent.
#[derive(Clone, Debug)]
pub struct Message {
    pub kind: u8,
    pub sequence: u32,
    pub size: usize,
    pub body: Value,
}

impl Message {
    /// A string of the table.
    pub fn string(&self, place: &Value) -> &str {
        let Value::Text(text) = &self.body.at(0).list()[place.number() as usize] else { panic!("no text") };
        text
    }
}

fn value(decoder: &mut Decoder) -> Value {
    match decoder.datatype().expect("a value") {
        Type::U8 | Type::U16 | Type::U32 | Type::U64 | Type::I8 | Type::I16 | Type::I32 => {
            Value::Number(decoder.i64().expect("a number"))
        }
        Type::Bytes => Value::Bytes(decoder.bytes().expect("bytes").to_vec()),
        Type::String => Value::Text(decoder.str().expect("text").to_owned()),
        Type::Bool => Value::Bool(decoder.bool().expect("truth")),
        Type::Array => {
            let count = decoder.array().expect("an array").expect("a definite length");
            Value::Array((0..count).map(|_| value(decoder)).collect())
        }
        Type::Map => {
            let count = decoder.map().expect("a map").expect("a definite length");
            Value::Map((0..count).map(|_| (decoder.u64().expect("a key"), value(decoder))).collect())
        }
        other => panic!("{other} is not of the protocol"),
    }
}

/// The console's end, with the agent in a thread of its own.
pub struct Console {
    stream: UnixStream,
    reader: FrameReader,
    sequence: u32,
    nonce: u8,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Console {
    /// Starts an agent with a configuration and a source.
    pub fn with(config: &str, source: impl FnOnce() -> Box<dyn KernelSource> + Send + 'static) -> Console {
        let (stream, other) = UnixStream::pair().expect("a socketpair");
        other.set_nonblocking(true).expect("not blocking");
        let stop = Arc::new(AtomicBool::new(false));
        let (config, flag) = (config.to_owned(), stop.clone());
        let thread = std::thread::spawn(move || {
            let opened = Opened { source: source(), missing: Vec::new() };
            let mut agent = Agent::new(Config::parse(&config), opened);
            serve(&mut agent, &Port::over(OwnedFd::from(other)), &flag);
        });
        let reader = FrameReader::default();
        Console { stream, reader, sequence: 0, nonce: 0, stop, thread: Some(thread) }
    }

    pub fn say(&mut self, kind: u8, body: &[u8]) {
        self.sequence = if kind == kind::WELCOME { 1 } else { self.sequence + 1 };
        self.raw(&encode(kind, self.sequence, body));
    }

    pub fn raw(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).expect("the agent listens");
    }

    /// Welcomes with a credit, the streams named and an interval.
    pub fn welcome(&mut self, credit: u64, streams: &[&str], interval: u64) {
        self.nonce += 1;
        let mut body = Writer::default();
        body.map(3).uint(1u8).bytes(&[self.nonce; 16]).uint(2u8).uint(credit);
        body.uint(3u8).map(2).uint(1u8).array(streams.len());
        for stream in streams {
            body.text(stream);
        }
        body.uint(2u8).uint(interval);
        self.say(kind::WELCOME, &body.into_bytes());
    }

    /// The next message; fails after 30 s without one.
    pub fn next(&mut self) -> Message {
        self.until(Instant::now() + Duration::from_secs(30)).expect("a message")
    }

    /// The next message of a kind; others are passed over.
    pub fn next_of(&mut self, kind: u8) -> Message {
        loop {
            let message = self.next();
            if message.kind == kind {
                return message;
            }
        }
    }

    /// The next message until a time, None where there is none.
    pub fn until(&mut self, end: Instant) -> Option<Message> {
        loop {
            if let Some(frame) = self.reader.next_frame() {
                assert_eq!(self.reader.garbage, 0, "the agent sends frames only");
                let mut decoder = Decoder::new(&frame.body);
                let body = value(&mut decoder);
                assert_eq!(decoder.position(), frame.body.len());
                let size = frame.body.len() + 20;
                return Some(Message { kind: frame.kind, sequence: frame.sequence, size, body });
            }
            let left = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())?;
            self.stream.set_read_timeout(Some(left)).expect("a limit");
            let mut piece = [0; 65_536];
            match self.stream.read(&mut piece) {
                Ok(0) | Err(_) => return None,
                Ok(count) => self.reader.push(&piece[..count]),
            }
        }
    }

    /// Goes through the greeting as a console does; gives the HELLO that was answered last.
    pub fn greet(&mut self, credit: u64, streams: &[&str], interval: u64) -> Message {
        self.next_of(kind::HELLO);
        self.welcome(credit, streams, interval);
        let hello = self.next_of(kind::HELLO);
        self.welcome(credit, streams, interval);
        hello
    }

    /// Ends the agent by its flag, and waits until its thread is over.
    pub fn stop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the agent does not panic");
        }
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}
