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

/// Categories of the audit policy by the message that stands for each in 4719, from `%%8272` on.
const CATEGORIES: [&str; 9] = [
    "System",
    "Logon/Logoff",
    "Object Access",
    "Privilege Use",
    "Detailed Tracking",
    "Policy Change",
    "Account Management",
    "DS Access",
    "Account Logon",
];
const FIRST_CATEGORY: usize = 8272;

/// Subcategories by the last byte of the first part of their GUID: `{0CCE92xx-69AE-11D9-BED3-505054503030}`, from `10` on.
const SUBCATEGORIES: [&str; 59] = [
    "Security State Change",
    "Security System Extension",
    "System Integrity",
    "IPsec Driver",
    "Other System Events",
    "Logon",
    "Logoff",
    "Account Lockout",
    "IPsec Main Mode",
    "IPsec Quick Mode",
    "IPsec Extended Mode",
    "Special Logon",
    "Other Logon/Logoff Events",
    "File System",
    "Registry",
    "Kernel Object",
    "SAM",
    "Certification Services",
    "Application Generated",
    "Handle Manipulation",
    "File Share",
    "Filtering Platform Packet Drop",
    "Filtering Platform Connection",
    "Other Object Access Events",
    "Sensitive Privilege Use",
    "Non Sensitive Privilege Use",
    "Other Privilege Use Events",
    "Process Creation",
    "Process Termination",
    "DPAPI Activity",
    "RPC Events",
    "Audit Policy Change",
    "Authentication Policy Change",
    "Authorization Policy Change",
    "MPSSVC Rule-Level Policy Change",
    "Filtering Platform Policy Change",
    "Other Policy Change Events",
    "User Account Management",
    "Computer Account Management",
    "Security Group Management",
    "Distribution Group Management",
    "Application Group Management",
    "Other Account Management Events",
    "Directory Service Access",
    "Directory Service Changes",
    "Directory Service Replication",
    "Detailed Directory Service Replication",
    "Credential Validation",
    "Kerberos Service Ticket Operations",
    "Other Account Logon Events",
    "Kerberos Authentication Service",
    "Network Policy Server",
    "Detailed File Share",
    "Removable Storage",
    "Central Policy Staging",
    "User / Device Claims",
    "Plug and Play Events",
    "Group Membership",
    "Token Right Adjusted Events",
];
const FIRST_SUBCATEGORY: usize = 0x10;

/// The name of a category that a record gives as `%%8273`, as the policy editor has it.
pub fn category(text: &str) -> Option<&'static str> {
    let number: usize = text.trim().strip_prefix("%%")?.parse().ok()?;
    CATEGORIES.get(number.checked_sub(FIRST_CATEGORY)?).copied()
}

/// The name of a subcategory that a record gives by its GUID, as `auditpol` has it.
pub fn subcategory(guid: &str) -> Option<&'static str> {
    let guid = guid.trim().trim_matches(['{', '}']).to_ascii_lowercase();
    let digits = guid.strip_prefix("0cce92")?.strip_suffix("-69ae-11d9-bed3-505054503030")?;
    let number = usize::from_str_radix(digits, 16).ok()?;
    SUBCATEGORIES.get(number.checked_sub(FIRST_SUBCATEGORY)?).copied()
}

/// What a record says was changed, in words: `%%8448, %%8450` is `success and failure removed`.
pub fn changes(text: &str) -> String {
    let has = |code: &str| text.split([',', ' ', '\n', '\t', '\r']).any(|part| part == code);
    let words = |codes: [&str; 2], done: &str| {
        let both = ["success", "failure"].into_iter().zip(codes);
        let outcomes: Vec<&str> = both.filter(|(_, code)| has(code)).map(|(word, _)| word).collect();
        (!outcomes.is_empty()).then(|| format!("{} {done}", outcomes.join(" and ")))
    };
    let all = [words(["%%8448", "%%8450"], "removed"), words(["%%8449", "%%8451"], "added")];
    all.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_told_in_words() {
        for (codes, words) in [
            ("%%8448", "success removed"),
            ("%%8448, %%8450", "success and failure removed"),
            ("%%8449\r\n\t\t%%8450", "failure removed, success added"),
            ("%%8451", "failure added"),
            ("", ""),
            ("%%84489", ""),
        ] {
            assert_eq!(changes(codes), words);
        }
    }

    #[test]
    fn categories_and_subcategories_have_names() {
        assert_eq!(
            (category("%%8272"), category("%%8278"), category("%%8280")),
            (Some("System"), Some("Account Management"), Some("Account Logon"))
        );
        assert_eq!((category("%%8281"), category("%%8271"), category("8278")), (None, None, None));
        let named = |part: &str| subcategory(&format!("{{{part}-69AE-11D9-BED3-505054503030}}"));
        for (part, name) in [
            ("0CCE9210", "Security State Change"),
            ("0CCE9215", "Logon"),
            ("0CCE921B", "Special Logon"),
            ("0CCE922B", "Process Creation"),
            ("0CCE922F", "Audit Policy Change"),
            ("0CCE9235", "User Account Management"),
            ("0CCE9237", "Security Group Management"),
            ("0CCE923B", "Directory Service Access"),
            ("0CCE923F", "Credential Validation"),
            ("0CCE9242", "Kerberos Authentication Service"),
            ("0CCE9244", "Detailed File Share"),
            ("0CCE9249", "Group Membership"),
            ("0CCE924A", "Token Right Adjusted Events"),
        ] {
            assert_eq!(named(part), Some(name));
        }
        assert_eq!((named("0CCE9200"), named("0CCE924B"), subcategory("")), (None, None, None));
    }

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
