//! Which slot of a layer stands above which, and how high.

/// Rounds from the first layer to the last one and back.
const ROUNDS: usize = 4;

/// A node, or a place where an edge goes past.
#[derive(Clone, Debug, Default)]
pub(super) struct Slot {
    height: i32,
    /// The slots before and after it: layer and number.
    pub(super) before: Vec<(usize, usize)>,
    pub(super) after: Vec<(usize, usize)>,
}

impl Slot {
    pub(super) fn of(height: i32) -> Self {
        Self { height, ..Self::default() }
    }
}

/// The upper edge and the height of each slot, so that edges are short and cross seldom.
pub(super) fn ordered(slots: &mut [Vec<Slot>], gap: i32) -> Vec<Vec<(i32, i32)>> {
    // The slots of each layer from the top down.
    let mut orders: Vec<Vec<usize>> = slots.iter().map(|layer| (0..layer.len()).collect()).collect();
    let mut tops: Vec<Vec<(i32, i32)>> =
        slots.iter().map(|layer| layer.iter().map(|slot| (0, slot.height)).collect()).collect();
    for (layer, order) in orders.iter().enumerate() {
        stack(&mut tops[layer], order, &vec![None; order.len()], gap);
    }
    // It ends with a way forward: what follows something stands beside it.
    for round in 0..=ROUNDS * 2 {
        let is_forward = round % 2 == 0;
        let all: Vec<usize> = if is_forward { (0..slots.len()).collect() } else { (0..slots.len()).rev().collect() };
        for layer in all {
            let wanted: Vec<Option<i32>> = slots[layer]
                .iter()
                .map(|slot| {
                    let (near, far) =
                        if is_forward { (&slot.before, &slot.after) } else { (&slot.after, &slot.before) };
                    mean(near, &tops).or_else(|| mean(far, &tops))
                })
                .collect();
            let middle = |slot: usize, tops: &[(i32, i32)]| tops[slot].0 + tops[slot].1 / 2;
            let now = tops[layer].clone();
            orders[layer].sort_by_key(|slot| wanted[*slot].unwrap_or_else(|| middle(*slot, &now)));
            stack(&mut tops[layer], &orders[layer], &wanted, gap);
        }
    }
    let highest = tops.iter().flatten().map(|(top, _)| *top).min().unwrap_or(0);
    tops.iter_mut().flatten().for_each(|(top, _)| *top -= highest);
    tops
}

/// Where the middle of a slot's neighbours is.
fn mean(neighbours: &[(usize, usize)], tops: &[Vec<(i32, i32)>]) -> Option<i32> {
    let middles = neighbours.iter().map(|(layer, slot)| i64::from(tops[*layer][*slot].0 + tops[*layer][*slot].1 / 2));
    let count = i64::try_from(neighbours.len()).ok().filter(|count| *count > 0)?;
    i32::try_from(middles.sum::<i64>() / count).ok()
}

/// Puts slots below one another, each as near as can be to where it wants its middle to be.
fn stack(tops: &mut [(i32, i32)], order: &[usize], wanted: &[Option<i32>], gap: i32) {
    let mut free = i32::MIN;
    let (mut shift, mut wishes) = (0_i64, 0_i64);
    for slot in order {
        let (now, height) = tops[*slot];
        let wish = wanted[*slot].map_or(now, |middle| middle - height / 2);
        let top = wish.max(free);
        shift += i64::from(top - wish);
        wishes += 1;
        tops[*slot].0 = top;
        free = top + height + gap;
    }
    // All were only ever pushed down: the layer as a whole goes up by what that was on the average.
    let up = i32::try_from(shift / wishes.max(1)).unwrap_or(0);
    order.iter().for_each(|slot| tops[*slot].0 -= up);
}
