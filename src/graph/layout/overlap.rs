//! Moving nodes apart that stand on each other.
//!
//! Each round sorts the nodes into a grid whose cells are as wide as the spacing and pushes apart every pair nearer than that;
//! a node only looks into the nine cells around it, so a round costs as much as there are nodes. Not a force: what is far
//! enough apart does not move.

/// Moves `positions` (x, y) until no two are nearer than `spacing`, or `rounds` are over; nodes that `held` says stay. Tells
/// how many rounds it took.
pub fn remove_overlaps(
    positions: &mut [(f32, f32)],
    held: impl Fn(usize) -> bool,
    spacing: f32,
    rounds: usize,
) -> usize {
    let mut grid = Grid::default();
    let mut pushes = vec![(0.0f32, 0.0f32); positions.len()];
    for round in 0..rounds {
        grid.fill(positions, spacing);
        pushes.fill((0.0, 0.0));
        let mut overlapping = false;
        grid.for_each_near_pair(|a, b| {
            let (dx, dy) = (positions[b].0 - positions[a].0, positions[b].1 - positions[a].1);
            let squared = dx * dx + dy * dy;
            if squared >= spacing * spacing * 0.998 {
                return;
            }
            let distance = squared.sqrt();
            // Those on one spot part in a direction that their numbers give.
            let (ux, uy) = if distance > 1e-3 * spacing {
                (dx / distance, dy / distance)
            } else {
                let angle = (a + b) as f32 * super::GOLDEN_ANGLE;
                (angle.cos(), angle.sin())
            };
            let share = match (held(a), held(b)) {
                (true, true) => return,
                (false, false) => 0.5,
                _ => 1.0,
            };
            overlapping = true;
            let push = (spacing - distance) * share;
            if !held(a) {
                pushes[a] = (pushes[a].0 - ux * push, pushes[a].1 - uy * push);
            }
            if !held(b) {
                pushes[b] = (pushes[b].0 + ux * push, pushes[b].1 + uy * push);
            }
        });
        if !overlapping {
            return round;
        }
        for (position, push) in positions.iter_mut().zip(&pushes) {
            // Pushed from many sides at once a node would fly; it goes one spacing at most.
            let length = push.0.hypot(push.1);
            let factor = if length > spacing { spacing / length } else { 1.0 };
            position.0 += push.0 * factor;
            position.1 += push.1 * factor;
        }
    }
    rounds
}

/// Nodes sorted by the square cell that they stand in.
#[derive(Default)]
struct Grid {
    /// (cell row, cell column, node), sorted.
    cells: Vec<(i32, i32, u32)>,
}

impl Grid {
    fn fill(&mut self, positions: &[(f32, f32)], width: f32) {
        self.cells.clear();
        // The conversion saturates, so that any position has a cell.
        let cell = |coordinate: f32| (coordinate / width).floor() as i32;
        self.cells.extend(positions.iter().enumerate().map(|(node, &(x, y))| (cell(y), cell(x), node as u32)));
        self.cells.sort_unstable();
    }

    /// Calls `pair` for each two nodes in the same or neighbouring cells, once, in a fixed order.
    fn for_each_near_pair(&self, mut pair: impl FnMut(usize, usize)) {
        // The first node not before (row, column), found by walking along, as the nodes asked about are in order too.
        let mut below = 0;
        for (index, &(row, column, node)) in self.cells.iter().enumerate() {
            let right = column.saturating_add(1);
            for &(other_row, other_column, other) in &self.cells[index + 1..] {
                if (other_row, other_column) > (row, right) {
                    break;
                }
                pair(node as usize, other as usize);
            }
            let from = (row.saturating_add(1), column.saturating_sub(1));
            while self.cells.get(below).is_some_and(|&(r, c, _)| (r, c) < from) {
                below += 1;
            }
            if from.0 == row {
                continue;
            }
            for &(other_row, other_column, other) in &self.cells[below..] {
                if (other_row, other_column) > (from.0, right) {
                    break;
                }
                pair(node as usize, other as usize);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearest(positions: &[(f32, f32)]) -> f32 {
        let mut nearest = f32::INFINITY;
        for (a, p) in positions.iter().enumerate() {
            for q in &positions[a + 1..] {
                nearest = nearest.min((p.0 - q.0).hypot(p.1 - q.1));
            }
        }
        nearest
    }

    #[test]
    fn nodes_on_one_heap_end_apart() {
        let mut heap: Vec<(f32, f32)> = (0..300).map(|node| ((node % 7) as f32, (node % 5) as f32)).collect();
        remove_overlaps(&mut heap, |_| false, 20.0, 2000);
        assert!(nearest(&heap) >= 19.9, "{}", nearest(&heap));
    }

    #[test]
    fn what_is_apart_and_what_is_held_stays() {
        let mut positions = vec![(0.0, 0.0), (3.0, 0.0), (500.0, 500.0)];
        remove_overlaps(&mut positions, |node| node == 0, 20.0, 100);
        assert_eq!((positions[0], positions[2]), ((0.0, 0.0), (500.0, 500.0)));
        assert!(nearest(&positions) >= 19.9);
    }

    #[test]
    fn absurd_places_end_nothing() {
        let mut positions = vec![(f32::MAX, f32::MIN), (f32::MAX, f32::MIN), (0.0, 0.0), (1.0, 1.0)];
        remove_overlaps(&mut positions, |_| false, 20.0, 10);
        assert!(positions.iter().all(|p| p.0.is_finite() && p.1.is_finite()));
    }
}
