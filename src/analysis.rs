//! What is computed from logons: ranks, change scores, the hidden Markov model and the hourly timeline; and what the rules find.
//!
//! Everything here is pure and deterministic and knows no event formats. All but [`rules`] and [`sessions`] see rows of small numbers. Nodes are
//! numbered by the caller; sums run in the order of those numbers, so a caller whose numbering does not depend on the order
//! of its evidence gets the same bits whatever that order was.
//!
//! [`preset`] is the entry point: it computes all figures of LogonTracer's preset at once from plain rows. [`vector`] runs it
//! on rows written as JSON, which is how the figures are compared with LogonTracer's own.

pub mod changefinder;
pub mod hmm;
pub mod levels;
pub mod pagerank;
pub mod preset;
pub mod rate;
pub mod rhythm;
pub mod rules;
pub mod sessions;
pub mod sound;
pub mod timeline;
pub mod vector;
pub mod weighted_rank;
