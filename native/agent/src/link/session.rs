//! The conversation with the console: greeting, credit, numbers of frames.

use super::outbox::Outbox;
use super::port::{Moved, Port};
use crate::clock;
use crate::protocol::console::{Order, read};
use crate::protocol::frame::{self, FrameReader, HEADER};
use crate::protocol::kind;
use std::collections::VecDeque;

/// Most messages that wait although they need no credit; beyond, the oldest go.
const MOST_URGENT: usize = 32;
/// Bytes read at a time, and at most so many times in a row, so that no console keeps the agent from its work.
const PIECE: usize = 16_384;
const PIECES: usize = 16;
/// Microseconds after which a frame that is not whole is given up.
const PATIENCE: u64 = 2_000_000;

/// The conversation's state. It speaks over whatever port it is given.
#[derive(Default)]
pub struct Session {
    reader: FrameReader,
    /// The frame that is being written, and how far it is.
    frame: Vec<u8>,
    written: usize,
    sequence: u32,
    credit: u64,
    urgent: VecDeque<(u8, Vec<u8>)>,
    /// A HELLO is out that no WELCOME has answered.
    greeting: bool,
    welcomed: bool,
    /// Whether this connection's first WELCOME has come. It may be the console's first word, before it heard ours.
    heard: bool,
    nonce: Option<[u8; 16]>,
    /// When bytes came last.
    came: u64,
}

/// What the agent has to do about a message.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// Say HELLO, and follow the settings if any.
    Order(Order),
    /// The console has not seen our HELLO: say it.
    Greet,
}

impl Session {
    /// Whether the console has answered a greeting on this connection.
    pub fn is_welcomed(&self) -> bool {
        self.welcomed
    }

    /// Bytes that may still be told.
    pub fn credit(&self) -> u64 {
        self.credit
    }

    /// Whether something would be written if the port took it.
    pub fn is_writing(&self) -> bool {
        self.written < self.frame.len() || !self.urgent.is_empty()
    }

    /// Begins anew: the other end went away.
    pub fn reset(&mut self) {
        *self = Session::default();
    }

    /// Says HELLO: the numbers of frames begin again.
    pub fn greet(&mut self, hello: Vec<u8>) {
        self.urgent.retain(|&(kind, _)| kind != kind::HELLO);
        self.say(kind::HELLO, hello);
        self.greeting = true;
    }

    /// Says something that needs no credit.
    pub fn say(&mut self, kind: u8, body: Vec<u8>) {
        // A newer status stands for the one before.
        if kind == kind::STATUS {
            self.urgent.retain(|&(waiting, _)| waiting != kind::STATUS);
        }
        if self.urgent.len() >= MOST_URGENT {
            self.urgent.pop_front();
        }
        self.urgent.push_back((kind, body));
    }

    /// Reads what came. False: nobody is there any more.
    pub fn receive(&mut self, port: &Port, mut each: impl FnMut(Heard)) -> bool {
        let mut piece = [0; PIECE];
        for _ in 0..PIECES {
            match port.read(&mut piece) {
                Moved::Bytes(count) => {
                    self.came = clock::boot();
                    self.reader.push(&piece[..count]);
                }
                Moved::Nothing => return true,
                Moved::Away => return false,
            }
            self.read(&mut each);
        }
        true
    }

    /// Gives up a frame that has begun and is not whole after two seconds, and reads what it kept back.
    pub fn give_up(&mut self, mut each: impl FnMut(Heard)) {
        if self.reader.is_waiting() && clock::boot() > self.came + PATIENCE {
            self.reader.give_up();
            self.read(&mut each);
        }
    }

    fn read(&mut self, each: &mut impl FnMut(Heard)) {
        while let Some(frame) = self.reader.next_frame() {
            if let Some(order) = read(&frame) {
                self.hear(order, each);
            }
        }
    }

    fn hear(&mut self, order: Order, each: &mut impl FnMut(Heard)) {
        match order {
            Order::Welcome { nonce, credit, .. } => {
                // Twice the same is one.
                if self.nonce == Some(nonce) {
                    return;
                }
                self.nonce = Some(nonce);
                self.credit = credit;
                let answered = std::mem::take(&mut self.greeting) && self.heard;
                self.heard = true;
                self.welcomed = true;
                each(Heard::Order(order));
                if !answered {
                    each(Heard::Greet);
                }
            }
            Order::Credit { more } => self.credit = self.credit.saturating_add(more),
            order => each(Heard::Order(order)),
        }
    }

    /// Writes what may be written. False: nobody is there any more.
    pub fn send(&mut self, port: &Port, outbox: &mut Outbox) -> bool {
        loop {
            if self.written == self.frame.len() && !self.next(outbox) {
                return true;
            }
            match port.write(&self.frame[self.written..]) {
                Moved::Bytes(count) => self.written += count,
                Moved::Nothing => return true,
                Moved::Away => return false,
            }
        }
    }

    /// Takes up the next frame.
    fn next(&mut self, outbox: &mut Outbox) -> bool {
        let (kind, body) = match self.urgent.pop_front() {
            Some(urgent) => urgent,
            None if self.welcomed => match outbox.take(self.credit) {
                Some(waiting) => {
                    self.credit -= (waiting.body.len() + HEADER) as u64;
                    (waiting.kind, waiting.body)
                }
                None => return false,
            },
            None => return false,
        };
        self.sequence = if kind == kind::HELLO { 1 } else { self.sequence.wrapping_add(1) };
        self.frame = frame::encode(kind, self.sequence, &body);
        self.written = 0;
        true
    }
}
