//! One number of a job over the last hour, as a picture and in words.

use super::curve::{Curve, HEIGHT, WIDTH, Window, curve, top};
use app::{locale::Locale, words::measured};
use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use model::JobMetric;
use store::JobSample;

/// What was told longer ago is not how it is now.
const FRESH: TimeDelta = TimeDelta::seconds(70);

/// A chart; the words beside it say what it says.
pub(super) fn chart(metric: JobMetric, samples: &[JobSample], now: DateTime<Utc>, locale: Locale) -> AnyView {
    let words = locale.words().job_metrics;
    let (name, why, unit) = ((words.name)(metric), (words.why)(metric), metric.unit());
    let window = window(samples, now);
    let points: Vec<_> =
        samples.iter().map(|sample| (sample.at.timestamp_millis(), sample.numbers.get(metric))).collect();
    let known = || points.iter().filter_map(|(_, number)| *number);
    let (Some(lowest), Some(highest)) = (known().reduce(f64::min), known().reduce(f64::max)) else {
        return nothing(metric, locale);
    };
    let last = samples.last().filter(|last| now - last.at <= FRESH).and_then(|last| last.numbers.get(metric));
    let last = last.map_or_else(|| "–".to_owned(), |number| measured(unit, number));
    let scale = top(unit, highest);
    let drawn = curve(&points, window, scale);
    let range = [lowest, highest].map(|number| measured(unit, number));
    let mut summary = (words.summary)(name, &last, &range[0], &range[1]);
    if !drawn.gaps.is_empty() {
        summary = format!("{summary}, {}", (words.gaps)(drawn.gaps.len()));
    }
    let [lowest, highest] = range;
    let begun = now - TimeDelta::milliseconds(window.length);
    let times = [begun, begun + (now - begun) / 2, now].map(|at| {
        view! { <span>{locale.clock(at)}</span> }
    });
    view! {
        <figure class="chart">
            <figcaption class="chart-head">
                <span class="chart-name" title=why>{name}</span>
                <strong class="chart-now">{last}</strong>
            </figcaption>
            <div class="chart-plot">
                {picture(drawn, summary, why)}
                <span class="chart-top" aria-hidden="true">{measured(unit, scale)}</span>
            </div>
            <div class="chart-times" aria-hidden="true">{times.collect_view()}</div>
            <p class="chart-range">
                {words.lowest} " " <span class="num">{lowest}</span> ", " {words.highest} " " <span class="num">{highest}</span>
            </p>
        </figure>
    }
    .into_any()
}

/// The part of the hour that is shown: the same for all numbers.
pub(super) fn window(samples: &[JobSample], now: DateTime<Utc>) -> Window {
    let first = samples.first().map_or(now, |first| first.at);
    Window::since(first.timestamp_millis(), now.timestamp_millis())
}

fn picture(drawn: Curve, summary: String, why: &'static str) -> impl IntoView {
    let gaps = drawn.gaps.into_iter().map(|(from, to)| {
        let (x, width) = (format!("{from:.1}"), format!("{:.1}", to - from));
        view! { <rect class="chart-gap" x=x y="0" width=width height=HEIGHT.to_string()></rect> }
    });
    let rules = format!("M0 0.5H{WIDTH}M0 {}H{WIDTH}M0 {}H{WIDTH}", HEIGHT / 2.0, HEIGHT - 0.5);
    view! {
        <svg class="chart-picture" viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none" role="img">
            <title>{summary}</title>
            <desc>{why}</desc>
            {gaps.collect_view()}
            <path class="chart-rules" d=rules></path>
            <path class="chart-area" d=drawn.area></path>
            <path class="chart-line" d=drawn.line></path>
        </svg>
    }
}

/// A number that nobody told in all the hour.
fn nothing(metric: JobMetric, locale: Locale) -> AnyView {
    let words = locale.words().job_metrics;
    view! {
        <figure class="chart">
            <figcaption class="chart-head">
                <span class="chart-name" title=(words.why)(metric)>{(words.name)(metric)}</span>
                <strong class="chart-now">"–"</strong>
            </figcaption>
            <p class="chart-nothing">{(words.nothing)(metric)}</p>
        </figure>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::MetricValues;

    fn sample(at: DateTime<Utc>, number: f64) -> JobSample {
        JobSample { at, numbers: MetricValues::default().with(JobMetric::Busy, Some(number)) }
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    #[test]
    fn a_chart_says_in_words_what_it_shows_and_needs_no_style() {
        let samples = [0.25, 0.75, 0.5].iter().zip([40, 20, 0]);
        let samples: Vec<_> = samples.map(|(number, ago)| sample(now() - TimeDelta::seconds(ago), *number)).collect();
        let html = chart(JobMetric::Busy, &samples, now(), Locale::default()).to_html();
        for said in
            ["Busy: 50 % now, lowest 25 %, highest 75 %", "<strong class=\"chart-now\">50 %", "100 %", "07:55", "08:00"]
        {
            assert!(html.contains(said), "{said}: {html}");
        }
        assert!(!html.contains("style=") && !html.contains("chart-gap"), "{html}");
    }

    #[test]
    fn what_is_not_known_any_more_is_a_dash_and_a_gap() {
        let samples = [sample(now() - TimeDelta::minutes(10), 0.5)];
        let html = chart(JobMetric::Busy, &samples, now(), Locale::default()).to_html();
        assert!(html.contains("chart-gap") && html.contains("chart-now\">–") && html.contains("1 gap"), "{html}");
        let html = chart(JobMetric::Pending, &samples, now(), Locale::default()).to_html();
        assert!(html.contains("No source of the job tells it.") && !html.contains("<svg"), "{html}");
    }
}
