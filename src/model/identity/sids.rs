//! Security identifiers: which ones say nothing, and of which domain one is.
//!
//! Source: [MS-DTYP] 2.4.2 and Microsoft's list of well-known SIDs.

/// The SID, unless it is null (`S-1-0-0`) or none at all.
pub fn known(text: &str) -> Option<&str> {
    let text = text.trim();
    (text.len() > 4 && text.is_char_boundary(4) && text[..4].eq_ignore_ascii_case("S-1-") && text != "S-1-0-0")
        .then_some(text)
}

/// The part that all accounts of a domain (or of one machine) share: `S-1-5-21-a-b-c` of `S-1-5-21-a-b-c-rid`.
pub fn domain_prefix(sid: &str) -> Option<&str> {
    let (prefix, rid) = sid.rsplit_once('-')?;
    let parts = prefix.strip_prefix("S-1-5-21-")?.split('-');
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    (parts.clone().count() == 3 && parts.clone().all(number) && number(rid)).then_some(prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_null_sid_says_nothing() {
        assert_eq!((known("S-1-0-0"), known("-"), known(""), known("NULL SID")), (None, None, None, None));
        assert_eq!(known("S-1-5-18"), Some("S-1-5-18"));
        assert_eq!(known("Sé-1-5-18"), None);
    }

    #[test]
    fn a_domain_is_the_sid_without_its_last_number() {
        assert_eq!(domain_prefix("S-1-5-21-1-2-3-500"), Some("S-1-5-21-1-2-3"));
        for other in ["S-1-5-18", "S-1-5-21-1-2-500", "S-1-5-21-1-2-3-", "S-1-5-21-1-2-3-4-5", "S-1-5-90-0-1"] {
            assert_eq!(domain_prefix(other), None);
        }
    }
}
