//! What the graph shows of the case.

use serde::{Deserialize, Serialize};

/// Which nodes and lines are drawn. The nodes of every kind keep their places whatever is drawn: ranks, timeline and findings lead to them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Shows {
    /// Movement, host to host, in place of the logons of accounts from hosts and all that can stand beside them.
    pub movement: bool,
    /// The domains of accounts.
    pub domains: bool,
    /// Changes of the audit policy, and who made them.
    pub policies: bool,
    /// The machines that accounts logged on to, each a node of its own whether or not it was a source too.
    pub targets: bool,
}

impl Shows {
    /// What stands in an address of the page: `movement`, or what is drawn beside the logons, `domains,policies`. Targets come with a layout.
    pub fn in_address(self) -> String {
        let Self { movement, domains, policies, .. } = self;
        let parts = [(movement, "movement"), (domains, "domains"), (policies, "policies")];
        parts.into_iter().filter(|(is, _)| *is).map(|(_, word)| word).collect::<Vec<_>>().join(",")
    }

    /// The same, read.
    pub fn from_address(text: &str) -> Self {
        let has = |word| text.split(',').any(|part| part == word);
        Self { movement: has("movement"), domains: has("domains"), policies: has("policies"), targets: false }
    }
}
