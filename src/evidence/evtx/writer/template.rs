//! Templates: the XML skeleton of a record with numbered places for its values, and how that is BinXML.
//!
//! Two kinds are made. The outer one is `Event` with `System` and, last, the place of the fragment that holds an instance of
//! the inner one; the inner one is `EventData`, or the element inside `UserData`.

use super::chunk::Chunk;
use super::record::Provider;
use super::value::{Type, write_utf16};
use sha2::{Digest, Sha256};

const EVENT_NAMESPACE: &str = "http://schemas.microsoft.com/win/2004/08/events/event";

/// BinXML tokens (MS-EVEN6, 2.2.12); the bit 0x40 says that more of the kind follow, or that an element has attributes.
pub(super) mod token {
    pub const END_OF_STREAM: u8 = 0x00;
    pub const OPEN_ELEMENT: u8 = 0x01;
    pub const CLOSE_START: u8 = 0x02;
    pub const CLOSE_EMPTY: u8 = 0x03;
    pub const END_ELEMENT: u8 = 0x04;
    pub const VALUE: u8 = 0x05;
    pub const ATTRIBUTE: u8 = 0x06;
    pub const TEMPLATE_INSTANCE: u8 = 0x0c;
    pub const SUBSTITUTION: u8 = 0x0d;
    pub const OPTIONAL_SUBSTITUTION: u8 = 0x0e;
    pub const MORE: u8 = 0x40;
    /// Fragment header: BinXML 1.1 without flags.
    pub const FRAGMENT_HEADER: [u8; 4] = [0x0f, 1, 1, 0];
}

/// No value decides whether an element is there.
const ALWAYS: u16 = 0xffff;

/// What stands in an element or attribute.
#[derive(Debug)]
enum Content {
    /// Text of the template.
    Text(String),
    /// The value number `.0`, declared as `.1`.
    Value(u16, Type),
    /// The same, left out with its attribute or element if the value is null.
    Optional(u16, Type),
    /// An element.
    Element(Element),
}

#[derive(Debug)]
struct Element {
    name: String,
    /// The number of the value without which the element is left out, or [`ALWAYS`].
    depends_on: u16,
    attributes: Vec<(&'static str, Content)>,
    children: Vec<Content>,
    /// Written as `<Name/>` rather than `<Name></Name>`.
    empty: bool,
}

impl Element {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), depends_on: ALWAYS, attributes: Vec::new(), children: Vec::new(), empty: false }
    }

    fn attribute(mut self, name: &'static str, content: Content) -> Self {
        self.attributes.push((name, content));
        self
    }

    fn child(mut self, content: Content) -> Self {
        self.children.push(content);
        self
    }

    fn depends_on(mut self, value: u16) -> Self {
        self.depends_on = value;
        self
    }

    fn empty(mut self) -> Self {
        self.empty = true;
        self
    }

    /// `<name>value</name>`, left out if the value is null.
    fn of_value(name: &str, value: u16, declared: Type) -> Content {
        Content::Element(Self::new(name).depends_on(value).child(Content::Optional(value, declared)))
    }
}

/// Which values an outer template's instance holds, in order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OuterLayout {
    /// How many values.
    pub values: u16,
    /// Where `RelatedActivityID` is.
    pub related_activity: u16,
    /// Whether provider name, GUID and channel are the values 14 to 16.
    pub provider_in_values: bool,
}

impl OuterLayout {
    /// Provider and channel stand in the template.
    pub const IN_TEMPLATE: Self = Self { values: 20, related_activity: 18, provider_in_values: false };
    /// Provider and channel come as values.
    pub const IN_VALUES: Self = Self { values: 18, related_activity: 13, provider_in_values: true };

    /// The layout that a record of `provider` has.
    pub fn of(provider: &Provider<'_>) -> Self {
        if provider.in_template { Self::IN_TEMPLATE } else { Self::IN_VALUES }
    }

    /// The number of the last value, the fragment.
    pub fn fragment(self) -> u16 {
        self.values - 1
    }
}

/// What stands after `System`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Payload {
    /// A fragment that is the `EventData` element.
    EventData,
    /// `UserData` around a fragment.
    UserData,
    /// Nothing.
    Nothing,
}

