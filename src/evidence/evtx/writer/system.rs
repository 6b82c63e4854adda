//! Records of the System log: a service installed, another log cleared.

use super::record::{EventData, Provider, Record};
use super::value::{Guid, Sid};

const CHANNEL: &str = "System";
const SERVICE_CONTROL_MANAGER: Provider<'static> = Provider {
    name: "Service Control Manager",
    guid: Guid::from_u128(0x555908d1_a6d7_4695_8e1e_26931d2012f4),
    in_template: true,
    event_source: Some("Service Control Manager"),
};

/// 7045: the service `name` that runs `file` was installed by `by`.
pub fn service_installed<'a>(by: Sid, name: &'a str, file: &'a str) -> Record<'a> {
    let fields = vec![
        ("ServiceName", name.into()),
        ("ImagePath", file.into()),
        ("ServiceType", "user mode service".into()),
        ("StartType", "demand start".into()),
        ("AccountName", "LocalSystem".into()),
    ];
    let mut record = Record::new(SERVICE_CONTROL_MANAGER, 7045, CHANNEL, EventData::Named(fields));
    record.qualifiers = Some(16_384);
    record.keywords = 0x8080_0000_0000_0000;
    record.security_user = Some(by);
    record
}

/// 104: the log `channel` was cleared by `account` (SID, name, domain).
pub fn log_cleared<'a>(account: (Sid, &'a str, &'a str), channel: &'a str) -> Record<'a> {
    let data = EventData::User {
        root: "LogFileCleared",
        namespace: "http://manifests.microsoft.com/win/2004/08/windows/eventlog",
        fields: vec![
            ("SubjectUserName", account.1.into()),
            ("SubjectDomainName", account.2.into()),
            ("Channel", channel.into()),
            ("BackupPath", "".into()),
        ],
    };
    let mut record = Record::new(Provider::EVENT_LOG, 104, CHANNEL, data);
    record.task = 104;
    record.security_user = Some(account.0);
    record
}
