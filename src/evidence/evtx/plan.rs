//! Plans: where in a template's values the wanted fields stand.
//!
//! A record is an instance of a template: the definition holds elements and texts, with numbered gaps; the instance holds the
//! values. A plan names the gap of each wanted field, so that values are read without looking at elements again. It holds for every
//! definition that says the same, wherever that stands: see [`super::plans`].

use super::tokens::{Token, Tokens, Unclear, definition_body, name_is, text_is};
use crate::model::facts::{EventKind, Slot};
use std::ops::Range;

/// Where a field's value stands.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) enum Source {
    /// Nowhere.
    #[default]
    Absent,
    /// In the value of that number.
    Value(u16),
    /// In the definition: UTF-16LE so far behind its beginning, see [`literal`].
    Literal(Range<usize>),
    /// It is put together from parts, or there is more than one.
    Mixed,
}

impl Source {
    fn add(&mut self, part: Source) {
        *self = if *self == Source::Absent { part } else { Source::Mixed };
    }
}

/// The text of a [`Source::Literal`] of the definition at `definition`.
pub(super) fn literal<'a>(chunk: &'a [u8], definition: usize, text: &Range<usize>) -> Option<&'a [u8]> {
    chunk.get(definition.checked_add(text.start)?..definition.checked_add(text.end)?)
}

/// Fields of `System`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum System {
    /// `Provider@Name`.
    Provider,
    /// `EventID`.
    EventId,
    /// `TimeCreated@SystemTime`.
    Time,
    /// `EventRecordID`.
    RecordId,
    /// `Computer`.
    Computer,
    /// `Security@UserID`.
    User,
    /// `Channel`.
    Channel,
}

/// Element of `System`, attribute (or its content), field.
const SYSTEM: [(&str, Option<&str>, System); 7] = [
    ("Provider", Some("Name"), System::Provider),
    ("EventID", None, System::EventId),
    ("TimeCreated", Some("SystemTime"), System::Time),
    ("EventRecordID", None, System::RecordId),
    ("Computer", None, System::Computer),
    ("Security", Some("UserID"), System::User),
    ("Channel", None, System::Channel),
];

/// The plan of a record's own template, whose root is `Event`.
#[derive(Clone, Debug, Default)]
pub(super) struct RecordPlan {
    system: [Source; SYSTEM.len()],
    /// The value that holds `EventData` or `UserData`, or what stands in `UserData`.
    pub nested: Source,
    /// Whether `UserData` itself stands in this template, around that value.
    pub in_user_data: bool,
    /// Whether the fields stand in this template itself, as old providers have it: left to the general way.
    pub holds_fields: bool,
    /// Values on which elements depend: the plan holds unless one of them is null.
    pub dependencies: Vec<u16>,
    /// How many values the plan speaks of at most.
    pub needed: usize,
}

impl RecordPlan {
    /// Where `field` stands.
    pub fn system(&self, field: System) -> &Source {
        &self.system[field as usize]
    }

    /// The plan of the definition at `definition` in `chunk`.
    pub fn read(chunk: &[u8], definition: usize) -> Result<Self, Unclear> {
        let mut plan = Self::default();
        let mut walk = Walk::new(chunk, definition)?;
        let mut root_is_known = false;
        while let Some(part) = walk.next()? {
            let path = walk.path();
            if !root_is_known && !path.first().is_some_and(|root| name_is(chunk, root.name, "Event")) {
                return Err(Unclear);
            }
            root_is_known = true;
            match (path.len(), path.get(1), path.get(2)) {
                (2, Some(child), _)
                    if walk.attribute.is_none()
                        && matches!(part, Source::Value(_))
                        && name_is(chunk, child.name, "UserData") =>
                {
                    walk.depend(&part, &mut plan.dependencies);
                    plan.in_user_data = true;
                    plan.nested.add(part);
                }
                (2.., Some(child), _)
                    if ["EventData", "UserData"].iter().any(|name| name_is(chunk, child.name, name)) =>
                {
                    plan.holds_fields = true;
                }
                (1, ..) if walk.attribute.is_none() => {
                    walk.depend(&part, &mut plan.dependencies);
                    plan.nested.add(part);
                }
                (3, Some(system), Some(element)) if name_is(chunk, system.name, "System") => {
                    let field = SYSTEM.iter().find(|(name, attribute, _)| {
                        name_is(chunk, element.name, name)
                            && match (attribute, walk.attribute) {
                                (Some(expected), Some(actual)) => name_is(chunk, actual, expected),
                                (None, None) => true,
                                _ => false,
                            }
                    });
                    if let Some((.., field)) = field {
                        walk.depend(&part, &mut plan.dependencies);
                        plan.system[*field as usize].add(part);
                    }
                }
                _ => {}
            }
        }
        plan.needed = needed(plan.system.iter().chain([&plan.nested]), &plan.dependencies);
        Ok(plan)
    }
}