/// A template, apart from any chunk.
#[derive(Debug)]
pub struct Template {
    root: Element,
    guid: [u8; 16],
}

impl Template {
    fn new(root: Element) -> Self {
        let mut guid = [0; 16];
        // The derived Debug text says all that the template says; one GUID a text.
        let digest = Sha256::digest(format!("{root:?}").as_bytes());
        guid.iter_mut().zip(digest.iter()).for_each(|(to, from)| *to = *from);
        Self { root, guid }
    }

    /// The outer template of the records of `provider` in `channel` of `computer`.
    pub fn outer(provider: &Provider<'_>, channel: &str, computer: &str, payload: Payload) -> Self {
        let layout = OuterLayout::of(provider);
        let optional = Content::Optional;
        let (name, guid, channel) = if layout.provider_in_values {
            (optional(14, Type::Str), optional(15, Type::Guid), Element::of_value("Channel", 16, Type::Str))
        } else {
            (
                Content::Text(provider.name.to_owned()),
                Content::Text(format!("{{{}}}", provider.guid)),
                Content::Element(Element::new("Channel").child(Content::Text(channel.to_owned()))),
            )
        };
        let element = |name| Element::new(name);
        let event_id = element("EventID").depends_on(3).attribute("Qualifiers", optional(4, Type::U16));
        let mut provider_element = element("Provider").attribute("Name", name).attribute("Guid", guid);
        if let (true, Some(source)) = (provider.in_template, provider.event_source) {
            provider_element = provider_element.attribute("EventSourceName", Content::Text(source.to_owned()));
        }
        let system = element("System")
            .child(Content::Element(provider_element.empty()))
            .child(Content::Element(event_id.child(optional(3, Type::U16))))
            .child(Element::of_value("Version", 11, Type::U8))
            .child(Element::of_value("Level", 0, Type::U8))
            .child(Element::of_value("Task", 2, Type::U16))
            .child(Element::of_value("Opcode", 1, Type::U8))
            .child(Element::of_value("Keywords", 5, Type::Hex64))
            .child(Content::Element(
                element("TimeCreated").attribute("SystemTime", optional(6, Type::FileTime)).empty(),
            ))
            .child(Element::of_value("EventRecordID", 10, Type::U64))
            .child(Content::Element(
                element("Correlation")
                    .attribute("ActivityID", optional(7, Type::Guid))
                    .attribute("RelatedActivityID", optional(layout.related_activity, Type::Guid))
                    .empty(),
            ))
            .child(Content::Element(
                element("Execution")
                    .attribute("ProcessID", optional(8, Type::U32))
                    .attribute("ThreadID", optional(9, Type::U32))
                    .empty(),
            ))
            .child(channel)
            .child(Content::Element(element("Computer").child(Content::Text(computer.to_owned()))))
            .child(Content::Element(element("Security").attribute("UserID", optional(12, Type::Sid)).empty()));
        let fragment = layout.fragment();
        let event = element("Event")
            .attribute("xmlns", Content::Text(EVENT_NAMESPACE.to_owned()))
            .child(Content::Element(system));
        Self::new(match payload {
            Payload::EventData => event.depends_on(fragment).child(optional(fragment, Type::BinXml)),
            Payload::UserData => event.child(Element::of_value("UserData", fragment, Type::BinXml)),
            Payload::Nothing => event,
        })
    }

