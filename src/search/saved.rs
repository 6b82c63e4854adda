//! The searches that LogonTracer's users know, as they should be.

/// A search that is offered by name.
#[derive(Clone, Copy, Debug)]
pub struct Saved {
    /// As shown.
    pub name: &'static str,
    /// In the search language.
    pub text: &'static str,
    /// What the graph shows for it beside accounts and hosts: domains, changes of the audit policy.
    pub draws: [bool; 2],
}

const fn saved(name: &'static str, text: &'static str) -> Saved {
    Saved { name, text, draws: [false, false] }
}

/// In LogonTracer's order.
pub const SAVED: [Saved; 13] = [
    saved("All accounts", ""),
    saved("Privileged (SYSTEM)", "is:privileged"),
    saved("NTLM remote logon", "is:logon type:3 auth:ntlm"),
    saved("RDP logon", "is:logon type:10"),
    saved("Network logon", "is:logon type:3"),
    saved("Batch logon", "is:logon type:4"),
    saved("Service logon", "is:logon type:5"),
    saved("MS14-068 exploit failure", "id:4769 status:0xf"),
    saved("Logon failure", "is:logon is:failed"),
    saved("DCSync, DCShadow", "finding:dcsync,dcshadow"),
    saved("Created, deleted, regrouped", "id:4720,4726,4728,4729,4732,4733,4756,4757"),
    Saved { draws: [true, false], ..saved("Domain check", "is:foreign") },
    Saved { draws: [false, true], ..saved("Audit policy change", "id:4719") },
];
