//! What the case answers while a search is typed, and how much saved searches find.

use super::Case;
use crate::protocol::search::{SearchCounts, SearchView};
use crate::search::suggest::look_at;
use crate::search::vocabulary::Vocabulary;
use crate::search::{evaluate, parse};

impl Case {
    /// The words and mistakes of `text`, and what could stand where the caret is: before byte `caret`. Nothing could beyond its end.
    pub fn search_view(&self, text: &str, caret: u32) -> SearchView {
        if caret as usize > text.len() {
            return look_at(text, caret as usize, &Vocabulary::default());
        }
        let rows = self.of_rows(self.generation);
        let vocabulary = self.vocabulary.get_or_init(|| rows.as_ref().map(Vocabulary::new).unwrap_or_default());
        look_at(text, caret as usize, vocabulary)
    }

    /// How many rows each of `texts` finds in the whole case, by itself.
    pub fn search_counts(&self, texts: &[String]) -> SearchCounts {
        let count = |text: &String| {
            let query = parse(text).0;
            if query.needs_findings() {
                self.findings();
            }
            let rows = self.of_rows(self.generation)?;
            Some((text.clone(), evaluate(&query, &rows).count() as u32))
        };
        SearchCounts { generation: self.generation, counts: texts.iter().filter_map(count).collect() }
    }
}
