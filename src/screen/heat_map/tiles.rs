//! The parts of the heat map that are here. Others are asked for as they come into sight; old ones give way.

use crate::protocol::timeline::{LineOf, Shape, TimelineLine, TimelineView, Unit};
use crate::screen::columns::Columns;
use crate::screen::window::{TILE_COLUMNS, Tile, tiles_of};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;
use std::sync::Arc;

/// At most so many are kept: some tens of megabytes at worst.
const KEPT: usize = 160;

/// How large the map is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Extent {
    /// Of which graph.
    pub generation: u32,
    /// Microseconds since 1970 of the first hour.
    pub start: i64,
    /// Hours of the case.
    pub hours: u32,
    /// What a column is: what is asked for may be another already.
    pub unit: Unit,
    /// Which hours each column holds.
    pub columns: Arc<Columns>,
    /// Lines of the map.
    pub lines: u32,
    /// Accounts or hosts among them.
    pub nodes: u32,
    /// And those of which the filter leaves nothing.
    pub hidden: u32,
    /// What it was asked for by: the same map asked for anew is another.
    pub epoch: u32,
}

/// The cache.
#[derive(Clone, Debug, Default)]
pub struct Tiles {
    generation: u32,
    /// What is asked for.
    pub shape: Shape,
    /// Grows whenever what was asked for is asked for anew.
    epoch: u32,
    /// What is here stays until the first tile of what is asked for now arrives, so that nothing flickers.
    stale: bool,
    /// What is here; its shape may be an older one.
    here: BTreeMap<Tile, Arc<TimelineView>>,
    extent: Option<Extent>,
    asked: BTreeSet<Tile>,
    oldest_first: VecDeque<Tile>,
    /// What is in sight is kept, however much it is: first and last.
    in_sight: Option<(Tile, Tile)>,
}

/// Columns of a case of so many hours until the analyst chooses: those of more than two years are days, since no screen shows so many
/// hours. A clock that once was wrong is enough for that.
pub fn usual_unit(hours: usize) -> Unit {
    if hours > 2 * 366 * 24 { Unit::Day } else { Unit::Hour }
}

impl Tiles {
    /// A new graph is on the screen, in which a node stands where `follow` tells.
    pub fn expect(&mut self, generation: u32, follow: impl Fn(u32) -> Option<u32>) {
        if self.generation != generation {
            self.generation = generation;
            self.shape.open = self.shape.open.iter().filter_map(|node| follow(*node)).collect();
            self.refresh();
        }
    }

    /// The same is asked for anew: the filter is another.
    pub fn refresh(&mut self) {
        self.asked.clear();
        self.stale = true;
        self.epoch = self.epoch.wrapping_add(1);
    }

    /// Another map is asked for.
    pub fn reshape(&mut self, change: impl FnOnce(&mut Shape)) {
        let before = self.shape.clone();
        change(&mut self.shape);
        if self.shape != before {
            self.refresh();
        }
    }

    /// The last file has gone.
    pub fn clear(&mut self) {
        *self = Self { shape: Shape { open: Vec::new(), ..self.shape.clone() }, ..Self::default() };
    }

    /// Changes whenever something is to be asked for anew.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// A tile has arrived.
    pub fn take(&mut self, view: TimelineView) {
        let at_corner = (view.first_line, view.first_column) == (0, 0);
        if view.generation != self.generation || view.shape != self.shape || self.stale && !at_corner {
            return;
        }
        if at_corner {
            let columns = Columns::from_begins(view.start, view.total_hours, view.begins.clone());
            let extent = Extent {
                generation: view.generation,
                start: view.start,
                hours: view.total_hours,
                unit: view.shape.unit,
                columns: Arc::new(columns),
                lines: view.total_lines,
                nodes: view.nodes,
                hidden: view.hidden,
                epoch: self.epoch,
            };
            if self.stale || self.extent.as_ref() != Some(&extent) {
                self.here.clear();
                self.oldest_first.clear();
                self.extent = Some(extent);
                self.stale = false;
            }
        }
        let tile = Tile::of(view.first_line, view.first_column);
        if self.here.insert(tile, Arc::new(view)).is_none() {
            self.oldest_first.push_back(tile);
        }
        let in_sight = |tile: &Tile| {
            self.in_sight.is_some_and(|(first, last)| {
                (first.row..=last.row).contains(&tile.row) && (first.column..=last.column).contains(&tile.column)
            })
        };
        while self.here.len() > KEPT {
            let Some(place) = self.oldest_first.iter().position(|tile| !in_sight(tile)) else { break };
            let Some(oldest) = self.oldest_first.remove(place) else { break };
            self.here.remove(&oldest);
            self.asked.remove(&oldest);
        }
    }

    /// How large the map is, once anything of it is here.
    pub fn extent(&self) -> Option<&Extent> {
        self.extent.as_ref()
    }

    /// The tiles that these cells need and that nobody has asked for. They count as asked for from now on.
    pub fn ask(&mut self, lines: Range<u32>, columns: Range<u32>) -> Vec<Tile> {
        let mut wanted = match self.extent {
            Some(_) => tiles_of(lines, columns),
            None => Vec::new(),
        };
        self.in_sight = wanted.first().copied().zip(wanted.last().copied());
        // The tile at the corner tells how large the map is.
        if self.stale || self.extent.is_none() {
            wanted.insert(0, Tile { row: 0, column: 0 });
        }
        wanted.retain(|tile| self.asked.insert(*tile));
        wanted
    }

    /// Whether all that these cells need is here.
    pub fn has(&self, lines: Range<u32>, columns: Range<u32>) -> bool {
        !self.stale && tiles_of(lines, columns).iter().all(|tile| self.here.contains_key(tile))
    }

    /// What is known of a line, from the tile of this column. Its counts and scores begin with the column given back.
    pub fn at(&self, line: u32, column: u32) -> Option<(&TimelineLine, u32)> {
        let tile = self.here.get(&Tile::of(line, column))?;
        Some((tile.lines.get(line.checked_sub(tile.first_line)? as usize)?, tile.first_column))
    }

    /// What a line is, from whichever of the tiles around `column` is here.
    pub fn line(&self, line: u32, column: u32) -> Option<&TimelineLine> {
        let near = [column, column.saturating_add(TILE_COLUMNS), column.saturating_sub(TILE_COLUMNS), 0];
        near.into_iter().find_map(|column| self.at(line, column)).map(|(line, _)| line)
    }

    /// Events and score of a cell, and the score's level.
    pub fn cell(&self, line: u32, column: u32) -> Option<(u32, f32, u8)> {
        let (line, first) = self.at(line, column)?;
        let position = column.checked_sub(first)? as usize;
        let score = line.scores.get(position).copied().unwrap_or(0.0);
        Some((*line.counts.get(position)?, score, line.levels.get(position).copied().unwrap_or(0)))
    }

    /// How many events were expected in a cell, if that is known.
    pub fn expected(&self, line: u32, column: u32) -> Option<f32> {
        let (line, first) = self.at(line, column)?;
        line.expected.get(column.checked_sub(first)? as usize).copied()
    }

    /// Where the levels of what is here begin.
    pub fn above(&self) -> [f32; 4] {
        self.here.values().next().map_or([0.0; 4], |tile| tile.above)
    }

    /// The line of this node that is such a one, if a tile with it is here.
    pub fn find(&self, node: u32, is_it: impl Fn(LineOf) -> bool) -> Option<u32> {
        let places = self.here.values().flat_map(|tile| (tile.first_line..).zip(&tile.lines));
        places.filter(|(_, line)| line.node == node && is_it(line.of)).map(|(place, _)| place).min()
    }
}
