//! Numbers over time as lines: where each point is, where the lines break, and up to where the scale goes.

use model::MetricUnit;
use std::fmt::Write;

/// How wide the picture is, in its own units.
pub(super) const WIDTH: f64 = 360.0;
/// How high it is.
pub(super) const HEIGHT: f64 = 72.0;
/// Of all points within so much of the picture the highest is drawn: it has no more points than can be seen.
const STEP: f64 = 2.0;
const MINUTE: i64 = 60_000;
/// Points that are further apart were not asked for in between.
const APART: i64 = 70_000;

/// A number at a time, in milliseconds since 1970; none where it was asked for and not told.
pub(super) type Point = (i64, Option<f64>);

/// What is drawn of a number.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Curve {
    /// The line.
    pub(super) line: String,
    /// What lies under it.
    pub(super) area: String,
    /// From where to where nothing is known, between the first point and now.
    pub(super) gaps: Vec<(f64, f64)>,
}

/// What part of time is shown: from its end so many milliseconds back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// Its end, in milliseconds since 1970.
    pub(super) until: i64,
    /// How long it is.
    pub(super) length: i64,
}

impl Window {
    /// As much of the hour as there is something to be seen in.
    pub(super) fn since(first: i64, until: i64) -> Self {
        let lengths = [5, 15, 30].map(|minutes| minutes * MINUTE);
        let length = lengths.into_iter().find(|length| until - first <= *length).unwrap_or(60 * MINUTE);
        Self { until, length }
    }

    fn place(self, at: i64) -> f64 {
        (WIDTH - (self.until - at) as f64 * WIDTH / self.length as f64).clamp(0.0, WIDTH)
    }
}

/// The lines of some points, oldest first; `top` is what the upper edge stands for.
pub(super) fn curve(points: &[Point], window: Window, top: f64) -> Curve {
    let place = |at: i64| window.place(at);
    let height = |number: f64| HEIGHT - (number / top).clamp(0.0, 1.0) * HEIGHT;
    let pieces = pieces(points, window);
    let mut curve = Curve::default();
    for piece in &pieces {
        let drawn: Vec<(f64, f64)> = piece.iter().map(|(at, number)| (place(*at), height(*number))).collect();
        // The text of a line cannot fail to be written.
        for (nth, (x, y)) in drawn.iter().enumerate() {
            let _ = write!(curve.line, "{}{x:.1} {y:.1}", if nth == 0 { "M" } else { "L" });
        }
        match drawn.as_slice() {
            [_] => curve.line.push_str("h0"),
            [(first, _), .., (last, _)] => {
                let _ = write!(curve.area, "M{first:.1} {HEIGHT}");
                drawn.iter().for_each(|(x, y)| {
                    let _ = write!(curve.area, "L{x:.1} {y:.1}");
                });
                let _ = write!(curve.area, "L{last:.1} {HEIGHT}Z");
            }
            [] => {}
        }
    }
    let ends = pieces.iter().map(|piece| (piece[0].0, piece[piece.len() - 1].0));
    let (starts, ends): (Vec<i64>, Vec<i64>) = ends.unzip();
    let begins = starts.iter().copied().skip(1).chain([window.until]);
    let between = ends.iter().copied().zip(begins).filter(|(end, begin)| begin - end > APART);
    curve.gaps = between.map(|(end, begin)| (place(end), place(begin))).collect();
    curve
}

/// What hangs together, with the highest point of each step only.
fn pieces(points: &[Point], window: Window) -> Vec<Vec<(i64, f64)>> {
    let mut pieces: Vec<Vec<(i64, f64)>> = Vec::new();
    let mut seen: Option<i64> = None;
    let step = |at: i64| (window.place(at) / STEP).floor();
    for (at, number) in points {
        let Some(number) = number else {
            seen = None;
            continue;
        };
        let joins = seen.replace(*at).is_some_and(|before| at - before <= APART);
        match pieces.last_mut().filter(|_| joins) {
            Some(piece) => match piece.last_mut() {
                Some(last) if step(last.0) == step(*at) => last.1 = last.1.max(*number),
                _ => piece.push((*at, *number)),
            },
            None => pieces.push(vec![(*at, *number)]),
        }
    }
    pieces
}