    /// `EventData` with a `Data` for each of `fields` (name, declared type); no `Name` where the name is "".
    pub fn event_data<'a>(fields: impl Iterator<Item = (&'a str, Type)>) -> Self {
        let mut root = Element::new("EventData");
        for ((name, declared), number) in fields.zip(0..) {
            let mut field = Element::new("Data");
            if !name.is_empty() {
                field = field.attribute("Name", Content::Text(name.to_owned()));
            }
            root = root.child(Content::Element(field.child(Content::Value(number, declared))));
        }
        Self::new(root)
    }

    /// The element `root` of `UserData`, with an element for each of `fields` (name, declared type).
    pub fn user_data<'a>(root: &str, namespace: &str, fields: impl Iterator<Item = (&'a str, Type)>) -> Self {
        let mut root = Element::new(root).attribute("xmlns", Content::Text(namespace.to_owned()));
        for ((name, declared), number) in fields.zip(0..) {
            root = root.child(Content::Element(Element::new(name).child(Content::Value(number, declared))));
        }
        Self::new(root)
    }

    /// Its GUID, as stored.
    pub fn guid(&self) -> [u8; 16] {
        self.guid
    }

    /// The first four bytes of its GUID, by which instances name it.
    pub fn short_id(&self) -> [u8; 4] {
        let [a, b, c, d, ..] = self.guid;
        [a, b, c, d]
    }

    /// The bucket of the chunk's table that it is filed in.
    pub fn bucket(&self) -> usize {
        (name_hash(self.guid.chunks_exact(2).map(|pair| u16::from(pair[0]) | u16::from(pair[1]) << 8)) % 32) as usize
    }

    /// Appends the definition, whose chain goes on at `next`.
    pub(super) fn write(&self, chunk: &mut Chunk, next: u32) {
        chunk.bytes.extend_from_slice(&next.to_le_bytes());
        chunk.bytes.extend_from_slice(&self.guid);
        let size = Gap::open(chunk);
        chunk.bytes.extend_from_slice(&token::FRAGMENT_HEADER);
        write_element(&self.root, chunk);
        chunk.bytes.push(token::END_OF_STREAM);
        size.close(chunk);
    }
}

/// The hash by which names, and templates, are filed: x · 65599 + unit over the UTF-16 units; names keep 16 bits of it.
pub(super) fn name_hash(units: impl Iterator<Item = u16>) -> u32 {
    units.fold(0, |hash: u32, unit| hash.wrapping_mul(65_599).wrapping_add(unit.into()))
}

/// Four bytes that will hold the count of the bytes after them.
struct Gap(usize);

impl Gap {
    fn open(chunk: &mut Chunk) -> Self {
        chunk.bytes.extend_from_slice(&[0; 4]);
        Self(chunk.bytes.len())
    }

    fn close(self, chunk: &mut Chunk) {
        let size = (chunk.bytes.len() - self.0) as u32;
        chunk.bytes[self.0 - 4..self.0].copy_from_slice(&size.to_le_bytes());
    }
}

fn write_element(element: &Element, chunk: &mut Chunk) {
    let with_attributes = !element.attributes.is_empty();
    chunk.bytes.push(token::OPEN_ELEMENT | if with_attributes { token::MORE } else { 0 });
    chunk.bytes.extend_from_slice(&element.depends_on.to_le_bytes());
    let size = Gap::open(chunk);
    chunk.write_name(&element.name);
    if with_attributes {
        let list = Gap::open(chunk);
        let last = element.attributes.len() - 1;
        for (position, (name, content)) in element.attributes.iter().enumerate() {
            chunk.bytes.push(token::ATTRIBUTE | if position < last { token::MORE } else { 0 });
            chunk.write_name(name);
            write_content(content, chunk);
        }
        list.close(chunk);
    }
    if element.empty {
        chunk.bytes.push(token::CLOSE_EMPTY);
    } else {
        chunk.bytes.push(token::CLOSE_START);
        element.children.iter().for_each(|child| write_content(child, chunk));
        chunk.bytes.push(token::END_ELEMENT);
    }
    size.close(chunk);
}

fn write_content(content: &Content, chunk: &mut Chunk) {
    let mut place = |token: u8, number: &u16, declared: &Type| {
        chunk.bytes.push(token);
        chunk.bytes.extend_from_slice(&number.to_le_bytes());
        chunk.bytes.push(*declared as u8);
    };
    match content {
        Content::Value(number, declared) => place(token::SUBSTITUTION, number, declared),
        Content::Optional(number, declared) => place(token::OPTIONAL_SUBSTITUTION, number, declared),
        Content::Element(element) => write_element(element, chunk),
        Content::Text(text) => {
            chunk.bytes.extend_from_slice(&[token::VALUE, Type::Str as u8]);
            let units = text.encode_utf16().count().min(u16::MAX.into()) as u16;
            chunk.bytes.extend_from_slice(&units.to_le_bytes());
            write_utf16(text, &mut chunk.bytes);
        }
    }
}
