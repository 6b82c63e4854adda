//! The layout of a hub and those joined to it alone: rings, drawn with a compass rather than by forces.
//!
//! Most parts of a logon graph that nothing else joins are of this kind: one host and its accounts, or one account and its
//! hosts. Rings use the room evenly and cost nothing.

use super::{EDGE_LENGTH, SPACING};

/// Places of `leaves` leaves around a hub at (0, 0).
pub fn places(leaves: usize) -> Vec<(f32, f32)> {
    let mut places = Vec::with_capacity(leaves);
    let mut ring = 0;
    while places.len() < leaves {
        let radius = EDGE_LENGTH + SPACING * ring as f32;
        let room = (std::f32::consts::TAU * radius / SPACING) as usize;
        let here = room.min(leaves - places.len());
        // A last ring of a few stands evenly too; rings are turned against each other.
        let turn = ring as f32 * super::GOLDEN_ANGLE;
        places.extend((0..here).map(|place| {
            let angle = turn + std::f32::consts::TAU * place as f32 / here as f32;
            (radius * angle.cos(), radius * angle.sin())
        }));
        ring += 1;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_stand_apart_from_each_other_and_from_the_hub() {
        for leaves in [0, 1, 2, 14, 15, 16, 17, 300] {
            let mut all = places(leaves);
            assert_eq!(all.len(), leaves);
            all.push((0.0, 0.0));
            for (number, p) in all.iter().enumerate() {
                for q in &all[number + 1..] {
                    assert!((p.0 - q.0).hypot(p.1 - q.1) > 0.98 * SPACING, "{leaves} leaves: {p:?} {q:?}");
                }
            }
        }
    }
}
