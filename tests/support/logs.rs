//! Small logs for tests, all made by the writer: the same call gives the same bytes.
#![allow(dead_code, reason = "each test program uses some of them")]

use logonscope::evidence::evtx::writer::{Guid, LogWriter, Record, Sid, rdp, security, system};
use security::{Account, AccountChange, GroupScope, Logon};
use std::io::Cursor;
use std::net::{IpAddr, Ipv4Addr};

/// 2024-03-04 08:00:00 UTC, a Monday, in µs since 1970.
pub const MONDAY: i64 = 1_709_539_200_000_000;
/// An hour in µs.
pub const HOUR: i64 = 3_600_000_000;
/// The domain of all accounts here.
pub const DOMAIN: [u32; 3] = [1_004_336_348, 1_177_238_915, 682_003_330];
/// The domain controller that writes.
pub const DC: &str = "DC01.example.local";

/// A file made of `records`.
pub fn log<'r>(records: impl IntoIterator<Item = Record<'r>>) -> Vec<u8> {
    logonscope::evidence::evtx::writer::log_from_records(records).unwrap()
}

/// A file made of `records` with a new chunk after every `per_chunk`.
pub fn log_in_chunks<'r>(records: impl IntoIterator<Item = Record<'r>>, per_chunk: usize) -> Vec<u8> {
    let mut log = LogWriter::new(Cursor::new(Vec::new())).unwrap();
    for (number, record) in records.into_iter().enumerate() {
        if number > 0 && number.is_multiple_of(per_chunk) {
            log.end_chunk().unwrap();
        }
        log.write(&record).unwrap();
    }
    log.finish().unwrap().into_inner()
}

/// The `number`th address of the company.
pub fn address(number: u8) -> (IpAddr, u16) {
    (Ipv4Addr::new(10, 1, 2, number).into(), 49_152 + u16::from(number))
}

/// Account number `rid` of the domain EXAMPLE.
pub fn account(name: &str, rid: u32) -> Account<'_> {
    Account::new(Sid::account(DOMAIN, rid), name, "EXAMPLE").in_session(0x0010_0000 + u64::from(rid))
}

/// The administrator in a session.
pub fn administrator() -> Account<'static> {
    account("Administrator", 500)
}

/// The domain controller's own account.
pub fn controller() -> Account<'static> {
    Account::system("DC01$", "EXAMPLE")
}

/// A network logon by Kerberos of `name` from the `host`th address at `time`.
pub fn kerberos_logon(name: &str, rid: u32, host: u8, time: i64) -> Record<'_> {
    security::logged_on(&Logon::kerberos(account(name, rid), address(host))).on(DC).at(time)
}

/// A wrong password for `name` by NTLM at `time`.
pub fn wrong_password(name: &str, host: u8, time: i64) -> Record<'_> {
    let logon = Logon::ntlm(account(name, 0), "KALI", address(host));
    security::logon_failed(&logon, 0xc000_006d, 0xc000_006a).on(DC).at(time)
}

/// A morning of six records: a ticket, its use, a logon with privileges, a wrong password, NTLM.
pub fn morning() -> Vec<Record<'static>> {
    let alice = account("alice", 1_104);
    let realm = Account::new(alice.sid, "alice@EXAMPLE.LOCAL", "EXAMPLE.LOCAL");
    let krbtgt = Sid::account(DOMAIN, 502);
    vec![
        security::ticket_granting_ticket(&alice, krbtgt, address(11), security::AES256, 0).on(DC).at(MONDAY),
        security::service_ticket(&realm, ("DC01$", controller().sid), address(11), security::AES256, 0)
            .on(DC)
            .at(MONDAY + 1),
        kerberos_logon("alice", 1_104, 11, MONDAY + 2),
        security::privileges_assigned(&administrator(), security::ADMINISTRATOR_PRIVILEGES).on(DC).at(MONDAY + 3),
        wrong_password("bob", 66, MONDAY + HOUR),
        security::credentials_validated("bob", "KALI", 0xc000_006a).on(DC).at(MONDAY + HOUR + 1),
    ]
}

/// `count` logons, a minute apart, of 26 accounts from 200 hosts; every fifth record is a wrong password.
pub fn busy(count: u32) -> impl Iterator<Item = Record<'static>> {
    const NAMES: [&str; 26] = [
        "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", "karl", "liam", "mallory",
        "nina", "oscar", "peggy", "quinn", "rupert", "sybil", "trent", "ursula", "victor", "walter", "xenia", "yves",
        "zoe",
    ];
    (0..count).map(|number| {
        let name = NAMES[(number as usize * 7) % NAMES.len()];
        let (host, time) = ((number % 200) as u8, MONDAY + i64::from(number) * 60_000_000);
        if number % 5 == 4 {
            wrong_password(name, host, time)
        } else {
            kerberos_logon(name, 1_100 + number % 26, host, time)
        }
    })
}

