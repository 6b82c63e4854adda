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
    /// Lines by their logon type ([`crate::model::ways`]) in place of what failed and what findings sit on.
    pub types: bool,
}

impl Shows {
    /// Whether both draw the same nodes and lines, whatever their colours.
    pub fn draws_as(self, other: Self) -> bool {
        Self { types: other.types, ..self } == other
    }

    /// What stands in an address of the page: `movement`, or what is drawn beside the logons, `domains,policies`; and `types`. Targets come
    /// with a layout.
    pub fn in_address(self) -> String {
        let Self { movement, domains, policies, types, .. } = self;
        let parts = [(movement, "movement"), (domains, "domains"), (policies, "policies"), (types, "types")];
        parts.into_iter().filter(|(is, _)| *is).map(|(_, word)| word).collect::<Vec<_>>().join(",")
    }

    /// The same, read.
    pub fn from_address(text: &str) -> Self {
        let has = |word| text.split(',').any(|part| part == word);
        let [movement, domains, policies, types] = ["movement", "domains", "policies", "types"].map(has);
        Self { movement, domains, policies, targets: false, types }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_is_drawn_and_passes_over_what_it_does_not_know() {
        for bits in 0..16 {
            let is = |bit: u8| bits & bit != 0;
            let shows = Shows { movement: is(1), domains: is(2), policies: is(4), targets: false, types: is(8) };
            assert_eq!(Shows::from_address(&shows.in_address()), shows);
            assert_eq!(Shows::from_address(&format!("x,{},", shows.in_address())), shows);
        }
        assert_eq!(Shows { targets: true, ..Shows::default() }.in_address(), "");
    }

    #[test]
    fn colours_are_no_other_graph() {
        let (plain, coloured) = (Shows::default(), Shows { types: true, ..Shows::default() });
        assert!(plain.draws_as(coloured) && coloured.draws_as(plain));
        assert!(!plain.draws_as(Shows { movement: true, ..coloured }));
    }
}
