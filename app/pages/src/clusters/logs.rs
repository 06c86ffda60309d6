//! The ends of the local engine's logs.

use crate::visit::Visit;
use app::{context::Refusal, locale::Locale, paths};
use engine::local::{Log, Role};
use leptos::prelude::*;
use model::SessionClusterId;

/// How much of a log is shown.
const TAIL: u64 = 64 * 1024;

/// The tabs, and the log that the address names.
pub(super) async fn logs(visit: &Visit, cluster: SessionClusterId) -> Result<AnyView, Refusal> {
    let (words, locale) = (visit.words(), visit.locale);
    let asked = visit.query("log").and_then(|name| role(&name));
    let which = visit.query("of").map_or(Log::Flink, |name| log(&name));
    let address = |role: Role, which: Log| {
        let path = paths::with_query(&paths::cluster(cluster), &[("log", role.as_str()), ("of", name(which))]);
        format!("{path}#logs")
    };
    let tabs = Role::ALL.map(|role| {
        let current = (asked == Some(role)).then_some("page");
        view! { <a href=address(role, Log::Flink) aria-current=current>{(words.engine.log_of)(role)}</a> }
    });
    let shown = match (asked, visit.state.control.local_engine()) {
        (Some(role), Some(engine)) => {
            let text = match engine.log_tail(role, which, TAIL).await {
                Ok(text) => text,
                // What stands in its place is said where the log would be.
                Err(error) => error.to_string(),
            };
            let kinds = [
                (Log::Flink, words.engine.log_flink),
                (Log::Output, words.engine.log_output),
                (Log::OutputBefore, words.engine.log_output_before),
            ];
            let kinds = kinds.map(|(kind, word)| {
                let current = (kind == which).then_some("true");
                view! { <a class="button" data-kind="quiet" href=address(role, kind) aria-current=current>{word}</a> }
            });
            let refresh = address(role, which);
            Some(view! {
                <div class="row">
                    {kinds.collect_view()}
                    <a class="button" href=refresh>{words.common.refresh}</a>
                    <small class="muted">{words.engine.logs_why}</small>
                </div>
                {tail(&text, (words.engine.log_of)(role), locale)}
            })
        }
        _ => None,
    };
    Ok(view! {
        <section class="panel" id="logs">
            <header class="panel-head"><h2>{words.engine.logs}</h2></header>
            <nav class="tabs" aria-label=words.engine.logs>{tabs.collect_view()}</nav>
            {shown}
        </section>
    }
    .into_any())
}

fn tail(text: &str, label: &'static str, locale: Locale) -> AnyView {
    if text.is_empty() {
        return view! { <p class="muted">{locale.words().engine.log_empty}</p> }.into_any();
    }
    let pieces = pieces(text).into_iter().map(|(level, text)| match level {
        Some(level) => view! { <span data-level=level>{text}</span> }.into_any(),
        None => text.into_any(),
    });
    view! { <pre class="log" tabindex="0" role="region" aria-label=label>{pieces.collect_view()}</pre> }.into_any()
}

/// The text in runs of one level, so that a long log is few elements.
fn pieces(text: &str) -> Vec<(Option<&'static str>, String)> {
    let mut pieces: Vec<(Option<&'static str>, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let level = level(line);
        match pieces.last_mut() {
            Some((last, text)) if *last == level => text.push_str(line),
            _ => pieces.push((level, line.into())),
        }
    }
    pieces
}

fn level(line: &str) -> Option<&'static str> {
    // `2026-11-22 14:05:09,123 WARN  org.apache.…`: the level is the third word.
    match line.split_whitespace().nth(2) {
        Some("WARN") => Some("warn"),
        Some("ERROR" | "FATAL") => Some("error"),
        _ => None,
    }
}

fn role(name: &str) -> Option<Role> {
    match name {
        "gateway" => Some(Role::Gateway),
        name => Role::ALL.into_iter().find(|role| role.as_str() == name),
    }
}

fn log(name: &str) -> Log {
    match name {
        "output" => Log::Output,
        "before" => Log::OutputBefore,
        _ => Log::Flink,
    }
}

fn name(log: Log) -> &'static str {
    match log {
        // The address of what is shown first is short.
        Log::Flink => "",
        Log::Output => "output",
        Log::OutputBefore => "before",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_one_level_are_one_piece_and_nothing_is_lost() {
        let text =
            "2026-11-22 14:05:09,1 INFO  a\n2026-11-22 14:05:09,2 WARN  b\n2026-11-22 14:05:09,3 WARN  c\n\tat d";
        let pieces = pieces(text);
        let levels: Vec<_> = pieces.iter().map(|(level, _)| *level).collect();
        assert_eq!(levels, [None, Some("warn"), None]);
        assert_eq!(pieces.iter().map(|(_, text)| text.as_str()).collect::<String>(), text);
    }

    #[test]
    fn a_log_is_found_by_the_name_it_is_linked_by() {
        for which in Role::ALL {
            assert_eq!(role(which.as_str()), Some(which));
        }
        for which in [Log::Flink, Log::Output, Log::OutputBefore] {
            assert_eq!(log(name(which)), which);
        }
        assert_eq!((role("gateway"), role("../key")), (Some(Role::Gateway), None));
    }
}
