//! The values of a record, and how each is stored: Windows' types, little-endian, without padding.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// A BinXML value type (MS-EVEN6, 2.2.12): what a substitution is declared or stored as.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum Type {
    /// Nothing.
    Null = 0x00,
    /// UTF-16 text without terminator.
    Str = 0x01,
    /// Bytes of the system's code page.
    Ansi = 0x02,
    /// Unsigned, 8 bits.
    U8 = 0x04,
    /// Signed, 16 bits.
    I16 = 0x05,
    /// Unsigned, 16 bits.
    U16 = 0x06,
    /// Signed, 32 bits.
    I32 = 0x07,
    /// Unsigned, 32 bits.
    U32 = 0x08,
    /// Signed, 64 bits.
    I64 = 0x09,
    /// Unsigned, 64 bits.
    U64 = 0x0a,
    /// 32 bits, 0 or 1.
    Bool = 0x0d,
    /// Any bytes.
    Binary = 0x0e,
    /// 16 bytes.
    Guid = 0x0f,
    /// As wide as a pointer; templates declare it, values are [`Type::Hex32`] or [`Type::Hex64`].
    Pointer = 0x10,
    /// 100 ns since 1601, 64 bits.
    FileTime = 0x11,
    /// Security identifier.
    Sid = 0x13,
    /// 32 bits, shown in hex.
    Hex32 = 0x14,
    /// 64 bits, shown in hex.
    Hex64 = 0x15,
    /// A fragment of BinXML.
    BinXml = 0x21,
    /// UTF-16 texts, each with a terminator.
    StrArray = 0x81,
}

