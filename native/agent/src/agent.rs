//! The agent: one thread that waits for the console, the kernel and the clock in turn.

use crate::clock;
use crate::collect::collector::Collector;
use crate::config::Config;
use crate::guest::hello::{Identity, random};
use crate::guest::inventory::Inventory;
use crate::guest::memory::Memory;
use crate::guest::poll::Poll;
use crate::guest::status::{Own, status};
use crate::kernel::{KernelSource, Opened, Wants};
use crate::link::port::Port;
use crate::link::session::{Heard, Session};
use crate::offer::Offer;
use crate::processes::proc::pids;
use crate::protocol::body::Body;
use crate::protocol::console::Order;
use crate::protocol::kind;
use crate::redaction::redactor::Redactor;
use crate::settings::{Settings, Wish};
use crate::streams::{STREAMS, Stream, StreamSet};
use crate::timer::Timer;
use std::fs;

const SECOND: u64 = 1_000_000;
/// How long after the console went away it is still collected for: it may come back at once.
const LINGER: u64 = 60 * SECOND;
/// Calls of `drain` in a row, so that a busy guest does not keep the agent from the console.
const DRAINS: usize = 16;

/// The agent's whole state.
pub struct Agent {
    config: Config,
    identity: Identity,
    session: Session,
    collector: Collector,
    source: Box<dyn KernelSource>,
    source_missing: Vec<(Stream, String)>,
    source_lost: [u64; STREAMS],
    key: [u8; 32],
    wants: Option<Wants>,
    memory: Memory,
    poll: Poll,
    inventory: Inventory,
    /// Until when it is collected; each moment with a welcome puts it off.
    until: u64,
    flush: Timer,
    second: Timer,
    files: Timer,
    half: Timer,
    sweep: Timer,
    interval: Timer,
}

impl Agent {
    /// An agent that has said nothing yet.
    pub fn new(config: Config, opened: Opened) -> Agent {
        let key = random();
        let now = clock::boot();
        let settings = config.settings.clone();
        Agent {
            session: Session::default(),
            collector: Collector::new(settings.clone(), redactor(&settings, &key)),
            identity: Identity::read(),
            source: opened.source,
            source_missing: opened.missing,
            source_lost: [0; STREAMS],
            wants: None,
            memory: Memory::default(),
            poll: Poll::default(),
            inventory: Inventory::default(),
            until: 0,
            flush: Timer::new(SECOND / 4, now),
            second: Timer::new(SECOND, now),
            files: Timer::new(SECOND, now),
            half: Timer::new(SECOND / 2, now),
            sweep: Timer::new(30 * SECOND, now),
            interval: Timer::new(u64::from(settings.interval) * 1_000, now),
            config,
            key,
        }
    }

    /// Where the kernel's events can be waited for.
    pub fn source(&self) -> Option<&dyn KernelSource> {
        self.wants.as_ref().map(|_| &*self.source)
    }

    /// Microseconds since the boot at which something is due.
    pub fn next(&self) -> u64 {
        if !self.is_collecting() {
            return self.second.next;
        }
        [self.flush, self.second, self.half, self.interval].iter().map(|timer| timer.next).min().unwrap_or_default()
    }

    /// Whether the port has to be waited for to take more.
    pub fn is_writing(&self) -> bool {
        self.session.is_writing()
    }

    /// A console may be there: greet it.
    pub fn connected(&mut self) {
        self.session.reset();
        self.greet();
    }

    /// The console went away.
    pub fn disconnected(&mut self) {
        self.session.reset();
    }

    /// Reads from the port and follows. False: the other end went away.
    pub fn receive(&mut self, port: &Port) -> bool {
        let mut heard = Vec::new();
        let there = self.session.receive(port, |message| heard.push(message));
        self.obey(heard);
        there
    }

    fn obey(&mut self, heard: Vec<Heard>) {
        for message in heard {
            match message {
                Heard::Greet => self.greet(),
                Heard::Order(Order::Welcome { wish, .. }) => {
                    self.until = clock::boot() + LINGER;
                    let settings = self.config.settings.wished(&wish);
                    self.apply(settings);
                    self.inventory.renew_if_never();
                }
                Heard::Order(Order::Settings { wish }) => self.change(&wish),
                Heard::Order(Order::Request { number, what }) => self.answer(number, &what),
                Heard::Order(Order::Credit { .. }) => {}
            }
        }
    }

    /// Writes to the port what may be written. False: the other end went away.
    pub fn send(&mut self, port: &Port) -> bool {
        self.session.send(port, &mut self.collector.outbox)
    }

    /// Takes what the kernel tells.
    pub fn drain(&mut self) {
        for _ in 0..DRAINS {
            if !self.source.drain(&mut self.collector) {
                return;
            }
        }
    }

    /// Does what is due.
    pub fn tick(&mut self) {
        let now = clock::boot();
        if self.session.is_welcomed() {
            self.until = now + LINGER;
        } else if self.wants.is_some() && !self.is_collecting() {
            self.rest();
        }
        if self.is_collecting() {
            self.collect(now);
        }
        if self.second.is_due(now) {
            let mut heard = Vec::new();
            self.session.give_up(|message| heard.push(message));
            self.obey(heard);
            if self.session.is_welcomed() {
                self.tell_status();
            } else {
                self.greet();
            }
        }
    }

    /// Says goodbye; what waits is not told any more.
    pub fn bye(&mut self, port: &Port, reason: &str) {
        let mut body = Body::default();
        body.field(1, |writer, _| {
            writer.text(reason);
        });
        self.session.say(kind::BYE, body.finish());
        self.session.send(port, &mut self.collector.outbox);
    }

