//! One chunk: records, and the names and templates that they share.

use super::WriteError;
use super::record::Record;
use super::template::{OuterLayout, Template, name_hash, token};
use super::value::{Type, Value, write_utf16};
use std::sync::Arc;

/// Bytes of a chunk.
pub const CHUNK_SIZE: usize = 65_536;
/// Bytes before its first record.
pub const CHUNK_HEADER_SIZE: usize = 512;
/// What the header says its size is: the part before the tables.
const HEADER_PART_SIZE: u32 = 128;
const RECORD_HEADER_SIZE: usize = 24;

const NAME_BUCKETS: usize = 64;
const NAME_TABLE: usize = 128;
const TEMPLATE_BUCKETS: usize = 32;
const TEMPLATE_TABLE: usize = 384;

/// A chunk being filled.
pub struct Chunk {
    /// Header (zero until [`Chunk::finish`]) and records.
    pub(super) bytes: Vec<u8>,
    names: Vec<(String, u32)>,
    name_buckets: [u32; NAME_BUCKETS],
    templates: Vec<(Arc<Template>, u32)>,
    template_buckets: [u32; TEMPLATE_BUCKETS],
    /// Record number (of the file) and id of the first and last record.
    first: Option<(u64, u64)>,
    last: (u64, u64),
    last_offset: usize,
}

impl Default for Chunk {
    fn default() -> Self {
        let mut bytes = Vec::with_capacity(2 * CHUNK_SIZE);
        bytes.resize(CHUNK_HEADER_SIZE, 0);
        Self {
            bytes,
            names: Vec::new(),
            name_buckets: [0; NAME_BUCKETS],
            templates: Vec::new(),
            template_buckets: [0; TEMPLATE_BUCKETS],
            first: None,
            last: (0, 0),
            last_offset: 0,
        }
    }
}

/// A record with what the log knows about it.
pub(super) struct Entry<'a, 'r> {
    pub record: &'a Record<'r>,
    pub outer: &'a Arc<Template>,
    pub inner: Option<&'a Arc<Template>>,
    /// The record's number in the file, from 1.
    pub number: u64,
    pub id: u64,
    /// 100 ns since 1601.
    pub filetime: u64,
}

impl Chunk {
    /// Whether it holds no record.
    pub fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// Bytes that header and records fill; 0 without records.
    pub fn size(&self) -> usize {
        if self.is_empty() { 0 } else { self.bytes.len() }
    }

    /// Appends a record; false, with nothing changed, if it does not fit any more.
    pub(super) fn append(&mut self, entry: &Entry<'_, '_>) -> Result<bool, WriteError> {
        let start = self.bytes.len();
        let written = self.write_record(entry);
        if written.is_ok() && self.bytes.len() <= CHUNK_SIZE {
            self.first.get_or_insert((entry.number, entry.id));
            self.last = (entry.number, entry.id);
            self.last_offset = start;
            return Ok(true);
        }
        self.roll_back(start);
        written.map(|()| false)
    }

