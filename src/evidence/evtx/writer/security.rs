//! Records of the Security log as Windows Server 2016 and 2019 write them: every field, in its order and type.
//!
//! Field lists come from the templates of `adtschema.dll`; what stands in fields that a caller does not choose comes from
//! real records. Each constructor gives a [`Record`] without computer and time: `logged_on(&logon).on("dc01").at(time)`.

mod access;
mod accounts;
mod directory;
mod kerberos;
mod logons;
mod objects;

pub use access::*;
pub use accounts::*;
pub use directory::*;
pub use kerberos::*;
pub use logons::*;
pub use objects::*;

use super::record::{EventData, Provider, Record};
use super::value::{Sid, Value};

/// The channel of all these records.
pub const CHANNEL: &str = "Security";
const AUDIT_SUCCESS: u64 = 0x8020_0000_0000_0000;
const AUDIT_FAILURE: u64 = 0x8010_0000_0000_0000;
/// A field that Windows leaves without content.
const DASH: &str = "-";

type Fields<'a> = Vec<(&'a str, Value<'a>)>;

/// An account as records name it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Account<'a> {
    /// SID.
    pub sid: Sid,
    /// Name; `-` where there is none.
    pub name: &'a str,
    /// Domain, computer or authority.
    pub domain: &'a str,
    /// Id of the logon session in which it acts, 0 where none is told.
    pub logon_id: u64,
}

impl<'a> Account<'a> {
    /// Nobody: what stands for the subject of a logon over the network.
    pub const NOBODY: Account<'static> = Account { sid: Sid::NULL, name: DASH, domain: DASH, logon_id: 0 };

    /// An account outside any session.
    pub const fn new(sid: Sid, name: &'a str, domain: &'a str) -> Self {
        Self { sid, name, domain, logon_id: 0 }
    }

    /// The computer itself, `name` ending in `$`.
    pub const fn system(name: &'a str, domain: &'a str) -> Self {
        Self { sid: Sid::SYSTEM, name, domain, logon_id: 0x3e7 }
    }

    /// The same account in the session `logon_id`.
    #[must_use]
    pub const fn in_session(mut self, logon_id: u64) -> Self {
        self.logon_id = logon_id;
        self
    }

    /// `SubjectUserSid`, `SubjectUserName`, `SubjectDomainName`, `SubjectLogonId`.
    fn subject(&self) -> [(&'static str, Value<'a>); 4] {
        [
            ("SubjectUserSid", Value::Sid(self.sid)),
            ("SubjectUserName", Value::from(self.name)),
            ("SubjectDomainName", Value::from(self.domain)),
            ("SubjectLogonId", Value::Hex64(self.logon_id)),
        ]
    }

    /// `TargetUserName`, `TargetDomainName`, `TargetSid`, as the events on accounts name it.
    fn changed(&self) -> [(&'static str, Value<'a>); 3] {
        [
            ("TargetUserName", Value::from(self.name)),
            ("TargetDomainName", Value::from(self.domain)),
            ("TargetSid", Value::Sid(self.sid)),
        ]
    }
}

/// A record of the audit, in its category `task`.
fn audit<'a>(event_id: u16, version: u8, task: u16, success: bool, fields: Fields<'a>) -> Record<'a> {
    let mut record = Record::new(Provider::SECURITY_AUDITING, event_id, CHANNEL, EventData::Named(fields));
    record.version = version;
    record.level = 0;
    record.task = task;
    record.keywords = if success { AUDIT_SUCCESS } else { AUDIT_FAILURE };
    record
}

/// 1102: the Security log was cleared by `by`.
pub fn log_cleared<'a>(by: &Account<'a>) -> Record<'a> {
    let data = EventData::User {
        root: "LogFileCleared",
        namespace: "http://manifests.microsoft.com/win/2004/08/windows/eventlog",
        fields: by.subject().into(),
    };
    let mut record = Record::new(Provider::EVENT_LOG, 1102, CHANNEL, data);
    record.task = 104;
    record.keywords = 0x4020_0000_0000_0000;
    record
}
