//! The searches that LogonTracer's users know, as they should be.

/// A search that is offered by name.
#[derive(Clone, Copy, Debug)]
pub struct Saved {
    /// As shown.
    pub name: &'static str,
    /// In the search language.
    pub text: &'static str,
    /// What it looks for, in words.
    pub about: &'static str,
    /// What the graph shows for it beside accounts and hosts: domains, changes of the audit policy.
    pub draws: [bool; 2],
}

const fn saved(name: &'static str, text: &'static str, about: &'static str) -> Saved {
    Saved { name, text, about, draws: [false, false] }
}

/// In LogonTracer's order.
pub const SAVED: [Saved; 13] = [
    saved("All accounts", "", "Every row of the case"),
    saved("Privileged (SYSTEM)", "is:privileged", "Accounts that special privileges were assigned to (4672)"),
    saved("NTLM remote logon", "is:logon type:3 auth:ntlm", "Logons over the network by NTLM"),
    saved("RDP logon", "is:logon type:10", "Logons by Remote Desktop (type 10)"),
    saved("Network logon", "is:logon type:3", "Logons over the network (type 3)"),
    saved("Batch logon", "is:logon type:4", "Logons of scheduled tasks (type 4)"),
    saved("Service logon", "is:logon type:5", "Logons of services (type 5)"),
    saved(
        "MS14-068 exploit failure",
        "id:4769 status:0xf",
        "Service tickets refused as a forged privilege certificate is (4769, status 0xf)",
    ),
    saved("Logon failure", "is:logon is:failed", "Logons and checks that failed"),
    saved(
        "DCSync, DCShadow",
        "finding:dcsync,dcshadow",
        "Replication asked for by no domain controller, and domain controllers that came and went",
    ),
    saved(
        "Created, deleted, regrouped",
        "id:4720,4726,4728,4729,4732,4733,4756,4757",
        "Accounts created or deleted, or put in groups or taken out of them",
    ),
    Saved {
        draws: [true, false],
        ..saved("Domain check", "is:foreign", "Accounts of another domain than most, or local to a computer")
    },
    Saved { draws: [false, true], ..saved("Audit policy change", "id:4719", "Changes of the audit policy (4719)") },
];
