//! Lists and figures in sentences.

/// `a`, `a or b`, `a, b or c`.
pub fn either(items: &[String]) -> String {
    joined(items, " or ")
}

/// `a`, `a and b`, `a, b and c`; of more than four the first three and how many more.
pub fn listed(items: &[String]) -> String {
    match items {
        [first, second, third, rest @ ..] if rest.len() > 1 => {
            format!("{first}, {second}, {third} and {} more", rest.len())
        }
        _ => joined(items, " and "),
    }
}

fn joined(items: &[String], last: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., end] => format!("{}{last}{end}", first.join(", ")),
    }
}

/// `1 account`, `12 accounts`.
pub fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_as_sentences() {
        let items: Vec<String> = ["a", "b", "c", "d", "e"].map(str::to_owned).into();
        assert_eq!((listed(&items[..1]), listed(&items[..2])), ("a".into(), "a and b".into()));
        assert_eq!((listed(&items[..4]), listed(&items)), ("a, b, c and d".into(), "a, b, c and 2 more".into()));
        assert_eq!((either(&items[..3]), either(&[])), ("a, b or c".into(), String::new()));
        assert_eq!((counted(1, "try"), counted(3, "account")), ("1 try".into(), "3 accounts".into()));
    }
}
