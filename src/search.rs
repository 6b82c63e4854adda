//! The search language: a line of text that says which rows are looked at. `docs/search.md` describes it for those who search.
//!
//! [`parse`] always returns a query: what it does not understand it leaves out and tells of as a [`Mistake`] with its place.
//! [`evaluate`] puts a query to a case. Neither knows the screen.

mod address;
pub mod civil;
mod evaluate;
mod fields;
mod parse;
mod pattern;
mod query;
pub mod saved;
pub mod suggest;
mod tables;
pub mod toggle;
mod values;
pub mod vocabulary;
mod words;

pub use evaluate::evaluate;
pub use fields::{FIELDS, Field, FieldFacts};
pub use parse::parse;
pub use query::{Query, Term};
pub use words::{Word, WordKind, quoted};

#[cfg(test)]
mod tests;