/// Logons of services only, which are hidden unless they are asked for.
pub fn services() -> Vec<Record<'static>> {
    let system = Account::system("SYSTEM", "NT AUTHORITY");
    (0..3)
        .map(|hour| security::logged_on(&Logon::service(controller(), system, 5)).on(DC).at(MONDAY + hour * HOUR))
        .collect()
}

/// Logons whose names an attacker chose: markup, a formula, a name written backwards, text from right to left, and `long`.
pub fn hostile(long: &str) -> Vec<Record<'_>> {
    let names = [HOSTILE[0], HOSTILE[1], HOSTILE[2], HOSTILE[3], long];
    let logons = names.into_iter().zip(0u8..).flat_map(|(name, number)| {
        let (target, time) = (account(name, 3_000 + u32::from(number)), MONDAY + i64::from(number) * HOUR);
        let named = Logon::ntlm(target, "<script>alert(2)</script>", address(100 + number));
        [
            security::logged_on(&named).on(DC).at(time),
            security::logon_failed(&named, 0xc000_006d, 0xc000_006a).on(DC).at(time + 1),
            kerberos_logon(name, 3_000 + u32::from(number), 11, time + 2),
        ]
    });
    logons.collect()
}

/// The names of [`hostile`] but for the long one.
pub const HOSTILE: [&str; 4] =
    ["<img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0", "adm\u{202e}rotartsini", "מנהל הרשת"];

/// Logons by names that are markup, text or code somewhere: what no file that they are exported to may be broken by. Some of the accounts are
/// of another domain, one is privileged, and there was a change of the audit policy.
pub fn unspeakable() -> Vec<Record<'static>> {
    let admin = account(UNSPEAKABLE[0], 4_000);
    let mut records: Vec<Record<'static>> = (0u8..)
        .zip(UNSPEAKABLE)
        .flat_map(|(number, name)| {
            let time = MONDAY + i64::from(number) * HOUR;
            let (domain, of) =
                if number % 3 == 2 { ("a \"domain\"; with, all", [1, 2, 3]) } else { ("EXAMPLE", DOMAIN) };
            let target = Account::new(Sid::account(of, 4_000 + u32::from(number)), name, domain);
            let machine = UNSPEAKABLE_MACHINES[usize::from(number) % UNSPEAKABLE_MACHINES.len()];
            let from = Logon::ntlm(target, machine, address(120 + number % UNSPEAKABLE_MACHINES.len() as u8));
            let failed = security::logon_failed(&from, 0xc000_006d, 0xc000_006a).on(DC).at(time + 1);
            let again = security::logged_on(&from).on("SRV-01.example.local").at(time + 2);
            [security::logged_on(&from).on(DC).at(time), failed, again]
        })
        .collect();
    records.push(security::privileges_assigned(&admin, security::ADMINISTRATOR_PRIVILEGES).on(DC).at(MONDAY + 5));
    records.push(security::audit_policy_changed(&admin).on(DC).at(MONDAY + 6));
    records
}

/// The names of [`unspeakable`].
pub const UNSPEAKABLE: [&str; 8] = [
    "o'neil \"the\" 'x'",
    "a\u{1}b\tc\nd\re",
    "\u{1f469}\u{1f3fd}\u{200d}\u{1f4bb} ops",
    "x]]>y<!-- z",
    "'}) DETACH DELETE n; //",
    "</data></node>&amp;",
    "semi;pipe|comma, \u{85}\u{2028}",
    "\"",
];

/// The machines that they come from.
pub const UNSPEAKABLE_MACHINES: [&str; 4] = ["PC \"1\"", "\u{1f4bb}", "WS]]>", "x'y,z"];

/// The `number`th small log of a folder: two logons and a wrong password, at its own time.
pub fn of_folder(number: u32) -> Vec<Record<'static>> {
    const NAMES: [&str; 5] = ["alice", "bob", "carol", "dave", "erin"];
    let rid = number % NAMES.len() as u32;
    let (name, host, time) = (NAMES[rid as usize], (number % 40) as u8, MONDAY + i64::from(number) * HOUR / 2);
    vec![
        kerberos_logon(name, 1_100 + rid, host, time),
        kerberos_logon(name, 1_100 + rid, host, time + 1),
        wrong_password(name, host, time + 2),
    ]
}

