//! What is done again and again, without a thread.

/// Due each so many microseconds of CLOCK_BOOTTIME.
#[derive(Clone, Copy, Debug)]
pub struct Timer {
    pub next: u64,
    every: u64,
}

impl Timer {
    /// First due after one period from now.
    pub fn new(every: u64, now: u64) -> Timer {
        Timer { next: now + every, every }
    }

    /// Whether it is due; then it is due again a period later. Periods that were slept through are left out.
    pub fn is_due(&mut self, now: u64) -> bool {
        if now < self.next {
            return false;
        }
        self.next += self.every;
        if self.next <= now {
            self.next = now + self.every;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_keep_their_beat_and_are_not_made_up_for() {
        let mut timer = Timer::new(10, 100);
        assert!(!timer.is_due(109));
        assert!(timer.is_due(112));
        assert_eq!(timer.next, 120);
        assert!(timer.is_due(500));
        assert_eq!(timer.next, 510);
    }
}
