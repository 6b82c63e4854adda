//! Columns on their way between workers: the bytes of their cells one after another, which is copying, where a number at a time would be
//! arithmetic.

use super::events::{ClaimId, Place};
use super::facts::EventKind;
use super::strings::StringId;
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserializer, Serializer};
use std::fmt;
use std::marker::PhantomData;

/// What a column holds: a number of a fixed size.
pub trait Cell: Copy {
    /// How many bytes one takes.
    const SIZE: usize;

    /// Writes into `bytes`, which are [`Cell::SIZE`].
    fn write(self, bytes: &mut [u8]);

    /// Reads from `bytes`, which are [`Cell::SIZE`].
    fn read(bytes: &[u8]) -> Self;
}

macro_rules! cells {
    ($($type:ty as $number:ty: $out:expr, $in:expr;)*) => {$(
        impl Cell for $type {
            const SIZE: usize = size_of::<$number>();

            fn write(self, bytes: &mut [u8]) {
                let number: $number = $out(self);
                bytes.copy_from_slice(&number.to_le_bytes());
            }

            fn read(bytes: &[u8]) -> Self {
                let mut number = [0; size_of::<$number>()];
                number.copy_from_slice(bytes);
                $in(<$number>::from_le_bytes(number))
            }
        }
    )*};
}

cells! {
    i64 as i64: |number| number, |number| number;
    u64 as u64: |number| number, |number| number;
    u32 as u32: |number| number, |number| number;
    u8 as u8: |number| number, |number| number;
    Place as u64: |place: Place| place.0, Place;
    StringId as u32: |id: StringId| id.0, StringId;
    ClaimId as u32: |id: ClaimId| id.0, ClaimId;
    EventKind as u8: |kind: EventKind| kind.0, EventKind;
}

/// For serde's `with`.
pub fn serialize<C: Cell, S: Serializer>(column: &[C], serializer: S) -> Result<S::Ok, S::Error> {
    let mut bytes = vec![0; column.len() * C::SIZE];
    for (bytes, cell) in bytes.chunks_exact_mut(C::SIZE).zip(column) {
        cell.write(bytes);
    }
    serializer.serialize_bytes(&bytes)
}

/// For serde's `with`.
pub fn deserialize<'de, C: Cell, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<C>, D::Error> {
    deserializer.deserialize_bytes(Column(PhantomData))
}

struct Column<C>(PhantomData<C>);

impl<'de, C: Cell> Visitor<'de> for Column<C> {
    type Value = Vec<C>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the bytes of cells of {} bytes", C::SIZE)
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<C>, E> {
        if !bytes.len().is_multiple_of(C::SIZE) {
            return Err(E::invalid_length(bytes.len(), &self));
        }
        Ok(bytes.chunks_exact(C::SIZE).map(C::read).collect())
    }

    /// Formats that have no bytes write a list of numbers.
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<C>, A::Error> {
        let mut bytes = Vec::new();
        while let Some(byte) = list.next_element()? {
            bytes.push(byte);
        }
        self.visit_bytes(&bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize, PartialEq, Debug, Default)]
    struct Table {
        #[serde(with = "super")]
        time: Vec<i64>,
        #[serde(with = "super")]
        kind: Vec<EventKind>,
        #[serde(with = "super")]
        place: Vec<Place>,
    }

    #[test]
    fn columns_come_out_as_they_went_in() {
        let table = Table {
            time: vec![i64::MIN, -1, 0, i64::MAX],
            kind: vec![EventKind(0), EventKind(255)],
            place: vec![Place::new(1_000_000, 1 << 43)],
        };
        for table in [table, Table::default()] {
            let bytes = postcard::to_stdvec(&table).unwrap();
            assert_eq!(postcard::from_bytes::<Table>(&bytes).unwrap(), table);
        }
    }

    #[test]
    fn a_column_cut_inside_a_cell_is_refused() {
        let bytes =
            postcard::to_stdvec(&([1_u8, 2, 3].as_slice(), [0_u8; 0].as_slice(), [0_u8; 0].as_slice())).unwrap();
        assert!(postcard::from_bytes::<Table>(&bytes).is_err());
    }
}
