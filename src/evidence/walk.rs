//! Reading a file of any format from front to back, and what is in it: archives in archives, down to the logs.
//!
//! The walk opens what is packed and tells by content what each member is. Members that are no logs are looked into no further than
//! that takes. Where an archive is stored as it is, its directory leads; where it is itself packed, or cut off, its members are read one
//! after another. Nothing is ever held whole: inflating hands on what a parser takes next. What cannot be read is told with its place,
//! and what comes out of a file is measured, so that a bomb ends its own file only.

mod inflate;
mod one;
mod reading;
mod zip;

pub use one::{RecordError, RecordText, is_at_hand, record_text};
pub use reading::{Told, read_file};

use super::format::Format;
use super::ledger::{Failure, Ledger};
use super::source::{Section, Source, Stream, read_fully};
use flate2::Crc;
use inflate::{GzipMembers, Inflate, Meter, Metered};
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::io::{self, Read};
use std::ops::{ControlFlow, Range};
use std::rc::Rc;
use zip::{Member, Next, STORED};

/// So many bytes of a member tell what it is: a log whose header and first chunk are damaged is told by its second chunk.
const SNIFFED: usize = 4_096 + 65_536 + 8;

/// What an archive may cost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Archives within each other.
    pub depth: u32,
    /// Bytes that may come out of any file ...
    pub floor: u64,
    /// ... and out of a large one, for each of its own bytes ...
    pub ratio: u64,
    /// ... but never more than these.
    pub total: u64,
    /// Members of one archive.
    pub members: usize,
}

impl Default for Limits {
    fn default() -> Self {
        // Deflate gives at most 1 032 bytes for one; event logs give 10 to 40, text 20 to 60.
        Self { depth: 4, floor: 256 << 20, ratio: 250, total: 1 << 40, members: 200_000 }
    }
}

/// Goes on, or ends the walk.
type Step = ControlFlow<()>;

/// What is done with the logs that a walk comes to.
trait Visitor {
    /// Whether anything at or below `path` is wanted.
    fn wants(&mut self, path: &str) -> bool;

    /// A log of `format` stands at `path`; the empty path is the file itself. `size` is what its archive says of it.
    fn log(&mut self, path: &str, format: Format, size: Option<u64>, stream: &mut Stream<'_>) -> Step;
}

/// A walk through one file.
struct Walk<'w> {
    source: &'w Source<'w>,
    limits: Limits,
    meter: Meter,
    visitor: &'w mut dyn Visitor,
    /// What became of archives; not of the logs in them.
    ledger: Ledger,
    /// Paths that were given away.
    paths: HashSet<String>,
    /// Members that are no logs.
    aside: u64,
    logs: u64,
}

impl<'w> Walk<'w> {
    fn new(source: &'w Source<'w>, limits: Limits, visitor: &'w mut dyn Visitor) -> Self {
        let most = source.size().saturating_mul(limits.ratio).max(limits.floor).min(limits.total);
        Self {
            source,
            limits,
            meter: Meter::new(most),
            visitor,
            ledger: Ledger::default(),
            paths: HashSet::new(),
            aside: 0,
            logs: 0,
        }
    }

    /// Walks through the file; its format, if it is one that is read.
    fn file(&mut self) -> Option<Format> {
        let mut first = vec![0; SNIFFED];
        let read = read_fully(self.source, 0, &mut first).unwrap_or(0);
        let format = Format::of(first.get(..read).unwrap_or_default());
        let whole = 0..self.source.size();
        let _ = match format {
            None => Step::Continue(()),
            Some(Format::Zip) => self.archive("", 1, whole),
            Some(_) => {
                let mut stream = Stream::new(Section::new(self.source, 0, whole.end));
                self.content("", 0, Some(whole.end), &mut stream)
            }
        };
        if self.aside > 0 {
            let words =
                if self.aside == 1 { "member is no event log and was" } else { "members are no event logs and were" };
            self.remark(0, format!("{} {words} left aside", self.aside));
        }
        format
    }

    fn fail(&mut self, offset: u64, cause: String) {
        self.ledger.fail(Failure { offset, length: 0, record_id: None, cause });
    }

    fn remark(&mut self, offset: u64, cause: String) {
        self.ledger.remarks.push(Failure { offset, length: 0, record_id: None, cause });
    }

