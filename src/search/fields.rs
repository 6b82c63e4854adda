//! The fields of the language, as data: how each is called, what it looks at, what is expected of its values.

use super::query::Trait;

/// What a term looks at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Field {
    /// The account.
    User,
    /// Where it came from.
    Host,
    /// The machine logged on to.
    To,
    /// The address that it came from.
    Ip,
    /// The account's domain.
    Domain,
    /// The account's SID.
    Sid,
    /// The machine that wrote the record.
    Computer,
    /// Who did it.
    By,
    /// The event id.
    Id,
    /// The logon type.
    Type,
    /// The authentication package.
    Auth,
    /// The status.
    Status,
    /// Events of the account and the host together.
    Count,
    /// From a time on.
    After,
    /// Up to a time.
    Before,
    /// A day, an hour, a month.
    On,
    /// The hour of the day.
    Hour,
    /// The day of the week.
    Day,
    /// What is known of account, logon or pair.
    Is,
    /// What a rule found.
    Finding,
    /// What of the audit policy was changed.
    Policy,
    /// What else the record says.
    Detail,
}

/// What is known of a field.
#[derive(Clone, Copy, Debug)]
pub struct FieldFacts {
    /// Which.
    pub field: Field,
    /// What stands before the colon.
    pub name: &'static str,
    /// Another name that will do, or the same.
    pub alias: &'static str,
    /// What it looks at, in a few words.
    pub looks_at: &'static str,
    /// What is expected behind the colon.
    pub expects: &'static str,
}

const fn field(
    field: Field,
    [name, alias]: [&'static str; 2],
    looks_at: &'static str,
    expects: &'static str,
) -> FieldFacts {
    FieldFacts { field, name, alias, looks_at, expects }
}

/// All fields, in the order in which they are offered.
pub const FIELDS: &[FieldFacts] = &[
    field(Field::User, ["user", "account"], "account", "a name, such as user:svc_*"),
    field(Field::Host, ["host", "from"], "host that it came from", "a name or an address, such as host:win10-0?"),
    field(
        Field::Ip,
        ["ip", "address"],
        "address that it came from",
        "an address or a range of them, such as ip:192.168.16.0/24",
    ),
    field(Field::Id, ["id", "event"], "event id", "numbers, such as id:4624,4625"),
    field(Field::Type, ["type", "logontype"], "logon type", "a number or a name, such as type:3,10 or type:batch"),
    field(
        Field::Is,
        ["is", "has"],
        "what is known of it",
        "one of privileged, failed, new, machine, local, builtin, logon, foreign",
    ),
    field(
        Field::Status,
        ["status", "error"],
        "status",
        "a code or words, such as status:0xc000006a or status:password",
    ),
    field(Field::Auth, ["auth", "authentication"], "authentication package", "a name, such as auth:ntlm"),
    field(Field::Domain, ["domain", "realm"], "domain of the account", "a name, such as domain:example"),
    field(
        Field::Sid,
        ["sid", "rid"],
        "SID of the account",
        "a SID or the end of one, such as sid:S-1-5-21-1-2-3-500 or sid:500",
    ),
    field(Field::Computer, ["computer", "log"], "computer that wrote the record", "a name, such as computer:dc01"),
    field(Field::To, ["to", "target"], "machine logged on to", "a name, such as to:dc01"),
    field(Field::By, ["by", "subject"], "who did it", "a name, such as by:administrator"),
    field(Field::Count, ["count", "events"], "events of account and host together", "a number, such as count:>5"),
    field(Field::After, ["after", "since"], "from a time on", "a time, such as after:2017-11-07T12:00"),
    field(Field::Before, ["before", "until"], "before a time", "a time, such as before:2017-11-07T12:00"),
    field(Field::On, ["on", "date"], "day, month or hour", "a day, such as on:2017-11-07"),
    field(Field::Hour, ["hour", "hours"], "hour of the day", "hours from 0 to 23, such as hour:0-6"),
    field(Field::Day, ["day", "weekday"], "day of the week", "days, such as day:sat,sun"),
    field(Field::Finding, ["finding", "rule"], "what a rule found", "a rule, such as finding:dcsync, or finding:*"),
    field(
        Field::Policy,
        ["policy", "audit"],
        "audit policy changed",
        "a category or subcategory, such as policy:logon",
    ),
    field(Field::Detail, ["detail", "details"], "anything else in the record", "text, such as detail:psexesvc"),
];

/// The field called `name`.
pub fn find(name: &str) -> Option<&'static FieldFacts> {
    FIELDS.iter().find(|facts| facts.name.eq_ignore_ascii_case(name) || facts.alias.eq_ignore_ascii_case(name))
}

impl Field {
    /// What is known of it.
    pub fn facts(self) -> &'static FieldFacts {
        FIELDS.iter().find(|facts| facts.field == self).unwrap_or(&FIELDS[0])
    }
}

/// The values of `is:`, and what each means.
pub const TRAITS: [(&str, Trait, &str); 8] = [
    ("privileged", Trait::Privileged, "account with special privileges (4672)"),
    ("failed", Trait::Failed, "failed logon or check"),
    ("new", Trait::New, "account and host never seen together before"),
    ("machine", Trait::Machine, "account of a computer"),
    ("local", Trait::Local, "no source: service, batch, console"),
    ("builtin", Trait::Builtin, "SYSTEM, ANONYMOUS LOGON and the like"),
    ("logon", Trait::Logon, "the events that are counted: 4624, 4625, 4768, 4769, 4776"),
    ("foreign", Trait::Foreign, "account of another domain than most, or local to a computer"),
];

/// The days of the week as they are written, from Monday on.
pub const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_and_value_has_one_name() {
        let mut names: Vec<&str> = FIELDS.iter().flat_map(|facts| [facts.name, facts.alias]).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
        for facts in FIELDS {
            assert_eq!(facts.field.facts().name, facts.name);
            assert!(facts.field == Field::Is || facts.expects.contains(&format!("{}:", facts.name)), "{}", facts.name);
        }
        assert!(TRAITS.iter().all(|(name, ..)| Field::Is.facts().expects.contains(name)));
    }
}