/// The plan of the template of `EventData` or `UserData`, for one kind of event.
#[derive(Clone, Debug, Default)]
pub(super) struct FieldPlan {
    /// Where the fields of the kind's slots stand.
    pub slots: Vec<(Slot, Source)>,
    /// Values beside the fields: the plan holds unless one of them holds elements.
    pub beside: Vec<u16>,
    /// Values on which elements depend: the plan holds unless one of them is null.
    pub dependencies: Vec<u16>,
    /// How many values the plan speaks of at most.
    pub needed: usize,
}

impl FieldPlan {
    /// The plan of the definition at `definition` in `chunk` for records of `kind`. `in_user_data`: the definition's root stands
    /// in `UserData`; else it is `UserData` or `EventData`.
    pub fn read(chunk: &[u8], definition: usize, kind: EventKind, in_user_data: bool) -> Result<Self, Unclear> {
        let fields = kind.facts().fields;
        let mut plan = Self::default();
        let mut sources = vec![Source::Absent; fields.len()];
        let mut walk = Walk::new(chunk, definition)?;
        let (mut data_element, mut name_attribute) = (NameAt::new(chunk, "Data"), NameAt::new(chunk, "Name"));
        // Whether the open `Data` has its name, and which field that is.
        let mut data_name: Option<Option<usize>> = None;
        // Whether the root is `EventData`.
        let mut root: Option<bool> = in_user_data.then_some(false);
        let depth_of_element = if in_user_data { 2 } else { 3 };
        while let Some(part) = walk.next()? {
            let path = walk.path();
            let in_data = match (root, path.first()) {
                (Some(known), _) => known,
                (None, Some(root)) if name_is(chunk, root.name, "EventData") => true,
                (None, Some(root)) if name_is(chunk, root.name, "UserData") => false,
                _ => return Err(Unclear),
            };
            root = Some(in_data);
            let field = match (path.len(), path.last(), walk.attribute) {
                (3.., ..) if in_data => return Err(Unclear),
                (2, Some(data), Some(attribute)) if in_data && data_element.is_at(data.name) => {
                    if !name_attribute.is_at(attribute) {
                        continue;
                    }
                    let Source::Literal(name) = part else { return Err(Unclear) };
                    let name = literal(chunk, definition, &name).ok_or(Unclear)?;
                    data_name = Some(fields.iter().position(|(field, _)| text_is(name, field)));
                    walk.named = true;
                    continue;
                }
                (2, Some(data), None) if in_data && data_element.is_at(data.name) => {
                    if !walk.named {
                        continue;
                    }
                    data_name.flatten()
                }
                (depth, Some(element), None) if !in_data && depth == depth_of_element => {
                    fields.iter().position(|(field, _)| name_is(chunk, element.name, field))
                }
                (_, _, Some(_)) => continue,
                // Beside the fields, and deeper than they stand.
                (depth, ..) => {
                    if let Source::Value(number) = part
                        && depth < depth_of_element
                    {
                        plan.beside.push(number);
                    }
                    continue;
                }
            };
            if let Some(source) = field.and_then(|field| sources.get_mut(field)) {
                walk.depend(&part, &mut plan.dependencies);
                source.add(part);
            }
        }
        plan.slots = fields.iter().map(|(_, slot)| *slot).zip(sources).filter(|(_, s)| *s != Source::Absent).collect();
        let sources = plan.slots.iter().map(|(_, source)| source);
        plan.needed = needed(sources, &plan.dependencies).max(needed([], &plan.beside));
        Ok(plan)
    }
}

