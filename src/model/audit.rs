//! Which audit policy makes Windows write which event, so that a case without logons can say what was not recorded.
//!
//! Source: Microsoft's reference of advanced audit policies, and `auditpol /list /subcategory:*`.

/// A subcategory of the advanced audit policy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Policy {
    /// As the policy editor has it: category, then policy.
    pub name: &'static str,
    /// The events that tell of logons which it makes.
    pub events: &'static [u16],
    /// Where they are written.
    pub written_by: &'static str,
}

/// The policies without which there are no logons to see.
pub const POLICIES: &[Policy] = &[
    Policy {
        name: "Logon/Logoff: Audit Logon",
        events: &[4624, 4625, 4648],
        written_by: "the machine that is logged on to",
    },
    Policy {
        name: "Account Logon: Audit Kerberos Authentication Service",
        events: &[4768, 4771],
        written_by: "domain controllers",
    },
    Policy {
        name: "Account Logon: Audit Kerberos Service Ticket Operations",
        events: &[4769, 4770],
        written_by: "domain controllers",
    },
    Policy {
        name: "Account Logon: Audit Credential Validation",
        events: &[4776],
        written_by: "domain controllers; for local accounts the machine itself",
    },
    Policy {
        name: "Logon/Logoff: Audit Special Logon",
        events: &[4672],
        written_by: "the machine that is logged on to",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::facts::{EVENTS, Role};

    #[test]
    fn every_logon_that_counts_has_its_policy_and_every_event_is_read() {
        let named: Vec<u16> = POLICIES.iter().flat_map(|policy| policy.events).copied().collect();
        for event in EVENTS.iter().filter(|event| event.role == Role::Logon) {
            assert!(named.contains(&event.id), "{}", event.id);
        }
        assert!(named.iter().all(|id| EVENTS.iter().any(|event| event.id == *id)));
    }
}
