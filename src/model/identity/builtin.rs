//! Windows' own accounts, which are hidden unless asked for.
//!
//! Their SIDs are the same in every language, their names are not; names serve where a record gives no SID. An account with
//! a domain's SID is never built-in, whatever an intruder called it.

use super::sids::domain_prefix;

/// SIDs of built-in accounts.
const SIDS: &[(&str, &str)] = &[
    ("S-1-5-7", "anonymous logon"),
    ("S-1-5-18", "system"),
    ("S-1-5-19", "local service"),
    ("S-1-5-20", "network service"),
];

/// Families of them, numbered by session: prefix of the SID, prefix of the name.
const FAMILIES: &[(&str, &str)] = &[("S-1-5-90-", "dwm-"), ("S-1-5-96-", "umfd-")];

/// Whether `sid` is that of a built-in account.
pub fn is_builtin_sid(sid: &str) -> bool {
    SIDS.iter().any(|(known, _)| *known == sid) || FAMILIES.iter().any(|(prefix, _)| sid.starts_with(prefix))
}

/// Whether `name`, in lower case, is the English one of a built-in account.
pub fn is_builtin_name(name: &str) -> bool {
    let numbered = |prefix: &str| {
        let number = name.strip_prefix(prefix);
        number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
    };
    SIDS.iter().any(|(_, known)| *known == name) || FAMILIES.iter().any(|(_, prefix)| numbered(prefix))
}

/// Whether an account is built-in, by everything that is known of it. Names in lower case.
pub fn is_builtin<'a>(
    names: impl IntoIterator<Item = &'a str>,
    sids: impl IntoIterator<Item = &'a str> + Clone,
) -> bool {
    if sids.clone().into_iter().any(is_builtin_sid) {
        return true;
    }
    !sids.into_iter().any(|sid| domain_prefix(sid).is_some()) && names.into_iter().any(is_builtin_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sid_tells_in_any_language_and_a_name_where_there_is_no_sid() {
        assert!(is_builtin(["système"], ["S-1-5-18"]));
        assert!(is_builtin(["dwm-12"], []) && is_builtin(["umfd-0"], ["S-1-5-96-0-0"]));
        assert!(!is_builtin(["dwm-x"], []) && !is_builtin(["dwm-"], []) && !is_builtin(["alice"], []));
    }

    #[test]
    fn a_domain_account_that_calls_itself_system_is_not_hidden() {
        assert!(!is_builtin(["system"], ["S-1-5-21-1-2-3-1106"]));
    }
}
