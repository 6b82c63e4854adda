//! What is known after reading: interned strings, one columnar row per kept record, the facts about event ids, and time.
//!
//! Rows hold *claims*: what a record says, as written. Who and what they mean (two spellings of one domain, an address and
//! a name of one machine) is decided later, over the whole case, in [`identity`].

pub mod audit;
pub mod bits;
mod column;
pub mod events;
pub mod facts;
#[cfg(any(test, feature = "writer"))]
pub mod handmade;
pub mod identity;
mod only;
pub mod status;
pub mod strings;
pub mod time;
pub mod ways;
mod zone_rules;
