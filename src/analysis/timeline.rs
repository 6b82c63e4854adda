//! How many logons each account had in each hour.
//!
//! Held sparsely, an entry per (account, hour, event id) that occurs, so that memory follows the events and never the product
//! of accounts and hours. Dense rows are made for one account when they are looked at.

/// Microseconds of an hour.
pub const HOUR_MICROS: i64 = 3_600_000_000;

/// The logons of one event id in one hour of one account.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct HourCount {
    /// Hours since the start of the case.
    pub hour: u32,
    /// Which event.
    pub event_id: u16,
    /// How many.
    pub count: u32,
}

/// Counts per account and hour.
#[derive(Clone, Default, Debug, PartialEq)]
pub struct Timeline {
    start: i64,
    hours: u32,
    /// Entries of account `a` are `entries[offsets[a]..offsets[a + 1]]`, in order of (hour, event id).
    offsets: Vec<u32>,
    entries: Vec<HourCount>,
    /// Logons of each account.
    account_totals: Vec<u32>,
    /// Logons of each hour.
    hour_totals: Vec<u32>,
}

impl Timeline {
    /// Counts `rows` of (account, microseconds since 1970, event id), in any order, of a case of `hours` hours that begins at
    /// `start` (microseconds since 1970). Rows of other accounts or outside the case are not counted.
    pub fn new(start: i64, hours: u32, accounts: usize, rows: impl Iterator<Item = (u32, i64, u16)> + Clone) -> Self {
        let rows = rows.filter_map(|(account, time, event_id)| {
            let hour = u32::try_from(time.checked_sub(start)?.div_euclid(HOUR_MICROS)).ok()?;
            ((account as usize) < accounts && hour < hours).then_some((account as usize, hour, event_id))
        });
        let mut account_totals = vec![0u32; accounts];
        let mut hour_totals = vec![0u32; hours as usize];
        for (account, hour, _) in rows.clone() {
            account_totals[account] += 1;
            hour_totals[hour as usize] += 1;
        }
        let mut next: Vec<u32> = Vec::with_capacity(accounts + 1);
        next.push(0);
        for (account, &total) in account_totals.iter().enumerate() {
            next.push(next[account] + total);
        }
        // Hour and event id in one number, grouped by account, then sorted within the account.
        let mut cells = vec![0u64; next[accounts] as usize];
        for (account, hour, event_id) in rows {
            cells[next[account] as usize] = u64::from(hour) << 16 | u64::from(event_id);
            next[account] += 1;
        }
        let mut entries: Vec<HourCount> = Vec::new();
        let mut offsets = Vec::with_capacity(accounts + 1);
        offsets.push(0);
        let mut begin = 0;
        for &end in &next[..accounts] {
            let row = &mut cells[begin..end as usize];
            row.sort_unstable();
            entries.extend(row.chunk_by(|a, b| a == b).map(|same| HourCount {
                hour: (same[0] >> 16) as u32,
                event_id: same[0] as u16,
                count: same.len() as u32,
            }));
            offsets.push(entries.len() as u32);
            begin = end as usize;
        }
        entries.shrink_to_fit();
        Self { start, hours, offsets, entries, account_totals, hour_totals }
    }

    /// What is counted here in the hours that `is_in` marks, and `rest`, which has nothing in those, of the same case.
    pub fn with_hours(&self, is_in: &[bool], rest: &Self) -> Self {
        let is_in = |hour: u32| is_in.get(hour as usize).copied().unwrap_or(false);
        let (start, hours) = (self.start, self.hours);
        let mut joined =
            Self { start, hours, hour_totals: vec![0; hours as usize], offsets: vec![0], ..Self::default() };
        for account in 0..self.account_totals.len() as u32 {
            let mut others = rest.entries(account).iter().peekable();
            let mut total = 0;
            let mut take = |entry: &HourCount| {
                joined.entries.push(*entry);
                total += entry.count;
                if let Some(sum) = joined.hour_totals.get_mut(entry.hour as usize) {
                    *sum += entry.count;
                }
            };
            for entry in self.entries(account).iter().filter(|entry| is_in(entry.hour)) {
                while let Some(other) = others.next_if(|other| other.hour < entry.hour) {
                    take(other);
                }
                take(entry);
            }
            others.for_each(take);
            joined.account_totals.push(total);
            joined.offsets.push(joined.entries.len() as u32);
        }
        joined
    }

    /// The first hour, in microseconds since 1970.
    pub fn start(&self) -> i64 {
        self.start
    }

    /// How many hours the case has.
    pub fn hours(&self) -> u32 {
        self.hours
    }

    /// How many accounts the case has.
    pub fn accounts(&self) -> usize {
        self.account_totals.len()
    }

    /// What `account` did, in order of (hour, event id); nothing for an account that is not there.
    pub fn entries(&self, account: u32) -> &[HourCount] {
        let account = account as usize;
        match (self.offsets.get(account), self.offsets.get(account + 1)) {
            (Some(&from), Some(&to)) => &self.entries[from as usize..to as usize],
            _ => &[],
        }
    }

