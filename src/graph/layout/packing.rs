//! Placing discs in the plane without overlap, the first in the middle: where the parts of a graph go that nothing joins.

use foldhash::fast::FixedState;
use std::collections::HashMap;

/// A disc to place, or one that is placed.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Disc {
    /// Centre.
    pub x: f32,
    /// Centre.
    pub y: f32,
    /// Radius, the room around it included.
    pub radius: f32,
}

impl Disc {
    fn overlaps(&self, other: &Disc) -> bool {
        (self.x - other.x).hypot(self.y - other.y) < 0.999 * (self.radius + other.radius)
    }
}

/// Discs that stay where they are, by the grid cells that they touch.
pub struct Staying {
    width: f32,
    cells: HashMap<(i32, i32), Vec<Disc>, FixedState>,
    /// Sum of x·r², y·r² and r².
    moment: (f32, f32, f32),
}

impl Staying {
    /// No discs yet; `radii` are those of all that are to come.
    pub fn new(radii: &[f32]) -> Self {
        let (sum, greatest) = radii.iter().fold((0.0f32, 1.0f32), |(sum, most), &r| (sum + r, most.max(r)));
        // About one small disc a cell, and never more than some thousand cells a great one.
        let width = (2.0 * sum / radii.len().max(1) as f32).max(greatest / 32.0);
        Self { width, cells: HashMap::with_hasher(FixedState::with_seed(0x1a7)), moment: (0.0, 0.0, 0.0) }
    }

    /// Places discs of the given `radii`, in order, each as near to the middle as it finds room along a spiral beside those
    /// that stay and those placed before. Give the greatest first.
    pub fn pack(mut self, radii: &[f32]) -> Vec<Disc> {
        let (x, y, weight) = self.moment;
        let middle = if weight > 0.0 { (x / weight, y / weight) } else { (0.0, 0.0) };
        // Where a greater disc found no room near the middle a smaller one rarely does: each search begins a little before
        // the place where the last one ended.
        let mut begin = 0.0f32;
        let place = |&radius: &f32| {
            let (disc, distance) = self.place(radius, middle, begin);
            begin = (distance - 2.0 * radius).max(0.0);
            disc
        };
        radii.iter().map(place).collect()
    }

    /// Places a disc as near as there is room to where it is.
    pub fn place_at(&mut self, disc: Disc) -> Disc {
        self.place(disc.radius, (disc.x, disc.y), 0.0).0
    }

    /// Places a disc where it first finds room on the straight way from `middle` to where it is, else as near to that.
    pub fn place_between(&mut self, middle: &Disc, disc: Disc) -> Disc {
        let (dx, dy) = (disc.x - middle.x, disc.y - middle.y);
        let steps = (dx.hypot(dy) / (disc.radius / 8.0)).clamp(1.0, 4096.0) as u32;
        let along = |step: u32| {
            let share = step as f32 / steps as f32;
            Disc { x: middle.x + share * dx, y: middle.y + share * dy, ..disc }
        };
        match (0..=steps).map(along).find(|disc| self.has_room(disc)) {
            Some(found) => {
                self.put(found);
                found
            }
            None => self.place_at(disc),
        }
    }

    /// Places a disc as near to `middle` as there is room, at the distance `begin` or farther; tells at what distance too.
    fn place(&mut self, radius: f32, middle: (f32, f32), begin: f32) -> (Disc, f32) {
        let mut distance = begin;
        let mut angle = 0.0f32;
        loop {
            let (sin, cos) = angle.sin_cos();
            // Wider than high, as screens are.
            let disc = Disc { x: middle.0 + 1.3 * distance * cos, y: middle.1 + distance * sin, radius };
            if self.has_room(&disc) {
                self.put(disc);
                return (disc, distance);
            }
            // A third of the radius along the spiral, half of it outwards each turn; coarser far out, so that beside a disc
            // of any size the search ends soon.
            let step = (radius / 3.0).max(distance / 128.0);
            let turn = step / distance.max(step);
            angle += turn;
            distance += (radius / 2.0).max(distance / 32.0) * turn / std::f32::consts::TAU;
        }
    }

    /// Puts a disc where it says.
    pub fn put(&mut self, disc: Disc) {
        let weight = disc.radius * disc.radius;
        let (x, y, sum) = self.moment;
        self.moment = (x + weight * disc.x, y + weight * disc.y, sum + weight);
        for cell in self.cells_of(&disc) {
            self.cells.entry(cell).or_default().push(disc);
        }
    }

    /// Whether the disc overlaps none that is there.
    pub fn has_room(&self, disc: &Disc) -> bool {
        !self.cells_of(disc).any(|cell| self.cells.get(&cell).is_some_and(|near| near.iter().any(|d| d.overlaps(disc))))
    }

    fn cells_of(&self, disc: &Disc) -> impl Iterator<Item = (i32, i32)> + use<> {
        let width = self.width;
        let cell = move |coordinate: f32| (coordinate / width).floor() as i32;
        let (left, right) = (cell(disc.x - disc.radius), cell(disc.x + disc.radius));
        let (top, bottom) = (cell(disc.y - disc.radius), cell(disc.y + disc.radius));
        (top..=bottom).flat_map(move |row| (left..=right).map(move |column| (row, column)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_discs_do_not_overlap_and_stay_together() {
        let radii: Vec<f32> = (0..400).map(|number| 300.0 / (1.0 + number as f32 / 10.0) + 20.0).collect();
        let taken = [Disc { x: 100.0, y: 50.0, radius: 200.0 }];
        let mut staying = Staying::new(&radii);
        staying.put(taken[0]);
        let discs: Vec<Disc> = staying.pack(&radii).into_iter().chain(taken).collect();
        for (number, disc) in discs.iter().enumerate() {
            assert!(!discs[number + 1..].iter().any(|other| disc.overlaps(other)), "disc {number}");
        }
        let area: f32 = discs.iter().map(|disc| disc.radius * disc.radius).sum();
        let reach = discs.iter().map(|d| (d.x - 100.0).hypot(d.y - 50.0) + d.radius).fold(0.0, f32::max);
        assert!(reach * reach < 4.0 * area, "{reach} around {}", area.sqrt());
    }

    #[test]
    fn a_disc_of_any_size_is_got_round() {
        let mut staying = Staying::new(&[1e6, 20.0]);
        let huge = Disc { x: 0.0, y: 0.0, radius: 1e6 };
        staying.put(huge);
        let small = staying.pack(&[20.0; 30]);
        assert!(small.iter().all(|disc| !disc.overlaps(&huge)));
    }

    #[test]
    fn the_first_disc_is_in_the_middle() {
        assert_eq!(Staying::new(&[10.0]).pack(&[10.0]), [Disc { x: 0.0, y: 0.0, radius: 10.0 }]);
        assert!(Staying::new(&[]).pack(&[]).is_empty());
    }
}