/// A round number that is no less than the greatest one.
pub(super) fn top(unit: MetricUnit, greatest: f64) -> f64 {
    const SECOND: f64 = 1000.0;
    const MINUTE: f64 = 60.0 * SECOND;
    const HOUR: f64 = 60.0 * MINUTE;
    match unit {
        MetricUnit::Share => 1.0,
        MetricUnit::PerSecond | MetricUnit::Count => round(greatest.max(1.0), 1.0, 10.0),
        MetricUnit::Bytes => round(greatest.max(1024.0), 1024.0, 1024.0),
        MetricUnit::Milliseconds if greatest < MINUTE => round(greatest.max(10.0), SECOND, 10.0),
        MetricUnit::Milliseconds => [1.0, 2.0, 5.0, 10.0, 20.0, 30.0]
            .map(|minutes| minutes * MINUTE)
            .into_iter()
            .find(|top| *top >= greatest)
            .unwrap_or_else(|| round(greatest, HOUR, 10.0)),
    }
}

/// One, two, five, ten and so on of a unit, which may go on by another base than ten.
fn round(greatest: f64, unit: f64, base: f64) -> f64 {
    let mut scale = unit;
    while scale > greatest && base == 10.0 {
        scale /= base;
    }
    while scale * base < greatest {
        scale *= base;
    }
    let steps = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, base];
    steps.map(|step| step * scale).into_iter().filter(|top| *top >= greatest).fold(scale * base, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000_000;
    const SHOWN: i64 = 60 * MINUTE;
    const HOUR: Window = Window { until: NOW, length: SHOWN };

    fn every_20_seconds(from: i64, numbers: &[Option<f64>]) -> Vec<Point> {
        numbers.iter().enumerate().map(|(nth, number)| (from + nth as i64 * 20_000, *number)).collect()
    }

    #[test]
    fn a_line_goes_from_left_to_right_and_from_the_bottom_to_the_top() {
        let points = every_20_seconds(NOW - 40_000, &[Some(0.0), Some(5.0), Some(10.0)]);
        let drawn = curve(&points, HOUR, 10.0);
        assert_eq!(drawn.line, "M356.0 72.0L358.0 36.0L360.0 0.0");
        assert_eq!(drawn.area, "M356.0 72L356.0 72.0L358.0 36.0L360.0 0.0L360.0 72Z");
        assert_eq!(drawn.gaps, []);
    }

    #[test]
    fn a_line_breaks_where_nothing_was_told_and_where_nobody_asked() {
        let mut points = every_20_seconds(NOW - 600_000, &[Some(1.0), Some(1.0), None, Some(1.0)]);
        points.extend(every_20_seconds(NOW - 300_000, &[Some(1.0), Some(1.0)]));
        let drawn = curve(&points, HOUR, 1.0);
        assert_eq!(drawn.line.matches('M').count(), 3, "{}", drawn.line);
        assert!(drawn.line.contains("h0"), "one point alone is a dot: {}", drawn.line);
        // Between the second piece and the third, and since then; what was not told once is a break, and no more.
        assert_eq!(drawn.gaps.len(), 2);
        assert_eq!(drawn.gaps[1].1, WIDTH);
    }

    #[test]
    fn as_much_time_is_shown_as_there_are_points_in() {
        for (ago, minutes) in [(0, 5), (5, 5), (6, 15), (29, 30), (31, 60), (60, 60)] {
            assert_eq!(Window::since(NOW - ago * MINUTE, NOW).length, minutes * MINUTE, "{ago}");
        }
    }

    #[test]
    fn of_many_points_the_highest_are_drawn() {
        let points: Vec<Point> = (0..720).map(|nth| (NOW - SHOWN + nth * 5000, Some((nth % 4) as f64))).collect();
        let drawn = curve(&points, HOUR, 3.0);
        assert_eq!(drawn.line.matches(['M', 'L']).count(), 180);
        assert_eq!(drawn.line.matches(" 0.0").count(), 180, "{}", drawn.line);
        assert_eq!(curve(&[], HOUR, 1.0), Curve::default());
    }

    #[test]
    fn the_scale_ends_at_a_round_number() {
        for (unit, greatest, expected) in [
            (MetricUnit::Share, 0.1, 1.0),
            (MetricUnit::Count, 0.0, 1.0),
            (MetricUnit::PerSecond, 51.0, 100.0),
            (MetricUnit::PerSecond, 1_200.0, 2_000.0),
            (MetricUnit::Bytes, 3.0, 1024.0),
            (MetricUnit::Bytes, 300.0 * 1024.0 * 1024.0, 500.0 * 1024.0 * 1024.0),
            (MetricUnit::Bytes, 600.0 * 1024.0, 1024.0 * 1024.0),
            (MetricUnit::Milliseconds, 45.0, 50.0),
            (MetricUnit::Milliseconds, 12_000.0, 20_000.0),
            (MetricUnit::Milliseconds, 70_000.0, 120_000.0),
            (MetricUnit::Milliseconds, 3.0 * 3_600_000.0, 5.0 * 3_600_000.0),
        ] {
            assert_eq!(top(unit, greatest), expected, "{unit:?} {greatest}");
        }
    }
}
