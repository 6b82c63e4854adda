//! The directory: objects operated on, changed, made, deleted, and the policy of the audit itself.

use super::super::record::Record;
use super::super::value::{Guid, Value};
use super::{Account, DASH, Fields, audit};

const TASK_DIRECTORY_ACCESS: u16 = 14_080;
const TASK_DIRECTORY_CHANGES: u16 = 14_081;
const TASK_POLICY_CHANGE: u16 = 13_568;
/// The class of a domain's root object.
const DOMAIN_DNS: &str = "%{19195a5b-6da0-11d0-afd3-00c04fd930c9}";
/// The rights that replication needs: replicating changes, and all changes.
pub const REPLICATION_RIGHTS: [&str; 2] =
    ["{1131f6aa-9c07-11d1-f79f-00c04fc2dcd2}", "{1131f6ad-9c07-11d1-f79f-00c04fc2dcd2}"];

/// 4662: `by` used the extended right `right` (a GUID in braces) on the domain's root object `object`.
pub fn control_access<'a>(by: &Account<'a>, object: Guid, right: &str) -> Record<'a> {
    let mut fields: Fields<'a> = by.subject().into();
    fields.extend([
        ("ObjectServer", "DS".into()),
        ("ObjectType", DOMAIN_DNS.into()),
        ("ObjectName", Value::str(format!("%{{{object}}}"))),
        ("OperationType", "Object Access".into()),
        ("HandleId", Value::Pointer(0)),
        ("AccessList", "%%7688\r\n\t\t\t\t".into()),
        ("AccessMask", Value::Hex32(0x100)),
        ("Properties", Value::str(format!("%%7688\r\n\t\t{right}\r\n\t{}\r\n", &DOMAIN_DNS[1..]))),
        ("AdditionalInfo", DASH.into()),
        ("AdditionalInfo2", "".into()),
    ]);
    audit(4662, 0, TASK_DIRECTORY_ACCESS, true, fields)
}

fn object_fields<'a>(by: &Account<'a>, domain: &'a str, dn: &'a str, class: &'a str) -> Fields<'a> {
    let mut fields: Fields<'a> = vec![("OpCorrelationID", Value::Guid(Guid::NULL)), ("AppCorrelationID", DASH.into())];
    fields.extend(by.subject());
    fields.extend([
        ("DSName", domain.into()),
        ("DSType", "%%14676".into()),
        ("ObjectDN", dn.into()),
        ("ObjectGUID", Value::Guid(Guid::NULL)),
        ("ObjectClass", class.into()),
    ]);
    fields
}

/// 5136: `by` added `value` to `attribute` of the object `dn`.
pub fn object_modified<'a>(
    by: &Account<'a>,
    domain: &'a str,
    (dn, class): (&'a str, &'a str),
    (attribute, value): (&'a str, &'a str),
) -> Record<'a> {
    let mut fields = object_fields(by, domain, dn, class);
    fields.extend([
        ("AttributeLDAPDisplayName", attribute.into()),
        ("AttributeSyntaxOID", "2.5.5.12".into()),
        ("AttributeValue", value.into()),
        ("OperationType", "%%14674".into()),
    ]);
    audit(5136, 0, TASK_DIRECTORY_CHANGES, true, fields)
}

/// 5137: `by` made the object `dn`.
pub fn object_created<'a>(by: &Account<'a>, domain: &'a str, (dn, class): (&'a str, &'a str)) -> Record<'a> {
    audit(5137, 0, TASK_DIRECTORY_CHANGES, true, object_fields(by, domain, dn, class))
}

/// 5141: `by` deleted the object `dn`.
pub fn object_deleted<'a>(by: &Account<'a>, domain: &'a str, (dn, class): (&'a str, &'a str)) -> Record<'a> {
    let mut fields = object_fields(by, domain, dn, class);
    fields.push(("TreeDelete", "%%14679".into()));
    audit(5141, 0, TASK_DIRECTORY_CHANGES, true, fields)
}

/// 4719: `by` switched auditing of logons (success) off.
pub fn audit_policy_changed<'a>(by: &Account<'a>) -> Record<'a> {
    let mut fields: Fields<'a> = by.subject().into();
    fields.extend([
        ("CategoryId", "%%8273".into()),
        ("SubcategoryId", "%%12544".into()),
        ("SubcategoryGuid", Value::Guid(Guid::from_u128(0x0cce9215_69ae_11d9_bed3_505054503030))),
        ("AuditPolicyChanges", "%%8448".into()),
    ]);
    audit(4719, 0, TASK_POLICY_CHANGE, true, fields)
}
