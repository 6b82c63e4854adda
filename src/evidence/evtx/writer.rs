//! Writing event logs: real `.evtx` files, as Windows' own service lays them out. For tests and examples only.
//!
//! The reader is judged by files that this makes, so it takes nothing from the reader: the layout comes from the published
//! descriptions of the format (MS-EVEN6 for BinXML, libevtx' "Windows XML Event Log (EVTX)" for the file around it) and from
//! real logs, byte by byte. In brief:
//!
//! * **File**: a header of 4 KiB (`ElfFile`, chunk count, next record id, CRC32 of its first 120 bytes), then chunks of 64 KiB.
//! * **Chunk** ([`chunk`]): 512 bytes of header (`ElfChnk`, first and last record, where the last record and the free space
//!   begin, CRC32 of the records and of the header, 64 buckets of names, 32 buckets of templates), then records, then
//!   unused space. Offsets inside it count from the chunk's first byte, so it can be read alone.
//! * **Record**: `2a 2a 00 00`, size, id, time as FILETIME, BinXML, the size again; a multiple of 8 bytes.
//! * **BinXML** ([`template`]): a record is an instance of an outer template (`Event`, `System`) whose last value is a
//!   fragment with an instance of an inner one (`EventData`, or what stands in `UserData`). A template stands where it is first used in a chunk and
//!   is referred to by offset from then on; so does every name. The bucket of a name is the low 6 bits of its hash, that of
//!   a template the low 5 bits of the same hash over its GUID's eight 16-bit words; a new entry points to the one before.
//!
//! Invariant: the same calls write the same bytes; template GUIDs are made from what the template says.
//! Invariant: a record is whole in one chunk with every name and template that it refers to.
//! Invariant: nothing larger than one chunk is held, whatever the log's size.

pub mod chunk;
mod log;
pub mod rdp;
mod record;
pub mod security;
pub mod system;
pub mod template;
mod value;

pub use log::{LogWriter, log_from_records};
pub use record::{EventData, Provider, Record};
pub use value::{Guid, Sid, Type, Value};

/// Why a log could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The sink refused.
    #[error("the log could not be stored: {0}")]
    Sink(#[from] std::io::Error),
    /// A single value is longer than the 65 535 bytes that the format allows.
    #[error("a value of {0} bytes is longer than a record can hold")]
    ValueTooLong(usize),
    /// The record does not fit into an empty chunk.
    #[error("record {0} does not fit into a chunk")]
    RecordTooLong(u64),
    /// The time is before 1601 or beyond what a FILETIME holds.
    #[error("the time {0} µs is outside what a record can hold")]
    TimeOutOfRange(i64),
}