    /// Whether the walk has come to its end: the file cannot be read, or too much came out of it.
    fn may_go_on(&self) -> Step {
        if self.source.is_broken() || self.meter.is_exceeded() { Step::Break(()) } else { Step::Continue(()) }
    }

    /// What stands in `stream`, at `path`, within `depth` archives.
    fn content(&mut self, path: &str, depth: u32, size: Option<u64>, stream: &mut Stream<'_>) -> Step {
        match Format::of(stream.peek(SNIFFED)) {
            Some(Format::Gzip) => self.gzip(path, depth + 1, stream),
            Some(Format::Zip) if self.is_too_deep(path, depth + 1) => Step::Continue(()),
            Some(Format::Zip) => self.members(path, depth + 1, stream),
            Some(format) => {
                self.logs += 1;
                self.visitor.log(path, format, size, stream)
            }
            None => {
                self.aside += 1;
                Step::Continue(())
            }
        }
    }

    fn is_too_deep(&mut self, path: &str, depth: u32) -> bool {
        let is = depth > self.limits.depth;
        if is {
            let most = self.limits.depth;
            self.fail(0, format!("{}an archive within more than {most} archives: it is not opened", named(path)));
        }
        is
    }

    fn gzip(&mut self, path: &str, depth: u32, stream: &mut Stream<'_>) -> Step {
        if self.is_too_deep(path, depth) {
            return Step::Continue(());
        }
        let trailing = Rc::new(Cell::new(false));
        let sum = Rc::default();
        let mut inner = Stream::new(Metered::new(GzipMembers::new(stream, &trailing), &self.meter, &sum));
        let step = self.content(path, depth, None, &mut inner);
        drop(inner);
        if trailing.get() {
            self.remark(0, format!("{}what follows the packed data is no gzip and was not read", named(path)));
        }
        self.note_bomb(path);
        step
    }

    fn note_bomb(&mut self, path: &str) {
        if self.meter.is_exceeded() && !self.ledger.failures.iter().any(|failure| failure.cause.contains(BOMB)) {
            let Limits { ratio, .. } = self.limits;
            let most = self.meter.most();
            self.fail(
                0,
                format!(
                    "{}{BOMB}: more than {most} bytes came out of {} (no file may give more than {ratio} times its own size). Nothing \
                     behind that is read",
                    named(path),
                    self.source.size()
                ),
            );
        }
    }

    /// A path that no member before had.
    fn unique(&mut self, path: String) -> String {
        let mut unique = path.clone();
        let mut number = 2;
        while !self.paths.insert(unique.clone()) {
            unique = format!("{path} ({number})");
            number += 1;
        }
        unique
    }

    /// The archive at `path`, which stands in the file as it is, led by its directory.
    fn archive(&mut self, path: &str, depth: u32, place: Range<u64>) -> Step {
        if self.is_too_deep(path, depth) {
            return Step::Continue(());
        }
        let Some((members, are_more)) = zip::directory(self.source, place.clone(), self.limits.members) else {
            self.may_go_on()?;
            let cause =
                "the archive has no directory: it is cut off or damaged, and its members are read one after another";
            self.remark(place.start, format!("{}{cause}", named(path)));
            return self.members(path, depth, &mut Stream::new(Section::new(self.source, place.start, place.end)));
        };
        if are_more {
            let most = self.limits.members;
            self.fail(place.start, format!("{}more than {most} members: the others are not opened", named(path)));
        }
        for member in members.iter().filter(|member| !member.is_folder()) {
            let inner = self.unique(join(path, &member.name));
            if self.visitor.wants(&inner) {
                self.member_at(&inner, depth, member, place.end)?;
            }
            self.may_go_on()?;
        }
        Step::Continue(())
    }

    fn member_at(&mut self, path: &str, depth: u32, member: &Member, end: u64) -> Step {
        if let Some(obstacle) = member.obstacle() {
            self.fail(member.header, format!("{path}: {obstacle}"));
            return Step::Continue(());
        }
        let Some(begin) = zip::content_of(self.source, member).filter(|begin| *begin <= end) else {
            self.fail(member.header, format!("{path}: its own header is damaged"));
            return Step::Continue(());
        };
        let place = begin..begin.saturating_add(member.packed.unwrap_or(0)).min(end);
        if member.method == STORED && self.begins_archive(begin) {
            return self.archive(path, depth + 1, place);
        }
        let section = Section::new(self.source, place.start, place.end);
        if member.method == STORED {
            self.member(path, depth, member, section)
        } else {
            self.member(path, depth, member, Inflate::new(Stream::new(section)))
        }
    }

