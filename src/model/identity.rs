//! Who and what the claims of all rows mean together: which spellings are one account, which addresses and names one host.
//!
//! Rows keep what records say; nothing here changes them. The whole case is looked at once, in the order of
//! [`crate::engine::order`], and each row gets an account and a source host. Accounts and hosts are numbered by their first
//! row, so that the numbers are the same however the evidence was read.

pub mod accounts;
pub mod addresses;
pub mod builtin;
pub mod claimed_names;
pub mod domains;
pub mod hosts;
pub mod names;
pub mod sids;
mod targets;

pub use accounts::{Account, AccountKind, Accounts};
pub use hosts::{Host, Hosts};
pub use targets::{target_host, target_id};

use super::events::EventStore;

/// No account or host: the row has none.
pub const NOBODY: u32 = u32::MAX;

/// A spelling or address and the time it was in use, microseconds since 1970.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sighting {
    /// As first written.
    pub text: String,
    /// First row that says so.
    pub first: i64,
    /// Last row that says so.
    pub last: i64,
}

/// Every row's account and source host.
#[derive(Clone, Default, Debug)]
pub struct Identities {
    /// Accounts, and each row's.
    pub accounts: Accounts,
    /// Hosts, and each logon row's.
    pub hosts: Hosts,
}

impl Identities {
    /// Looks at the rows of `store` that `rows` lists, in that order. With `merge_accounts` the name alone makes the account.
    pub fn resolve(store: &EventStore, rows: &[u32], merge_accounts: bool) -> Self {
        Self { accounts: Accounts::resolve(store, rows, merge_accounts), hosts: Hosts::resolve(store, rows) }
    }
}

/// A number that names `identity` of a kind of node: the same in every run, on every machine (64-bit FNV-1a, then mixed).
pub fn stable_key(kind: u8, identity: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in std::iter::once(kind).chain(identity.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash ^= hash >> 32;
    hash.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_same_on_every_machine() {
        assert_eq!(stable_key(0, ""), 8_203_627_898_333_565_455);
        assert_ne!(stable_key(0, "alice"), stable_key(1, "alice"));
    }
}
