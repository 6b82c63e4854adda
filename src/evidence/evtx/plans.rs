//! Plans kept from chunk to chunk.
//!
//! Each chunk stores the definitions that its records use anew, and a plan costs as much as reading a dozen records. But a log has few
//! definitions: in the next chunk they are the same but for where they stand and where the names stand that they refer to. A plan is
//! used again where that is all that differs, which is cheap to tell.

use super::layout::{u16_at, u32_at};
use super::tokens::{DEFINITION_HEADER, NAME_LINK, Tokens, Unclear, definition_body};
use std::ops::Range;
use std::sync::Arc;

/// A chunk of Windows' holds a few dozen definitions at most. One that was made to hold thousands must not cost a walk through
/// each.
const MAX_PLANS: usize = 256;

/// Plans of one sort: `P`, for a definition and what `K` says.
pub(super) struct Plans<K, P> {
    /// Of the chunk at hand, by where the definition stands; `None` where it is not clear.
    here: Vec<(usize, K, Option<Arc<P>>)>,
    /// The last plan of each definition that can be told again.
    known: Vec<(K, Likeness, Arc<P>)>,
}

impl<K, P> Default for Plans<K, P> {
    fn default() -> Self {
        Self { here: Vec::new(), known: Vec::new() }
    }
}

impl<K: Copy + PartialEq, P> Plans<K, P> {
    /// Before the first record of a chunk.
    pub fn begin_chunk(&mut self) {
        self.here.clear();
    }

    /// The plan of the definition at `definition` in `chunk`, made by `read` if there is none yet; `None` where it is not clear.
    pub fn get(
        &mut self,
        chunk: &[u8],
        definition: usize,
        key: K,
        read: impl FnOnce() -> Result<P, Unclear>,
    ) -> Option<&P> {
        let at = match self.here.iter().position(|(at, of, _)| *at == definition && *of == key) {
            Some(at) => at,
            None if self.here.len() == MAX_PLANS => return None,
            None => {
                let plan = self.known_or_read(chunk, definition, key, read);
                self.here.push((definition, key, plan));
                self.here.len() - 1
            }
        };
        self.here.get(at)?.2.as_deref()
    }

    fn known_or_read(
        &mut self,
        chunk: &[u8],
        definition: usize,
        key: K,
        read: impl FnOnce() -> Result<P, Unclear>,
    ) -> Option<Arc<P>> {
        let identity = identity(chunk, definition)?;
        // One for each identity, so that a log which gives one to many definitions costs no more than plans do.
        let last = self.known.iter().position(|(of, likeness, _)| *of == key && likeness.identity == *identity);
        if let Some((_, likeness, plan)) = last.and_then(|at| self.known.get(at))
            && likeness.is_at(chunk, definition)
        {
            return Some(Arc::clone(plan));
        }
        let plan = Arc::new(read().ok()?);
        if let Some(likeness) = Likeness::of(chunk, definition) {
            let entry = (key, likeness, Arc::clone(&plan));
            if let Some(at) = last {
                self.known.swap_remove(at);
            } else if self.known.len() == MAX_PLANS {
                self.known.clear();
            }
            self.known.push(entry);
        }
        Some(plan)
    }
}

/// Bytes of a definition's GUID and its body's size.
const IDENTITY: usize = 20;

fn identity(chunk: &[u8], definition: usize) -> Option<&[u8; IDENTITY]> {
    chunk.get(definition.checked_add(DEFINITION_HEADER - IDENTITY)?..)?.first_chunk()
}

/// What a definition says, apart from where it and its names stand.
struct Likeness {
    identity: [u8; IDENTITY],
    /// The body in words, each with the bits that count.
    words: Vec<(u64, u64)>,
    /// What is left of the body behind the words.
    rest: Vec<u8>,
    /// Where in the body the references to names stand, and what each refers to.
    references: Vec<(usize, Name)>,
}

enum Name {
    /// The name that follows the reference: it is part of the body.
    Here,
    /// The name of an earlier reference.
    AsBefore(usize),
    /// A name elsewhere in the chunk: its length and text.
    Elsewhere(Vec<u8>),
}

impl Likeness {
    /// Of the definition at `definition`; `None` if what it says does not depend on its body and names alone.
    fn of(chunk: &[u8], definition: usize) -> Option<Self> {
        let body = definition_body(chunk, definition)?;
        let mut tokens = Tokens::new(chunk, body.clone());
        while tokens.next().ok()?.is_some() {}
        if tokens.at() > body.end {
            return None;
        }
        let mut counts = vec![0xff; body.len()];
        let mut references: Vec<(usize, Name)> = Vec::with_capacity(tokens.references().len());
        for &at in tokens.references() {
            let name = u32_at(chunk, at)? as usize;
            let is_same = |(before, _): &(usize, Name)| u32_at(chunk, body.start + before) == u32_at(chunk, at);
            let at = at - body.start;
            // The reference; and before an inline name where the next one stands in the chunk.
            let (bytes, name) = if name == body.start + at + 4 {
                (8, Name::Here)
            } else if let Some(before) = references.iter().position(is_same) {
                (4, Name::AsBefore(before))
            } else {
                (4, Name::Elsewhere(chunk.get(name_text(chunk, name)?)?.to_vec()))
            };
            counts.get_mut(at..at + bytes)?.fill(0);
            references.push((at, name));
        }
        let ((words, rest), (masks, rest_counts)) = (chunk.get(body)?.as_chunks::<8>(), counts.as_chunks::<8>());
        if rest_counts.contains(&0) {
            return None;
        }
        let words = words.iter().zip(masks).map(|(word, mask)| (u64::from_le_bytes(*word), u64::from_le_bytes(*mask)));
        let identity = *identity(chunk, definition)?;
        Some(Self { identity, words: words.collect(), rest: rest.to_vec(), references })
    }

