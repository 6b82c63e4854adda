//! The parts of the heat map that are here. Others are asked for as they come into sight; old ones give way.

use logonscope::protocol::{TimelineRow, TimelineView};
use logonscope::screen::window::{TILE_HOURS, Tile, tiles_of};
use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::Range;
use std::sync::Arc;

/// At most so many are kept: some tens of megabytes at worst.
const KEPT: usize = 160;

/// How large the map is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Extent {
    /// Of which graph.
    pub generation: u32,
    /// Microseconds since 1970 of the first hour.
    pub start: i64,
    /// Hours of the case.
    pub hours: u32,
    /// Accounts of the case.
    pub rows: u32,
}

/// The cache.
#[derive(Clone, Debug, Default)]
pub struct Tiles {
    generation: u32,
    extent: Option<Extent>,
    here: HashMap<Tile, Arc<TimelineView>>,
    asked: HashSet<Tile>,
    oldest_first: VecDeque<Tile>,
}

impl Tiles {
    /// A new graph is on the screen. What is here stays until the first tile of the new one arrives, so that nothing flickers.
    pub fn expect(&mut self, generation: u32) {
        if self.generation != generation {
            self.generation = generation;
            self.asked.clear();
        }
    }

    /// A tile has arrived.
    pub fn take(&mut self, view: TimelineView) {
        if view.generation != self.generation {
            return;
        }
        let extent =
            Extent { generation: view.generation, start: view.start, hours: view.total_hours, rows: view.total_rows };
        if self.extent != Some(extent) {
            self.here.clear();
            self.oldest_first.clear();
            self.extent = Some(extent);
        }
        let tile = Tile::of(view.first_row, view.first_hour);
        if self.here.insert(tile, Arc::new(view)).is_none() {
            self.oldest_first.push_back(tile);
        }
        while self.here.len() > KEPT {
            let Some(oldest) = self.oldest_first.pop_front() else { break };
            self.here.remove(&oldest);
            self.asked.remove(&oldest);
        }
    }

    /// How large the map is, once anything of it is here.
    pub fn extent(&self) -> Option<Extent> {
        self.extent
    }

    /// The tiles that these cells need and that nobody has asked for. They count as asked for from now on.
    pub fn ask(&mut self, rows: Range<u32>, hours: Range<u32>) -> Vec<Tile> {
        let mut wanted = match self.extent {
            Some(_) => tiles_of(rows, hours),
            None => Vec::new(),
        };
        // The first tile tells how large the map is.
        if self.extent.is_none_or(|extent| extent.generation != self.generation) {
            wanted.insert(0, Tile { row: 0, column: 0 });
        }
        wanted.retain(|tile| self.asked.insert(*tile));
        wanted
    }

    /// What is known of an account, from any tile of its row that is here. Counts and scores begin at the hour given back.
    pub fn row(&self, row: u32, hour: u32) -> Option<(&TimelineRow, u32)> {
        let tile = self.here.get(&Tile::of(row, hour))?;
        let line = tile.rows.get(row.checked_sub(tile.first_row)? as usize)?;
        Some((line, tile.first_hour))
    }

    /// The account of a row, from whichever of the tiles around `hour` is here.
    pub fn account(&self, row: u32, hour: u32) -> Option<&TimelineRow> {
        let near = [hour, hour.saturating_add(TILE_HOURS), hour.saturating_sub(TILE_HOURS), 0];
        near.into_iter().find_map(|hour| self.row(row, hour)).map(|(line, _)| line)
    }

    /// Events and score of a cell.
    pub fn cell(&self, row: u32, hour: u32) -> Option<(u32, f32)> {
        let (line, first) = self.row(row, hour)?;
        let position = hour.checked_sub(first)? as usize;
        Some((*line.counts.get(position)?, line.scores.get(position).copied().unwrap_or(0.0)))
    }
}
