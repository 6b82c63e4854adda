//! The structure of ZIP archives, ZIP64 included: their directory, and members' own headers. Source: PKWARE's APPNOTE 6.3.10.
//!
//! No crate fits: those that read the directory need to seek, and an archive that is packed within another cannot; those that read
//! forward do without the directory and cannot skip; and an archive that was cut off has none.

use crate::evidence::source::{ReadAt, Section, Stream, read_fully};
use std::io::BufRead;
use std::ops::Range;

/// The signature of a member's own header.
pub const MEMBER: [u8; 4] = *b"PK\x03\x04";
/// The signature of an entry of the directory.
const ENTRY: [u8; 4] = *b"PK\x01\x02";
/// The signature of the directory's end.
const END: [u8; 4] = *b"PK\x05\x06";
/// The signature of the directory's end in ZIP64, and of what points to it.
const END_64: [u8; 4] = *b"PK\x06\x06";
const LOCATOR_64: [u8; 4] = *b"PK\x06\x07";
/// The signature of what follows a member whose lengths were not known before.
const DESCRIPTOR: [u8; 4] = *b"PK\x07\x08";

const END_LEN: usize = 22;
const LOCATOR_LEN: usize = 20;
const MEMBER_LEN: usize = 30;
const ENTRY_LEN: usize = 46;
/// The longest comment.
const COMMENT: usize = 0xffff;

/// A member of an archive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// As the archive has it, with `/` between folders.
    pub name: String,
    /// How it is packed.
    pub method: u16,
    /// Whether it is encrypted.
    pub encrypted: bool,
    /// CRC-32 of the content; `None` where it is told behind the member only.
    pub sum: Option<u32>,
    /// Bytes in the archive; `None` where that is told behind the member only.
    pub packed: Option<u64>,
    /// Bytes of the content; `None` where that is told behind the member only.
    pub size: Option<u64>,
    /// Where its own header stands.
    pub header: u64,
}

/// Stored as it is.
pub const STORED: u16 = 0;
/// Deflated.
pub const DEFLATED: u16 = 8;

impl Member {
    /// Whether it is a folder.
    pub fn is_folder(&self) -> bool {
        self.name.ends_with('/')
    }

