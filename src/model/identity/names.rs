//! Reading names: what is unknown, what stands before an `@`, what two spellings have in common.

/// The text, unless it says that nothing is known (`-`, or nothing but spaces).
pub fn known(text: &str) -> Option<&str> {
    let bare = text.trim();
    (!bare.is_empty() && bare != "-").then_some(text)
}

/// The form in which names are compared: without case.
pub fn folded(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.to_lowercase() }
}

/// Splits what stands in a name field: `user@REALM` and `DOMAIN\user` hold a domain beside the name.
///
/// A name of which splitting would leave nothing is taken as it is.
pub fn split_account(text: &str) -> (&str, Option<&str>) {
    let (prefix, rest) = match text.split_once('\\') {
        Some((prefix, rest)) if !rest.is_empty() => (known(prefix), rest),
        _ => (None, text),
    };
    match rest.split_once('@') {
        Some((name, realm)) if !name.is_empty() => (name, prefix.or(known(realm))),
        _ => (rest, prefix),
    }
}

/// The domain, unless it says nothing (`-`, `.`).
pub fn known_domain(text: &str) -> Option<&str> {
    known(text.trim()).filter(|domain| *domain != ".")
}

/// A workstation's name without the `\\` in front; `None` if it says nothing.
pub fn known_host(text: &str) -> Option<&str> {
    let bare = known(text)?.trim().trim_start_matches('\\').trim_end_matches('.');
    known(bare).filter(|name| !name.eq_ignore_ascii_case("local"))
}

/// A host's short name and the domain after it, if it has one.
pub fn split_host(text: &str) -> (&str, Option<&str>) {
    match text.split_once('.') {
        Some((short, domain)) if !short.is_empty() && !domain.is_empty() => (short, Some(domain)),
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_stands_before_the_at_sign_and_after_the_domain() {
        assert_eq!(split_account("alice"), ("alice", None));
        assert_eq!(split_account("alice@EXAMPLE.LOCAL"), ("alice", Some("EXAMPLE.LOCAL")));
        assert_eq!(split_account("EXAMPLE\\alice"), ("alice", Some("EXAMPLE")));
        assert_eq!(split_account("EXAMPLE\\alice@mail.example"), ("alice", Some("EXAMPLE")));
        assert_eq!(split_account("DC01$@EXAMPLE.LOCAL"), ("DC01$", Some("EXAMPLE.LOCAL")));
    }

    #[test]
    fn a_name_of_signs_alone_stays_whole() {
        assert_eq!(split_account("@example"), ("@example", None));
        assert_eq!(split_account("EXAMPLE\\"), ("EXAMPLE\\", None));
        assert_eq!(split_account("\\x"), ("x", None));
        assert_eq!(split_account("x@"), ("x", None));
    }

    #[test]
    fn a_hyphen_or_spaces_say_nothing() {
        assert_eq!((known("-"), known("  "), known(""), known("a b")), (None, None, None, Some("a b")));
        assert_eq!((known_domain("."), known_domain("EXAMPLE")), (None, Some("EXAMPLE")));
        assert_eq!((known_host("LOCAL"), known_host("\\\\"), known_host("\\\\PC1")), (None, None, Some("PC1")));
    }

    #[test]
    fn a_host_name_splits_at_its_first_dot() {
        assert_eq!(split_host("pc1.example.local"), ("pc1", Some("example.local")));
        assert_eq!((split_host("pc1"), split_host(".x")), (("pc1", None), (".x", None)));
    }
}
