//! Which records are to be read at all, as it is typed.

use serde::{Deserialize, Serialize};

/// What is typed; an empty field chooses nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Wish {
    /// A time on the clock of the display zone, from the year to the second: from its beginning on.
    pub from: String,
    /// The same: to its end.
    pub until: String,
    /// Event ids with commas or spaces between.
    pub ids: String,
    /// Names of computers with commas or spaces between.
    pub computers: String,
}

impl Wish {
    /// Whether nothing is chosen, so that everything is read.
    pub fn is_empty(&self) -> bool {
        [&self.from, &self.until, &self.ids, &self.computers].iter().all(|field| field.trim().is_empty())
    }

    /// `from 2017-11-07 · ids 4624, 4625`.
    pub fn in_words(&self) -> String {
        let fields = [("from", &self.from), ("until", &self.until), ("ids", &self.ids), ("computers", &self.computers)];
        let parts = fields.iter().filter(|(_, value)| !value.trim().is_empty());
        parts.map(|(name, value)| format!("{name} {}", value.trim())).collect::<Vec<_>>().join(" · ")
    }
}
