//! The buttons of the local engine: only what makes sense in its state.

use super::EngineRights;
use crate::{locale::Locale, paths};
use engine::local::State;
use leptos::prelude::*;
use model::{
    SessionClusterId,
    authority::{ClusterManage, SystemPermission},
};
use store::Operation;

/// What can be asked of the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Start,
    Restart,
    Stop,
}

/// What makes sense in a state; the one to press first.
fn acts(state: &State, has_processes: bool) -> &'static [Act] {
    match state {
        State::NotProvisioned | State::Stopped => &[Act::Start],
        State::Failed(_) if has_processes => &[Act::Restart, Act::Stop],
        State::Failed(_) => &[Act::Start],
        State::Running | State::Degraded => &[Act::Restart, Act::Stop],
        State::Provisioning(_) | State::Starting { .. } => &[Act::Stop],
        State::Stopping => &[],
    }
}

/// The buttons; while an act is under way they are barred, and the act can be given up.
#[component]
pub(super) fn EngineActs(
    /// Whose engine it is.
    cluster: SessionClusterId,
    /// What it does.
    state: State,
    /// Whether anything of it runs.
    has_processes: bool,
    /// What was asked for last.
    operation: Option<Operation>,
    /// What the reader may do.
    rights: EngineRights,
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    let words = locale.words();
    let under_way = operation.filter(|operation| operation.state.is_active());
    let reason = match (rights, &under_way) {
        (EngineRights::Glance, _) => return ().into_any(),
        (EngineRights::Look, _) => Some((words.common.needs_permission)(ClusterManage::NAME)),
        (EngineRights::Act, Some(operation)) if operation.cancel_requested => Some(words.engine.give_up_asked.into()),
        (EngineRights::Act, Some(_)) => Some(words.engine.under_way.to_string()),
        (EngineRights::Act, None) => None,
    };
    let bars = reason.is_some();
    let buttons = acts(&state, has_processes).iter().map(|act| {
        let (value, text, kind, title) = match act {
            Act::Start => ("start", words.engine.start, Some("primary"), None),
            Act::Restart => ("restart", words.engine.restart, None, Some(words.engine.stop_why)),
            Act::Stop => ("stop", words.engine.stop, Some("danger"), Some(words.engine.stop_why)),
        };
        match bars {
            true => view! {
                <button type="button" class="button" aria-disabled="true" aria-describedby="engine-barred">{text}</button>
            }
            .into_any(),
            false => view! { <button class="button" data-kind=kind name="act" value=value title=title>{text}</button> }.into_any(),
        }
    });
    let give_up =
        under_way.filter(|operation| rights == EngineRights::Act && !operation.cancel_requested).map(|operation| {
            view! {
                <input type="hidden" name="operation" value=operation.id.to_string()/>
                <button class="button" name="act" value="give_up">{words.engine.give_up}</button>
            }
        });
    view! {
        <form method="post" action=paths::cluster_engine(cluster) class="row">
            {buttons.collect_view()}
            {give_up}
            {reason.map(|reason| view! { <span class="reason" id="engine-barred">{reason}</span> })}
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::local::Step;

    #[test]
    fn an_engine_can_be_started_when_it_rests_and_stopped_when_it_does_not() {
        assert_eq!(acts(&State::Stopped, false), [Act::Start]);
        assert_eq!(acts(&State::Running, true), [Act::Restart, Act::Stop]);
        assert_eq!(acts(&State::Starting { step: Step::Java }, false), [Act::Stop]);
        assert_eq!(acts(&State::Stopping, true), []);
    }

    #[test]
    fn what_is_left_of_a_failed_start_can_be_stopped() {
        let failed = || State::Failed(engine::local::Failure { code: "io", params: [].into() });
        assert_eq!(acts(&failed(), true), [Act::Restart, Act::Stop]);
        assert_eq!(acts(&failed(), false), [Act::Start]);
    }
}
