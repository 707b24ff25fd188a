//! Waiting: for the port, the kernel and the clock, never busily.

use crate::agent::Agent;
use crate::clock;
use crate::link::port::{Address, Port, Unopened};
use crate::sys;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Microseconds between two looks at the kernel's events: each look costs as much as many events.
const REST: u64 = 40_000;
/// Microseconds between two looks at whether the console came back.
const AWAY: u64 = 500_000;
/// Microseconds a port may be busy before that is taken for another agent: one that was killed holds it until the kernel has taken
/// its programs down, which takes the longer the busier the guest is.
const BUSY: u64 = 30_000_000;

/// Runs until a signal, or until another agent holds the port.
pub fn run(agent: &mut Agent, address: &Address) -> Result<(), String> {
    let stop = stop_flag().map_err(|error| format!("cannot hear signals: {error}"))?;
    let mut port = None;
    let mut told = false;
    let mut busy_since = None;
    while !stop.load(Ordering::Relaxed) {
        match open(&mut port, address) {
            Ok(port) => {
                busy_since = None;
                serve(agent, port, &stop);
            }
            Err(Unopened::Busy) if is_taken(&mut busy_since, clock::boot()) => {
                return Err("the port is busy: another agent runs".to_owned());
            }
            Err(Unopened::Busy) => {}
            Err(Unopened::Failed(error)) if !told => {
                told = true;
                eprintln!("mien-agent: {address} cannot be opened yet: {error}");
            }
            Err(Unopened::Failed(_)) => {}
        }
        if port.as_ref().is_some_and(|port| !port.lasts) {
            port = None;
        }
        sleep(AWAY);
        agent.tick();
    }
    Ok(())
}

/// Whether a port that is busy now has been so for too long. `since`: when it was found busy first.
fn is_taken(since: &mut Option<u64>, now: u64) -> bool {
    now.saturating_sub(*since.get_or_insert(now)) > BUSY
}

fn open<'a>(port: &'a mut Option<Port>, address: &Address) -> Result<&'a Port, Unopened> {
    match port {
        Some(port) => Ok(port),
        None => Ok(port.insert(Port::open(address)?)),
    }
}

/// Talks as long as somebody is at the other end.
pub fn serve(agent: &mut Agent, port: &Port, stop: &AtomicBool) {
    if is_away(port) {
        return;
    }
    agent.connected();
    let mut looked = 0;
    while !stop.load(Ordering::Relaxed) {
        agent.tick();
        if !agent.send(port) {
            agent.disconnected();
            return;
        }
        match wait(agent, port, looked) {
            Woken { away: true, .. } => {
                agent.disconnected();
                return;
            }
            woken => {
                if woken.heard && !agent.receive(port) {
                    agent.disconnected();
                    return;
                }
                if woken.kernel {
                    looked = clock::boot();
                    agent.drain();
                }
            }
        }
    }
    agent.bye(port, "told to stop");
}

#[derive(Default)]
struct Woken {
    heard: bool,
    kernel: bool,
    away: bool,
}

fn wait(agent: &Agent, port: &Port, looked: u64) -> Woken {
    let now = clock::boot();
    let mut until = agent.next();
    let source = agent.source().and_then(|source| sys::borrow(source, source.fd()?));
    let rests = source.is_some() && now < looked + REST;
    if rests {
        until = until.min(looked + REST);
    }
    let mut interest = PollFlags::IN;
    if agent.is_writing() {
        interest |= PollFlags::OUT;
    }
    let mut descriptors = vec![PollFd::new(port, interest)];
    if let Some(source) = source.filter(|_| !rests) {
        descriptors.push(PollFd::from_borrowed_fd(source, PollFlags::IN));
    }
    let timeout = span(until.saturating_sub(now));
    match poll(&mut descriptors, Some(&timeout)) {
        Ok(0) | Err(_) => Woken::default(),
        Ok(_) => {
            let events = descriptors[0].revents();
            let heard = events.contains(PollFlags::IN);
            let gone = events.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL);
            let kernel = descriptors.get(1).is_some_and(|descriptor| !descriptor.revents().is_empty());
            // What came before the end is read first.
            Woken { heard, kernel, away: gone && !heard }
        }
    }
}

/// Whether nobody holds the other end of a port.
fn is_away(port: &Port) -> bool {
    let mut descriptors = [PollFd::new(port, PollFlags::IN)];
    let answered = poll(&mut descriptors, Some(&span(0)));
    answered.is_ok_and(|count| count > 0) && descriptors[0].revents().contains(PollFlags::HUP)
}

fn span(micros: u64) -> Timespec {
    Timespec { tv_sec: (micros / 1_000_000) as i64, tv_nsec: (micros % 1_000_000 * 1_000) as i64 }
}

/// Sleeps; a signal ends it early.
fn sleep(micros: u64) {
    // An early end is as good as a late one.
    let _ = poll(&mut [], Some(&span(micros)));
}

fn stop_flag() -> io::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGTERM, signal_hook::consts::SIGINT] {
        signal_hook::flag::register(signal, stop.clone())?;
    }
    Ok(stop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_a_dying_agent_holds_is_waited_for_and_one_that_lives_is_not() {
        let mut since = None;
        assert!(!is_taken(&mut since, 5_000_000));
        assert!(!is_taken(&mut since, 5_000_000 + BUSY));
        assert!(is_taken(&mut since, 5_000_001 + BUSY));
        since = None; // it was free in between
        assert!(!is_taken(&mut since, 6_000_000 + BUSY));
    }
}
