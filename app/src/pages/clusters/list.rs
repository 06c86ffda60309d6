//! The session clusters: all of them for administrators and auditors, those of their projects for everybody else.

use super::{observed::sight, sight::own_grants};
use crate::{
    context::Refusal,
    forms::Flash,
    locale::Locale,
    pages::{
        frame::{Place, Section},
        visit::{Visit, settle},
    },
    paths,
    ui::{Empty, Notice, NoticeKind, SlotsBar, State, StateShape, engine_shape},
};
use chrono::{DateTime, Utc};
use engine::local::EngineStatus;
use leptos::prelude::*;
use model::{
    ClusterKind, SessionClusterId,
    authority::{ClusterManage, ClusterView},
    flink::FlinkVersion,
};

/// One line of the list.
struct Entry {
    id: SessionClusterId,
    kind: ClusterKind,
    name: String,
    description: String,
    version: Option<FlinkVersion>,
    seen_at: Option<DateTime<Utc>>,
    granted: Vec<String>,
}

/// The list.
#[component]
pub(in crate::pages) fn ClustersPage() -> impl IntoView {
    settle(async |visit| {
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let entries = entries(&visit).await?;
        let standing = visit.actor()?.standing;
        let register = standing.has::<ClusterManage>().then(|| {
            view! { <a class="button" data-kind="primary" href=paths::NEW_CLUSTER>{words.clusters.register}</a> }
        });
        let now = visit.state.store.now();
        let local = visit.state.control.local_engine().zip(visit.state.control.local_cluster());
        let local = local.map(|(engine, cluster)| (cluster, engine.status().borrow().clone()));
        let none_why = match standing.has::<ClusterView>() {
            true => words.clusters.none_why,
            false => words.clusters.none_why_member,
        };
        let is_empty = entries.is_empty();
        let head_act = (!is_empty).then_some(register.clone());
        let rows = entries.into_iter().map(|entry| {
            let engine = local.as_ref().filter(|(cluster, _)| *cluster == entry.id).map(|(_, status)| status);
            row(entry, engine, now, locale)
        });
        let rows = rows.collect_view();
        let place = Place { title: words.clusters.title.into(), section: Section::Clusters, project: None };
        let content = view! {
            <header class="page-head">
                <h1>{words.clusters.title}</h1>
                <div class="page-acts">{head_act}</div>
                <p class="page-lead">{words.clusters.intro}</p>
            </header>
            {(flash.what_was_done() == Some("deleted"))
                .then(|| view! { <Notice kind=NoticeKind::Ok>{words.clusters.deleted}</Notice> })}
            {if is_empty {
                view! { <Empty sentence=words.clusters.none why=none_why>{register}</Empty> }.into_any()
            } else {
                view! {
                    <div class="table-wrap" tabindex="0" role="region" aria-label=words.clusters.title>
                        <table class="table">
                            <thead>
                                <tr>
                                    <th scope="col">{words.common.name}</th>
                                    <th scope="col">{words.clusters.kind}</th>
                                    <th scope="col">{words.common.state}</th>
                                    <th scope="col">{words.clusters.flink}</th>
                                    <th scope="col">{words.clusters.slots}</th>
                                    <th scope="col">{words.clusters.granted_to}</th>
                                </tr>
                            </thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                }
                .into_any()
            }}
        };
        visit.page(place, content).await
    })
}

async fn entries(visit: &Visit) -> Result<Vec<Entry>, Refusal> {
    let (actor, store) = (visit.actor()?, &visit.state.store);
    let Ok(granted) = actor.standing.allow::<ClusterView>() else {
        let mut entries: Vec<Entry> = Vec::new();
        for grant in own_grants(store, actor).await? {
            let cluster = grant.cluster;
            match entries.iter_mut().find(|entry| entry.id == cluster.id) {
                Some(entry) => entry.granted.push(grant.project_name),
                None => entries.push(Entry {
                    id: cluster.id,
                    kind: cluster.kind,
                    name: cluster.name,
                    description: cluster.description,
                    version: cluster.flink_version,
                    seen_at: cluster.seen_at,
                    granted: vec![grant.project_name],
                }),
            }
        }
        entries.sort_by_key(|entry| entry.name.to_lowercase());
        return Ok(entries);
    };
    let mut entries = Vec::new();
    for cluster in store.session_clusters(&granted).await? {
        let grants = store.grants_of(&granted, cluster.id).await?;
        entries.push(Entry {
            id: cluster.id,
            kind: cluster.kind,
            name: cluster.name,
            description: cluster.description,
            version: cluster.flink_version,
            seen_at: cluster.seen_at,
            granted: grants.into_iter().map(|grant| grant.project_name).collect(),
        });
    }
    Ok(entries)
}

fn row(entry: Entry, engine: Option<&EngineStatus>, now: DateTime<Utc>, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words();
    let state = match (entry.kind, engine) {
        (_, Some(status)) => {
            let (shape, word) = (engine_shape(&status.state), (words.engine.state)(&status.state));
            view! { <State shape word/> }.into_any()
        }
        (ClusterKind::Local, None) => view! { <State shape=StateShape::Unknown word=words.common.unknown/> }.into_any(),
        (ClusterKind::External, None) => sight(entry.seen_at, now, locale),
    };
    let slots = match engine.map(|status| status.slots).filter(|slots| slots.total > 0) {
        Some(slots) => view! { <SlotsBar total=slots.total free=slots.free locale/> }.into_any(),
        None => view! { <span class="muted">{words.clusters.slots_unseen}</span> }.into_any(),
    };
    let version = engine.and_then(|status| status.flink.clone()).or(entry.version.map(|version| version.to_string()));
    let granted = match entry.granted.is_empty() {
        true => view! { <span class="muted">{words.clusters.granted_to_none}</span> }.into_any(),
        false => view! { <span>{entry.granted.join(", ")}</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                <a href=paths::cluster(entry.id)>{entry.name}</a>
                {(!entry.description.is_empty()).then(|| view! { <br/><small>{entry.description}</small> })}
            </th>
            <td>{(words.clusters.kinds)(entry.kind)}</td>
            <td>{state}</td>
            <td>{version.unwrap_or_else(|| "–".into())}</td>
            <td class="slots">{slots}</td>
            <td>{granted}</td>
        </tr>
    }
}
