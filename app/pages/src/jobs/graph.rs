//! The parts of a job as a graph: what they are, how they are doing, and what reads from what.

use super::tasks::{shape, share};
use app::{
    context::{Task, TaskEdge, TaskGraph},
    locale::Locale,
    words::amount,
};
use leptos::prelude::*;
use model::layout::{LayoutSizes, layered};

/// Larger graphs are not drawn: nobody finds anything in them, and the table has all of it.
const MOST: usize = 200;

const SIZES: LayoutSizes = LayoutSizes { node: (224, 104), gap: (88, 20) };
/// Free space around everything, for the outlines.
const MARGIN: i32 = 4;
/// Letters of a name in a line of a node; those of Chinese count twice.
const LETTERS: usize = 27;

/// The picture; none of a graph without parts, or with too many.
pub(super) fn graph(graph: &TaskGraph, locale: Locale) -> Option<AnyView> {
    let words = locale.words().job_inside;
    let count = graph.tasks.len();
    if count == 0 || count > MOST {
        return None;
    }
    let ends: Vec<(usize, usize)> = graph.edges.iter().map(|edge| (edge.from, edge.to)).collect();
    let layout = layered(count, &ends, SIZES);
    let (width, height) = (layout.width + 2 * MARGIN, layout.height + 2 * MARGIN);
    let lines = layout.edges.iter().map(|points| line(points));
    let labels = graph.edges.iter().zip(&layout.edges).map(|(edge, points)| label(edge, points));
    let nodes = graph.tasks.iter().zip(&layout.nodes).map(|(task, at)| node(task, *at, locale));
    Some(
        view! {
            <div class="graph-wrap" tabindex="0" role="region" aria-label=words.graph>
                <svg
                    class="graph"
                    width=width.to_string()
                    height=height.to_string()
                    viewBox=format!("{} {} {width} {height}", -MARGIN, -MARGIN)
                    role="img"
                >
                    <title>{(words.graph_of)(count)}</title>
                    <desc>{words.graph_why}</desc>
                    {lines.collect_view()}
                    {nodes.collect_view()}
                    {labels.collect_view()}
                </svg>
            </div>
        }
        .into_any(),
    )
}

/// From the middle of a node's right side to the middle of the next one's left side, with an arrow's head.
fn line(points: &[(i32, i32)]) -> Option<impl IntoView + use<>> {
    let ((x, y), rest) = points.split_first()?;
    let mut path = format!("M{x} {y}");
    let mut before = (*x, *y);
    for (x, y) in rest {
        let middle = (before.0 + x) / 2;
        path.push_str(&format!("C{middle} {} {middle} {y} {x} {y}", before.1));
        before = (*x, *y);
    }
    let (x, y) = before;
    let back = if *points.first()? < before { -7 } else { 7 };
    let head = format!("M{} {}L{x} {y}L{} {}", x + back, y - 4, x + back, y + 4);
    Some(view! {
        <path class="graph-edge" d=path></path>
        <path class="graph-head" d=head></path>
    })
}

/// How records find their way, in the middle of the last piece.
fn label(edge: &TaskEdge, points: &[(i32, i32)]) -> Option<impl IntoView + use<>> {
    let [.., (from, one), (to, other)] = points else { return None };
    let (x, y) = ((from + to) / 2, (one + other) / 2 - 5);
    Some(view! { <text class="graph-ship" x=x.to_string() y=y.to_string()>{edge.ship.clone()}</text> })
}

fn node(task: &Task, (x, y): (i32, i32), locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().job_inside;
    let (state, glyph) = shape(&task.status).name_and_glyph();
    let status = (words.status)(&task.status).map_or_else(|| task.status.clone(), String::from);
    let skew = task.skew.filter(|skew| *skew >= 1.5).map(|skew| format!(" · {} {}", words.skew, times(skew)));
    let [first, second] = lines(&task.name);
    let through = format!("{} → {}", rate(task.records_in), rate(task.records_out));
    let kind = load(task);
    view! {
        <g class="graph-node" data-load=kind transform=format!("translate({x} {y})")>
            <title>{task.name.clone()}</title>
            <rect class="graph-box" width=SIZES.node.0.to_string() height=SIZES.node.1.to_string() rx="8"></rect>
            <rect class="graph-edge-of-box" x="0" y="8" width="4" height=(SIZES.node.1 - 16).to_string()></rect>
            <text class="graph-name" x="14" y="20">{first}</text>
            <text class="graph-name" x="14" y="35">{second}</text>
            <text class="graph-state" data-state=state x="14" y="53">
                {format!("{glyph} {status}")}
                <tspan class="graph-quiet">{format!(" · ×{}", task.parallelism)} {skew}</tspan>
            </text>
            <text class="graph-rate" x="14" y="70">{through}</text>
            {bar(14, words.busy, task.busy, "busy")}
            {bar(118, words.backpressured, task.backpressured, "held")}
        </g>
    }
}