    fn begins_archive(&self, at: u64) -> bool {
        let mut first = [0; 4];
        read_fully(self.source, at, &mut first).is_ok() && Format::of(&first) == Some(Format::Zip)
    }

    /// A member whose content `input` gives.
    fn member(&mut self, path: &str, depth: u32, member: &Member, input: impl Read) -> Step {
        let sum = Rc::new(RefCell::new(Crc::new()));
        let mut stream = Stream::new(Metered::new(input, &self.meter, &sum));
        let logs = self.logs;
        let step = self.content(path, depth, member.size, &mut stream);
        // Only what was read to its end has a sum, and a log is: an archive's members have their own.
        let is_whole = member.size == Some(stream.offset());
        if is_whole && self.logs == logs + 1 && member.sum.is_some_and(|expected| expected != sum.borrow().sum()) {
            self.remark(member.header, format!("{path}: its checksum is wrong: its content is damaged"));
        }
        self.note_bomb(path);
        step
    }

    /// The members of the archive at `path`, one after another.
    fn members(&mut self, path: &str, depth: u32, stream: &mut Stream<'_>) -> Step {
        let mut count = 0;
        loop {
            self.may_go_on()?;
            let at = stream.offset();
            let member = match zip::next_member(stream) {
                Next::Directory => return Step::Continue(()),
                Next::Damage => {
                    self.fail(at, format!("{}the archive is damaged here", named(path)));
                    let _ = stream.skip(1);
                    zip::seek_next(stream);
                    continue;
                }
                Next::Member(member) => member,
            };
            count += 1;
            if count > self.limits.members {
                self.fail(at, format!("{}more than {count} members: the others are not opened", named(path)));
                return Step::Continue(());
            }
            if member.is_folder() && member.packed == Some(0) {
                continue;
            }
            let inner = self.unique(join(path, &member.name));
            self.member_in_stream(&inner, depth, &member, stream)?;
        }
    }

    fn member_in_stream(&mut self, path: &str, depth: u32, member: &Member, stream: &mut Stream<'_>) -> Step {
        let wanted = self.visitor.wants(path);
        let obstacle = member.obstacle().or_else(|| {
            let is_unclear = member.packed.is_none() && member.method == STORED;
            is_unclear.then(|| "its length is told only behind it, and nothing says where that is".to_owned())
        });
        if let Some(obstacle) = obstacle {
            self.fail(member.header, format!("{path}: {obstacle}"));
            match member.packed {
                Some(packed) => drop(stream.skip(packed)),
                None => zip::seek_next(stream),
            }
            return Step::Continue(());
        }
        if let Some(packed) = member.packed {
            let mut part = stream.take(packed);
            let step = match (wanted, member.method) {
                (false, _) => Step::Continue(()),
                (true, STORED) => self.member(path, depth, member, &mut part),
                (true, _) => self.member(path, depth, member, Inflate::new(Stream::new(&mut part))),
            };
            let left = part.limit();
            drop(stream.skip(left));
            return step;
        }
        // It says itself where it ends: it is inflated to there, wanted or not.
        let sum = Rc::new(RefCell::new(Crc::new()));
        let mut inner = Stream::new(Metered::new(Inflate::new(&mut *stream), &self.meter, &sum));
        let logs = self.logs;
        let step = if wanted { self.content(path, depth, None, &mut inner) } else { Step::Continue(()) };
        let drained = io::copy(&mut inner, &mut io::sink());
        drop(inner);
        self.note_bomb(path);
        match drained {
            Err(_) => zip::seek_next(stream),
            Ok(_) => {
                let expected = zip::descriptor(stream);
                if self.logs == logs + 1 && expected.is_some_and(|expected| expected != sum.borrow().sum()) {
                    self.remark(member.header, format!("{path}: its checksum is wrong: its content is damaged"));
                }
            }
        }
        step
    }
}

/// How a bomb is called.
const BOMB: &str = "a decompression bomb";

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") }
}

/// What stands before a cause that is about the member at `path`.
fn named(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("{path}: ") }
}
