//! What a name must look like: text that it contains, is, or follows as a pattern with `*` and `?`. Never with regard to case.

use crate::model::identity::names::folded;

/// A pattern for text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Pattern {
    /// Contains this.
    Contains(String),
    /// Is this and nothing more.
    Whole(String),
    /// Contains this, which begins and ends with a hyphen, as whole parts between hyphens: the end of a SID, or its domain's part.
    Parts(String),
    /// `*` stands for anything or nothing, `?` for one character; the whole text must fit.
    Wild(Vec<char>),
}

impl Pattern {
    /// Reads a value. Quoted text is taken as it stands; otherwise `=` before it means all of the text, and wildcards count.
    pub fn new(text: &str, quoted: bool, whole: bool) -> Self {
        let folded = folded(text);
        match (quoted, whole) {
            (false, _) if folded.contains(['*', '?']) => Self::Wild(folded.chars().collect()),
            (_, true) => Self::Whole(folded),
            (_, false) => Self::Contains(folded),
        }
    }

    /// What contains `text` as whole parts between hyphens.
    pub fn parts(text: &str) -> Self {
        Self::Parts(format!("-{}-", folded(text).trim_matches('-')))
    }

    /// Whether `text` is like this.
    pub fn fits(&self, text: &str) -> bool {
        self.fits_folded(&folded(text))
    }

    /// [`Pattern::fits`] of text without case.
    pub fn fits_folded(&self, text: &str) -> bool {
        match self {
            Self::Contains(part) => text.contains(part.as_str()),
            Self::Whole(whole) => text == whole,
            Self::Parts(part) => format!("-{text}-").contains(part.as_str()),
            Self::Wild(pattern) => fits_wild(pattern, text),
        }
    }
}

/// The last `*` is where one goes back to: an earlier one never needs to take more once a later one was reached.
fn fits_wild(pattern: &[char], text: &str) -> bool {
    let (mut at, mut rest) = (0, text.chars());
    let mut back: Option<(usize, std::str::Chars<'_>)> = None;
    loop {
        let mut ahead = rest.clone();
        let next = ahead.next();
        match (pattern.get(at), next) {
            (Some('*'), _) => {
                at += 1;
                back = Some((at, rest.clone()));
            }
            (Some(wanted), Some(found)) if *wanted == '?' || *wanted == found => {
                at += 1;
                rest = ahead;
            }
            (None, None) => return true,
            _ => {
                let Some((after, begin)) = &mut back else { return false };
                if begin.next().is_none() {
                    return false;
                }
                at = *after;
                rest = begin.clone();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition, as it reads.
    fn plainly(pattern: &[char], text: &[char]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, None) => true,
            (Some(('*', rest)), _) => {
                plainly(rest, text) || text.split_first().is_some_and(|(_, text)| plainly(pattern, text))
            }
            (Some((wanted, rest)), Some((found, text))) => (*wanted == '?' || wanted == found) && plainly(rest, text),
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn wildcards_fit_what_their_definition_says(pattern in "[ab*?é]{0,8}", text in "[abé]{0,9}") {
            let (characters, letters): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
            prop_assert_eq!(fits_wild(&characters, &text), plainly(&characters, &letters));
        }
    }

    #[test]
    fn case_never_matters_and_quotes_take_wildcards_literally() {
        assert!(Pattern::new("ADMIN", false, false).fits("sysg.Administrator"));
        assert!(!Pattern::new("admin", false, true).fits("administrator"));
        assert!(
            Pattern::new("SVC_*", false, false).fits("svc_backup")
                && !Pattern::new("vc_*", false, false).fits("svc_backup")
        );
        assert!(Pattern::new("win10-0?", false, false).fits("WIN10-01"));
        assert!(Pattern::new("a*b", true, false).fits("xa*b") && !Pattern::new("a*b", true, false).fits("acb"));
        assert!(Pattern::new("Übel", false, false).fits("übel"));
    }

    #[test]
    fn parts_are_whole() {
        let sid = "s-1-5-21-1-2-3-500";
        for (part, fits) in [
            ("500", true),
            ("50", false),
            ("s-1-5-21-1-2-3", true),
            ("21-1", true),
            ("S-1-5-", true),
            ("1-2-3-50", false),
            (sid, true),
        ] {
            assert_eq!(Pattern::parts(part).fits(sid), fits, "{part}");
        }
    }

    #[test]
    fn a_long_name_of_an_attacker_costs_little() {
        let pattern = Pattern::new("*a*a*a*a*a*a*a*a*b", false, false);
        assert!(!pattern.fits(&"a".repeat(20_000)));
    }
}