/// A share, in words and as a bar.
fn bar(x: i32, word: &'static str, part: Option<f64>, kind: &'static str) -> impl IntoView {
    const WIDTH: f64 = 92.0;
    let text = format!("{word} {}", share_text(part));
    let width = format!("{:.0}", part.unwrap_or(0.0) * WIDTH);
    view! {
        <text class="graph-quiet" x=x.to_string() y="86">{text}</text>
        <rect class="graph-track" x=x.to_string() y="91" width=WIDTH.to_string() height="4" rx="2"></rect>
        <rect class="graph-part" data-kind=kind x=x.to_string() y="91" width=width height="4" rx="2"></rect>
    }
}

/// How a part is doing, in Flink's own steps: held up most of the time, or a tenth of it, or busy all the time.
fn load(task: &Task) -> Option<&'static str> {
    match (task.backpressured, task.busy) {
        (Some(held), _) if held > 0.5 => Some("high"),
        (Some(held), _) if held > 0.1 => Some("low"),
        (_, Some(busy)) if busy > 0.8 => Some("busy"),
        (None, None) => None,
        _ => Some("ok"),
    }
}

fn share_text(part: Option<f64>) -> String {
    share(part).unwrap_or_else(|| "–".into())
}

/// Records in a second.
pub(super) fn rate(records: Option<f64>) -> String {
    records.map_or_else(|| "–".into(), |records| format!("{}/s", amount(records)))
}

/// How many times as much.
pub(super) fn times(skew: f64) -> String {
    format!("×{skew:.1}")
}

/// A name in two lines; what does not fit is on the node's title.
fn lines(name: &str) -> [String; 2] {
    let mut lines: Vec<String> = vec![String::new()];
    for word in name.split_whitespace() {
        let last = lines.last().map_or(0, |line| letters(line));
        match lines.last_mut() {
            Some(line) if last == 0 => line.push_str(word),
            Some(line) if last + 1 + letters(word) <= LETTERS => *line = format!("{line} {word}"),
            _ => lines.push(word.to_owned()),
        }
    }
    let is_more = lines.len() > 2;
    let second = lines.get(1).map_or("", String::as_str);
    let second = if is_more { format!("{second} …") } else { second.to_owned() };
    [cut(&lines[0]), cut(&second)]
}

fn cut(line: &str) -> String {
    if letters(line) <= LETTERS {
        return line.to_owned();
    }
    let mut room = LETTERS - 1;
    let kept = line.chars().take_while(|letter| match room.checked_sub(width(*letter)) {
        Some(left) => {
            room = left;
            true
        }
        None => false,
    });
    let kept: String = kept.collect();
    format!("{}…", kept.trim_end_matches(['…', ' ']))
}

fn letters(text: &str) -> usize {
    text.chars().map(width).sum()
}

fn width(letter: char) -> usize {
    if letter >= '\u{2e80}' { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::rest::Throughput;

    fn task(name: &str) -> Task {
        Task {
            name: name.into(),
            status: "RUNNING".into(),
            parallelism: 2,
            throughput: Throughput::default(),
            duration: None,
            busy: Some(0.256),
            backpressured: Some(0.6),
            records_in: Some(50.0),
            records_out: None,
            skew: Some(1.75),
        }
    }

    #[test]
    fn each_part_is_a_node_with_its_numbers_and_each_edge_says_how() {
        let tasks = vec![task("Source: orders[1]"), task("Sink: <x>")];
        let edges = vec![TaskEdge { from: 0, to: 1, ship: "HASH".into() }];
        let html = graph(&TaskGraph { tasks, edges }, Locale::default()).unwrap().to_html();
        for said in ["Source: orders[1]", "● Running", "×2", "skew ×1.8", "50/s → –", "Busy 26 %", "60 %", "HASH"]
        {
            assert!(html.contains(said), "{said}: {html}");
        }
        assert_eq!(html.matches("data-load=\"high\"").count(), 2);
        assert!(!html.contains("style=") && !html.contains("<x>"), "{html}");
    }

    #[test]
    fn nothing_and_too_much_is_not_drawn() {
        let of = |count| TaskGraph { tasks: vec![task("a"); count], edges: vec![] };
        assert!(graph(&of(0), Locale::default()).is_none() && graph(&of(MOST + 1), Locale::default()).is_none());
        assert!(graph(&of(MOST), Locale::default()).is_some());
    }

    #[test]
    fn a_long_name_has_two_lines_and_is_cut() {
        assert_eq!(lines("Source: a[1]"), ["Source: a[1]".to_owned(), String::new()]);
        let [first, second] = lines("Source: orders[1] -> Calc[2] -> LocalGroupAggregate[3] -> Sink: kept[4]");
        assert_eq!((first.as_str(), second.as_str()), ("Source: orders[1] ->", "Calc[2] -> …"));
        let [first, second] = lines(&"订单".repeat(20));
        assert!(letters(&first) <= LETTERS && first.ends_with('…') && second.is_empty(), "{first}");
    }
}
