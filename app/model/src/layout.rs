//! Where the nodes of a directed graph stand: in layers, from left to right, and no edge goes back.
//!
//! One layout for all graphs of the product. What goes in a cycle is laid out as if one of its edges went the other way.

mod order;

use order::{Slot, ordered};

/// How large things are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayoutSizes {
    /// How wide and how high a node is.
    pub node: (i32, i32),
    /// How much is free between layers, and between the nodes of one.
    pub gap: (i32, i32),
}

/// Where everything is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// How wide it is.
    pub width: i32,
    /// How high it is.
    pub height: i32,
    /// The upper left corner of each node.
    pub nodes: Vec<(i32, i32)>,
    /// Each edge as points, from its first node to its second one: two for each piece between layers.
    pub edges: Vec<Vec<(i32, i32)>>,
}

/// An edge that passes layers is led past their nodes by places as high as this.
const LANE: i32 = 12;
/// When more would be led past than this, edges go behind nodes.
const MOST_LANES: usize = 4000;

/// Lays a graph out. Edges to and from nodes that are not there are left out, and so are those from a node to itself:
/// they have no points.
pub fn layered(count: usize, edges: &[(usize, usize)], sizes: LayoutSizes) -> Layout {
    let forward = without_cycles(count, edges);
    let layers = layers(count, &forward);
    let span = |(from, to): &(usize, usize)| layers[*to] - layers[*from];
    let lanes: usize = forward.iter().flatten().map(|edge| span(edge).saturating_sub(1)).sum();
    let has_lanes = lanes <= MOST_LANES;
    let mut slots: Vec<Vec<Slot>> = vec![Vec::new(); layers.iter().max().map_or(0, |last| last + 1)];
    let mut places: Vec<usize> = Vec::with_capacity(count);
    for layer in &layers {
        places.push(slots[*layer].len());
        slots[*layer].push(Slot::of(sizes.node.1));
    }
    // The way of each edge: a slot in each layer that it touches.
    let ways: Vec<Vec<(usize, usize)>> = forward
        .iter()
        .map(|edge| {
            let Some((from, to)) = *edge else { return Vec::new() };
            let mut way = vec![(layers[from], places[from])];
            for (layer, slots) in slots.iter_mut().enumerate().take(layers[to]).skip(layers[from] + 1) {
                if has_lanes {
                    way.push((layer, slots.len()));
                    slots.push(Slot::of(LANE));
                }
            }
            way.push((layers[to], places[to]));
            for ends in way.windows(2) {
                let [(before, one), (after, other)] = [ends[0], ends[1]];
                slots[before][one].after.push((after, other));
                slots[after][other].before.push((before, one));
            }
            way
        })
        .collect();
    let tops = ordered(&mut slots, sizes.gap.1);
    placed(sizes, (&layers, &places), &ways, &tops, edges)
}

/// From slots to points.
fn placed(
    sizes: LayoutSizes,
    (layers, places): (&[usize], &[usize]),
    ways: &[Vec<(usize, usize)>],
    tops: &[Vec<(i32, i32)>],
    edges: &[(usize, usize)],
) -> Layout {
    let left = |layer: usize| i32::try_from(layer).unwrap_or(0) * (sizes.node.0 + sizes.gap.0);
    let middle = |(layer, slot): (usize, usize)| tops[layer][slot].0 + tops[layer][slot].1 / 2;
    let nodes: Vec<(i32, i32)> =
        layers.iter().zip(places).map(|(layer, slot)| (left(*layer), tops[*layer][*slot].0)).collect();
    let lines = ways.iter().zip(edges).map(|(way, (from, to))| {
        let mut points: Vec<(i32, i32)> = Vec::with_capacity(way.len() * 2);
        for (nth, place) in way.iter().enumerate() {
            let (left, y) = (left(place.0), middle(*place));
            if nth > 0 {
                points.push((left, y));
            }
            if nth + 1 < way.len() {
                points.push((left + sizes.node.0, y));
            }
        }
        if layers.get(*from) > layers.get(*to) {
            points.reverse();
        }
        points
    });
    let (edges, bottoms) = (lines.collect(), tops.iter().flatten().map(|(top, height)| top + height));
    let width = tops.len().checked_sub(1).map_or(0, |last| left(last) + sizes.node.0);
    Layout { width, height: bottoms.max().unwrap_or(0), nodes, edges }
}

