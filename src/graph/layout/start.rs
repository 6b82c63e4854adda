//! Where a layout begins: places without chance that are near the end already.
//!
//! Averaging a node's place over its neighbours again and again, kept from collapsing, tends to the graph's two slowest
//! modes (Koren, "Drawing graphs by eigenvectors", 2005): what belongs together comes to stand together. The modes crowd most
//! nodes in a few spots, so only their order is used, which spreads the nodes evenly.

use crate::sorting::InOrder;

/// Rounds of averaging.
const ROUNDS: usize = 60;

/// Start places of the nodes of one connected graph within a disc of radius 1, given its edges and degrees.
pub fn places(degrees: &[u32], edges: &[(u32, u32)]) -> Vec<(f32, f32)> {
    let nodes = degrees.len();
    let spiral = |node: usize| {
        let angle = node as f32 * super::GOLDEN_ANGLE;
        let distance = ((node as f32 + 0.5) / nodes as f32).sqrt();
        (distance * angle.cos(), distance * angle.sin())
    };
    let (mut xs, mut ys): (Vec<f32>, Vec<f32>) = (0..nodes).map(spiral).unzip();
    let (mut sum_x, mut sum_y) = (vec![0.0f32; nodes], vec![0.0f32; nodes]);
    for _ in 0..ROUNDS {
        // Half its own place, half its neighbours' mean: without its own, a graph of two sides would swing between them.
        for (sums, at) in [(&mut sum_x, &xs), (&mut sum_y, &ys)] {
            sums.fill(0.0);
            for &(a, b) in edges {
                sums[a as usize] += at[b as usize];
                sums[b as usize] += at[a as usize];
            }
        }
        for node in 0..nodes {
            let degree = degrees[node].max(1) as f32;
            xs[node] = 0.5 * (xs[node] + sum_x[node] / degree);
            ys[node] = 0.5 * (ys[node] + sum_y[node] / degree);
        }
        let ones = vec![1.0; nodes];
        take_off(&mut xs, &ones, degrees);
        scale(&mut xs, degrees);
        take_off(&mut ys, &ones, degrees);
        take_off(&mut ys, &xs, degrees);
        scale(&mut ys, degrees);
    }
    let (across, along) = (by_order(&xs), by_order(&ys));
    across.into_iter().zip(along).map(|(x, y)| disc_from_square(x, y)).collect()
}

/// Makes `axis` orthogonal to `other`, degrees being weights.
fn take_off(axis: &mut [f32], other: &[f32], degrees: &[u32]) {
    let (mut along, mut whole) = (0.0f64, 0.0f64);
    for ((a, o), &degree) in axis.iter().zip(other).zip(degrees) {
        along += f64::from(a * o) * f64::from(degree);
        whole += f64::from(o * o) * f64::from(degree);
    }
    if whole > 0.0 {
        let factor = (along / whole) as f32;
        axis.iter_mut().zip(other).for_each(|(a, o)| *a -= factor * o);
    }
}

/// Gives `axis` the length 1 a node, degrees being weights.
fn scale(axis: &mut [f32], degrees: &[u32]) {
    let (mut length, mut weight) = (0.0f64, 0.0f64);
    for (a, &degree) in axis.iter().zip(degrees) {
        length += f64::from(a * a) * f64::from(degree);
        weight += f64::from(degree);
    }
    if length > 0.0 {
        let factor = (weight / length).sqrt() as f32;
        axis.iter_mut().for_each(|a| *a *= factor);
    }
}

/// For each value its place in rising order, from −1 to 1; equal ones in the order of their nodes.
fn by_order(values: &[f32]) -> Vec<f32> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.order_by(|&a, &b| values[a].total_cmp(&values[b]).then(a.cmp(&b)));
    let mut places = vec![0.0; values.len()];
    for (place, node) in order.into_iter().enumerate() {
        places[node] = (2.0 * place as f32 + 1.0) / values.len() as f32 - 1.0;
    }
    places
}

/// A point of the square −1…1 moved into the disc of radius 1 (Shirley and Chiu's concentric map).
fn disc_from_square(x: f32, y: f32) -> (f32, f32) {
    use std::f32::consts::FRAC_PI_4;
    if x == 0.0 && y == 0.0 {
        return (0.0, 0.0);
    }
    let (radius, angle) =
        if x.abs() > y.abs() { (x, FRAC_PI_4 * y / x) } else { (y, 2.0 * FRAC_PI_4 - FRAC_PI_4 * x / y) };
    (radius * angle.cos(), radius * angle.sin())
}
