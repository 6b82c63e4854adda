//! What the graph shows of the case.

use serde::{Deserialize, Serialize};

/// Which nodes and lines are drawn. The nodes of every kind keep their places whatever is drawn: ranks, timeline and findings lead to them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Shows {
    /// Movement, host to host, in place of the logons of accounts from hosts.
    pub movement: bool,
}
