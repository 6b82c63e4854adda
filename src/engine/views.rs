//! What the page asks for, made from what was derived. One module a view.

pub mod details;
pub mod evidence;
pub mod facts;
pub mod graph;
pub mod timeline;
