//! Kerberos tickets, as the domain controller that issued or refused them tells.

use super::super::record::Record;
use super::super::value::{Guid, Sid, Value};
use super::{Account, DASH, audit};
use std::net::IpAddr;

const TASK_TICKET_GRANTING: u16 = 14_339;
const TASK_SERVICE_TICKET: u16 = 14_337;
/// AES256-CTS-HMAC-SHA1-96.
pub const AES256: u32 = 0x12;
/// RC4-HMAC: what roasting asks for.
pub const RC4: u32 = 0x17;
/// No ticket was issued, so it has no encryption.
const NO_ENCRYPTION: u32 = 0xffff_ffff;

fn encryption_of(status: u32, encryption: u32) -> Value<'static> {
    Value::Hex32(if status == 0 { encryption } else { NO_ENCRYPTION })
}

/// 4768, version 0: `account` of `realm` asked for a ticket-granting ticket, with Kerberos code `status` (0: issued).
/// `krbtgt` is the SID of that service.
pub fn ticket_granting_ticket<'a>(
    account: &Account<'a>,
    krbtgt: Sid,
    from: (IpAddr, u16),
    encryption: u32,
    status: u32,
) -> Record<'a> {
    let service = if status == 0 { Value::from("krbtgt") } else { Value::str(format!("krbtgt/{}", account.domain)) };
    let sid = |sid| Value::Sid(if status == 0 { sid } else { Sid::NULL });
    let fields = vec![
        ("TargetUserName", account.name.into()),
        ("TargetDomainName", account.domain.into()),
        ("TargetSid", sid(account.sid)),
        ("ServiceName", service),
        ("ServiceSid", sid(krbtgt)),
        ("TicketOptions", Value::Hex32(0x4081_0010)),
        ("Status", Value::Hex32(status)),
        ("TicketEncryptionType", encryption_of(status, encryption)),
        ("PreAuthType", if status == 0 { "2" } else { DASH }.into()),
        ("IpAddress", Value::mapped_address(Some(from.0))),
        ("IpPort", Value::str(from.1.to_string())),
        ("CertIssuerName", "".into()),
        ("CertSerialNumber", "".into()),
        ("CertThumbprint", "".into()),
    ];
    audit(4768, 0, TASK_TICKET_GRANTING, status == 0, fields)
}

/// 4769, version 0: `account` (`name@REALM` in `REALM`) asked for a ticket for `service`, with Kerberos code `status`.
pub fn service_ticket<'a>(
    account: &Account<'a>,
    service: (&'a str, Sid),
    from: (IpAddr, u16),
    encryption: u32,
    status: u32,
) -> Record<'a> {
    let fields = vec![
        ("TargetUserName", account.name.into()),
        ("TargetDomainName", account.domain.into()),
        ("ServiceName", service.0.into()),
        ("ServiceSid", Value::Sid(service.1)),
        ("TicketOptions", Value::Hex32(0x4081_0000)),
        ("TicketEncryptionType", encryption_of(status, encryption)),
        ("IpAddress", Value::mapped_address(Some(from.0))),
        ("IpPort", Value::str(from.1.to_string())),
        ("Status", Value::Hex32(status)),
        ("LogonGuid", Value::Guid(Guid::NULL)),
        ("TransmittedServices", DASH.into()),
    ];
    audit(4769, 0, TASK_SERVICE_TICKET, status == 0, fields)
}

/// 4770, version 0: `account` renewed its ticket for `service`.
pub fn ticket_renewed<'a>(account: &Account<'a>, service: (&'a str, Sid), from: (IpAddr, u16)) -> Record<'a> {
    let fields = vec![
        ("TargetUserName", account.name.into()),
        ("TargetDomainName", account.domain.into()),
        ("ServiceName", service.0.into()),
        ("ServiceSid", Value::Sid(service.1)),
        ("TicketOptions", Value::Hex32(0x0001_0002)),
        ("TicketEncryptionType", Value::Hex32(AES256)),
        ("IpAddress", Value::mapped_address(Some(from.0))),
        ("IpPort", Value::str(from.1.to_string())),
    ];
    audit(4770, 0, TASK_SERVICE_TICKET, true, fields)
}

/// 4771: `account` failed Kerberos pre-authentication with code `status` (0x18: wrong password).
pub fn preauthentication_failed<'a>(account: &Account<'a>, from: (IpAddr, u16), status: u32) -> Record<'a> {
    let fields = vec![
        ("TargetUserName", account.name.into()),
        ("TargetSid", Value::Sid(account.sid)),
        ("ServiceName", Value::str(format!("krbtgt/{}", account.domain))),
        ("TicketOptions", Value::Hex32(0x4081_0010)),
        ("Status", Value::Hex32(status)),
        ("PreAuthType", "2".into()),
        ("IpAddress", Value::mapped_address(Some(from.0))),
        ("IpPort", Value::str(from.1.to_string())),
        ("CertIssuerName", "".into()),
        ("CertSerialNumber", "".into()),
        ("CertThumbprint", "".into()),
    ];
    audit(4771, 0, TASK_TICKET_GRANTING, false, fields)
}