    /// Whether the definition at `definition` says the same; it has the same identity.
    fn is_at(&self, chunk: &[u8], definition: usize) -> bool {
        let Some(range) = definition_body(chunk, definition) else { return false };
        let Some(body) = chunk.get(range.clone()) else { return false };
        let (words, rest) = body.as_chunks::<8>();
        let differing = (words.iter().zip(&self.words))
            .fold(0, |all, (word, (known, counts))| all | (u64::from_le_bytes(*word) ^ known) & counts);
        let name_at = |at: usize| u32_at(body, at).map(|name| name as usize);
        differing == 0
            && rest == self.rest
            && self.references.iter().all(|(at, name)| {
                let Some(to) = name_at(*at) else { return false };
                let is_here = to == range.start + at + 4;
                match name {
                    Name::Here => is_here,
                    Name::AsBefore(before) => {
                        !is_here && self.references.get(*before).is_some_and(|(before, _)| name_at(*before) == Some(to))
                    }
                    Name::Elsewhere(text) => {
                        !is_here && chunk.get(to + NAME_LINK..).is_some_and(|name| name.starts_with(text))
                    }
                }
            })
    }
}

/// The length and the text of the name at `name`.
fn name_text(chunk: &[u8], name: usize) -> Option<Range<usize>> {
    let begin = name.checked_add(NAME_LINK)?;
    Some(begin..begin + 2 + 2 * usize::from(u16_at(chunk, begin)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A name whose link to the next one is `link`.
    fn name(text: &str, link: u32) -> Vec<u8> {
        let mut bytes = link.to_le_bytes().to_vec();
        bytes.extend([7, 7]);
        bytes.extend((text.len() as u16).to_le_bytes());
        bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.extend([0, 0]);
        bytes
    }

    /// A chunk with names, and after `gap` bytes the definition of `<inline other="…">` with `text`; and where that begins.
    fn chunk(gap: usize, other: &str, inline: &str, text: u8) -> (Vec<u8>, usize) {
        let mut chunk = vec![0; gap];
        let elsewhere = chunk.len() as u32;
        chunk.extend(name(other, 0));
        let definition = chunk.len();
        chunk.extend([0; DEFINITION_HEADER]);
        let begin = chunk.len();
        chunk.extend([0x0f, 1, 1, 0, 0x41, 0xff, 0xff, 0, 0, 0, 0]);
        chunk.extend((chunk.len() as u32 + 4).to_le_bytes());
        chunk.extend(name(inline, gap as u32));
        chunk.extend([0; 4]);
        for _ in 0..2 {
            chunk.push(0x06);
            chunk.extend(elsewhere.to_le_bytes());
            chunk.extend([0x05, 0x01, 1, 0, text, 0]);
        }
        chunk.extend([0x02, 0x0d, 3, 0, 0x01, 0x04, 0, 0, 0, 0, 0, 0, 0, 0]);
        let size = (chunk.len() - begin) as u32;
        chunk[begin - 4..begin].copy_from_slice(&size.to_le_bytes());
        (chunk, definition)
    }

    #[test]
    fn a_plan_is_made_again_only_for_a_definition_that_says_something_else() {
        let mut plans = Plans::<u8, usize>::default();
        let mut made = 0;
        let mut ask = |(chunk, definition): (Vec<u8>, usize), key| {
            plans.begin_chunk();
            for _ in 0..2 {
                let read = || {
                    made += 1;
                    Ok(made)
                };
                assert!(plans.get(&chunk, definition, key, read).is_some());
            }
            made
        };
        assert_eq!(ask(chunk(0, "Name", "Data", b'A'), 0), 1);
        assert_eq!(ask(chunk(100, "Name", "Data", b'A'), 0), 1, "elsewhere");
        assert_eq!(ask(chunk(100, "Name", "Data", b'A'), 1), 2, "for another purpose");
        assert_eq!(ask(chunk(100, "Mane", "Data", b'A'), 0), 3, "another name before it");
        assert_eq!(ask(chunk(0, "Mane", "Date", b'A'), 0), 4, "another name in it");
        assert_eq!(ask(chunk(0, "Mane", "Date", b'B'), 0), 5, "another text");
        assert_eq!(ask(chunk(7, "Mane", "Date", b'B'), 0), 5, "the last one");
        let (mut odd, definition) = chunk(7, "Mane", "Date", b'B');
        odd.splice(0..7, name("Mane", 0)[..7].iter().copied());
        let second = odd.len() - 14 - 10;
        odd[second..second + 4].copy_from_slice(&0_u32.to_le_bytes());
        assert_eq!(ask((odd, definition), 0), 6, "two references to one name go apart");
    }

    #[test]
    fn what_is_not_clear_or_cut_off_has_no_plan() {
        let mut plans = Plans::<(), usize>::default();
        let (bytes, definition) = chunk(0, "Name", "Data", b'A');
        assert_eq!(plans.get(&bytes, definition, (), || Err(Unclear)), None);
        assert_eq!(plans.get(&bytes, definition, (), || Ok(1)), None, "told once");
        assert_eq!(plans.get(&bytes, bytes.len() - 3, (), || Ok(1)), None);
        assert_eq!(plans.get(&bytes, usize::MAX, (), || Ok(1)), None);
        assert!(Likeness::of(&bytes, definition).is_some_and(|likeness| likeness.is_at(&bytes, definition)));
        assert!((0..bytes.len()).all(|end| Likeness::of(&bytes[..end], definition).is_none()));
    }
}