    /// Why it is not read, if so.
    pub fn obstacle(&self) -> Option<String> {
        if self.encrypted {
            return Some("it is encrypted: unpack it with its password first".to_owned());
        }
        let method = match self.method {
            STORED | DEFLATED => return None,
            1 => "shrunk",
            2..=5 => "reduced",
            6 => "imploded",
            9 => "packed by Deflate64",
            12 => "packed by bzip2",
            14 => "packed by LZMA",
            93 => "packed by Zstandard",
            95 => "packed by XZ",
            98 => "packed by PPMd",
            other => return Some(format!("it is packed by method {other}, which is not read")),
        };
        Some(format!("it is {method}, which is not read: unpack it first"))
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Where a directory is and how many entries it claims.
struct End {
    /// The directory's place.
    directory: Range<u64>,
    /// Where the archive begins: what offsets are counted from. Before it may stand a program that unpacks it.
    base: u64,
}

/// The archive's directory: its members in order, `None` where there is none that can be read. `archive` is its place in `source`; the
/// members' places are too. At most `most` members are given; whether there are more is told beside them.
pub fn directory(source: &dyn ReadAt, archive: Range<u64>, most: usize) -> Option<(Vec<Member>, bool)> {
    let end = find_end(source, archive.clone())?;
    let mut stream = Stream::new(Section::new(source, end.directory.start, end.directory.end));
    let mut members = Vec::new();
    while stream.peek(ENTRY_LEN).starts_with(&ENTRY) {
        if members.len() == most {
            return Some((members, true));
        }
        let Some(member) = entry(&mut stream, end.base) else { break };
        members.push(member);
    }
    // A directory of which nothing can be read, where there should be something, is none.
    let is_empty = end.directory.is_empty() && members.is_empty();
    (is_empty || !members.is_empty()).then_some((members, false))
}

fn find_end(source: &dyn ReadAt, archive: Range<u64>) -> Option<End> {
    let len = (archive.end - archive.start).min((END_LEN + COMMENT + LOCATOR_LEN) as u64);
    let start = archive.end - len;
    let mut tail = vec![0; len as usize];
    let read = read_fully(source, start, &mut tail).ok()?;
    tail.truncate(read);
    let at = memchr::memmem::rfind_iter(&tail, &END).find(|at| {
        let comment = u16_at(&tail, at + 20).map(usize::from);
        comment.is_some_and(|comment| at + END_LEN + comment <= tail.len())
    })?;
    let end = tail.get(at..)?;
    let (mut size, mut offset) = (u64::from(u32_at(end, 12)?), u64::from(u32_at(end, 16)?));
    let mut end_at = start + at as u64;
    let locator = at.checked_sub(LOCATOR_LEN).and_then(|at| tail.get(at..)).filter(|at| at.starts_with(&LOCATOR_64));
    if let Some(locator) = locator {
        // It counts from the archive's beginning; where a program stands before it, the record stands right before the locator.
        let told = archive.start.checked_add(u64_at(locator, 8)?)?;
        let before = (end_at - LOCATOR_LEN as u64).checked_sub(56)?;
        for at in [told, before] {
            let mut record = [0; 56];
            if read_fully(source, at, &mut record).ok()? == 56 && record.starts_with(&END_64) {
                (size, offset) = (u64_at(&record, 40)?, u64_at(&record, 48)?);
                end_at = at;
                break;
            }
        }
    }
    let begin = end_at.checked_sub(size).filter(|begin| *begin >= archive.start)?;
    // The directory ends where its end begins: what its offset says less than that stands before the archive.
    let base = begin.checked_sub(offset).filter(|base| *base >= archive.start)?;
    Some(End { directory: begin..end_at, base })
}

fn entry(stream: &mut Stream<'_>, base: u64) -> Option<Member> {
    let head: [u8; ENTRY_LEN] = stream.peek(ENTRY_LEN).first_chunk().copied()?;
    let lens = [28, 30, 32].map(|at| u16_at(&head, at).map_or(0, usize::from));
    let [name, extra, comment] = lens;
    let whole = stream.peek(ENTRY_LEN + name + extra + comment);
    let (flags, method) = (u16_at(&head, 8)?, u16_at(&head, 10)?);
    let mut wide = Wide {
        size: u64::from(u32_at(&head, 24)?),
        packed: u64::from(u32_at(&head, 20)?),
        header: u64::from(u32_at(&head, 42)?),
    };
    let extra_field = whole.get(ENTRY_LEN + name..ENTRY_LEN + name + extra)?;
    wide.widen(extra_field);
    let member = Member {
        name: name_of(whole.get(ENTRY_LEN..ENTRY_LEN + name)?),
        method,
        encrypted: flags & 1 != 0 || method == 99,
        sum: Some(u32_at(&head, 16)?),
        packed: Some(wide.packed),
        size: Some(wide.size),
        header: base.checked_add(wide.header)?,
    };
    stream.consume(ENTRY_LEN + name + extra + comment);
    Some(member)
}

/// Numbers that stand in the ZIP64 field where 32 bits do not hold them.
struct Wide {
    size: u64,
    packed: u64,
    header: u64,
}

impl Wide {
    fn widen(&mut self, mut extra: &[u8]) {
        while let (Some(kind), Some(len)) = (u16_at(extra, 0), u16_at(extra, 2)) {
            let end = 4 + usize::from(len);
            if kind == 1 {
                let field = extra.get(4..end).unwrap_or_default();
                let mut at = 0;
                for number in [&mut self.size, &mut self.packed, &mut self.header] {
                    if *number == u64::from(u32::MAX)
                        && let Some(wide) = u64_at(field, at)
                    {
                        *number = wide;
                        at += 8;
                    }
                }
                return;
            }
            extra = extra.get(end..).unwrap_or_default();
        }
    }
}

/// A name as text: UTF-8 as nearly all writers have it, whatever the flag says.
fn name_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace('\\', "/")
}

/// Where the content of a member begins, by its own header in `source`; `None` if there is no such header.
pub fn content_of(source: &dyn ReadAt, member: &Member) -> Option<u64> {
    let mut head = [0; MEMBER_LEN];
    let read = read_fully(source, member.header, &mut head).ok()?;
    if read < MEMBER_LEN || !head.starts_with(&MEMBER) {
        return None;
    }
    let lens = u64::from(u16_at(&head, 26)?) + u64::from(u16_at(&head, 28)?);
    member.header.checked_add(MEMBER_LEN as u64 + lens)
}

/// What comes next in an archive that is read forward.
pub enum Next {
    /// A member; its content follows.
    Member(Member),
    /// The directory, or the end.
    Directory,
    /// Nothing that belongs here.
    Damage,
}

/// Reads the header of the next member.
pub fn next_member(stream: &mut Stream<'_>) -> Next {
    let at = stream.offset();
    let head = stream.peek(MEMBER_LEN);
    if head.is_empty() || [ENTRY, END, END_64].iter().any(|signature| head.starts_with(signature)) {
        return Next::Directory;
    }
    // An archive in parts begins with this.
    if head.starts_with(&DESCRIPTOR) && at == 0 {
        stream.consume(DESCRIPTOR.len());
        return next_member(stream);
    }
    member(stream, at).map_or(Next::Damage, Next::Member)
}

fn member(stream: &mut Stream<'_>, at: u64) -> Option<Member> {
    let head: [u8; MEMBER_LEN] =
        stream.peek(MEMBER_LEN).first_chunk().copied().filter(|head: &[u8; MEMBER_LEN]| head.starts_with(&MEMBER))?;
    let (name, extra) = (usize::from(u16_at(&head, 26)?), usize::from(u16_at(&head, 28)?));
    let whole = stream.peek(MEMBER_LEN + name + extra);
    let (flags, method) = (u16_at(&head, 6)?, u16_at(&head, 8)?);
    let mut wide = Wide { size: u64::from(u32_at(&head, 22)?), packed: u64::from(u32_at(&head, 18)?), header: 0 };
    wide.widen(whole.get(MEMBER_LEN + name..MEMBER_LEN + name + extra)?);
    let is_told = flags & 8 == 0 || wide.packed != 0;
    let member = Member {
        name: name_of(whole.get(MEMBER_LEN..MEMBER_LEN + name)?),
        method,
        encrypted: flags & 1 != 0 || method == 99,
        sum: u32_at(&head, 14).filter(|_| is_told),
        packed: is_told.then_some(wide.packed),
        size: is_told.then_some(wide.size),
        header: at,
    };
    stream.consume(MEMBER_LEN + name + extra);
    Some(member)
}

/// Consumes what follows a member whose lengths were not known before, if it stands here: its checksum is given.
pub fn descriptor(stream: &mut Stream<'_>) -> Option<u32> {
    let bytes = stream.peek(28);
    let begin = if bytes.starts_with(&DESCRIPTOR) { DESCRIPTOR.len() } else { 0 };
    let sum = u32_at(bytes, begin)?;
    // Lengths have 32 or 64 bits: what follows tells which.
    let follows = |at: usize| bytes.get(at..).is_some_and(|rest| rest.starts_with(b"PK"));
    let len = if !follows(begin + 12) && (follows(begin + 20) || bytes.len() == begin + 20) { 20 } else { 12 };
    stream.consume(begin + len);
    Some(sum)
}

/// Moves on to the next header of a member or of the directory, or to the end.
pub fn seek_next(stream: &mut Stream<'_>) {
    const LOOK: usize = 1 << 16;
    loop {
        let bytes = stream.peek(LOOK);
        let found = memchr::memmem::find_iter(bytes, b"PK").find(|at| {
            let here = bytes.get(*at..).unwrap_or_default();
            [MEMBER, ENTRY, END].iter().any(|signature| here.starts_with(signature))
        });
        let step = found.unwrap_or(if bytes.len() < LOOK { bytes.len() } else { LOOK - 3 });
        let is_over = found.is_some() || bytes.len() < LOOK;
        stream.consume(step);
        if is_over {
            return;
        }
    }
}