/// Tells a name that recurs. A chunk stores each name once, so it is compared only where it stands elsewhere than the last time.
struct NameAt<'a> {
    chunk: &'a [u8],
    expected: &'static str,
    last: Option<(usize, bool)>,
}

impl<'a> NameAt<'a> {
    fn new(chunk: &'a [u8], expected: &'static str) -> Self {
        Self { chunk, expected, last: None }
    }

    /// Whether the name at `name` is the one expected.
    fn is_at(&mut self, name: usize) -> bool {
        match self.last {
            Some((at, is)) if at == name => is,
            _ => {
                let is = name_is(self.chunk, name, self.expected);
                self.last = Some((name, is));
                is
            }
        }
    }
}

/// One more than the highest number of a value.
fn needed<'a>(sources: impl IntoIterator<Item = &'a Source>, others: &[u16]) -> usize {
    let numbers = sources.into_iter().filter_map(|source| match source {
        Source::Value(number) => Some(*number),
        _ => None,
    });
    numbers.chain(others.iter().copied()).max().map_or(0, |number| usize::from(number) + 1)
}

#[derive(Clone, Copy)]
struct Element {
    name: usize,
    dependency: Option<u16>,
}

/// Walks a definition and yields its texts and gaps, with the path to each.
struct Walk<'a> {
    definition: usize,
    tokens: Tokens<'a>,
    open: Vec<Element>,
    /// The attribute whose value is being read.
    attribute: Option<usize>,
    has_root: bool,
    /// Set by the caller while an element is open; it does not outlast the element.
    named: bool,
}

/// Deeper elements than this have no wanted field, and a definition that nests them is not Windows'.
const MAX_DEPTH: usize = 32;

impl<'a> Walk<'a> {
    fn new(chunk: &'a [u8], definition: usize) -> Result<Self, Unclear> {
        let body = definition_body(chunk, definition).ok_or(Unclear)?;
        Ok(Self {
            definition,
            tokens: Tokens::new(chunk, body),
            open: Vec::with_capacity(8),
            attribute: None,
            has_root: false,
            named: false,
        })
    }

    /// The elements that are open, the root first.
    fn path(&self) -> &[Element] {
        &self.open
    }

    /// The next text or gap; `None` when the definition is over.
    fn next(&mut self) -> Result<Option<Source>, Unclear> {
        while let Some(token) = self.tokens.next()? {
            match token {
                Token::Open { name, dependency } => {
                    if self.open.len() == MAX_DEPTH {
                        return Err(Unclear);
                    }
                    if self.open.is_empty() && std::mem::replace(&mut self.has_root, true) {
                        // A second root would be another tree.
                        return Err(Unclear);
                    }
                    self.open.push(Element { name, dependency });
                    (self.attribute, self.named) = (None, false);
                }
                Token::StartClosed => self.attribute = None,
                Token::EmptyClosed | Token::Closed => {
                    self.open.pop().ok_or(Unclear)?;
                    (self.attribute, self.named) = (None, false);
                }
                Token::Attribute { name } => self.attribute = Some(name),
                Token::Text(text) if text.is_empty() => {}
                Token::Text(text) => {
                    // The body follows the beginning of its definition.
                    return Ok(Some(Source::Literal(text.start - self.definition..text.end - self.definition)));
                }
                Token::Substitution(number) => return Ok(Some(Source::Value(number))),
                Token::Odd => return Ok(Some(Source::Mixed)),
            }
        }
        if self.open.is_empty() { Ok(None) } else { Err(Unclear) }
    }

    /// Notes which values the elements around `part` depend on. A part that is itself the value needs no note: where it is
    /// null, it is unknown with or without its element. The root is always there.
    fn depend(&self, part: &Source, dependencies: &mut Vec<u16>) {
        for element in self.open.iter().skip(1) {
            if let Some(dependency) = element.dependency
                && *part != Source::Value(dependency)
                && !dependencies.contains(&dependency)
            {
                dependencies.push(dependency);
            }
        }
    }
}
