//! The ends of the local engine's logs.

use crate::{log_text::log_text, visit::Visit};
use app::{context::Refusal, paths};
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
                {log_text(&text, (words.engine.log_of)(role), locale)}
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
