//! The life of accounts, and membership of groups.

use super::super::record::Record;
use super::super::value::{Sid, Value};
use super::{Account, DASH, Fields, audit};

const TASK_USER_ACCOUNTS: u16 = 13_824;
const TASK_COMPUTER_ACCOUNTS: u16 = 13_825;
const TASK_SECURITY_GROUPS: u16 = 13_826;
const NOT_SET: &str = "%%1793";
const NEVER: &str = "%%1794";
const ALL_HOURS: &str = "%%1797";

/// What happened to an account, where the record tells no more than who and by whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccountChange {
    /// 4722
    Enabled,
    /// 4724: a new password was set by someone else.
    PasswordReset,
    /// 4725
    Disabled,
    /// 4726
    Deleted,
    /// 4767
    Unlocked,
}

/// 4722, 4724, 4725, 4726 or 4767: `by` changed `account`.
pub fn account_changed<'a>(change: AccountChange, account: &Account<'a>, by: &Account<'a>) -> Record<'a> {
    let mut fields: Fields<'a> = account.changed().into();
    fields.extend(by.subject());
    let event_id = match change {
        AccountChange::Enabled => 4722,
        AccountChange::PasswordReset => 4724,
        AccountChange::Disabled => 4725,
        AccountChange::Deleted => 4726,
        AccountChange::Unlocked => 4767,
    };
    if change == AccountChange::Deleted {
        fields.push(("PrivilegeList", DASH.into()));
    }
    audit(event_id, 0, TASK_USER_ACCOUNTS, true, fields)
}

/// 4720: `by` created `account`.
pub fn account_created<'a>(account: &Account<'a>, by: &Account<'a>) -> Record<'a> {
    let mut fields: Fields<'a> = account.changed().into();
    fields.extend(by.subject());
    fields.push(("PrivilegeList", DASH.into()));
    fields.extend(attributes(account.name, [NOT_SET, NEVER, ALL_HOURS], ["0x0", "0x15"]));
    audit(4720, 0, TASK_USER_ACCOUNTS, true, fields)
}

/// 4738: `by` changed attributes of `account`.
pub fn account_attributes_changed<'a>(account: &Account<'a>, by: &Account<'a>) -> Record<'a> {
    let mut fields: Fields<'a> = vec![("Dummy", DASH.into())];
    fields.extend(account.changed());
    fields.extend(by.subject());
    fields.push(("PrivilegeList", DASH.into()));
    fields.extend(attributes(DASH, [DASH, DASH, DASH], ["0x15", "0x10"]));
    audit(4738, 0, TASK_USER_ACCOUNTS, true, fields)
}

/// 4742: `by` changed the computer account `account`; `names` are its service principal names, one a line.
pub fn computer_changed<'a>(account: &Account<'a>, by: &Account<'a>, names: &'a str) -> Record<'a> {
    let mut fields: Fields<'a> = vec![("ComputerAccountChange", DASH.into())];
    fields.extend(account.changed());
    fields.extend(by.subject());
    fields.push(("PrivilegeList", DASH.into()));
    fields.extend(attributes(DASH, [DASH, DASH, DASH], [DASH, DASH]));
    fields.extend([("DnsHostName", DASH.into()), ("ServicePrincipalNames", names.into())]);
    audit(4742, 0, TASK_COMPUTER_ACCOUNTS, true, fields)
}

/// `SamAccountName` to `LogonHours`: attributes that are not set, never, and of all hours are written as the three texts.
fn attributes<'a>(name: &'a str, [unset, never, hours]: [&'a str; 3], uac: [&'a str; 2]) -> [(&'a str, Value<'a>); 18] {
    let is_new = uac == ["0x0", "0x15"];
    [
        ("SamAccountName", name.into()),
        ("DisplayName", unset.into()),
        ("UserPrincipalName", DASH.into()),
        ("HomeDirectory", unset.into()),
        ("HomePath", unset.into()),
        ("ScriptPath", unset.into()),
        ("ProfilePath", unset.into()),
        ("UserWorkstations", unset.into()),
        ("PasswordLastSet", never.into()),
        ("AccountExpires", never.into()),
        ("PrimaryGroupId", if is_new { "513" } else { DASH }.into()),
        ("AllowedToDelegateTo", DASH.into()),
        ("OldUacValue", uac[0].into()),
        ("NewUacValue", uac[1].into()),
        ("UserAccountControl", if is_new { "\r\n\t\t%%2080\r\n\t\t%%2082\r\n\t\t%%2084" } else { DASH }.into()),
        ("UserParameters", unset.into()),
        ("SidHistory", DASH.into()),
        ("LogonHours", hours.into()),
    ]
}

/// 4740: `account` was locked after failures from the computer `caller`; `controller` is the domain controller's account.
pub fn account_locked<'a>(account: &Account<'a>, caller: &'a str, controller: &Account<'a>) -> Record<'a> {
    let mut fields: Fields<'a> = vec![
        ("TargetUserName", account.name.into()),
        ("TargetDomainName", caller.into()),
        ("TargetSid", Value::Sid(account.sid)),
    ];
    fields.extend(controller.subject());
    audit(4740, 0, TASK_USER_ACCOUNTS, true, fields)
}

/// Where a security group is valid.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GroupScope {
    /// 4728, 4729
    Global,
    /// 4732, 4733
    Local,
    /// 4756, 4757
    Universal,
}

/// 4728/4732/4756 (`added`) or 4729/4733/4757: `by` changed whether `member` (DN or `-`, SID) belongs to `group`.
pub fn membership_changed<'a>(
    scope: GroupScope,
    added: bool,
    member: (&'a str, Sid),
    group: &Account<'a>,
    by: &Account<'a>,
) -> Record<'a> {
    let base = match scope {
        GroupScope::Global => 4728,
        GroupScope::Local => 4732,
        GroupScope::Universal => 4756,
    };
    let mut fields: Fields<'a> = vec![("MemberName", member.0.into()), ("MemberSid", Value::Sid(member.1))];
    fields.extend(group.changed());
    fields.extend(by.subject());
    fields.push(("PrivilegeList", DASH.into()));
    audit(base + u16::from(!added), 0, TASK_SECURITY_GROUPS, true, fields)
}