/// A value as a record holds it.
#[derive(Clone, PartialEq, Debug)]
pub enum Value<'a> {
    /// Nothing is stored, where the template declares this type.
    Null(Type),
    /// Text.
    Str(Cow<'a, str>),
    /// Text that need not be valid: lone surrogates and all.
    Utf16(Cow<'a, [u16]>),
    /// Bytes of the system's code page.
    Ansi(Cow<'a, [u8]>),
    /// Unsigned, 8 bits.
    U8(u8),
    /// Unsigned, 16 bits.
    U16(u16),
    /// Unsigned, 32 bits.
    U32(u32),
    /// Unsigned, 64 bits.
    U64(u64),
    /// Signed, 32 bits.
    I32(i32),
    /// Signed, 64 bits.
    I64(i64),
    /// True or false.
    Bool(bool),
    /// Any bytes.
    Binary(Cow<'a, [u8]>),
    /// A GUID.
    Guid(Guid),
    /// A security identifier.
    Sid(Sid),
    /// 32 bits, shown in hex.
    Hex32(u32),
    /// 64 bits, shown in hex.
    Hex64(u64),
    /// A process id or handle: declared as a pointer, stored as 64 bits in hex.
    Pointer(u64),
    /// 100 ns since 1601.
    FileTime(u64),
    /// Several texts in one value.
    StrArray(Vec<Cow<'a, str>>),
}

impl<'a> Value<'a> {
    /// Text.
    pub fn str(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Str(text.into())
    }

    /// An address as the Security log writes it in text, `-` for none.
    pub fn address(address: Option<IpAddr>) -> Self {
        address.map_or(Self::str("-"), |address| Self::str(address.to_string()))
    }

    /// An address as the Kerberos events write it: IPv4 mapped into IPv6.
    pub fn mapped_address(address: Option<IpAddr>) -> Self {
        match address {
            None => Self::str("-"),
            Some(IpAddr::V4(v4)) => Self::str(format!("::ffff:{v4}")),
            Some(IpAddr::V6(v6)) => Self::str(v6.to_string()),
        }
    }

    /// The type that a template declares for it.
    pub fn declared_type(&self) -> Type {
        match self {
            Self::Null(declared) => *declared,
            Self::Pointer(_) => Type::Pointer,
            other => other.stored_type(),
        }
    }

    /// The type that its bytes have in a record.
    pub fn stored_type(&self) -> Type {
        match self {
            Self::Null(_) => Type::Null,
            Self::Str(_) | Self::Utf16(_) => Type::Str,
            Self::Ansi(_) => Type::Ansi,
            Self::U8(_) => Type::U8,
            Self::U16(_) => Type::U16,
            Self::U32(_) => Type::U32,
            Self::U64(_) => Type::U64,
            Self::I32(_) => Type::I32,
            Self::I64(_) => Type::I64,
            Self::Bool(_) => Type::Bool,
            Self::Binary(_) => Type::Binary,
            Self::Guid(_) => Type::Guid,
            Self::Sid(_) => Type::Sid,
            Self::Hex32(_) => Type::Hex32,
            Self::Hex64(_) | Self::Pointer(_) => Type::Hex64,
            Self::FileTime(_) => Type::FileTime,
            Self::StrArray(_) => Type::StrArray,
        }
    }

    /// Appends its bytes.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Null(_) => {}
            Self::Str(text) => write_utf16(text, out),
            Self::Utf16(units) => out.extend(units.iter().flat_map(|unit| unit.to_le_bytes())),
            Self::Ansi(bytes) | Self::Binary(bytes) => out.extend_from_slice(bytes),
            Self::U8(number) => out.push(*number),
            Self::U16(number) => out.extend_from_slice(&number.to_le_bytes()),
            Self::U32(number) | Self::Hex32(number) => out.extend_from_slice(&number.to_le_bytes()),
            Self::U64(number) | Self::Hex64(number) | Self::Pointer(number) | Self::FileTime(number) => {
                out.extend_from_slice(&number.to_le_bytes());
            }
            Self::I32(number) => out.extend_from_slice(&number.to_le_bytes()),
            Self::I64(number) => out.extend_from_slice(&number.to_le_bytes()),
            Self::Bool(truth) => out.extend_from_slice(&u32::from(*truth).to_le_bytes()),
            Self::Guid(guid) => out.extend_from_slice(&guid.to_bytes()),
            Self::Sid(sid) => sid.write(out),
            Self::StrArray(texts) => {
                for text in texts {
                    write_utf16(text, out);
                    out.extend_from_slice(&[0, 0]);
                }
            }
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Str(Cow::Borrowed(text))
    }
}

/// Appends `text` as UTF-16, little-endian.
pub(super) fn write_utf16(text: &str, out: &mut Vec<u8>) {
    if text.is_ascii() {
        out.extend(text.bytes().flat_map(|byte| [byte, 0]));
    } else {
        out.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    }
}

/// A GUID; shown without braces, in lower case.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Guid(u128);

impl Guid {
    /// The GUID of zeros.
    pub const NULL: Self = Self(0);

    /// The GUID whose text, read as one hexadecimal number, is `digits`.
    pub const fn from_u128(digits: u128) -> Self {
        Self(digits)
    }

    /// Its sixteen bytes as Windows stores them: the first three groups little-endian.
    pub fn to_bytes(self) -> [u8; 16] {
        let [a0, a1, a2, a3, b0, b1, c0, c1, rest @ ..] = self.0.to_be_bytes();
        let mut bytes = [a3, a2, a1, a0, b1, b0, c1, c0, 0, 0, 0, 0, 0, 0, 0, 0];
        bytes[8..].copy_from_slice(&rest);
        bytes
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let g = self.0;
        let (a, b, c) = ((g >> 96) as u32, (g >> 80) as u16, (g >> 64) as u16);
        write!(f, "{a:08x}-{b:04x}-{c:04x}-{:04x}-{:012x}", (g >> 48) as u16, g & 0xffff_ffff_ffff)
    }
}

/// A security identifier of at most fifteen sub-authorities.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Sid {
    authority: u64,
    count: u8,
    subs: [u32; Self::MAX_SUBS],
}

impl Sid {
    const MAX_SUBS: usize = 15;
    /// `S-1-0-0`, nobody: what a record holds where it knows no account.
    pub const NULL: Self = Self::of(0, &[0]);
    /// `S-1-5-7`, who gave no name.
    pub const ANONYMOUS: Self = Self::of(5, &[7]);
    /// `S-1-5-18`, the computer itself.
    pub const SYSTEM: Self = Self::of(5, &[18]);
    /// `S-1-5-19`.
    pub const LOCAL_SERVICE: Self = Self::of(5, &[19]);
    /// `S-1-5-20`.
    pub const NETWORK_SERVICE: Self = Self::of(5, &[20]);

    /// `S-1-authority-subs…`; sub-authorities beyond the fifteenth are left out.
    pub const fn of(authority: u64, subs: &[u32]) -> Self {
        let mut sid = Self { authority, count: 0, subs: [0; Self::MAX_SUBS] };
        while (sid.count as usize) < subs.len() && (sid.count as usize) < Self::MAX_SUBS {
            sid.subs[sid.count as usize] = subs[sid.count as usize];
            sid.count += 1;
        }
        sid
    }

    /// `S-1-5-21-a-b-c-rid`: an account of the domain or machine `[a, b, c]`.
    pub const fn account(domain: [u32; 3], rid: u32) -> Self {
        Self::of(5, &[21, domain[0], domain[1], domain[2], rid])
    }

    /// Bytes in a record.
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&[1, self.count]);
        out.extend_from_slice(&self.authority.to_be_bytes()[2..]);
        out.extend(self.subs.iter().take(self.count.into()).flat_map(|sub| sub.to_le_bytes()));
    }
}

impl fmt::Display for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "S-1-{}", self.authority)?;
        self.subs.iter().take(self.count.into()).try_for_each(|sub| write!(f, "-{sub}"))
    }
}

impl FromStr for Sid {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.trim_start_matches("S-1-").split('-');
        let authority = parts.next().unwrap_or_default().parse()?;
        let subs = parts.map(str::parse).collect::<Result<Vec<u32>, _>>()?;
        Ok(Self::of(authority, &subs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_is_stored_with_its_first_groups_turned() {
        let guid = Guid::from_u128(0x54849625_5478_4994_a5ba_3e3b0328c30d);
        assert_eq!(guid.to_string(), "54849625-5478-4994-a5ba-3e3b0328c30d");
        assert_eq!(guid.to_bytes()[..9], [0x25, 0x96, 0x84, 0x54, 0x78, 0x54, 0x94, 0x49, 0xa5]);
    }

    #[test]
    fn a_sid_is_stored_as_windows_stores_it() {
        let sid: Sid = "S-1-5-21-308926384-506822093-3341789130-1106".parse().unwrap();
        let mut bytes = Vec::new();
        Value::Sid(sid).write(&mut bytes);
        // From a real 1102 of 01566s-win16-ir.threebeesco.com.
        let real = "010500000000000515000000b0d76912cd7d351ecaa72fc752040000";
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, real);
        assert_eq!(sid.to_string(), "S-1-5-21-308926384-506822093-3341789130-1106");
    }
}
