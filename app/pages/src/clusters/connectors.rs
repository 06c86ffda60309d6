//! The connector sets of the local engine: what they offer, and adding one.

use crate::visit::Visit;
use app::{
    locale::Locale,
    paths,
    ui::{Columns, EngineRights, Notice, NoticeKind, State, StateShape, Table},
    words::bytes,
};
use engine::local::ConnectorSet;
use leptos::prelude::*;
use model::{
    SessionClusterId,
    authority::{ClusterManage, SystemPermission},
};
use std::collections::BTreeSet;
use store::RunningQuery;

/// The sets; the one that the address names is marked. Nothing for a cluster that is no engine of this host.
pub(super) fn connectors(
    visit: &Visit,
    cluster: SessionClusterId,
    rights: EngineRights,
    queries: &[RunningQuery],
) -> AnyView {
    let (control, locale) = (&visit.state.control, visit.locale);
    let here = control.local_engine().filter(|_| control.local_cluster() == Some(cluster));
    let (Some(engine), Some(manifest)) = (here, control.manifest()) else {
        return ().into_any();
    };
    let words = locale.words().engine;
    let installed = engine.status().borrow().sets.clone();
    let wanted = visit.query("set");
    let notice = wanted.as_ref().map(|set| match manifest.set(set) {
        Ok(_) => (NoticeKind::Info, (words.set_wanted)(set)),
        Err(_) => (NoticeKind::Warn, (words.set_unknown)(set)),
    });
    let affects = (rights != EngineRights::Glance).then(|| affects(queries, locale));
    let reason = match rights {
        EngineRights::Glance => Some(words.set_ask.to_owned()),
        EngineRights::Look => Some((locale.words().common.needs_permission)(ClusterManage::NAME)),
        EngineRights::Act => None,
    };
    let may_add = reason.is_none();
    let rows = manifest.sets.iter().map(|set| {
        let marked = wanted.as_deref() == Some(set.name.as_str());
        row(cluster, set, &installed, marked, may_add, locale)
    });
    let rows = rows.collect_view();
    view! {
        <section class="panel" id="connectors">
            <header class="panel-head"><h2>{words.sets}</h2></header>
            {notice.map(|(kind, sentence)| view! { <Notice kind>{sentence}</Notice> })}
            <p class="muted">{words.sets_why} " " {words.set_how} " " {affects}</p>
            {reason.map(|reason| view! { <p class="reason">{reason}</p> })}
            <Table
                label=words.sets
                columns=Columns::default()
                    .text(words.set)
                    .text(words.set_offers)
                    .number(locale.words().files.size)
                    .text(locale.words().common.state)
                    .text_if(may_add, locale.words().common.actions)
                rows=rows
            />
        </section>
    }
    .into_any()
}

fn row(
    cluster: SessionClusterId,
    set: &ConnectorSet,
    installed: &BTreeSet<String>,
    marked: bool,
    may_add: bool,
    locale: Locale,
) -> impl IntoView + use<> {
    let words = locale.words().engine;
    let is_installed = installed.contains(&set.name);
    let (shape, word) = match is_installed {
        true => (StateShape::Finished, words.set_installed),
        false => (StateShape::Stopped, words.set_available),
    };
    let size: u64 = set.jars.iter().map(|jar| jar.bytes).sum();
    let size = bytes(i64::try_from(size).unwrap_or(i64::MAX));
    let (name, factories) = (set.name.clone(), set.factories.join(", "));
    let add = may_add.then(|| {
        let label = format!("{}: {name}", words.set_add);
        let value = name.clone();
        let kind = marked.then_some("primary");
        let form = (!is_installed).then(|| {
            view! {
                <form method="post" action=paths::cluster_engine(cluster)>
                    <input type="hidden" name="set" value=value/>
                    <button class="button" data-kind=kind name="act" value="add_set" aria-label=label>{words.set_add}</button>
                </form>
            }
        });
        view! { <td>{form}</td> }
    });
    view! {
        <tr aria-selected=marked.then_some("true") data-marked=marked.then_some("")>
            <th scope="row">{name}</th>
            <td><code>{factories}</code></td>
            <td class="num">{size}</td>
            <td><State shape word/></td>
            {add}
        </tr>
    }
}

/// What a restart would stop.
fn affects(queries: &[RunningQuery], locale: Locale) -> String {
    let words = locale.words().engine;
    let people: BTreeSet<&str> = queries.iter().map(|query| query.user_name.as_str()).collect();
    match queries.len() {
        0 => words.set_affects_nothing.into(),
        count => (words.set_affects)(count, &people.into_iter().collect::<Vec<_>>().join(", ")),
    }
}