    /// What it can give here and what not, in lines for a person.
    pub fn describe(&self) -> String {
        let mut text = format!("system calls from: {}\n{}", self.source.name(), self.offer().describe());
        text += &format!("redaction  {}\n", self.collector.settings.redaction.name());
        for error in &self.config.errors {
            text += &format!("{}: {error}\n", crate::config::PATH);
        }
        text
    }

    fn is_collecting(&self) -> bool {
        clock::boot() < self.until
    }

    fn collect(&mut self, now: u64) {
        let streams = self.collector.settings.streams;
        if self.sweep.is_due(now) {
            self.collector.table.sweep(&pids());
        }
        if self.half.is_due(now) {
            let given = self.source.gives();
            let polled = |stream| streams.has(stream) && !given.has(stream);
            let (processes, connections) = (polled(Stream::Processes), polled(Stream::Network));
            if processes || connections {
                self.poll.look(&mut self.collector, processes, connections);
            }
        }
        if self.interval.is_due(now) {
            self.drain();
            self.source.collect(&mut self.collector);
            self.collector.flush_counts(now);
            if streams.has(Stream::Memory) {
                let interval = self.collector.settings.interval;
                self.memory.sample(&mut self.collector, &pids(), interval, self.config.limits.working_set);
            }
        }
        if self.flush.is_due(now) {
            self.drain();
            if self.files.is_due(now) {
                self.collector.flush_files();
                self.collector.programs.refill();
                self.count_lost();
            }
            self.collector.flush_events();
            self.collector.flush_sequences();
            if streams.has(Stream::Inventory) {
                self.inventory.step(&mut self.collector);
            }
        }
    }

    /// What the kernel's side lost since the last time is lost to the console.
    fn count_lost(&mut self) {
        let lost = self.source.lost();
        for stream in Stream::ALL {
            let index = stream as usize;
            self.collector.outbox.lose(stream, lost[index].saturating_sub(self.source_lost[index]));
        }
        self.source_lost = lost;
    }

    fn tell_status(&mut self) {
        let own = Own {
            waiting: self.collector.outbox.bytes(),
            credit: self.session.credit(),
            threads: self.source.threads(),
        };
        let body = status(&mut self.collector.table.proc, &self.collector.outbox.tally, &own);
        self.session.say(kind::STATUS, body);
    }

    fn greet(&mut self) {
        let redaction = self.collector.settings.redaction.name();
        let Offer { gives, missing } = self.offer();
        let hello = self.identity.hello(self.source.name(), gives, &missing, &redaction);
        self.session.greet(hello);
    }

    fn change(&mut self, wish: &Wish) {
        let before = (self.collector.settings.redaction.name(), self.offer().gives);
        let settings = self.collector.settings.wished(wish);
        self.apply(settings);
        // What HELLO said is no longer so.
        if before != (self.collector.settings.redaction.name(), self.offer().gives) {
            self.greet();
        }
    }

    fn apply(&mut self, settings: Settings) {
        let settings = self.config.limits.apply(&settings);
        if settings.redaction != self.collector.settings.redaction {
            self.collector.redactor = redactor(&settings, &self.key);
        }
        if settings.interval != self.collector.settings.interval {
            self.interval = Timer::new(u64::from(settings.interval) * 1_000, clock::boot());
        }
        let Settings { streams, budget, run_length, .. } = settings;
        self.collector.settings = settings;
        let wants = Wants { streams, budget, run_length };
        if self.wants == Some(wants) {
            return;
        }
        if self.wants.is_none() {
            self.collector.table.scan(&pids());
            self.poll.reset();
        }
        self.wants = Some(wants);
        self.follow(&wants);
    }

    /// Nobody listens: cost the guest nothing.
    fn rest(&mut self) {
        self.wants = None;
        self.follow(&Wants { streams: StreamSet::NONE, budget: 0, run_length: 0 });
        self.drain();
        self.collector.outbox.clear();
    }

    fn follow(&mut self, wants: &Wants) {
        if let Err(error) = self.source.follow(wants) {
            let given = self.source.gives();
            let known: Vec<Stream> = self.source_missing.iter().map(|&(stream, _)| stream).collect();
            for stream in wants.streams.without(given).without(StreamSet::of(&known)).iter() {
                if !matches!(stream, Stream::Memory | Stream::Inventory) {
                    self.source_missing.push((stream, error.to_string()));
                }
            }
        }
    }

    /// What can be given as things are.
    pub fn offer(&self) -> Offer {
        Offer::of(&*self.source, &self.source_missing, &self.config.limits)
    }

    fn answer(&mut self, number: u64, what: &str) {
        let (ok, text) = match what {
            "ping" => (true, "pong"),
            "inventory" => {
                self.inventory.renew();
                (true, "it comes within some seconds")
            }
            _ => (false, "unknown request"),
        };
        let mut body = Body::default();
        body.field(1, |writer, _| {
            writer.uint(number);
        });
        body.field(2, |writer, _| {
            writer.bool(ok);
        });
        body.field(3, |writer, _| {
            writer.text(text);
        });
        body.field(4, |writer, _| {
            writer.bytes(&[]);
        });
        self.session.say(kind::ANSWER, body.finish());
    }
}

fn redactor(settings: &Settings, key: &[u8; 32]) -> Redactor {
    Redactor::new(&settings.redaction, key, &fs::read_to_string("/etc/passwd").unwrap_or_default())
}