/// The edges without those that lead nowhere; those that close a cycle go the other way.
fn without_cycles(count: usize, edges: &[(usize, usize)]) -> Vec<Option<(usize, usize)>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Never,
        OnTheWay,
        Done,
    }
    let is_there = |(from, to): (usize, usize)| from < count && to < count && from != to;
    let mut kept: Vec<_> = edges.iter().map(|edge| Some(*edge).filter(|edge| is_there(*edge))).collect();
    let mut leaving: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (nth, edge) in kept.iter().enumerate() {
        if let Some((from, _)) = edge {
            leaving[*from].push(nth);
        }
    }
    let mut seen = vec![Seen::Never; count];
    for start in 0..count {
        // The nodes on the way, each with how many of its edges were followed.
        let mut way = if seen[start] == Seen::Never { vec![(start, 0)] } else { Vec::new() };
        while let Some((node, followed)) = way.last_mut() {
            seen[*node] = Seen::OnTheWay;
            let Some(nth) = leaving[*node].get(*followed) else {
                seen[*node] = Seen::Done;
                way.pop();
                continue;
            };
            *followed += 1;
            let (from, to) = edges[*nth];
            match seen[to] {
                Seen::Never => way.push((to, 0)),
                Seen::OnTheWay => kept[*nth] = Some((to, from)),
                Seen::Done => {}
            }
        }
    }
    kept
}

/// The layer of each node: one after the last of those before it.
fn layers(count: usize, edges: &[Option<(usize, usize)>]) -> Vec<usize> {
    let (mut layers, mut waits) = (vec![0; count], vec![0_usize; count]);
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (from, to) in edges.iter().flatten() {
        after[*from].push(*to);
        waits[*to] += 1;
    }
    let mut ready: Vec<usize> = (0..count).filter(|node| waits[*node] == 0).collect();
    while let Some(node) = ready.pop() {
        for next in &after[node] {
            layers[*next] = layers[*next].max(layers[node] + 1);
            waits[*next] -= 1;
            if waits[*next] == 0 {
                ready.push(*next);
            }
        }
    }
    layers
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: LayoutSizes = LayoutSizes { node: (200, 80), gap: (60, 20) };

    fn check(count: usize, edges: &[(usize, usize)]) -> Layout {
        let layout = layered(count, edges, SIZES);
        assert_eq!((layout.nodes.len(), layout.edges.len()), (count, edges.len()));
        for (nth, (x, y)) in layout.nodes.iter().enumerate() {
            assert!(*x >= 0 && *y >= 0 && x + 200 <= layout.width && y + 80 <= layout.height, "{layout:?}");
            for (other_x, other_y) in &layout.nodes[..nth] {
                assert!(x != other_x || (y - other_y).abs() >= 80 + 20, "two nodes overlap: {edges:?} {layout:?}");
            }
        }
        for (points, (from, to)) in layout.edges.iter().zip(edges) {
            let Some(((first, _), (last, _))) = points.first().zip(points.last()) else { continue };
            assert!(points.windows(2).all(|ends| (ends[0].0 < ends[1].0) == (first < last)), "{edges:?} {points:?}");
            let (left, right) = if first < last { (from, to) } else { (to, from) };
            assert_eq!((*first.min(last), *first.max(last)), (layout.nodes[*left].0 + 200, layout.nodes[*right].0));
        }
        layout
    }

    #[test]
    fn a_chain_is_a_straight_line() {
        let layout = check(3, &[(0, 1), (1, 2)]);
        assert_eq!(layout.nodes, [(0, 0), (260, 0), (520, 0)]);
        assert_eq!((layout.width, layout.height), (720, 80));
        assert_eq!(layout.edges[0], [(200, 40), (260, 40)]);
    }

    #[test]
    fn what_joins_two_stands_between_them_and_an_edge_goes_past_the_nodes_of_a_layer() {
        let layout = check(3, &[(0, 2), (1, 2)]);
        assert_eq!((layout.nodes[0], layout.nodes[1]), ((0, 0), (0, 100)));
        assert_eq!(layout.nodes[2], (260, 50));
        let layout = check(3, &[(0, 1), (1, 2), (0, 2)]);
        let past = &layout.edges[2];
        assert_eq!(past.len(), 4);
        let (y, node) = (past[1].1, layout.nodes[1].1);
        assert!(y < node || y > node + 80, "{layout:?}");
    }

    #[test]
    fn a_cycle_an_edge_to_itself_and_one_to_nowhere_do_no_harm() {
        let layout = check(3, &[(0, 1), (1, 2), (2, 0)]);
        assert!(layout.edges[2].first() > layout.edges[2].last(), "the last edge goes back: {layout:?}");
        assert_eq!(check(2, &[(0, 0), (0, 9), (0, 1)]).edges[..2], [vec![], vec![]]);
        assert_eq!(check(0, &[]), Layout::default());
        assert_eq!(check(2, &[]).height, 180);
    }

    #[test]
    fn whatever_the_graph_nothing_overlaps_and_edges_go_forward() {
        let mut state = 7_u64;
        let mut next = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % below as u64).unwrap()
        };
        for _ in 0..300 {
            let count = 1 + next(14);
            let edges: Vec<_> = (0..next(24)).map(|_| (next(count), next(count))).collect();
            check(count, &edges);
        }
        let edges: Vec<_> = (1..1000).flat_map(|to| [(next(to), to), (next(to), to)]).collect();
        check(1000, &edges);
    }
}
