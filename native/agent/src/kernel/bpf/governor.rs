//! Keeps what counting costs within bounds. Each system call that is looked at becomes slower by the same time, so a program that
//! does little else is slowed down much. While one does, counting goes on by turns: on for a moment, off for as long as it takes.

/// The most that counting may slow a busy thread down, on average. A guest does not see the time that its host takes from it, so
/// where the host is busy this is a smaller share of what the guest gets than it seems: hence less than the 5 % that are promised.
const COST: f64 = 0.02;
/// What starts it: a little more.
const TOO_MUCH: f64 = 0.025;
/// Longest time without counting, nanoseconds.
const LONGEST: u64 = 3_000_000_000;

/// What counting costs, nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Price {
    /// Each call.
    pub call: f64,
    /// To turn it off and on.
    pub turn: f64,
}

/// Decides when calls are counted.
pub struct Governor {
    price: Price,
    /// When what goes on now began.
    since: u64,
    /// While counting is off: until when.
    until: Option<u64>,
    /// Time counted and not, since counts were told, and up to when that was reckoned.
    on: u64,
    off: u64,
    reckoned: u64,
}

/// What to do next.
#[derive(Debug, PartialEq, Eq)]
pub enum Turn {
    Stay,
    Pause,
    Resume,
}

impl Governor {
    /// Begins with counting on.
    pub fn new(price: Price, now: u64) -> Governor {
        Governor { price, since: now, until: None, on: 0, off: 0, reckoned: now }
    }

    /// What counting costs.
    pub fn price(&self) -> Price {
        self.price
    }

    /// Whether counting is off.
    pub fn paused(&self) -> bool {
        self.until.is_some()
    }

    /// When the time that is counted now began.
    pub fn since(&self) -> u64 {
        self.since
    }

    /// Looks at how many calls the busiest processor made since [`Governor::since`].
    pub fn look(&mut self, now: u64, busiest: u32) -> Turn {
        self.reckon(now);
        if let Some(until) = self.until {
            if now < until {
                return Turn::Stay;
            }
            self.until = None;
            self.since = now;
            return Turn::Resume;
        }
        let lasted = now.saturating_sub(self.since);
        let slowed = f64::from(busiest) * self.price.call / lasted.max(1) as f64;
        self.since = now;
        if slowed < TOO_MUCH {
            return Turn::Stay;
        }
        let spent = lasted as f64 * slowed.min(1.0) + self.price.turn;
        let pause = spent / COST - lasted as f64;
        self.until = Some(now + (pause as u64).min(LONGEST));
        Turn::Pause
    }

    /// By what to multiply counts, so that they stand for all the time since the last call of this; None: nothing was counted.
    pub fn take_scale(&mut self, now: u64) -> Option<f64> {
        self.reckon(now);
        if self.on == 0 {
            return None;
        }
        let scale = (self.on + self.off) as f64 / self.on as f64;
        self.on = 0;
        self.off = 0;
        Some(scale)
    }

    fn reckon(&mut self, now: u64) {
        let lasted = now.saturating_sub(self.reckoned);
        self.reckoned = now;
        if self.paused() { self.off += lasted } else { self.on += lasted }
    }
}

/// What an attached program costs: a call from the fastest of some rounds without it and with it.
pub fn price(mut attach: impl FnMut(bool) -> bool, now: impl Fn() -> u64) -> Price {
    const ROUNDS: usize = 9;
    const CALLS: usize = 400;
    let fastest = || {
        let round = || {
            let begin = now();
            (0..CALLS).for_each(|_| {
                std::hint::black_box(rustix::process::getppid());
            });
            now().saturating_sub(begin)
        };
        (0..ROUNDS).map(|_| round()).min().unwrap_or(0) as f64 / CALLS as f64
    };
    let without = fastest();
    let begin = now();
    if !attach(true) {
        return Price { call: 0.0, turn: 0.0 };
    }
    let attached = now();
    let with = fastest();
    let ends = now();
    attach(false);
    let turn = (attached - begin) + now().saturating_sub(ends);
    Price { call: (with - without).max(0.0), turn: turn as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TICK: u64 = 100_000_000;

    /// A thread that does nothing else: `own` nanoseconds a call, `price` more while it is counted. Returns how much slower it was.
    fn slow_down(own: f64, price: f64, ticks: usize) -> f64 {
        let mut governor = Governor::new(Price { call: price, turn: 0.0 }, 0);
        let mut done = 0.0;
        for tick in 1..=ticks {
            let calls = TICK as f64 / if governor.paused() { own } else { own + price };
            done += calls;
            governor.look(tick as u64 * TICK, if governor.paused() { 0 } else { calls as u32 });
        }
        1.0 - done / (ticks as f64 * TICK as f64 / own)
    }

    #[test]
    fn a_busy_loop_is_slowed_down_by_no_more_than_allowed() {
        assert!(slow_down(600.0, 350.0, 600) < 0.05);
        assert!(slow_down(100.0, 100.0, 600) < 0.05);
    }

    #[test]
    fn what_is_cheap_is_always_counted() {
        let mut governor = Governor::new(Price { call: 100.0, turn: 0.0 }, 0);
        for tick in 1..100 {
            assert_eq!(governor.look(tick * TICK, 20_000), Turn::Stay);
        }
        assert_eq!(governor.take_scale(99 * TICK), Some(1.0));
    }

    #[test]
    fn counts_stand_for_the_time_between_too() {
        let mut governor = Governor::new(Price { call: 400.0, turn: 0.0 }, 0);
        assert_eq!(governor.look(TICK, 100_000), Turn::Pause); // 40 % slower: 19 more ticks until 2 %
        assert_eq!(governor.look(19 * TICK, 0), Turn::Stay);
        assert_eq!(governor.look(20 * TICK, 0), Turn::Resume);
        assert_eq!(governor.take_scale(20 * TICK), Some(20.0));
        assert_eq!(governor.take_scale(20 * TICK), None);
    }

    proptest! {
        #[test]
        fn any_loop_is_slowed_down_little(own in 50.0..20_000.0, price in 1.0..1_000.0) {
            prop_assert!(slow_down(own, price, 2_000) < 0.055);
        }
    }
}