    /// (hour, logons) of `account` in the hours that have any, in order.
    pub fn counts(&self, account: u32) -> Vec<(u32, u32)> {
        (self.entries(account).chunk_by(|a, b| a.hour == b.hour))
            .map(|hour| (hour[0].hour, hour.iter().map(|entry| entry.count).sum()))
            .collect()
    }

    /// Logons of `account` in each of the hours `from..from + hours`, as far as the case goes.
    pub fn dense(&self, account: u32, from: u32, hours: u32) -> Vec<u32> {
        let until = from.saturating_add(hours).min(self.hours);
        let mut row = vec![0; until.saturating_sub(from) as usize];
        let entries = self.entries(account);
        let begin = entries.partition_point(|entry| entry.hour < from);
        for entry in entries[begin..].iter().take_while(|entry| entry.hour < until) {
            row[(entry.hour - from) as usize] += entry.count;
        }
        row
    }

    /// Logons of each account.
    pub fn account_totals(&self) -> &[u32] {
        &self.account_totals
    }

    /// Logons of each hour, all accounts together.
    pub fn hour_totals(&self) -> &[u32] {
        &self.hour_totals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: i64 = 1_600_000_000_000_000;

    fn at(hour: i64, rest: i64) -> i64 {
        START + hour * HOUR_MICROS + rest
    }

    fn example() -> Timeline {
        let rows = [
            (1, at(2, 0), 4625),
            (0, at(0, 0), 4624),
            (1, at(2, HOUR_MICROS - 1), 4624),
            (1, at(2, 5), 4624),
            (1, at(3, 0), 4624),
        ];
        Timeline::new(START, 4, 3, rows.into_iter())
    }

    #[test]
    fn logons_are_counted_by_account_hour_and_event() {
        let timeline = example();
        assert_eq!(
            timeline.entries(1),
            [
                HourCount { hour: 2, event_id: 4624, count: 2 },
                HourCount { hour: 2, event_id: 4625, count: 1 },
                HourCount { hour: 3, event_id: 4624, count: 1 },
            ]
        );
        assert_eq!(timeline.counts(1), [(2, 3), (3, 1)]);
        assert!(timeline.entries(2).is_empty() && timeline.entries(9).is_empty());
        assert_eq!(timeline.account_totals(), [1, 4, 0]);
        assert_eq!(timeline.hour_totals(), [1, 0, 3, 1]);
    }

    #[test]
    fn a_dense_row_ends_with_the_case() {
        let timeline = example();
        assert_eq!(timeline.dense(1, 0, 4), [0, 0, 3, 1]);
        assert_eq!(timeline.dense(1, 2, u32::MAX), [3, 1]);
        assert_eq!(timeline.dense(1, 1, 2), [0, 3]);
        assert!(timeline.dense(1, 4, 1).is_empty() && timeline.dense(1, 9, 9).is_empty());
    }

    #[test]
    fn rows_outside_the_case_are_not_counted() {
        let rows =
            [(0, at(-1, HOUR_MICROS - 1), 1), (0, at(2, 0), 1), (5, at(0, 0), 1), (0, i64::MIN, 1), (0, i64::MAX, 1)];
        assert_eq!(Timeline::new(START, 2, 1, rows.into_iter()).hour_totals(), [0, 0]);
    }

    #[test]
    fn some_hours_and_the_rest_are_all() {
        let rows: Vec<(u32, i64, u16)> = (0..900_i64)
            .map(|turn| ((turn * turn % 7) as u32, at(turn * 11 % 40, turn), [4624, 4625][(turn % 2) as usize]))
            .collect();
        let all = Timeline::new(START, 40, 8, rows.iter().copied());
        for every in [1, 2, 3, 41] {
            let is_in: Vec<bool> = (0..40).map(|hour| hour % every == 0).collect();
            let is_rest = |time: i64| !is_in[((time - START) / HOUR_MICROS) as usize];
            let rest = Timeline::new(START, 40, 8, rows.iter().copied().filter(|(_, time, _)| is_rest(*time)));
            assert_eq!(all.with_hours(&is_in, &rest), all, "{every}");
            let nothing = Timeline::new(START, 40, 8, std::iter::empty());
            let part = Timeline::new(START, 40, 8, rows.iter().copied().filter(|(_, time, _)| !is_rest(*time)));
            assert_eq!(all.with_hours(&is_in, &nothing), part, "{every}");
        }
    }

    #[test]
    fn memory_follows_events_not_hours_times_accounts() {
        let rows = (0..10_000u32).map(|account| (account, at(i64::from(account) % 8_760, 0), 4624));
        let timeline = Timeline::new(START, 8_760, 10_000, rows);
        assert_eq!(timeline.entries.len(), 10_000);
    }
}
