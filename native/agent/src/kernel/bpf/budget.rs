//! How the budget of sequences is shared out.

/// Fewest calls worth a grant: shorter pieces say little about order.
pub const LEAST: u32 = 256;

/// Shares a budget fairly: each thread gets what it asks for up to a level that all have in common (max-min fairness). Where the
/// level would fall below [`LEAST`], only some are served, others the next time: `turn` says where to begin. Returns the grants.
pub fn share(budget: u32, demands: &[u32], turn: usize) -> Vec<u32> {
    let threads = demands.len();
    let served = ((budget / LEAST) as usize).clamp(1, threads.max(1));
    let is_served = |thread: usize| (thread + threads - turn % threads.max(1)) % threads.max(1) < served;
    let mut sorted: Vec<u32> = (0..threads).filter(|&thread| is_served(thread)).map(|thread| demands[thread]).collect();
    sorted.sort_unstable();
    let (mut left, mut level) = (budget, 0);
    for (number, &demand) in sorted.iter().enumerate() {
        let fair = left / (sorted.len() - number) as u32;
        level = demand.min(fair);
        if demand > fair {
            break;
        }
        left -= demand;
    }
    // Where all get what they asked for, what is left goes to those who ask for more than the last time.
    if sorted.iter().all(|&demand| demand <= level) && !sorted.is_empty() {
        level += left / sorted.len() as u32;
    }
    (0..threads).map(|thread| if is_served(thread) { level } else { 0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_demands_are_met_and_large_ones_cut_alike() {
        assert_eq!(share(3_000, &[100, 10_000, 5_000], 0), [1_450, 1_450, 1_450]);
        assert_eq!(share(1_000, &[], 3), [0; 0]);
    }

    #[test]
    fn in_turn_all_are_served() {
        let demands = [9_999; 10];
        let mut sums = [0; 10];
        for turn in 0..10 {
            share(600, &demands, turn).iter().zip(&mut sums).for_each(|(grant, sum)| *sum += grant);
        }
        assert_eq!(sums, [600; 10]);
    }

    proptest! {
        #[test]
        fn what_is_asked_for_and_granted_stays_within_the_budget(
            budget in 0u32..100_000, demands in prop::collection::vec(0u32..500_000, 0..60), turn in 0usize..200,
        ) {
            let grants = share(budget, &demands, turn);
            prop_assert_eq!(grants.len(), demands.len());
            let used: u64 = grants.iter().zip(&demands).map(|(&grant, &demand)| u64::from(grant.min(demand))).sum();
            prop_assert!(used <= u64::from(budget));
        }
    }
}
