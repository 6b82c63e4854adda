//! What the looks of lines tell: outcomes and findings, what became of them in a comparison, or how one logged on.

use logonscope::graph::scene::edge_width;
use logonscope::protocol::GraphEdge;
use logonscope::protocol::compare::Change;
use std::collections::HashSet;

/// What is known of the lines of a graph beside their events.
#[derive(Default)]
pub struct Looks {
    /// Lines that findings sit on.
    pub marked: HashSet<u32>,
    /// What became of each line; empty if nothing is compared.
    pub compared: Vec<Change>,
    /// How each was logged on, mostly; empty while colours tell outcomes.
    pub ways: Vec<u8>,
}

/// What colours tell, as the shaders number it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Telling {
    /// What failed, and what findings sit on.
    #[default]
    Outcomes,
    /// What became of lines.
    Changes,
    /// How one logged on.
    Ways,
}

/// In place of the failed share: a finding sits on the edge. The shader has the same.
const MARKED: u32 = 254;
/// Between two classes in place of the failed share; from the second number on, dashes. The shader has the same.
const CLASS: u32 = 36;
const DASHED: u32 = 12;

/// How an edge looks, in the numbers that the shaders unpack.
pub struct Look {
    /// Its width, in steps.
    pub width: u32,
    /// The failed share, or a class.
    pub failed: u32,
    /// The same for hair lines: 3 bits.
    pub failed_coarse: u32,
}

impl Looks {
    /// Nothing is known: another graph.
    pub fn forget(&mut self) {
        self.marked.clear();
        self.compared.clear();
        self.ways.clear();
    }

    /// What colours tell.
    pub fn telling(&self) -> Telling {
        match (self.compared.is_empty(), self.ways.is_empty()) {
            (false, _) => Telling::Changes,
            (true, false) => Telling::Ways,
            (true, true) => Telling::Outcomes,
        }
    }

    /// How line number `place` looks.
    pub fn of(&self, place: usize, edge: &GraphEdge) -> Look {
        let all = edge.count > 0 && edge.failed >= edge.count;
        let width = (((edge_width(edge.count) - 1.0) * 40.0) as u32).min(255);
        let classed = |class: u32, dashed: bool| Look {
            width,
            failed: class * CLASS + if dashed { DASHED } else { 0 },
            failed_coarse: class,
        };
        if let Some(change) = self.compared.get(place) {
            return match change {
                Change::OnlyA => classed(1, true),
                Change::OnlyB => classed(2, false),
                Change::Changed => classed(3, false),
                Change::Same | Change::Neither => classed(0, false),
            };
        }
        if let Some(class) = self.ways.get(place) {
            return classed(u32::from(*class).min(6), all);
        }
        let share = f64::from(edge.failed.min(edge.count)) / f64::from(edge.count.max(1));
        let failed = match (all, self.marked.contains(&(place as u32))) {
            (true, _) => 255,
            // Red through and through, and not dashed.
            (false, true) => MARKED,
            (false, false) => ((share * 253.0) as u32).min(MARKED - 1),
        };
        let failed_coarse = if failed >= MARKED { 7 } else { (failed * 6).div_ceil(254).min(6) };
        Look { width, failed, failed_coarse }
    }
}
