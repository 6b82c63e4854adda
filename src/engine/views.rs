//! What the page asks for, made from what was derived. One module a view.

mod clock;
pub mod coverage;
pub mod details;
pub mod events;
pub mod evidence;
pub mod facts;
pub mod findings;
pub mod graph;
pub mod record;
pub mod sessions;
pub mod timeline;
