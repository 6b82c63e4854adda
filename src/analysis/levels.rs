//! How unusual a score is, in four levels.

/// Which scores are of which level.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Levels {
    /// A score above is of this level.
    pub above: [f32; 4],
}

impl Levels {
    /// 0 for an ordinary score, 4 for the highest level.
    pub fn level(&self, score: f32) -> u8 {
        self.above.iter().filter(|above| score > **above).count() as u8
    }
}