    fn write_record(&mut self, entry: &Entry<'_, '_>) -> Result<(), WriteError> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&[0x2a, 0x2a, 0, 0, 0, 0, 0, 0]);
        self.bytes.extend_from_slice(&entry.id.to_le_bytes());
        self.bytes.extend_from_slice(&entry.filetime.to_le_bytes());
        debug_assert_eq!(self.bytes.len(), start + RECORD_HEADER_SIZE);
        self.bytes.extend_from_slice(&token::FRAGMENT_HEADER);
        self.write_outer(entry)?;
        self.bytes.push(token::END_OF_STREAM);
        // The copy of the size ends on a multiple of 8, as all of Windows' records do.
        let padding = (self.bytes.len() - start + 4).next_multiple_of(8) - (self.bytes.len() - start + 4);
        self.bytes.resize(self.bytes.len() + padding, 0);
        let size = ((self.bytes.len() - start + 4) as u32).to_le_bytes();
        self.bytes.extend_from_slice(&size);
        self.bytes[start + 4..start + 8].copy_from_slice(&size);
        Ok(())
    }

    fn write_outer(&mut self, entry: &Entry<'_, '_>) -> Result<(), WriteError> {
        let record = entry.record;
        let layout = OuterLayout::of(&record.provider);
        self.write_instance_start(entry.outer);
        let guid = |guid: Option<_>| guid.map_or(Value::Null(Type::Null), Value::Guid);
        let mut values: [Value<'_>; 20] = std::array::from_fn(|_| Value::Null(Type::Null));
        values[0] = Value::U8(record.level);
        values[1] = Value::U8(record.opcode);
        values[2] = Value::U16(record.task);
        values[3] = Value::U16(record.event_id);
        values[4] = record.qualifiers.map_or(Value::Null(Type::Null), Value::U16);
        values[5] = Value::Hex64(record.keywords);
        values[6] = Value::FileTime(entry.filetime);
        values[7] = guid(record.activity);
        values[8] = Value::U32(record.process_id);
        values[9] = Value::U32(record.thread_id);
        values[10] = Value::U64(entry.id);
        values[11] = Value::U8(record.version);
        values[12] = record.security_user.map_or(Value::Null(Type::Null), Value::Sid);
        if layout.provider_in_values {
            values[14] = Value::from(record.provider.name);
            values[15] = Value::Guid(record.provider.guid);
            values[16] = Value::from(&*record.channel);
        }
        values[usize::from(layout.related_activity)] = guid(record.related_activity);

        let fragment_number = usize::from(layout.fragment());
        let descriptors = self.write_values(values.iter().take(layout.values.into()))?;
        let Some(inner) = entry.inner else { return Ok(()) };
        let fragment = self.bytes.len();
        self.bytes.extend_from_slice(&token::FRAGMENT_HEADER);
        self.write_instance_start(inner);
        self.write_values(record.fields().iter().map(|(_, value)| value))?;
        self.bytes.push(token::END_OF_STREAM);
        let descriptor = descriptors + 4 * fragment_number;
        let size =
            u16::try_from(self.bytes.len() - fragment).map_err(|_| WriteError::RecordTooLong(entry.id))?.to_le_bytes();
        self.bytes[descriptor..descriptor + 4].copy_from_slice(&[size[0], size[1], Type::BinXml as u8, 0]);
        Ok(())
    }

    /// Count, descriptors (size, type) and bytes of `values`; says where the descriptors are.
    fn write_values<'v>(
        &mut self,
        values: impl ExactSizeIterator<Item = &'v Value<'v>> + Clone,
    ) -> Result<usize, WriteError> {
        self.bytes.extend_from_slice(&(values.len() as u32).to_le_bytes());
        let descriptors = self.bytes.len();
        self.bytes.resize(descriptors + 4 * values.len(), 0);
        for (number, value) in values.enumerate() {
            let start = self.bytes.len();
            value.write(&mut self.bytes);
            let size = length_of_value(self.bytes.len() - start)?.to_le_bytes();
            let descriptor = descriptors + 4 * number;
            self.bytes[descriptor..descriptor + 3].copy_from_slice(&[size[0], size[1], value.stored_type() as u8]);
        }
        Ok(descriptors)
    }

    /// Up to where the count of values stands; with the definition if the chunk does not hold it yet.
    fn write_instance_start(&mut self, template: &Arc<Template>) {
        self.bytes.extend_from_slice(&[token::TEMPLATE_INSTANCE, 1]);
        self.bytes.extend_from_slice(&template.short_id());
        if let Some((_, offset)) = self.templates.iter().find(|(known, _)| Arc::ptr_eq(known, template)) {
            self.bytes.extend_from_slice(&offset.to_le_bytes());
            return;
        }
        let offset = (self.bytes.len() + 4) as u32;
        self.bytes.extend_from_slice(&offset.to_le_bytes());
        self.templates.push((template.clone(), offset));
        let next = std::mem::replace(&mut self.template_buckets[template.bucket()], offset);
        template.write(self, next);
    }

    /// A reference to `name`, and the name itself if the chunk does not hold it yet.
    pub(super) fn write_name(&mut self, name: &str) {
        if let Some((_, offset)) = self.names.iter().find(|(known, _)| known == name) {
            self.bytes.extend_from_slice(&offset.to_le_bytes());
            return;
        }
        let offset = (self.bytes.len() + 4) as u32;
        self.bytes.extend_from_slice(&offset.to_le_bytes());
        let hash = name_hash(name.encode_utf16());
        let next = std::mem::replace(&mut self.name_buckets[name_bucket(name)], offset);
        self.bytes.extend_from_slice(&next.to_le_bytes());
        self.bytes.extend_from_slice(&(hash as u16).to_le_bytes());
        self.bytes.extend_from_slice(&(name.encode_utf16().count() as u16).to_le_bytes());
        write_utf16(name, &mut self.bytes);
        self.bytes.extend_from_slice(&[0, 0]);
        self.names.push((name.to_owned(), offset));
    }

    /// Forgets all from `start` on.
    fn roll_back(&mut self, start: usize) {
        self.bytes.truncate(start);
        self.names.retain(|(_, offset)| (*offset as usize) < start);
        self.name_buckets = [0; NAME_BUCKETS];
        for (name, offset) in &self.names {
            self.name_buckets[name_bucket(name)] = *offset;
        }
        self.templates.retain(|(_, offset)| (*offset as usize) < start);
        self.template_buckets = [0; TEMPLATE_BUCKETS];
        for (template, offset) in &self.templates {
            self.template_buckets[template.bucket()] = *offset;
        }
    }

    /// Its 64 KiB with header and checksums; it is empty afterwards.
    pub(super) fn finish(&mut self) -> Vec<u8> {
        let next = Self::default();
        let Self { mut bytes, name_buckets, template_buckets, first, last, last_offset, .. } =
            std::mem::replace(self, next);
        let first = first.unwrap_or_default();
        let free = bytes.len();
        let records_crc = crc32fast::hash(&bytes[CHUNK_HEADER_SIZE..]);
        bytes.resize(CHUNK_SIZE, 0);
        let mut put = |offset: usize, field: &[u8]| bytes[offset..offset + field.len()].copy_from_slice(field);
        put(0, b"ElfChnk\0");
        put(8, &first.0.to_le_bytes());
        put(16, &last.0.to_le_bytes());
        put(24, &first.1.to_le_bytes());
        put(32, &last.1.to_le_bytes());
        put(40, &HEADER_PART_SIZE.to_le_bytes());
        put(44, &(last_offset as u32).to_le_bytes());
        put(48, &(free as u32).to_le_bytes());
        put(52, &records_crc.to_le_bytes());
        // Windows marks each chunk so, whether or not its checksums hold.
        put(120, &1_u32.to_le_bytes());
        for (number, offset) in name_buckets.iter().enumerate() {
            put(NAME_TABLE + 4 * number, &offset.to_le_bytes());
        }
        for (number, offset) in template_buckets.iter().enumerate() {
            put(TEMPLATE_TABLE + 4 * number, &offset.to_le_bytes());
        }
        let crc = header_checksum(&bytes).to_le_bytes();
        bytes[124..128].copy_from_slice(&crc);
        bytes
    }
}

/// CRC32 of a chunk's header: its first 120 bytes and the tables. 0 for fewer than 512 bytes.
pub fn header_checksum(chunk: &[u8]) -> u32 {
    let mut crc = crc32fast::Hasher::new();
    if let (Some(head), Some(tables)) = (chunk.get(..120), chunk.get(NAME_TABLE..CHUNK_HEADER_SIZE)) {
        crc.update(head);
        crc.update(tables);
        crc.finalize()
    } else {
        0
    }
}

fn name_bucket(name: &str) -> usize {
    name_hash(name.encode_utf16()) as usize % NAME_BUCKETS
}

fn length_of_value(length: usize) -> Result<u16, WriteError> {
    u16::try_from(length).map_err(|_| WriteError::ValueTooLong(length))
}
