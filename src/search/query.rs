//! A search as it was understood.

use super::address::Network;
use super::civil::Civil;
use super::pattern::Pattern;
use std::ops::RangeInclusive;

/// What rows must be.
#[derive(Clone, PartialEq, Debug)]
pub enum Query {
    /// Anything.
    All,
    /// What this says.
    Term(Term),
    /// Not that.
    Not(Box<Query>),
    /// All of these.
    And(Vec<Query>),
    /// Any of these.
    Or(Vec<Query>),
}

/// One thing that a row must be. Of several values one is enough.
#[derive(Clone, PartialEq, Debug)]
pub enum Term {
    /// Of an account or from a host of that name.
    Named(Vec<Name>),
    /// Of such an account.
    Account(Vec<Pattern>),
    /// From such a host.
    Host(Vec<Name>),
    /// To such a machine.
    Target(Vec<Name>),
    /// From such an address.
    Address(Vec<Name>),
    /// Of an account of such a domain.
    Domain(Vec<Pattern>),
    /// Of an account with such a SID.
    Sid(Vec<Pattern>),
    /// Written by such a machine.
    Computer(Vec<Pattern>),
    /// Done by such an account.
    Actor(Vec<Pattern>),
    /// Such an event.
    Event(Vec<RangeInclusive<u16>>),
    /// Of such a logon type.
    LogonType(Vec<u8>),
    /// Of such an authentication package.
    Authentication(Vec<Pattern>),
    /// Of such a status.
    Status(Vec<Status>),
    /// Of an account and a host that have so many logons together, this term left aside.
    Count(Vec<RangeInclusive<u32>>),
    /// At that time or later.
    After(Civil),
    /// Before that time.
    Before(Civil),
    /// Within these times.
    On(Vec<Civil>),
    /// In these hours of the day: bit 0 is midnight to one.
    Hours(u32),
    /// On these days of the week: bit 0 is Monday.
    Days(u8),
    /// Of such a sort.
    Is(Vec<Trait>),
    /// Found by these rules, by their places.
    Finding(Vec<usize>),
    /// A change of such an audit policy.
    Policy(Vec<Pattern>),
    /// Saying so in its details.
    Detail(Vec<Pattern>),
}

/// What a name or an address must be.
#[derive(Clone, PartialEq, Debug)]
pub enum Name {
    /// Text like this.
    Text(Pattern),
    /// An address of these.
    Network(Network),
}

/// What a status must be.
#[derive(Clone, PartialEq, Debug)]
pub enum Status {
    /// This number.
    Code(u32),
    /// One whose meaning is like this.
    Words(Pattern),
}

/// A value of `is:`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trait {
    /// The account has special privileges.
    Privileged,
    /// A logon or a check that failed.
    Failed,
    /// The first of its account and host.
    New,
    /// The account is a machine's.
    Machine,
    /// It has no source.
    Local,
    /// The account is Windows' own.
    Builtin,
    /// It is one of the events that are counted.
    Logon,
    /// The account is of another domain than most.
    Foreign,
}

impl Query {
    /// Whether any term of it is like that.
    pub fn any(&self, is: &impl Fn(&Term) -> bool) -> bool {
        match self {
            Self::All => false,
            Self::Term(term) => is(term),
            Self::Not(inner) => inner.any(is),
            Self::And(parts) | Self::Or(parts) => parts.iter().any(|part| part.any(is)),
        }
    }

    /// Whether it asks for what rules found.
    pub fn needs_findings(&self) -> bool {
        self.any(&|term| matches!(term, Term::Finding(_)))
    }

    /// The query without the terms that are like that; `None` if nothing is left.
    pub fn without(&self, is: &impl Fn(&Term) -> bool) -> Option<Query> {
        let list = |parts: &[Query]| -> Vec<Query> { parts.iter().filter_map(|part| part.without(is)).collect() };
        match self {
            Self::All => Some(Self::All),
            Self::Term(term) => (!is(term)).then(|| self.clone()),
            Self::Not(inner) => Some(Self::Not(Box::new(inner.without(is)?))),
            Self::And(parts) => Some(list(parts)).filter(|parts| !parts.is_empty()).map(Self::And),
            Self::Or(parts) => Some(list(parts)).filter(|parts| !parts.is_empty()).map(Self::Or),
        }
    }
}
