//! Where the sessions came from in which something was done: the logon of the same computer and id says.

use super::evidence::Evidence;
use crate::model::facts::Role;
use crate::model::strings::StringId;
use foldhash::fast::FixedState;
use std::collections::HashMap;

/// For each session that is asked for its logons: time and source host, in the order of time.
pub struct Origins(HashMap<(StringId, u64), Vec<(i64, u32)>, FixedState>);

/// Whether the row's session is that of who did it, and tells no source itself.
fn asks(case: &Evidence<'_>, position: u32) -> bool {
    matches!(case.kind(position).facts().role, Role::Change | Role::Access) && case.source(position).is_none()
}

/// Looks up the sessions of `rows`.
pub fn of(case: &Evidence<'_>, rows: impl Iterator<Item = u32>) -> Origins {
    let mut logons: HashMap<(StringId, u64), Vec<(i64, u32)>, FixedState> = HashMap::default();
    for row in rows.filter(|row| asks(case, *row)) {
        if let Some(session) = case.session(row) {
            logons.entry(session).or_default();
        }
    }
    if !logons.is_empty() {
        for position in (0..case.len()).filter(|position| case.kind(*position).facts().id == 4624) {
            if let (Some(session), Some(source)) = (case.session(position), case.source(position))
                && let Some(logons) = logons.get_mut(&session)
            {
                logons.push((case.time(position), source));
            }
        }
    }
    Origins(logons)
}

impl Origins {
    /// The host from which the session of the row came: that of the last logon with its id before it.
    pub fn of_row(&self, case: &Evidence<'_>, position: u32) -> Option<u32> {
        let session = case.session(position).filter(|_| asks(case, position))?;
        let logons = self.0.get(&session)?;
        let before = logons.partition_point(|(time, _)| *time <= case.time(position));
        logons.get(before.checked_sub(1)?).map(|(_, host)| *host)
    }
}
