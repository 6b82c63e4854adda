//! Handles to objects, transactions and adjusted privileges: what auditing of object access fills a log with.

use super::super::record::Record;
use super::super::value::{Guid, Sid, Value};
use super::{Account, DASH, Fields, audit};

const TASK_FILE_SYSTEM: u16 = 12_800;
const TASK_TOKEN_RIGHT: u16 = 13_317;
/// Reading.
const READ_DATA: (&str, u32) = ("%%4416\r\n\t\t\t\t", 1);
/// The transaction manager of the file system.
const RESOURCE_MANAGER: Guid = Guid::from_u128(0x7d3a_b9f0_5c1e_11ea_9a2d_000d_3a26_4f5b);

/// A handle to `object`, a file or key, held by `process` (id, path).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Handle<'a> {
    /// `ObjectType`: `File`, `Key`, `SAM_DOMAIN`, …
    pub kind: &'a str,
    /// `ObjectName`.
    pub object: &'a str,
    /// `HandleId`.
    pub id: u64,
    /// Id and path of the process.
    pub process: (u64, &'a str),
}

impl<'a> Handle<'a> {
    fn process_fields(&self) -> [(&'static str, Value<'a>); 2] {
        [("ProcessId", Value::Pointer(self.process.0)), ("ProcessName", self.process.1.into())]
    }
}

/// 4656, version 1: `by` asked for a handle in order to read.
pub fn handle_requested<'a>(by: &Account<'a>, handle: &Handle<'a>) -> Record<'a> {
    let mut fields: Fields<'a> = Vec::with_capacity(18);
    fields.extend(by.subject());
    fields.extend([
        ("ObjectServer", "Security".into()),
        ("ObjectType", handle.kind.into()),
        ("ObjectName", handle.object.into()),
        ("HandleId", Value::Pointer(handle.id)),
        ("TransactionId", Value::Guid(Guid::NULL)),
        ("AccessList", READ_DATA.0.into()),
        ("AccessReason", DASH.into()),
        ("AccessMask", Value::Hex32(READ_DATA.1)),
        ("PrivilegeList", DASH.into()),
        ("RestrictedSidCount", Value::U32(0)),
    ]);
    fields.extend(handle.process_fields());
    fields.push(("ResourceAttributes", DASH.into()));
    audit(4656, 1, TASK_FILE_SYSTEM, true, fields)
}

/// 4663, version 1: `by` read through a handle.
pub fn object_read<'a>(by: &Account<'a>, handle: &Handle<'a>) -> Record<'a> {
    let mut fields: Fields<'a> = Vec::with_capacity(13);
    fields.extend(by.subject());
    fields.extend([
        ("ObjectServer", "Security".into()),
        ("ObjectType", handle.kind.into()),
        ("ObjectName", handle.object.into()),
        ("HandleId", Value::Pointer(handle.id)),
        ("AccessList", READ_DATA.0.into()),
        ("AccessMask", Value::Hex32(READ_DATA.1)),
    ]);
    fields.extend(handle.process_fields());
    fields.push(("ResourceAttributes", DASH.into()));
    audit(4663, 1, TASK_FILE_SYSTEM, true, fields)
}

/// 4658, version 0: `by` closed a handle.
pub fn handle_closed<'a>(by: &Account<'a>, handle: &Handle<'a>) -> Record<'a> {
    let mut fields: Fields<'a> = Vec::with_capacity(8);
    fields.extend(by.subject());
    fields.extend([("ObjectServer", "Security".into()), ("HandleId", Value::Pointer(handle.id))]);
    fields.extend(handle.process_fields());
    audit(4658, 0, TASK_FILE_SYSTEM, true, fields)
}

/// 4985, version 0: the state of the transaction `id` of `process` (id, path) has changed.
pub fn transaction_changed<'a>(by: &Account<'a>, id: Guid, process: (u64, &'a str)) -> Record<'a> {
    let mut fields: Fields<'a> = by.subject().into();
    fields.extend([
        ("TransactionId", Value::Guid(id)),
        // Committed.
        ("NewState", Value::U32(52)),
        ("ResourceManager", Value::Guid(RESOURCE_MANAGER)),
        ("ProcessId", Value::Pointer(process.0)),
        ("ProcessName", process.1.into()),
    ]);
    audit(4985, 0, TASK_FILE_SYSTEM, true, fields)
}

/// 4703, version 0: the computer's own `process` (id, path) enabled `privileges` in its token.
pub fn privileges_adjusted<'a>(by: &Account<'a>, process: (u64, &'a str), privileges: &'a str) -> Record<'a> {
    let mut fields: Fields<'a> = by.subject().into();
    fields.extend([
        // The target is named as nobody where a process adjusts its own token.
        ("TargetUserSid", Value::Sid(Sid::NULL)),
        ("TargetUserName", by.name.into()),
        ("TargetDomainName", by.domain.into()),
        ("TargetLogonId", Value::Hex64(by.logon_id)),
        ("ProcessName", process.1.into()),
        ("ProcessId", Value::Pointer(process.0)),
        ("EnabledPrivilegeList", privileges.into()),
        ("DisabledPrivilegeList", DASH.into()),
    ]);
    audit(4703, 0, TASK_TOKEN_RIGHT, true, fields)
}
