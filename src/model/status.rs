//! Status codes in words: what a failed logon failed of.
//!
//! NTSTATUS values as Microsoft's page on event 4625 and [MS-ERREF] 2.3.1 list them; Kerberos failure codes as RFC 4120 7.5.9
//! and Microsoft's pages on 4768 and 4769 list them. The words are ours.

/// Kerberos failure codes, ascending.
const KERBEROS: &[(u32, &str)] = &[
    (0x0, "success"),
    (0x1, "account expired on the domain controller"),
    (0x2, "service account expired on the domain controller"),
    (0x3, "protocol version not supported"),
    (0x4, "account's key is of an old version"),
    (0x5, "service's key is of an old version"),
    (0x6, "unknown account"),
    (0x7, "unknown service"),
    (0x8, "name is not unique"),
    (0x9, "account or service has no key"),
    (0xa, "ticket may not be postdated"),
    (0xb, "start time is after end time"),
    (0xc, "policy forbids it (workstation or hours)"),
    (0xd, "option cannot be granted"),
    (0xe, "encryption type not supported"),
    (0xf, "checksum type not supported"),
    (0x10, "pre-authentication type not supported"),
    (0x11, "transited path not supported"),
    (0x12, "account disabled, expired, locked or out of hours"),
    (0x13, "service's credentials revoked"),
    (0x14, "ticket-granting ticket revoked"),
    (0x15, "account not valid yet"),
    (0x16, "service not valid yet"),
    (0x17, "password expired"),
    (0x18, "wrong password"),
    (0x19, "pre-authentication required"),
    (0x1a, "ticket is for another server"),
    (0x1b, "service is reached user to user only"),
    (0x1c, "domain controller rejects the transited path"),
    (0x1d, "service not available"),
    (0x1f, "integrity check failed"),
    (0x20, "ticket expired"),
    (0x21, "ticket not valid yet"),
    (0x22, "request is a replay"),
    (0x23, "ticket is not for this service"),
    (0x24, "ticket and authenticator do not match"),
    (0x25, "clocks differ too much"),
    (0x26, "network address does not match the ticket"),
    (0x27, "protocol version does not match"),
    (0x28, "message type not supported"),
    (0x29, "message was altered"),
    (0x2a, "message out of order"),
    (0x2c, "key version not available"),
    (0x2d, "service has no key"),
    (0x2e, "mutual authentication failed"),
    (0x2f, "message in the wrong direction"),
    (0x30, "another authentication method is required"),
    (0x31, "sequence number is wrong"),
    (0x32, "checksum type is unsuitable"),
    (0x33, "transited path not accepted"),
    (0x34, "answer is too large for UDP"),
    (0x3c, "generic error"),
    (0x3d, "field is too long"),
    (0x3e, "client is not trusted"),
    (0x3f, "domain controller is not trusted"),
    (0x40, "signature is not valid"),
    (0x41, "stronger encryption is needed"),
    (0x42, "certificates do not match"),
    (0x43, "no ticket-granting ticket"),
    (0x44, "wrong realm"),
];

/// NTSTATUS values, ascending.
const NTSTATUS: &[(u32, &str)] = &[
    (0x0, "success"),
    (0x8009_0302, "function not supported"),
    (0x8009_0308, "token is not valid"),
    (0x8009_030c, "logon denied"),
    (0x8009_030e, "no credentials"),
    (0xc000_0001, "unsuccessful"),
    (0xc000_0005, "access violation"),
    (0xc000_000d, "parameter is not valid"),
    (0xc000_0022, "access denied"),
    (0xc000_005e, "no logon server available"),
    (0xc000_0062, "account name is malformed"),
    (0xc000_0064, "unknown account"),
    (0xc000_006a, "wrong password"),
    (0xc000_006c, "password breaks the policy"),
    (0xc000_006d, "wrong account name or password"),
    (0xc000_006e, "account restriction"),
    (0xc000_006f, "outside the allowed hours"),
    (0xc000_0070, "workstation not allowed"),
    (0xc000_0071, "password expired"),
    (0xc000_0072, "account disabled"),
    (0xc000_009a, "not enough resources"),
    (0xc000_00b5, "timed out"),
    (0xc000_00bb, "not supported"),
    (0xc000_00dc, "server is in the wrong state"),
    (0xc000_00df, "unknown domain"),
    (0xc000_00e5, "internal error"),
    (0xc000_0122, "computer name is malformed"),
    (0xc000_0133, "clocks differ too much"),
    (0xc000_015b, "logon type not granted"),
    (0xc000_018a, "computer has no trust secret"),
    (0xc000_018b, "domain has no account for this computer"),
    (0xc000_018c, "trust between the domains failed"),
    (0xc000_018d, "trust with the computer failed"),
    (0xc000_0192, "Netlogon service not started"),
    (0xc000_0193, "account expired"),
    (0xc000_0194, "possible deadlock"),
    (0xc000_0198, "interdomain trust account may not log on so"),
    (0xc000_0199, "computer account may not log on so"),
    (0xc000_019a, "server trust account may not log on so"),
    (0xc000_0224, "password must be changed"),
    (0xc000_0225, "not found"),
    (0xc000_0234, "account locked out"),
    (0xc000_02ee, "unfinished"),
    (0xc000_0371, "local account has no stored secret"),
    (0xc000_0380, "wrong smart card PIN"),
    (0xc000_0388, "downgrade detected"),
    (0xc000_0413, "authentication firewall forbids it"),
    (0xc000_0418, "NTLM is blocked"),
    (0xc000_0419, "password must be changed elsewhere"),
];

/// What `status` of event `event_id` means, in a few plain words; `None` if it is not in the tables.
///
/// 4768, 4769 and the like carry Kerberos failure codes, all others NTSTATUS.
pub fn in_words(event_id: u16, status: u32) -> Option<&'static str> {
    let table = if is_kerberos(event_id) { KERBEROS } else { NTSTATUS };
    let position = table.binary_search_by_key(&status, |(code, _)| *code).ok()?;
    table.get(position).map(|(_, words)| *words)
}

/// Every code that is known, with its meaning: Kerberos failure codes, or NTSTATUS.
pub fn codes(kerberos: bool) -> &'static [(u32, &'static str)] {
    if kerberos { KERBEROS } else { NTSTATUS }
}

/// Whether the statuses of `event_id` are Kerberos failure codes.
pub fn is_kerberos(event_id: u16) -> bool {
    matches!(event_id, 4768..=4771)
}

/// The code in the form that is shown: `0xc000006a`, `0x18`.
pub fn code(status: u32) -> String {
    format!("0x{status:x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_without_repeats_and_in_plain_words() {
        for table in [KERBEROS, NTSTATUS] {
            assert!(table.windows(2).all(|pair| pair[0].0 < pair[1].0));
            assert!(table.iter().all(|(_, words)| !words.is_empty() && !words.ends_with('.')));
        }
    }

    #[test]
    fn the_same_number_means_what_its_event_says() {
        assert_eq!(in_words(4771, 0x18), Some("wrong password"));
        assert_eq!(in_words(4768, 0x6), Some("unknown account"));
        assert_eq!(in_words(4625, 0xc000_006a), Some("wrong password"));
        assert_eq!(in_words(4776, 0xc000_0064), Some("unknown account"));
        assert_eq!(in_words(4625, 0x18), None);
        assert_eq!(in_words(4769, 0xf), Some("checksum type not supported"));
    }

    #[test]
    fn a_code_is_shown_short_in_lower_case() {
        assert_eq!(code(0xC000_006A), "0xc000006a");
        assert_eq!(code(0x6), "0x6");
    }
}
