//! Shares, services, tasks, processes and connections: what else fills a Security log.

use super::super::record::Record;
use super::super::value::{Sid, Value};
use super::{Account, DASH, Fields, audit};
use crate::evidence::filetime::filetime_from_micros;
use std::net::IpAddr;

const TASK_FILE_SHARE: u16 = 12_808;
const TASK_DETAILED_SHARE: u16 = 12_811;
const TASK_SYSTEM_EXTENSION: u16 = 12_289;
const TASK_OTHER_OBJECTS: u16 = 12_804;
const TASK_STATE_CHANGE: u16 = 12_288;
const TASK_PROCESS_CREATION: u16 = 13_312;
const TASK_PROCESS_TERMINATION: u16 = 13_313;
const TASK_CONNECTION: u16 = 12_810;

fn share_fields<'a>(by: &Account<'a>, from: (IpAddr, u16), share: (&'a str, &'a str)) -> Fields<'a> {
    let mut fields: Fields<'a> = by.subject().into();
    fields.extend([
        ("ObjectType", "File".into()),
        ("IpAddress", Value::address(Some(from.0))),
        ("IpPort", Value::str(from.1.to_string())),
        ("ShareName", share.0.into()),
        ("ShareLocalPath", share.1.into()),
    ]);
    fields
}

/// 5140, version 1: `by` opened the share `(name, local path)`, for example `(r"\\*\C$", r"\??\C:\")`.
pub fn share_opened<'a>(by: &Account<'a>, from: (IpAddr, u16), share: (&'a str, &'a str)) -> Record<'a> {
    let mut fields = share_fields(by, from, share);
    fields.extend([("AccessMask", Value::Hex32(1)), ("AccessList", "%%4416\r\n\t\t\t\t".into())]);
    audit(5140, 1, TASK_FILE_SHARE, true, fields)
}

/// 5145: whether `by` may read `path` in the share was checked.
pub fn share_checked<'a>(
    by: &Account<'a>,
    from: (IpAddr, u16),
    share: (&'a str, &'a str),
    path: &'a str,
) -> Record<'a> {
    let mut fields = share_fields(by, from, share);
    fields.extend([
        ("RelativeTargetName", path.into()),
        ("AccessMask", Value::Hex32(3)),
        ("AccessList", "%%4416\r\n\t\t\t\t%%4417\r\n\t\t\t\t".into()),
        ("AccessReason", DASH.into()),
    ]);
    audit(5145, 0, TASK_DETAILED_SHARE, true, fields)
}

/// 4616, version 1: `by` set the clock from `before` to `after` (microseconds since 1970) with `program`.
pub fn clock_changed<'a>(by: &Account<'a>, before: i64, after: i64, program: &'a str) -> Record<'a> {
    let mut fields: Fields<'a> = by.subject().into();
    fields.extend([
        ("PreviousTime", Value::FileTime(filetime_from_micros(before))),
        ("NewTime", Value::FileTime(filetime_from_micros(after))),
        ("ProcessId", Value::Pointer(0x4b8)),
        ("ProcessName", program.into()),
    ]);
    audit(4616, 1, TASK_STATE_CHANGE, true, fields)
}

/// 4697: `by` installed the service `name` that runs `file`.
pub fn service_installed<'a>(by: &Account<'a>, name: &'a str, file: &'a str) -> Record<'a> {
    let mut fields: Fields<'a> = by.subject().into();
    fields.extend([
        ("ServiceName", name.into()),
        ("ServiceFileName", file.into()),
        ("ServiceType", Value::Hex32(0x10)),
        ("ServiceStartType", Value::U32(3)),
        ("ServiceAccount", "LocalSystem".into()),
    ]);
    audit(4697, 0, TASK_SYSTEM_EXTENSION, true, fields)
}

/// 4698: `by` made the scheduled task `name` with the XML `content`.
pub fn task_created<'a>(by: &Account<'a>, name: &'a str, content: &'a str) -> Record<'a> {
    let mut fields: Fields<'a> = by.subject().into();
    fields.extend([("TaskName", name.into()), ("TaskContent", content.into())]);
    audit(4698, 0, TASK_OTHER_OBJECTS, true, fields)
}

/// 4688, version 2: `by` started `process` (id, path) from `parent` (id, path).
pub fn process_created<'a>(
    by: &Account<'a>,
    process: (u64, &'a str),
    parent: (u64, &'a str),
    command_line: &'a str,
) -> Record<'a> {
    let mut fields: Fields<'a> = by.subject().into();
    fields.extend([
        ("NewProcessId", Value::Pointer(process.0)),
        ("NewProcessName", process.1.into()),
        ("TokenElevationType", "%%1936".into()),
        ("ProcessId", Value::Pointer(parent.0)),
        ("CommandLine", command_line.into()),
        ("TargetUserSid", Value::Sid(Sid::NULL)),
        ("TargetUserName", DASH.into()),
        ("TargetDomainName", DASH.into()),
        ("TargetLogonId", Value::Hex64(0)),
        ("ParentProcessName", parent.1.into()),
        // High integrity.
        ("MandatoryLabel", Value::Sid(Sid::of(16, &[12_288]))),
    ]);
    audit(4688, 2, TASK_PROCESS_CREATION, true, fields)
}

/// 4689: `process` (id, path) of `by` ended.
pub fn process_ended<'a>(by: &Account<'a>, process: (u64, &'a str)) -> Record<'a> {
    let mut fields: Fields<'a> = by.subject().into();
    fields.extend([
        ("Status", Value::Hex32(0)),
        ("ProcessId", Value::Pointer(process.0)),
        ("ProcessName", process.1.into()),
    ]);
    audit(4689, 0, TASK_PROCESS_TERMINATION, true, fields)
}

/// 5156, version 1: an inbound TCP connection `from` → `to` of `process` (id, path) was allowed.
pub fn connection_allowed<'a>(process: (u64, &'a str), from: (IpAddr, u16), to: (IpAddr, u16)) -> Record<'a> {
    let fields = vec![
        ("ProcessID", Value::U64(process.0)),
        ("Application", process.1.into()),
        ("Direction", "%%14592".into()),
        ("SourceAddress", Value::address(Some(to.0))),
        ("SourcePort", Value::str(to.1.to_string())),
        ("DestAddress", Value::address(Some(from.0))),
        ("DestPort", Value::str(from.1.to_string())),
        ("Protocol", Value::U32(6)),
        ("FilterRTID", Value::U64(66_329)),
        ("LayerName", "%%14610".into()),
        ("LayerRTID", Value::U64(44)),
        ("RemoteUserID", Value::Sid(Sid::NULL)),
        ("RemoteMachineID", Value::Sid(Sid::NULL)),
    ];
    audit(5156, 1, TASK_CONNECTION, true, fields)
}

/// 5158, version 0: `process` (id, path) was allowed to bind the local TCP port `port`.
pub fn port_bound<'a>(process: (u64, &'a str), port: u16) -> Record<'a> {
    let fields = vec![
        ("ProcessId", Value::U64(process.0)),
        ("Application", process.1.into()),
        ("SourceAddress", "::".into()),
        ("SourcePort", Value::str(port.to_string())),
        ("Protocol", Value::U32(6)),
        ("FilterRTID", Value::U64(0)),
        ("LayerName", "%%14608".into()),
        ("LayerRTID", Value::U64(38)),
    ];
    audit(5158, 0, TASK_CONNECTION, true, fields)
}