/// One of each record that the writer knows how to make, in order of id.
pub fn one_of_each() -> Vec<Record<'static>> {
    let (alice, admin, dc) = (account("alice", 1_104), administrator(), controller());
    let realm = Account::new(alice.sid, "alice@EXAMPLE.LOCAL", "EXAMPLE.LOCAL");
    let (from, krbtgt) = (address(11), Sid::account(DOMAIN, 502));
    let group = Account::new(Sid::account(DOMAIN, 512), "Domain Admins", "EXAMPLE");
    let service = ("SQL01$", Sid::account(DOMAIN, 1_600));
    let dn = "CN=alice,CN=Users,DC=example,DC=local";
    let share = (r"\\*\C$", r"\??\C:\");
    let handle = security::Handle {
        kind: "File",
        object: r"C:\Shares\plan.xlsx",
        id: 0x1f4,
        process: (0x3c4, r"C:\Windows\System32\svchost.exe"),
    };
    let mut records = vec![
        security::logged_on(&Logon::kerberos(alice, from)),
        security::logged_on(&Logon::ntlm(alice, "WIN10-01", from)),
        security::logged_on(&Logon::interactive(dc, admin, 10)),
        security::logged_on(&Logon::service(dc, Account::system("SYSTEM", "NT AUTHORITY"), 5)),
        security::logon_failed(&Logon::ntlm(alice, "WIN10-01", from), 0xc000_006d, 0xc000_0064),
        security::logged_off(&alice, 3),
        security::logoff_initiated(&admin),
        security::explicit_credentials(&alice, &admin, "sql01.example.local"),
        security::control_access(&admin, Guid::from_u128(7), security::REPLICATION_RIGHTS[0]),
        security::privileges_assigned(&admin, security::ADMINISTRATOR_PRIVILEGES),
        security::process_created(
            &admin,
            (0x1624, r"C:\Windows\System32\cmd.exe"),
            (0x244, r"C:\Windows\explorer.exe"),
            "cmd /c whoami",
        ),
        security::process_ended(&admin, (0x1624, r"C:\Windows\System32\cmd.exe")),
        security::service_installed(&admin, "BTOBTO", r"%COMSPEC% /Q /c echo"),
        security::task_created(&admin, r"\Updater", "<Task/>"),
        security::audit_policy_changed(&dc),
        security::clock_changed(&admin, MONDAY - 1, MONDAY + HOUR, r"C:\Windows\System32\cmd.exe"),
        security::account_created(&alice, &admin),
        security::account_locked(&alice, "WIN10-01", &dc),
        security::account_attributes_changed(&alice, &admin),
        security::computer_changed(&account("WIN10-01$", 1_201), &admin, "\r\n\t\tHOST/WIN10-01"),
        security::ticket_granting_ticket(&alice, krbtgt, from, security::AES256, 0),
        security::ticket_granting_ticket(&alice, krbtgt, from, security::AES256, 6),
        security::service_ticket(&realm, service, from, security::RC4, 0),
        security::ticket_renewed(&realm, service, from),
        security::preauthentication_failed(&alice, from, 0x18),
        security::credentials_validated("alice", "WIN10-01", 0),
        security::session_switched(true, &alice, "RDP-Tcp#3", ("WIN10-01", from.0)),
        security::session_switched(false, &alice, "RDP-Tcp#3", ("WIN10-01", from.0)),
        security::object_modified(&admin, "example.local", (dn, "user"), ("servicePrincipalName", "MSSQL/sql01")),
        security::object_created(&admin, "example.local", (dn, "user")),
        security::object_deleted(&admin, "example.local", (dn, "user")),
        security::share_opened(&admin, from, share),
        security::share_checked(&admin, from, share, r"Windows\System32"),
        security::connection_allowed((4, "System"), from, address(1)),
        security::port_bound((4, "System"), 49_200),
        security::handle_requested(&admin, &handle),
        security::object_read(&admin, &handle),
        security::handle_closed(&admin, &handle),
        security::transaction_changed(&dc, Guid::from_u128(9), handle.process),
        security::privileges_adjusted(&dc, handle.process, "SeDebugPrivilege"),
        security::log_cleared(&admin),
        system::service_installed(admin.sid, "BTOBTO", r"%COMSPEC% /Q /c echo"),
        system::log_cleared((admin.sid, "Administrator", "EXAMPLE"), "Application"),
        rdp::connection("alice", "EXAMPLE", "10.1.2.11"),
        rdp::transport_accepted("10.1.2.11:49152"),
        rdp::transport_refused("10.1.2.11"),
        rdp::outbound(1024, alice.sid, "adm01"),
        rdp::outbound(1102, alice.sid, "10.1.2.20"),
    ];
    records.extend((21..=25).map(|id| rdp::session(id, r"EXAMPLE\alice", 2, "10.1.2.11")));
    use AccountChange::{Deleted, Disabled, Enabled, PasswordReset, Unlocked};
    records.extend(
        [Enabled, PasswordReset, Disabled, Deleted, Unlocked]
            .map(|change| security::account_changed(change, &alice, &admin)),
    );
    for scope in [GroupScope::Global, GroupScope::Local, GroupScope::Universal] {
        for added in [true, false] {
            records.push(security::membership_changed(scope, added, (dn, alice.sid), &group, &admin));
        }
    }
    records.sort_by_key(|record| record.event_id);
    records.into_iter().zip(0..).map(|(record, hour)| record.on(DC).at(MONDAY + hour * HOUR)).collect()
}
