//! The account–host graph: how it is filtered, walked and laid out.

pub mod layout;
