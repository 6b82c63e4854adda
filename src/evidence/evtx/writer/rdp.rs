//! Remote Desktop's own logs: sessions (LocalSessionManager 21 to 25), connections (RemoteConnectionManager 1149, RdpCoreTS 131 and
//! 140) and what clients say (ClientActiveXCore 1024 and 1102).

use super::record::{EventData, Provider, Record};
use super::value::{Guid, Sid, Value};

const SESSIONS: Provider<'static> = Provider {
    name: "Microsoft-Windows-TerminalServices-LocalSessionManager",
    guid: Guid::from_u128(0x5d896912_022d_40aa_a3a8_4fa5515c76d7),
    in_template: false,
    event_source: None,
};
const CONNECTIONS: Provider<'static> = Provider {
    name: "Microsoft-Windows-TerminalServices-RemoteConnectionManager",
    guid: Guid::from_u128(0xc76baa63_ae81_421c_b425_340b4b24157f),
    in_template: false,
    event_source: None,
};
const CORE: Provider<'static> = Provider {
    name: "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS",
    guid: Guid::from_u128(0x1139c61b_b549_4251_8ed3_27250a1edec8),
    in_template: false,
    event_source: None,
};
const CLIENT: Provider<'static> = Provider {
    name: "Microsoft-Windows-TerminalServices-ClientActiveXCore",
    guid: Guid::from_u128(0x28aa95bb_d444_4719_a36f_40462168127e),
    in_template: false,
    event_source: None,
};
const CORE_CHANNEL: &str = "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational";
const KEYWORDS: u64 = 0x1000_0000_0000_0000;

fn by_the_service<'a>(provider: Provider<'a>, event_id: u16, channel: &'a str, data: EventData<'a>) -> Record<'a> {
    let mut record = Record::new(provider, event_id, channel, data);
    record.keywords = KEYWORDS;
    record.security_user = Some(Sid::SYSTEM);
    record
}

/// LocalSessionManager 21 (logged on), 22 (shell started), 23 (logged off), 24 (disconnected) or 25 (reconnected): `account` is
/// `DOMAIN\name`, `address` an address or `LOCAL`. 23 tells no address.
pub fn session<'a>(event_id: u16, account: &'a str, session_id: u32, address: &'a str) -> Record<'a> {
    let mut fields = vec![("User", account.into()), ("SessionID", Value::U32(session_id))];
    if event_id != 23 {
        fields.push(("Address", address.into()));
    }
    let data = EventData::User { root: "EventXML", namespace: "Event_NS", fields };
    by_the_service(SESSIONS, event_id, "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational", data)
}

/// RemoteConnectionManager 1149: a connection by `account` of `domain` from `address`, before any logon.
pub fn connection<'a>(account: &'a str, domain: &'a str, address: &'a str) -> Record<'a> {
    let fields = vec![("Param1", account.into()), ("Param2", domain.into()), ("Param3", address.into())];
    let data = EventData::User { root: "EventXML", namespace: "Event_NS", fields };
    let mut record = by_the_service(
        CONNECTIONS,
        1149,
        "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational",
        data,
    );
    record.security_user = Some(Sid::NETWORK_SERVICE);
    record
}

/// RdpCoreTS 131: a TCP connection from `client` (address and port) was accepted.
pub fn transport_accepted(client: &str) -> Record<'_> {
    let fields = vec![("ConnType", "TCP".into()), ("ClientIP", client.into())];
    by_the_service(CORE, 131, CORE_CHANNEL, EventData::Named(fields))
}

/// RdpCoreTS 140: a connection from `address` failed since user name or password were wrong.
pub fn transport_refused(address: &str) -> Record<'_> {
    by_the_service(CORE, 140, CORE_CHANNEL, EventData::Named(vec![("IPString", address.into())]))
}

/// ClientActiveXCore 1024 (connecting) or 1102 (connected): the user with `sid` goes from here to `server`.
pub fn outbound(event_id: u16, sid: Sid, server: &str) -> Record<'_> {
    let fields = vec![("Name", "Server Name".into()), ("Value", server.into()), ("CustomLevel", "Info".into())];
    let channel = "Microsoft-Windows-TerminalServices-RDPClient/Operational";
    let mut record = by_the_service(CLIENT, event_id, channel, EventData::Named(fields));
    record.security_user = Some(sid);
    record
}
